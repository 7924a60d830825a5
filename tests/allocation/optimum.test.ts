import fc from 'fast-check';
import t from 'tap';
import { verifyCertificate } from '#src/allocation/certificate.ts';
import type { AllocationInput, TierRule } from '#src/allocation/instance.ts';
import { asOften } from '#tests/support/effort.ts';
import { anInstance, reached, solved } from './instances.ts';
import { refereed } from './referee.ts';

const RULES = ['strict', 'off'] as const;

/** The best there is, by trying every whole quantity of every pair. */
function bestOfAll(input: AllocationInput, rule: TierRule): bigint[] {
  const { instance } = solved(input, rule);
  const left = [...instance.needQuantities, ...instance.offerQuantities];
  const quantities = new Float64Array(instance.offers.length);
  const needOf = [...instance.needIds.keys()].flatMap((need) =>
    Array.from({ length: (instance.rowStarts[need + 1] ?? 0) - (instance.rowStarts[need] ?? 0) }, () => need),
  );
  let best = reached(instance, { quantities }, rule);
  const tryFrom = (pair: number): void => {
    if (pair === quantities.length) {
      const now = reached(instance, { quantities }, rule);
      if (isGreater(now, best)) best = now;
      return;
    }
    const need = needOf[pair] ?? 0;
    const offer = instance.needIds.length + (instance.offers[pair] ?? 0);
    const most = Math.min(left[need] ?? 0, left[offer] ?? 0);
    for (let given = 0; given <= most; given += 1) {
      quantities[pair] = given;
      left[need] = (left[need] ?? 0) - given;
      left[offer] = (left[offer] ?? 0) - given;
      tryFrom(pair + 1);
      left[need] = (left[need] ?? 0) + given;
      left[offer] = (left[offer] ?? 0) + given;
    }
    quantities[pair] = 0;
  };
  tryFrom(0);
  return best;
}

const isGreater = (one: readonly bigint[], other: readonly bigint[]): boolean => {
  const place = one.findIndex((value, index) => value !== other[index]);
  return place >= 0 && (one[place] ?? 0n) > (other[place] ?? 0n);
};

t.test('on 5,000 tiny instances no other plan is better, in tiers and without', async () => {
  fc.assert(
    fc.property(anInstance({ lines: 3, pairs: 5, quantity: 3, score: 4 }), fc.constantFrom(...RULES), (input, rule) => {
      const { instance, solution, claim } = solved(input, rule);
      const best = bestOfAll(input, rule);
      return verifyCertificate(claim) === null && !isGreater(best, reached(instance, solution, rule));
    }),
    { numRuns: asOften(5_000) },
  );
});

t.test('on 2,000 random instances HiGHS, tier after tier, reaches the same units and the same score', async () => {
  fc.assert(
    fc.property(anInstance({ lines: 12, pairs: 40, quantity: 60, score: 1_000_000 }), fc.constantFrom(...RULES), (input, rule) => {
      const { instance, solution, claim } = solved(input, rule);
      if (verifyCertificate(claim) !== null) return false;
      const ours = reached(instance, solution, rule).map(Number);
      return JSON.stringify(ours) === JSON.stringify(refereed(instance, rule));
    }),
    { numRuns: asOften(2_000) },
  );
});
