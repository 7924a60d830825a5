import { startBench } from './world.ts';
import { benchCandidates } from './candidates.ts';
import { benchList } from './list.ts';
import { benchStart } from './start.ts';

/** `npm run bench`: ratios from one interleaved run; absolute times move with the machine, ratios less. */
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const rounds = Number(process.env['WASL_BENCH_ROUNDS'] ?? 7);

const world = await startBench(say);
try {
  await benchList(world, rounds, say);
  await benchCandidates(world, rounds, say);
} finally {
  await world.stop();
}
await benchStart(say);
