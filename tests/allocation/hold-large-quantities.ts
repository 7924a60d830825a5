import fc from 'fast-check';
import type { Test } from 'tap';
import { findBreach, verifyAllocation } from '#src/allocation/index.ts';
import { loadSolver } from '#src/platform/integer-solver.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { aLargeMixture, CONDITIONS, type ConditionName } from './large-mixtures.ts';
import { refereePlan } from './mixture-referee.ts';
import { isLess, type Mixture, totalsOf } from './mixtures.ts';
import { tryToAllocate } from './try-to-allocate.ts';

const solver = await loadSolver();
/** Quantities up to 10^9, money up to 10^12. */
const DIGITS = 9;
const RUNS = asOften(1_000);
const MIXED_RUNS = asOften(3_000);

/** Whether nothing is called proven that a model written by itself does better, and every answer passes its check. */
function isHonest(mixture: Mixture, met: { proven: number; compared: number }): boolean {
  const allocation = tryToAllocate(mixture, solver);
  const plan = refereePlan(mixture);
  const rival = plan !== null && findBreach(mixture.input, mixture.settings, plan) === null ? plan : null;
  if (allocation === 'unsettled') return true;
  if (allocation === 'impossible') return rival === null;
  if (verifyAllocation(mixture.input, mixture.settings, allocation) !== null) return false;
  if (allocation.isProven) met.proven += 1;
  if (rival === null) return true;
  met.compared += 1;
  return !allocation.isProven || !isLess(totalsOf(mixture, allocation.plan), totalsOf(mixture, rival));
}

/** Which of the files beside each other tries a condition alone. */
const FILE_OF: Readonly<Record<ConditionName, 'lots' | 'wholes' | 'money' | 'shares'>> = {
  lots: 'lots',
  'least-lots': 'lots',
  packages: 'lots',
  fixed: 'lots',
  'all-or-nothing': 'wholes',
  groups: 'wholes',
  'whole-offers': 'wholes',
  'donor-limits': 'wholes',
  budgets: 'money',
  sharedBudgets: 'money',
  ceilings: 'money',
  obstacles: 'money',
  'need-floors': 'shares',
  'support-floors': 'shares',
  caps: 'shares',
};

/** Instances under each condition of a file alone. */
export const holdAlone = (t: Test, file: (typeof FILE_OF)[ConditionName]): void => {
  const conditions = CONDITIONS.filter((condition) => FILE_OF[condition] === file);
  for (const condition of conditions) holdAll(t, condition, aLargeMixture([condition], DIGITS), RUNS);
};

/** Instances under two to five conditions together. */
export const holdMixed = (t: Test): void =>
  holdAll(
    t,
    'some of them together',
    fc.subarray([...CONDITIONS], { minLength: 2, maxLength: 5 }).chain((conditions) => aLargeMixture(conditions, DIGITS)),
    MIXED_RUNS,
  );

function holdAll(t: Test, name: string, mixtures: fc.Arbitrary<Mixture>, runs: number): void {
  void t.test(`with quantities up to 10^${DIGITS} nothing is called proven that isn’t the best: ${name}`, async (t) => {
    await holdAndMeet(t, { numRuns: runs, floors: { proven: 1 / 2, compared: 1 / 4 } }, (met) =>
      fc.property(fc.noBias(mixtures), (mixture) => isHonest(mixture, met)),
    );
  });
}
