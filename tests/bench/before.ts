import { fork } from 'node:child_process';
import { type BenchServer, startServer } from './server.ts';

/** Run in the other working tree, of which it takes what fills a database; the database stays for as long as somebody listens. */
const FILL = `
  const { overDatabases } = await import('./tests/bench/world.ts');
  const { fillNeeds, fillReaders } = await import('./tests/bench/fill.ts');
  const { READER } = await import('./tests/bench/sign-in.ts');
  const [needs, moreReaders] = process.argv.slice(-2).map(Number);
  await overDatabases(async (databases) => {
    let readers = [];
    const url = await databases.makeDatabase('before', async (superuserUrl) => {
      readers = await fillReaders(superuserUrl, READER, moreReaders);
      await fillNeeds(superuserUrl, needs);
    });
    const left = new Promise((resolve) => process.once('disconnect', resolve));
    process.send({ url, readers });
    await left;
  });`;

interface Filled {
  readonly url: string;
  readonly readers: readonly string[];
}

/**
 * The service of another working tree of the project, of the commit before, say, on a database that its own code has made and filled:
 * tables change from one to the next.
 */
export async function startBefore(checkout: string, { needs, moreReaders }: { needs: number; moreReaders: number }): Promise<BenchServer> {
  const maker = fork('-', [String(needs), String(moreReaders)], {
    cwd: checkout,
    execArgv: ['--import', 'tsx', '--input-type=module', '--eval', FILL],
  });
  // A bench that fails ends it too.
  process.once('exit', () => maker.kill('SIGTERM'));
  const { url, readers } = await new Promise<Filled>((filled, failed) => {
    maker.once('message', (message) => filled(message as Filled));
    maker.once('exit', (code) => failed(new Error(`the database of ${checkout} was not made: exit code ${code}`)));
  });
  const server = await startServer('service', url, { WASL_BENCH_READERS: readers.join() }, checkout);
  const stop = async (): Promise<void> => {
    await server.stop();
    const gone = new Promise<void>((resolve) => maker.once('exit', () => resolve()));
    maker.disconnect();
    await gone;
  };
  return { ...server, stop };
}
