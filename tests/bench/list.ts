import { requestsPerSecond } from './load.ts';
import { startServer } from './server.ts';
import { median } from './statistics.ts';
import { startBefore } from './before.ts';
import { MORE_READERS, type NeedsWorld, SMALL } from './world.ts';

const PATH = '/v1/needs?limit=50';
const SECONDS = 2;
/** Until the compiler of the engine has seen enough of each server. */
const WARM_UP_SECONDS = 6;

/** Another working tree of the project, of the commit before, say: its list is measured in turn with ours. */
const BEFORE = process.env['WASL_BENCH_BEFORE'];

/** The list of 50 needs: against the same SQL on bare node:http, and with 200 thousand needs against one thousand. */
export async function benchList(world: NeedsWorld, rounds: number, say: (line: string) => void): Promise<void> {
  // Ten connections are ten people: one alone has two connections to the database at a time, and the bare server knows nobody.
  const people = { WASL_BENCH_READERS: world.readers.join() };
  const service = await startServer('service', world.small, people);
  const bare = await startServer('bare', world.small, { WASL_BENCH_SUPERUSER: world.superuser(world.small) });
  const large = await startServer('service', world.large, people);
  const before = BEFORE === undefined ? null : await startBefore(BEFORE, { needs: SMALL, moreReaders: MORE_READERS });
  const speedups: number[] = [];
  const shares: number[] = [];
  const slowdowns: number[] = [];
  try {
    for (const server of [service, bare, large, ...(before ? [before] : [])]) await requestsPerSecond(server, PATH, WARM_UP_SECONDS);
    for (let round = 0; round < rounds; round += 1) {
      const ofService = await requestsPerSecond(service, PATH, SECONDS);
      const ofBare = await requestsPerSecond(bare, PATH, SECONDS);
      const ofLarge = await requestsPerSecond(large, PATH, SECONDS);
      if (before) speedups.push(ofService / (await requestsPerSecond(before, PATH, SECONDS)));
      shares.push(ofService / ofBare);
      slowdowns.push(ofService / ofLarge);
    }
  } finally {
    await Promise.all([service.stop(), bare.stop(), large.stop(), before?.stop()]);
  }
  say(`list of 50 needs, requests/s over bare node:http + postgres.js with the same SQL: ${median(shares).toFixed(2)} (goal ≥ 0.9)`);
  if (before) say(`the same list over that of ${BEFORE}: ${median(speedups).toFixed(2)} (goal ≥ 0.95)`);
  say(`the same list, 200 thousand needs over 1 thousand, times slower: ${median(slowdowns).toFixed(2)} (goal ≤ 1.3)`);
}
