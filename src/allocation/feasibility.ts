import type { AllocationInput, AllocationNeed, AllocationOffer, AllocationSettings, PlannedQuantity } from './instance.ts';

/** What a plan can break. */
export const BREACHES = [
  'unknown-pair',
  'pair-named-twice',
  'quantity-not-whole',
  'obstacle',
  'unit-ceiling',
  'need-exceeded',
  'offer-exceeded',
  'budget-exceeded',
  'lot',
  'minimum-lot',
  'all-or-nothing',
  'group',
  'donor-limit',
  'package',
  'floor',
  'cap',
  'fixed',
] as const;

/** The rule, and the line, pair or condition that it is broken at. */
export interface Breach {
  readonly defect: (typeof BREACHES)[number];
  readonly at: string;
}

/**
 * The first rule that a plan breaks, of all that the instance and its settings name; null where it obeys. Written from the rules
 * alone: it shares no code with what makes plans. O(pairs).
 */
export function findBreach(input: AllocationInput, settings: AllocationSettings, plan: readonly PlannedQuantity[]): Breach | null {
  const given = new Map<string, PlannedQuantity>();
  const key = (need: string, offer: string): string => JSON.stringify([need, offer]);
  const costs = new Map(input.pairs.map((pair) => [key(pair.need, pair.offer), pair.unitCost]));
  for (const line of plan) {
    const name = key(line.need, line.offer);
    const at = `${line.need} ${line.offer}`;
    if (!costs.has(name)) return { defect: 'unknown-pair', at };
    if (given.has(name)) return { defect: 'pair-named-twice', at };
    if (!Number.isSafeInteger(line.quantity) || line.quantity <= 0) return { defect: 'quantity-not-whole', at };
    given.set(name, line);
  }
  const fixed = new Map((settings.fixed ?? []).map((line) => [key(line.need, line.offer), line.quantity]));
  for (const [name, quantity] of fixed) {
    const line = given.get(name);
    if ((line?.quantity ?? 0) !== quantity) return { defect: 'fixed', at: (JSON.parse(name) as string[]).join(' ') };
  }

  const needs = new Map(input.needs.map((need) => [need.id, { need, lines: [] as PlannedQuantity[] }]));
  const offers = new Map(input.offers.map((offer) => [offer.id, { offer, lines: [] as PlannedQuantity[] }]));
  for (const line of plan) {
    needs.get(line.need)?.lines.push(line);
    offers.get(line.offer)?.lines.push(line);
  }
  for (const [name, line] of given) {
    const need = needs.get(line.need)?.need;
    const offer = offers.get(line.offer)?.offer;
    if (need === undefined || offer === undefined) return { defect: 'unknown-pair', at: `${line.need} ${line.offer}` };
    const defect = fixed.has(name) ? null : breachOfPair(need, offer, line.quantity, costs.get(name) ?? offer.unitCost ?? 0);
    if (defect !== null) return { defect, at: `${line.need} ${line.offer}` };
  }
  const spentOn = (id: string): number => {
    const held = offers.get(id);
    const costOf = ({ need, offer }: PlannedQuantity): number => costs.get(key(need, offer)) ?? held?.offer.unitCost ?? 0;
    return (held?.lines ?? []).reduce((sum, line) => sum + line.quantity * costOf(line), 0);
  };
  for (const { id, budget } of settings.purses ?? []) {
    const paid = input.offers.filter(({ purse }) => purse === id);
    if (paid.reduce((sum, offer) => sum + spentOn(offer.id), 0) > budget) return { defect: 'budget-exceeded', at: id };
  }
  for (const { offer, lines } of offers.values()) {
    if (offer.quantity !== undefined && total(lines) > offer.quantity) return { defect: 'offer-exceeded', at: offer.id };
    if (offer.budget !== undefined && spentOn(offer.id) > offer.budget) return { defect: 'budget-exceeded', at: offer.id };
    if (offer.allOrNothing && total(lines) > 0 && total(lines) !== offer.quantity) return { defect: 'all-or-nothing', at: offer.id };
  }
  const served = (id: string): number => total(needs.get(id)?.lines ?? []);
  for (const { need, lines } of needs.values()) {
    if (served(need.id) > need.quantity) return { defect: 'need-exceeded', at: need.id };
    const isPartial = served(need.id) > 0 && served(need.id) < need.quantity;
    if (need.allOrNothing && isPartial) return { defect: 'all-or-nothing', at: need.id };
    const donors = new Set(lines.map(({ offer }) => JSON.stringify([offers.get(offer)?.offer.donor ?? null, offers.get(offer)?.offer.donor === undefined ? offer : null]))); // prettier-ignore
    if (donors.size > (need.donorLimit ?? settings.donorLimit ?? Infinity)) return { defect: 'donor-limit', at: need.id };
  }
  return findBreachTogether(input, settings, plan, served);
}

function breachOfPair(need: AllocationNeed, offer: AllocationOffer, quantity: number, cost: number): Breach['defect'] | null {
  if ((need.blockedBy ?? []).length > 0 || (offer.blockedBy ?? []).length > 0) return 'obstacle';
  if (offer.unitCeiling !== undefined && cost > offer.unitCeiling) return 'unit-ceiling';
  if (quantity % (offer.lot ?? 1) !== 0) return 'lot';
  return quantity < Math.min(need.lot ?? 1, need.quantity) || quantity < (offer.minimumLot ?? 1) ? 'minimum-lot' : null;
}

/** What several lines must obey together. */
function findBreachTogether(
  input: AllocationInput,
  settings: AllocationSettings,
  plan: readonly PlannedQuantity[],
  served: (need: string) => number,
): Breach | null {
  for (const group of new Set(input.needs.flatMap((need) => need.group ?? []))) {
    const members = input.needs.filter((need) => need.group === group);
    const isWhole = members.every(({ id, quantity }) => served(id) === quantity);
    if (!isWhole && members.some(({ id }) => served(id) > 0)) return { defect: 'group', at: group };
  }
  for (const { id, parts } of settings.packages ?? []) {
    const counts = new Set(parts.map(({ need, quantity }) => served(need) / quantity));
    if (counts.size > 1 || [...counts].some((count) => !Number.isInteger(count))) return { defect: 'package', at: id };
  }
  for (const { id, by, value, percent, of } of settings.floors ?? []) {
    const members = input.needs.filter((need) => need[by] === value);
    const whole = of === 'need' ? members.reduce((sum, { quantity }) => sum + quantity, 0) : total(plan);
    const own = members.reduce((sum, need) => sum + served(need.id), 0);
    if (BigInt(own) * 100n < BigInt(percent) * BigInt(whole)) return { defect: 'floor', at: id };
  }
  const donorOf = new Map(input.offers.map(({ id, donor }) => [id, donor]));
  const recipientOf = new Map(input.needs.map(({ id, recipient }) => [id, recipient]));
  for (const { id, by, value, quantity } of settings.caps ?? []) {
    const capped = plan.filter((line) => (by === 'donor' ? donorOf.get(line.offer) : recipientOf.get(line.need)) === value);
    if (total(capped) > quantity) return { defect: 'cap', at: id };
  }
  return null;
}

const total = (lines: readonly { readonly quantity: number }[]): number => lines.reduce((sum, { quantity }) => sum + quantity, 0);
