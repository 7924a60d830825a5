import { benchCandidates } from './candidates.ts';
import { benchList } from './list.ts';
import { benchOutlook } from './outlook.ts';
import { benchOverload } from './overload.ts';
import { benchStart } from './start.ts';
import { makeNeedsWorld, overDatabases } from './world.ts';

/**
 * `npm run bench`: ratios from one interleaved run; absolute times move with the machine, ratios less. Parts of it by name:
 * `npm run bench -- deliveries`. `load` takes `--seconds` of each step and `--minutes` of the watch for growth.
 */
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const rounds = Number(process.env['WASL_BENCH_ROUNDS'] ?? 7);

const PARTS: Readonly<Record<string, () => Promise<void>>> = {
  needs: () =>
    overDatabases(async (databases) => {
      const world = await makeNeedsWorld(databases, say);
      await benchList(world, rounds, say);
      await benchCandidates(world, rounds, say);
    }),
  deliveries: () => overDatabases((databases) => benchOutlook(databases, rounds, say)),
  load: () =>
    overDatabases((databases) => benchOverload(databases, { seconds: numberOf('--seconds', 10), minutes: numberOf('--minutes', 1) }, say)),
  start: () => benchStart(say),
};

/** The number that follows a flag on the command line. */
function numberOf(flag: string, otherwise: number): number {
  const at = process.argv.indexOf(flag);
  const value = at < 0 ? otherwise : Number(process.argv[at + 1]);
  if (!(value > 0)) throw new Error(`${flag} takes a number above 0`);
  return value;
}

const asked = process.argv.slice(2).filter((word, index, words) => !word.startsWith('--') && !words[index - 1]?.startsWith('--'));
for (const name of asked.length > 0 ? asked : Object.keys(PARTS)) {
  const part = PARTS[name];
  if (part === undefined) throw new Error(`no part of the bench is called ${name}; there are ${Object.keys(PARTS).join(', ')}`);
  await part();
}
