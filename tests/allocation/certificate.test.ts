import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import t from 'tap';
import { type Claim, verifyCertificate } from '#src/allocation/certificate.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { anInstance, solved } from './instances.ts';

const SOME = { lines: 8, pairs: 25, quantity: 20, score: 100 };
type Damaged = 'quantities' | 'unitPrices' | 'scorePrices' | 'weights';

/** The claim with one number of one of its fields changed. */
function damage(claim: Claim, field: Damaged, place: number, change: number): Claim {
  const damaged = Float64Array.from(claim[field]);
  damaged[place] = (damaged[place] ?? 0) + change;
  return { ...claim, [field]: damaged };
}

/** Whether a claim is a best plan with its proof, by the definition, in exact arithmetic and without any shortcut. */
function isProven(claim: Claim): boolean {
  const needCount = claim.needQuantities.length;
  const used = new Map<number, bigint>();
  const big = (value: number | undefined): bigint | null => (Number.isSafeInteger(value) ? BigInt(value ?? 0) : null);
  const isLess = (a: readonly bigint[], b: readonly bigint[]): boolean =>
    a[0] === b[0] ? (a[1] ?? 0n) < (b[1] ?? 0n) : (a[0] ?? 0n) < (b[0] ?? 0n);
  const price = (node: number): bigint[] | null => {
    const [units, score] = [big(claim.unitPrices[node]), big(claim.scorePrices[node])];
    return units === null || score === null ? null : [units, score];
  };
  for (let need = 0; need < needCount; need += 1) {
    for (let pair = claim.rowStarts[need] ?? 0; pair < (claim.rowStarts[need + 1] ?? 0); pair += 1) {
      const offer = needCount + (claim.offers[pair] ?? 0);
      const [one, other, given] = [price(need), price(offer), big(claim.quantities[pair])];
      if (one === null || other === null || given === null || given < 0n) return false;
      const ends = [(one[0] ?? 0n) + (other[0] ?? 0n), (one[1] ?? 0n) + (other[1] ?? 0n)];
      const worth = [BigInt(claim.weights[need] ?? 0), BigInt(claim.scores[pair] ?? 0)];
      if (isLess(ends, worth) || (given > 0n && isLess(worth, ends))) return false;
      for (const node of [need, offer]) used.set(node, (used.get(node) ?? 0n) + given);
    }
  }
  const held = [...claim.needQuantities, ...claim.offerQuantities].map(BigInt);
  return held.every((quantity, node) => {
    const own = price(node);
    if (own === null || isLess(own, [0n, 0n])) return false;
    const given = used.get(node) ?? 0n;
    return given <= quantity && (given === quantity || (own[0] === 0n && own[1] === 0n));
  });
}

/** With the tiers' weights as they were: another set of falling weights proves the same. */
const keepsWeights = (claim: Claim, damaged: Claim): boolean => claim.weights.every((weight, need) => weight === damaged.weights[need]);

t.test('each number of a plan and its certificate, changed alone, is found out unless what is left is still a proof', async (t) => {
  await holdAndMeet(t, { numRuns: asOften(300), floors: { refused: 33 } }, (met) =>
    fc.property(anInstance(SOME), fc.constantFrom('strict' as const, 'off' as const), (input, rule) => {
      const { claim } = solved(input, rule);
      for (const field of ['quantities', 'unitPrices', 'scorePrices'] as const) {
        for (let place = 0; place < claim[field].length; place += 1) {
          for (const change of [1, -1, 0.5, Number.NaN, Infinity]) {
            const damaged = damage(claim, field, place, change);
            const found = verifyCertificate(damaged);
            if ((found === null) !== (isProven(damaged) && keepsWeights(claim, damaged))) return false;
            if (found !== null) met.refused += 1;
          }
        }
      }
      return true;
    }),
  );
});

t.test('a quantity that is not the plan’s is always refused where it is worth something', async () => {
  fc.assert(
    fc.property(anInstance({ ...SOME, score: 50 }), (input) => {
      const { claim } = solved(input, 'off');
      return claim.quantities.every(
        (given, pair) => given === 0 || claim.scores[pair] === 0 || verifyCertificate(damage(claim, 'quantities', pair, -1)) !== null,
      );
    }),
    { numRuns: asOften(300) },
  );
});

t.test('weights that put the tiers in another order are refused', async (t) => {
  const { claim } = solved({
    needs: [
      { id: 'a', quantity: 2, tier: 1 },
      { id: 'b', quantity: 2, tier: 2 },
      { id: 'c', quantity: 2 },
    ],
    offers: [{ id: 'x', quantity: 3 }],
    pairs: ['a', 'b', 'c'].map((need) => ({ need, offer: 'x', score: 1 })),
  });
  t.equal(verifyCertificate(claim), null);
  for (const weights of [
    [1, 2, 3],
    [3, 3, 1],
    [3, 2, 0],
    [0, 0, 0],
    [3.5, 2, 1],
    [Number.NaN, 2, 1],
  ]) {
    t.match(verifyCertificate({ ...claim, weights: Float64Array.from(weights) }), { defect: 'weights-out-of-order' });
  }
  t.match(verifyCertificate({ ...claim, tierRule: 'off' }), { defect: 'weights-out-of-order' });
  t.match(verifyCertificate({ ...claim, quantities: claim.quantities.slice(1) }), { defect: 'wrong-length' });
});

t.test('the checker is short and shares no code with what it checks', async (t) => {
  const text = readFileSync('src/allocation/certificate.ts', 'utf8');
  t.ok(text.split('\n').length < 150);
  t.notMatch(text, /\bimport\b/);
});
