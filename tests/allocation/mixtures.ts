import fc from 'fast-check';
import type { AllocationInput, AllocationSettings, PlannedQuantity } from '#src/allocation/index.ts';
import { withAwkwardNames } from './awkward-names.ts';
import { grainsOfNeeds } from './grains.ts';

export interface Mixture {
  readonly input: AllocationInput;
  readonly settings: AllocationSettings;
}

export interface MixtureLimits {
  readonly needs: number;
  readonly offers: number;
  readonly pairs: number;
  /** Half of all lines and pairs at least, where it is dense. */
  readonly isDense?: boolean;
  readonly quantity: number;
  readonly score: number;
  /** Among how many decimals each line draws, in one mixture of three; among none and one where nothing is said. */
  readonly decimals?: readonly (0 | 1 | 2 | 3)[];
}

const REGIONS = ['north', 'south'] as const;
const DONORS = ['italy', 'malta'] as const;

/** A value that is there one time in so many. */
const oneIn = <Value>(times: number, value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  fc.oneof({ weight: times - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const aNeed = (quantity: number) =>
  fc.record({
    quantity: fc.nat(quantity),
    tier: oneIn(3, fc.integer({ min: 1, max: 2 })),
    lot: oneIn(3, fc.integer({ min: 1, max: quantity })),
    allOrNothing: oneIn(3, fc.constant(true)),
    group: oneIn(5, fc.constantFrom('a', 'b')),
    donorLimit: oneIn(3, fc.integer({ min: 1, max: 2 })),
    region: fc.constantFrom(...REGIONS),
    recipient: fc.constantFrom('guards', 'customs'),
    blockedBy: oneIn(9, fc.constant(['paper'])),
  });

const anOffer = (quantity: number) =>
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        quantity: fc.nat(quantity),
        lot: oneIn(3, fc.integer({ min: 1, max: 3 })),
        minimumLot: oneIn(3, fc.integer({ min: 1, max: 3 })),
        allOrNothing: oneIn(3, fc.constant(true)),
        donor: oneIn(3, fc.constantFrom(...DONORS)),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        quantity: oneIn(3, fc.nat(quantity)),
        budget: fc.nat(4 * quantity),
        unitCeiling: oneIn(3, fc.integer({ min: 2, max: 5 })),
        sharedBudget: oneIn(3, fc.constant('common')),
        donor: oneIn(3, fc.constantFrom(...DONORS)),
      }),
    },
  );

const someSettings = (needs: number, quantity: number): fc.Arbitrary<AllocationSettings> =>
  fc.record({
    tiers: fc.constantFrom('strict' as const, 'off' as const),
    donorLimit: oneIn(3, fc.integer({ min: 1, max: 2 })),
    sharedBudgets: fc.nat(4 * quantity).map((budget) => [{ id: 'common', budget }]),
    floors: oneIn(
      4,
      fc
        .record({
          by: fc.constant('region' as const),
          value: fc.constantFrom(...REGIONS),
          percent: fc.nat(30),
          of: fc.constantFrom('need' as const, 'support' as const),
        })
        .map((floor) => [{ id: 'floor', ...floor }]),
    ),
    caps: oneIn(
      3,
      fc
        .oneof(
          fc.record({ by: fc.constant('donor' as const), value: fc.constantFrom(...DONORS), quantity: fc.nat(2 * quantity) }),
          fc.record({ by: fc.constant('recipient' as const), value: fc.constantFrom('guards', 'customs'), quantity: fc.nat(2 * quantity) }),
        )
        .map((cap) => [{ id: 'cap', ...cap }]),
    ),
    packages:
      needs < 2
        ? fc.constant(undefined)
        : oneIn(
            3,
            fc.record({ first: fc.integer({ min: 1, max: 3 }), second: fc.integer({ min: 1, max: 3 }) }).map(({ first, second }) => [
              { id: 'kit', parts: [{ need: 'n0', quantity: first }, { need: 'n1', quantity: second }] }, // prettier-ignore
            ]),
          ),
  });

/** Instances with every mixture of side conditions, within limits; what is fixed is a pair of the instance. */
export const aMixture = (limits: MixtureLimits): fc.Arbitrary<Mixture> =>
  withAwkwardNames(
    fc.oneof({ weight: 2, arbitrary: aNamedMixture(limits) }, { weight: 1, arbitrary: withDecimals(aNamedMixture(limits), limits) }),
  );

