import type { AllocationInput, AllocationSettings } from '#src/allocation/index.ts';
import type { DenseInstance } from '#src/allocation/dense-instance.ts';
import { randomFrom } from './generate.ts';

export interface ConditionedInstance {
  readonly input: AllocationInput;
  readonly settings: AllocationSettings;
}

const REGIONS = 5;
const DONORS = 12;
/** Seconds for the side conditions. */
export const TIME_LIMIT = 10;

/** The lines of a generated instance with names, and nothing else. */
export function named(instance: DenseInstance, tiers: AllocationSettings['tiers']): ConditionedInstance {
  const { needIds, offerIds, needQuantities, offerQuantities, rowStarts, offers, scores } = instance;
  return {
    input: {
      needs: needIds.map((id, need) => ({ id, quantity: needQuantities[need] ?? 0, tier: instance.tiers[need] })),
      offers: offerIds.map((id, offer) => ({ id, quantity: offerQuantities[offer] ?? 0 })),
      pairs: needIds.flatMap((need, row) =>
        Array.from(offers.subarray(rowStarts[row], rowStarts[row + 1]), (offer, place) => ({
          need,
          offer: offerIds[offer] ?? '',
          score: scores[(rowStarts[row] ?? 0) + place] ?? 0,
        })),
      ),
    },
    settings: { tiers },
  };
}

/** A fifth of the needs in full or not at all, as in the study. */
export function withAllOrNothing(instance: DenseInstance, seed: number): ConditionedInstance {
  const random = randomFrom(seed);
  const { input, settings } = named(instance, 'off');
  return { input: { ...input, needs: input.needs.map((need) => (random() < 0.2 ? { ...need, allOrNothing: true } : need)) }, settings };
}

/** All kinds of side conditions together. */
export function withEverything(instance: DenseInstance, seed: number): ConditionedInstance {
  const random = randomFrom(seed);
  const chance = (share: number): boolean => random() < share;
  const { input } = named(instance, 'strict');
  const needs = input.needs.map((need, index) => ({
    ...need,
    region: `region ${index % REGIONS}`,
    ...(chance(0.1) ? { allOrNothing: true } : {}),
    ...(chance(0.15) ? { lot: Math.max(1, Math.floor(need.quantity / 4)) } : {}),
    ...(index < 30 ? { group: `group ${Math.floor(index / 3)}` } : {}),
  }));
  const offers = input.offers.map((offer, index) => {
    const own = { ...offer, donor: `donor ${index % DONORS}` };
    if (chance(0.04)) return { ...own, budget: (offer.quantity ?? 0) * 60 };
    return { ...own, ...(chance(0.15) ? { lot: 2 } : {}), ...(chance(0.05) ? { allOrNothing: true } : {}) };
  });
  const money = new Set(offers.flatMap((offer) => ('budget' in offer ? [offer.id] : [])));
  const pairs = input.pairs.map((pair) => (money.has(pair.offer) ? { ...pair, unitCost: 50 + Math.floor(random() * 100) } : pair));
  const total = offers.reduce((sum, offer) => sum + (offer.quantity ?? 0), 0);
  return {
    input: { needs, offers, pairs },
    settings: {
      tiers: 'strict',
      donorLimit: 3,
      floors: [{ id: 'south', by: 'region', value: 'region 1', percent: 20, of: 'need' }],
      caps: [{ id: 'one donor', by: 'donor', value: 'donor 0', quantity: Math.floor(total / 20) }],
      packages: [
        {
          id: 'kit',
          parts: [
            { need: needs[40]?.id ?? '', quantity: 1 },
            { need: needs[41]?.id ?? '', quantity: 2 },
          ],
        },
      ],
      timeLimit: TIME_LIMIT,
    },
  };
}
