import autocannon from 'autocannon';
import type { BenchServer } from './server.ts';

/** Requests per second that a server answers at ten connections, over so many seconds. */
export async function requestsPerSecond(server: BenchServer, path: string, seconds: number): Promise<number> {
  const result = await autocannon({ url: server.address + path, connections: 10, duration: seconds, headers: server.headers });
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} answers were no success, ${result.errors} failed`);
  return result.requests.average;
}
