import fc from 'fast-check';
import type { AllocationInput, AllocationNeed, AllocationOffer, AllocationSettings } from '#src/allocation/index.ts';
import { withAwkwardNames } from './awkward-names.ts';
import type { Kind } from './lowest-bound.ts';
import type { Mixture } from './mixtures.ts';

interface Numbers {
  readonly asked: readonly number[];
  readonly held: readonly number[];
  /** By need and then offer. */
  readonly scores: readonly number[];
  readonly costs: readonly number[];
  /** What the condition allows. */
  readonly allowed: number;
  readonly percent: number;
  readonly tiers: AllocationSettings['tiers'];
  readonly isByDonor: boolean;
}

const NEEDS = 3;
const OFFERS = 2;
const MOST_ASKED = 3;

const someNumbers: fc.Arbitrary<Numbers> = fc.record({
  asked: fc.array(fc.integer({ min: 1, max: MOST_ASKED }), { minLength: 2, maxLength: NEEDS }),
  held: fc.array(fc.integer({ min: 2, max: 5 }), { minLength: 1, maxLength: OFFERS }),
  scores: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: NEEDS * OFFERS, maxLength: NEEDS * OFFERS }),
  costs: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: NEEDS * OFFERS, maxLength: NEEDS * OFFERS }),
  allowed: fc.integer({ min: 2, max: 5 }),
  percent: fc.constantFrom(20, 30, 60),
  tiers: fc.constantFrom('strict', 'off'),
  isByDonor: fc.boolean(),
});

interface Conditions {
  /** What a unit given to the first need is worth; else as the numbers say. */
  readonly scoreOfFirst?: number;
  readonly need?: (place: number) => Partial<AllocationNeed>;
  readonly offer?: (held: number, place: number) => Partial<AllocationOffer>;
  readonly settings?: Partial<AllocationSettings>;
}

/** Nobody would serve the first need if nothing made them. */
const UNWANTED: Conditions = { scoreOfFirst: -1 };

/** What makes rows of one kind scarce, with little else that could bound a plan. */
function conditionsOf(kind: Kind, { allowed, percent, isByDonor }: Numbers): Conditions {
  const floor = (of: 'need' | 'support'): AllocationSettings['floors'] => [{ id: 'floor', by: 'region', value: 'north', percent, of }];
  const dear = { quantity: undefined };
  switch (kind) {
    case 'needs served in part':
      return { need: () => ({ donorLimit: 2 }), offer: (_, place) => ({ donor: place === 0 ? 'italy' : 'malta' }) };
    case 'needs in full or not at all':
      return { need: (place) => (place === 0 ? { allOrNothing: true } : place === 1 ? { group: 'g' } : {}) };
    case 'offers given in part':
      return {};
    case 'tiers':
      return { scoreOfFirst: isByDonor ? 9 : -1, settings: { tiers: 'strict' } };
    case 'offers whole or not at all':
      return { offer: () => ({ allOrNothing: true }) };
    case 'budgets':
      return { offer: (held) => ({ ...dear, budget: 3 * held }) };
    case 'sharedBudgets':
      return { offer: () => ({ ...dear, sharedBudget: 'common' }), settings: { sharedBudgets: [{ id: 'common', budget: 4 * allowed }] } };
    case 'caps': {
      const cap = isByDonor ? ({ by: 'donor', value: 'italy' } as const) : ({ by: 'recipient', value: 'guards' } as const);
      return { offer: () => ({ quantity: 9 }), settings: { caps: [{ id: 'cap', ...cap, quantity: allowed }] } };
    }
    case 'floors of need':
      return { ...UNWANTED, settings: { floors: floor('need') } };
    case 'floors of support':
      return { ...UNWANTED, offer: () => ({ quantity: 9 }), settings: { floors: floor('support') } };
    case 'packages':
      return { settings: { packages: [{ id: 'kit', parts: [{ need: 'n0', quantity: 1 }, { need: 'n1', quantity: 2 }] }] } }; // prettier-ignore
  }
}

function mixtureOf(kind: Kind, numbers: Numbers): Mixture {
  const { asked, held, scores, costs, tiers } = numbers;
  const { scoreOfFirst, need, offer, settings } = conditionsOf(kind, numbers);
  const input: AllocationInput = {
    needs: asked.map((quantity, place) => ({
      id: `n${place}`,
      quantity,
      tier: place === 0 ? 1 : 2,
      region: place === 0 ? 'north' : 'south',
      recipient: place < 2 ? 'guards' : 'customs',
      ...need?.(place),
    })),
    offers: held.map((quantity, place) => ({ id: `o${place}`, quantity, donor: 'italy', ...offer?.(quantity, place) })),
    pairs: asked.flatMap((_, to) =>
      held.map((__, from) => {
        const place = to * OFFERS + from;
        return {
          need: `n${to}`,
          offer: `o${from}`,
          score: (to === 0 ? scoreOfFirst : undefined) ?? scores[place] ?? 0,
          unitCost: costs[place] ?? 1,
        };
      }),
    ),
  };
  return { input, settings: { tiers, ...settings } };
}

/** Tiny instances in which rows of one kind decide what the best plan is. */
export const aScarceMixture = (kind: Kind): fc.Arbitrary<Mixture> =>
  withAwkwardNames(someNumbers.map((numbers) => mixtureOf(kind, numbers)));