/** The same quantities, of units that have decimals: a cap has those of the finest line. */
export const withDecimals = (mixtures: fc.Arbitrary<Mixture>, { decimals = [0, 1] }: Pick<MixtureLimits, 'decimals'> = {}) =>
  mixtures.chain(({ input, settings }) => {
    const some = (count: number) => fc.array(fc.constantFrom(...decimals), { minLength: count, maxLength: count });
    return fc.record({ ofNeeds: some(input.needs.length), ofOffers: some(input.offers.length) }).map(({ ofNeeds, ofOffers }): Mixture => {
      const finest = [...ofNeeds, ...ofOffers].reduce((most, one) => (one > most ? one : most), 0);
      return {
        input: {
          ...input,
          needs: input.needs.map((need, place) => ({ ...need, decimals: ofNeeds[place] })),
          offers: input.offers.map((offer, place) => ({ ...offer, decimals: ofOffers[place] })),
        },
        settings: { ...settings, caps: settings.caps?.map((cap) => ({ ...cap, decimals: finest })) },
      };
    });
  });

const aNamedMixture = (limits: MixtureLimits): fc.Arbitrary<Mixture> =>
  fc
    .record({
      needs: fc.array(aNeed(limits.quantity), { minLength: limits.isDense ? limits.needs / 2 : 1, maxLength: limits.needs }),
      offers: fc.array(anOffer(limits.quantity), { minLength: limits.isDense ? limits.offers / 2 : 1, maxLength: limits.offers }),
    })
    .chain(({ needs, offers }) => {
      const all = needs.flatMap((_, need) => offers.map((__, offer) => ({ need: `n${need}`, offer: `o${offer}` })));
      return fc
        .record({
          chosen: fc.subarray(all, {
            minLength: limits.isDense ? Math.floor(Math.min(limits.pairs, all.length) / 2) : 0,
            maxLength: Math.min(limits.pairs, all.length),
          }),
          scores: fc.array(fc.integer({ min: -Math.floor(limits.score / 10), max: limits.score }), {
            minLength: limits.pairs,
            maxLength: limits.pairs,
          }),
          costs: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: limits.pairs, maxLength: limits.pairs }),
          settings: someSettings(needs.length, limits.quantity),
          fixes: oneIn(6, fc.record({ pair: fc.nat(), quantity: fc.integer({ min: 0, max: 2 }) })),
        })
        .map(({ chosen, scores, costs, settings, fixes }): Mixture => {
          const fixed = fixes === undefined ? undefined : chosen[fixes.pair % Math.max(1, chosen.length)];
          return {
            input: {
              needs: needs.map((need, index) => ({ id: `n${index}`, ...need })),
              offers: offers.map((offer, index) => ({ id: `o${index}`, ...offer })),
              pairs: chosen.map((pair, index) => ({ ...pair, score: scores[index] ?? 0, unitCost: costs[index] ?? 1 })),
            },
            settings:
              fixed === undefined || fixes === undefined ? settings : { ...settings, fixed: [{ ...fixed, quantity: fixes.quantity }] },
          };
        });
    });

/**
 * What a plan reaches by tier from the highest (needs without one last), then the score; with tiers off, or none named, the score alone.
 * In the finest step that some line has.
 */
export function totalsOf({ input, settings }: Mixture, planned: readonly PlannedQuantity[]): number[] {
  const grainsOf = grainsOfNeeds(input);
  const plan = planned.map((line) => ({ ...line, quantity: line.quantity * grainsOf(line.need) }));
  const tierOf = new Map(input.needs.map(({ id, tier }) => [id, tier ?? Infinity]));
  const scoreOf = (line: PlannedQuantity): number =>
    input.pairs.find(({ need, offer }) => need === line.need && offer === line.offer)?.score ?? 0;
  const score = plan.reduce((sum, line) => sum + line.quantity * scoreOf(line), 0);
  return [...tiersOf({ input, settings }).map((tier) => unitsOf(plan.filter(({ need }) => tierOf.get(need) === tier))), score];
}

/** From the highest; empty where they don't count. */
export function tiersOf({ input, settings }: Mixture): number[] {
  const tiers = [...new Set(input.needs.map(({ tier }) => tier ?? Infinity))].toSorted((a, b) => a - b);
  return settings.tiers === 'strict' && tiers.some((tier) => tier < Infinity) ? tiers : [];
}

const unitsOf = (plan: readonly PlannedQuantity[]): number => plan.reduce((sum, { quantity }) => sum + quantity, 0);

/** Whether the first of two plans reaches less: by the first total in which they differ. */
export function isLess(one: readonly number[], other: readonly number[]): boolean {
  const place = one.findIndex((total, index) => total !== other[index]);
  return place >= 0 && (one[place] ?? 0) < (other[place] ?? 0);
}
