import autocannon from 'autocannon';
import type { BenchServer } from './server.ts';

const CONNECTIONS = 10;

/** Requests per second that a server answers at ten connections, each of another reader as far as there are any, over so many seconds. */
export async function requestsPerSecond(server: BenchServer, path: string, seconds: number): Promise<number> {
  let readers = 0;
  const setupClient = (client: autocannon.Client): void => {
    client.setHeaders(server.readers[readers++ % server.readers.length] ?? {});
  };
  const result = await autocannon({ url: server.address + path, connections: CONNECTIONS, duration: seconds, setupClient });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} answers were no success, ${result.errors} failed`);
  return result.requests.average;
}
