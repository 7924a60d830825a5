import fc from 'fast-check';
import type { Test } from 'tap';

/**
 * How many rounds are tried at most. Of what was measured, what came nearest to its floor lies 1.5 spreads of one round above it (torn parts
 * that are forged, by 30 rounds): so twenty rounds together lie more than 5 of their own above, which chance makes less than once in a
 * million runs.
 */
const MOST_ROUNDS = 20;

/** How often each thing is to be met, on the average of all runs, and more; 0 for what is counted only to be told. */
type Floors<What extends string> = Readonly<Record<What, number>>;
type Met<What extends string> = Record<What, number>;

interface Rounds<What extends string> extends Omit<fc.Parameters<unknown>, 'numRuns'> {
  /** The random cases of one round. */
  readonly numRuns: number;
  readonly floors: Floors<What>;
}

/**
 * Holds a property over random cases that count what they meet, and fails where that is too little for the property to say much: the
 * generator has come to make nearly always the same. How much one round meets is chance: where it falls short of a floor,
 * more rounds with seeds of their own are tried, and the floor is asked of all of them together, until each is kept or
 * `MOST_ROUNDS` have been tried. Answers how often each was met.
 */
export async function holdAndMeet<What extends string>(
  t: Test,
  { numRuns, floors, ...parameters }: Rounds<What>,
  propertyThatCounts: (met: Met<What>) => fc.IRawProperty<unknown>,
): Promise<Readonly<Met<What>>> {
  const names = Object.keys(floors) as What[];
  const met = Object.fromEntries(names.map((what) => [what, 0])) as Met<What>;
  let runs = 0;
  const tooSeldom = (): What[] => names.filter((what) => floors[what] > 0 && met[what] <= floors[what] * runs);
  do {
    await fc.assert(propertyThatCounts(met), { includeErrorInReport: true, ...parameters, numRuns });
    runs += numRuns;
  } while (tooSeldom().length > 0 && runs < MOST_ROUNDS * numRuns);
  t.comment(`met in ${runs} runs: ${JSON.stringify(met)}`);
  t.strictSame(tooSeldom(), [], `in ${runs} runs ${JSON.stringify(met)} are met, more often in each than ${JSON.stringify(floors)}`);
  return met;
}
