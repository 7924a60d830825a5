import fc from 'fast-check';
import type { AllocationInput, AllocationSettings } from '#src/allocation/index.ts';
import { withAwkwardNames } from './awkward-names.ts';
import type { Mixture } from './mixtures.ts';

/** The conditions, one by one. */
export const CONDITIONS = [
  'lots',
  'least-lots',
  'all-or-nothing',
  'groups',
  'whole-offers',
  'donor-limits',
  'budgets',
  'sharedBudgets',
  'packages',
  'need-floors',
  'support-floors',
  'caps',
  'fixed',
  'ceilings',
  'obstacles',
] as const;
export type ConditionName = (typeof CONDITIONS)[number];

/** From 1 to 10^digits, each order of magnitude as likely as another. */
const amount = (digits: number): fc.Arbitrary<number> =>
  fc
    .record({ thousandths: fc.integer({ min: 0, max: digits * 1000 }), isRound: fc.boolean() })
    .map(({ thousandths, isRound }) => Math.floor(10 ** (isRound ? Math.floor(thousandths / 1000) : thousandths / 1000)));

const maybe = <Value>(isOn: boolean, value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> =>
  isOn ? fc.option(value, { nil: undefined, freq: 2 }) : fc.constant(undefined);

const aNeed = (on: ReadonlySet<ConditionName>, digits: number) =>
  fc
    .record({
      quantity: amount(digits),
      tier: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
      lotShare: fc.integer({ min: 0, max: 100 }),
      hasLot: maybe(on.has('least-lots'), fc.constant(true)),
      allOrNothing: maybe(on.has('all-or-nothing'), fc.constant(true)),
      group: maybe(on.has('groups'), fc.constantFrom('a', 'b')),
      donorLimit: maybe(on.has('donor-limits'), fc.integer({ min: 1, max: 2 })),
      blockedBy: maybe(on.has('obstacles'), fc.constant(['paper'])),
      region: fc.constantFrom('north', 'south'),
      recipient: fc.constantFrom('guards', 'customs'),
    })
    .map(({ lotShare, hasLot, ...need }) => ({
      ...need,
      ...(hasLot ? { lot: Math.max(1, Math.floor((need.quantity * lotShare) / 100)) } : {}),
    }));

const anOffer = (on: ReadonlySet<ConditionName>, digits: number) =>
  fc
    .record({
      quantity: amount(digits),
      lot: maybe(on.has('lots'), amount(digits / 2)),
      minimumLot: maybe(on.has('least-lots'), amount(digits / 2)),
      allOrNothing: maybe(on.has('whole-offers'), fc.constant(true)),
      budget: maybe(on.has('budgets'), amount(digits + 3)),
      sharedBudget: maybe(on.has('sharedBudgets'), fc.constant('common')),
      unitCeiling: maybe(on.has('ceilings'), amount(3)),
      donor: fc.option(fc.constantFrom('italy', 'malta'), { nil: undefined }),
    })
    .map(({ quantity, budget, sharedBudget, allOrNothing, ...offer }) =>
      budget === undefined && sharedBudget === undefined ? { quantity, allOrNothing, ...offer } : { budget, sharedBudget, ...offer },
    );

/** Instances with some of the conditions alone, quantities up to 10^digits and money up to a thousand times as much. */
export const aLargeMixture = (conditions: readonly ConditionName[], digits: number, lines = 6): fc.Arbitrary<Mixture> =>
  withAwkwardNames(aNamedMixture(conditions, digits, lines));

const aNamedMixture = (conditions: readonly ConditionName[], digits: number, lines: number): fc.Arbitrary<Mixture> => {
  const on = new Set(conditions);
  return fc
    .record({
      needs: fc.array(aNeed(on, digits), { minLength: 2, maxLength: lines }),
      offers: fc.array(anOffer(on, digits), { minLength: 2, maxLength: lines }),
    })
    .chain(({ needs, offers }) => {
      const all = needs.flatMap((_, need) => offers.map((__, offer) => ({ need: `n${need}`, offer: `o${offer}` })));
      const length = { minLength: all.length, maxLength: all.length };
      const smallest = Math.min(
        ...needs.map(({ quantity }) => quantity),
        ...offers.map((offer) => ('quantity' in offer ? offer.quantity : Infinity)),
      );
      return fc
        .record({
          chosen: fc.subarray(all, { minLength: Math.ceil(all.length / 2) }),
          scores: fc.array(fc.integer({ min: -50_000, max: 1_000_000 }), length),
          costs: fc.array(amount(3), length),
          sharedBudget: amount(digits + 3),
          floors: fc.record({ percent: fc.integer({ min: 1, max: 40 }), value: fc.constantFrom('north', 'south') }),
          cap: fc.record({ quantity: amount(digits), by: fc.constantFrom('donor' as const, 'recipient' as const) }),
          kit: fc.record({ first: amount(Math.min(2, digits)), second: amount(Math.min(2, digits)) }),
          fixed: fc.integer({ min: 0, max: Math.floor(smallest / 4) }),
          tiers: fc.constantFrom('strict' as const, 'off' as const),
        })
        .map(({ chosen, scores, costs, sharedBudget, floors, cap, kit, fixed, tiers }): Mixture => {
          const input: AllocationInput = {
            needs: needs.map((need, index) => ({ id: `n${index}`, ...need })),
            offers: offers.map((offer, index) => ({ id: `o${index}`, ...offer })),
            pairs: chosen.map((pair, index) => ({ ...pair, score: scores[index] ?? 0, unitCost: costs[index] ?? 1 })),
          };
          const of = on.has('need-floors') ? ('need' as const) : ('support' as const);
          const settings: AllocationSettings = {
            tiers,
            sharedBudgets: [{ id: 'common', budget: sharedBudget }],
            ...(on.has('need-floors') || on.has('support-floors')
              ? { floors: [{ id: 'floor', by: 'region' as const, of, ...floors }] }
              : {}),
            ...(on.has('caps') ? { caps: [{ id: 'cap', ...cap, value: cap.by === 'donor' ? 'italy' : 'guards' }] } : {}),
            ...(on.has('packages')
              ? { packages: [{ id: 'kit', parts: [{ need: 'n0', quantity: kit.first }, { need: 'n1', quantity: kit.second }] }] } // prettier-ignore
              : {}),
            ...(on.has('fixed') && chosen[0] ? { fixed: [{ ...chosen[0], quantity: fixed }] } : {}),
          };
          return { input, settings };
        });
    });
};
