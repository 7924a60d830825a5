import fc from 'fast-check';
import t from 'tap';
import { type Step, StepBounds } from '#src/allocation/exact-bound.ts';
import { readExactPart } from '#src/allocation/exact-part.ts';
import { readExactInstance } from '#src/allocation/exact-instance.ts';
import { NoProof, type Proof, type Split } from '#src/allocation/proof.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { aMixture, type Mixture, tiersOf, totalsOf } from './mixtures.ts';
import { everyPlan } from './every-plan.ts';

const TINY = { needs: 3, offers: 3, pairs: 5, quantity: 4, score: 9 };

/** Multipliers of every row that there may be, of both signs where a row may have both, over one denominator. */
const someMultipliers = ({ input, settings }: Mixture): fc.Arbitrary<Proof> => {
  const by = fc.integer({ min: 0, max: 30 }).map(BigInt);
  const either = fc.integer({ min: -30, max: 30 }).map(BigInt);
  const each = <Line extends { readonly id: string }>(lines: readonly Line[], isFree: (line: Line) => boolean = () => false) =>
    fc.tuple(...lines.map((line) => fc.record({ id: fc.constant(line.id), by: isFree(line) ? either : by })));
  const offers = input.offers.filter(({ quantity }) => quantity !== undefined);
  return fc
    .record({
      denominator: fc.integer({ min: 1, max: 7 }).map(BigInt),
      needs: each(input.needs, ({ allOrNothing, group }) => allOrNothing === true || group !== undefined),
      offers: each(offers, ({ allOrNothing }) => allOrNothing === true),
      budgets: each(input.offers.filter(({ budget }) => budget !== undefined)),
      sharedBudgets: each(settings.sharedBudgets ?? []),
      caps: each(settings.caps ?? []),
      floors: each(settings.floors ?? []),
      packages: fc.tuple(
        ...(settings.packages ?? []).flatMap(({ id, parts }) =>
          parts.map(({ need }) => fc.record({ id: fc.constant(id), need: fc.constant(need), by: either })),
        ),
      ),
      tiers: fc.constant([]),
    })
    .map((multipliers) => ({ multipliers }));
};

const aSplit = ({ input, settings }: Mixture): fc.Arbitrary<Split> => {
  const pairs = input.pairs.filter(({ need, offer }) => mayHold(input, need, offer));
  const most = fc.nat(4);
  const limited = pairs.filter(({ need }) => (input.needs.find(({ id }) => id === need)?.donorLimit ?? settings.donorLimit) !== undefined);
  const splits: fc.Arbitrary<Split>[] = [
    ...pairs.map(({ need, offer }) => most.map((quantity): Split => ({ line: { need, offer }, most: quantity }))),
    ...limited.map(({ need, offer }) => fc.constant<Split>({ donor: { need, offer } })),
    ...input.needs.filter((need) => need.allOrNothing || need.group !== undefined).map(({ id }) => fc.constant<Split>({ need: id })),
    ...input.offers.filter(({ allOrNothing }) => allOrNothing).map(({ id }) => fc.constant<Split>({ offer: id })),
    ...(settings.packages ?? []).map(({ id }) => most.map((quantity): Split => ({ package: id, most: quantity }))),
  ];
  return splits.length === 0 ? fc.constant<Split>({ need: 'nobody' }) : fc.oneof(...splits);
};

/** As far as the rules of a single pair go; what is fixed is left out, for simplicity. */
function mayHold(input: Mixture['input'], need: string, offer: string): boolean {
  const asking = input.needs.find(({ id }) => id === need);
  const giving = input.offers.find(({ id }) => id === offer);
  const cost = input.pairs.find((pair) => pair.need === need && pair.offer === offer)?.unitCost ?? 0;
  return (asking?.blockedBy ?? []).length === 0 && cost <= (giving?.unitCeiling ?? Infinity);
}

const aProof = (mixture: Mixture): fc.Arbitrary<Proof> => {
  const leaf = someMultipliers(mixture);
  const once = fc.record({ split: aSplit(mixture), less: leaf, more: leaf });
  return fc.oneof(leaf, once, fc.record({ split: aSplit(mixture), less: once, more: fc.oneof(leaf, once) }));
};

t.test('whatever multipliers and splits say, no plan of all that there are exceeds the bound', async (t) => {
  await holdAndMeet(t, { numRuns: asOften(4_000), floors: { followed: 0.75, near: 1 / 40 } }, (met) =>
    fc.property(
      aMixture(TINY).chain((mixture) => fc.record({ mixture: fc.constant(mixture), proof: aProof(mixture), kept: fc.nat(3) })),
      ({ mixture, proof, kept }) => {
        const tiers = tiersOf(mixture);
        const plans = everyPlan(mixture).map((plan) => totalsOf(mixture, plan).map(BigInt));
        const instance = readExactInstance(mixture.input, mixture.settings);
        const part = readExactPart(instance, [...instance.needs.keys()], [...instance.offers.keys()]);
        const names = [...tiers.map((tier) => ({ tier: tier === Infinity ? null : tier })), { score: true as const }];
        return names.every((objective, place) => {
          const keptOf = tiers.slice(0, place).map((tier) => [tier === Infinity ? null : tier, BigInt(kept)] as const);
          const step: Step = { objective, kept: new Map(keptOf) };
          const obeying = plans.filter((totals) => keptOf.every((_, tier) => (totals[tier] ?? 0n) >= BigInt(kept)));
          const best = obeying.map((totals) => totals[place] ?? 0n).reduce((most: bigint | null, one) => (most === null || one > most ? one : most), null); // prettier-ignore
          const bound = boundOrNoProof(new StepBounds(instance, part, step), withTiers(proof, keptOf));
          if (bound === 'no proof') return true;
          met.followed += 1;
          if (best !== null && bound !== null && bound <= best + 1n) met.near += 1;
          return best === null || (bound !== null && bound >= best);
        });
      },
    ),
  );
});

/** With a multiplier of every tier that is kept. */
function withTiers(proof: Proof, kept: readonly (readonly [tier: number | null, reached: bigint])[]): Proof {
  if ('split' in proof) return { ...proof, less: withTiers(proof.less, kept), more: withTiers(proof.more, kept) };
  return { multipliers: { ...proof.multipliers, tiers: kept.map(([tier], place) => ({ tier, by: BigInt(place * 3 + 2) })) } };
}

function boundOrNoProof(bounds: StepBounds, proof: Proof): bigint | null | 'no proof' {
  try {
    return bounds.boundBy(proof);
  } catch (error) {
    if (error instanceof NoProof) return 'no proof';
    throw error;
  }
}
