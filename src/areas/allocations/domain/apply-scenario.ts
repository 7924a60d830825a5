import { decimalsOfCurrency } from '../../../kernel/currency.ts';
import { hasPlacesOf } from '../../../kernel/money.ts';
import { addDays } from '../../../kernel/calendar-date.ts';
import type { NeedId, NeedLineId, OfferId, OfferLineId } from '../../../kernel/id.ts';
import { pointerTo } from '../../../kernel/json-pointer.ts';
import { type FieldFault, Refusal } from '../../../kernel/refusal.ts';
import { LEAST_SITES } from '../../reference/domain/cells.ts';
import { type Decimals, NO_STEPS, ONE_STEP, type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { JudgingContext } from '../../matching/domain/facts.ts';
import { affordableSteps } from '../../matching/domain/lots.ts';
import { thousandths } from '../../matching/domain/money.ts';
import type { Facts, NeedSide, OfferSide } from './facts.ts';
import { DONATION_BUDGET, isDonationKey, listDonatedLines } from './donation.ts';
import { type AddedNeed, type AddedOffer, addedId, type Donation, type Scenario } from './request.ts';

/** What a scenario may name that is on no line yet. Slugs. */
export interface Surroundings {
  readonly regions: ReadonlySet<string>;
  readonly areas: ReadonlySet<string>;
  /** All organisations, and whether each counts as a civilian recipient. */
  readonly organisations: ReadonlyMap<string, { readonly isCivilian: boolean }>;
  /** How long goods travel, where a scenario doesn't say. */
  readonly leadTimeDays: number;
}

/** Long after any need: an imagined offer stands open as long as it may be looked at. */
const OPEN_DAYS = 3650;

/**
 * The facts as they would be. Refuses what names a line, an obstacle or a slug that isn't there, all faults at once, and then a quantity
 * with more decimals than its unit.
 */
export function applyScenario(facts: Facts, scenario: Scenario, around: Surroundings): Facts {
  const faults = findFaults(facts, scenario, around);
  if (faults.length > 0) throw new Refusal('reference-unknown', { fields: faults });
  const withdrawn = new Set([...(scenario.withdrawNeeds ?? []), ...(scenario.withdrawOffers ?? [])]);
  const dropped = new Set(scenario.dropObstacles ?? []);
  const needs = [
    ...facts.needs
      .filter((need) => !withdrawn.has(need.facts.needLineId))
      .map((need) => changeNeed(need, scenario))
      .map((need) => ({ ...need, blockedBy: need.blockedBy.filter((obstacle) => !dropped.has(obstacle)) })),
    ...(scenario.addNeeds ?? []).map((added, index) => imagineNeed(added, index, facts.context, around)),
  ];
  const offers = [
    ...facts.offers.filter((offer) => !withdrawn.has(offer.facts.offerLineId)).map((offer) => changeOffer(offer, scenario)),
    ...(scenario.addOffers ?? []).map((added, index) => {
      const decimals = facts.context.items.get(added.itemType)?.decimals ?? 0;
      const read = readingAt(decimals, 'addOffers', index);
      const lotSize = added.lotSize === undefined ? ONE_STEP : read(added.lotSize, 'lotSize');
      return imagineOffer(added, { remainingQuantity: read(added.quantity, 'quantity'), lotSize, decimals }, facts.context, around);
    }),
    ...imagineDonation(scenario.donation, needs, facts.context, around),
  ];
  return { needs, offers, context: facts.context };
}

/** Reads quantities of a part of the scenario into steps. */
const readingAt =
  (decimals: Decimals, list: string, index: number) =>
  (quantity: number, field: string): Steps =>
    stepsFrom(quantity, decimals, pointerTo('scenario', list, index, field));

function changeNeed(need: NeedSide, { changeNeeds = [] }: Scenario): NeedSide {
  const index = changeNeeds.findIndex(({ id }) => id === need.facts.needLineId);
  const change = changeNeeds[index];
  if (change === undefined) return need;
  const read = readingAt(need.facts.decimals, 'changeNeeds', index);
  const openQuantity = change.quantity === undefined ? need.facts.openQuantity : read(change.quantity, 'quantity');
  return { ...need, facts: { ...need.facts, openQuantity, priority: change.priority ?? need.facts.priority } };
}

function changeOffer(offer: OfferSide, { changeOffers = [] }: Scenario): OfferSide {
  const index = changeOffers.findIndex(({ id }) => id === offer.facts.offerLineId);
  const change = changeOffers[index];
  if (change === undefined) return offer;
  const { facts } = offer;
  if (facts.kind === 'item') {
    const read = readingAt(facts.decimals, 'changeOffers', index);
    const remainingQuantity = change.quantity === undefined ? facts.remainingQuantity : read(change.quantity, 'quantity');
    return { ...offer, facts: { ...facts, remainingQuantity } };
  }
  return {
    ...offer,
    facts: {
      ...facts,
      ceilingRemaining: change.amount === undefined ? facts.ceilingRemaining : readAmount(change.amount, facts.currency, index),
    },
  };
}

/** Money as its currency has it, in thousandths. */
function readAmount(amount: string, currency: string, index: number): number {
  if (!hasPlacesOf({ amount, currency })) {
    const pointer = pointerTo('scenario', 'changeOffers', index, 'amount');
    throw new Refusal('invalid-field', { fields: [{ pointer, code: 'too-many-decimals', limit: String(decimalsOfCurrency(currency)) }] });
  }
  return thousandths(amount);
}

function imagineNeed(added: AddedNeed, index: number, { items }: JudgingContext, around: Surroundings): NeedSide {
  const decimals = items.get(added.itemType)?.decimals ?? 0;
  const quantity = readingAt(decimals, 'addNeeds', index)(added.quantity, 'quantity');
  return {
    facts: {
      needLineId: addedId(added.key) as NeedLineId,
      needId: addedId(added.key) as NeedId,
      state: 'published',
      priority: added.priority,
      neededBy: added.neededBy,
      itemType: added.itemType,
      area: items.get(added.itemType)?.area ?? '',
      acceptedSubstitutes: [],
      specifications: [],
      openQuantity: quantity,
      ownHeld: NO_STEPS,
      minimumLot: ONE_STEP,
      decimals,
      region: added.region,
      cellRegions: [added.region],
      siteKind: '',
      sitesAlike: LEAST_SITES,
      unitType: '',
      organisation: added.recipient,
      civilianRecipient: around.organisations.get(added.recipient)?.isCivilian ?? false,
      trainingsCompleted: [],
      trainingsPromised: [],
      course: null,
    },
    fulfilTogether: false,
    unit: null,
    blockedBy: [],
  };
}

function imagineOffer(
  added: Omit<AddedOffer, 'quantity' | 'lotSize'>,
  quantities: { readonly remainingQuantity: Steps; readonly lotSize: Steps; readonly decimals: Decimals },
  { today }: JudgingContext,
  around: Surroundings,
): OfferSide {
  return {
    facts: {
      offerLineId: addedId(added.key) as OfferLineId,
      offerId: addedId(added.key) as OfferId,
      state: 'available',
      validFrom: today,
      validUntil: addDays(today, OPEN_DAYS),
      availableFrom: added.availableFrom ?? null,
      leadTimeDays: added.leadTimeDays ?? around.leadTimeDays,
      conditions: added.regions === undefined ? [] : [{ type: 'region-only', regions: added.regions }],
      kind: 'item',
      itemType: added.itemType,
      ...quantities,
      specifications: [],
      goodsCondition: added.goodsCondition ?? null,
      course: null,
    },
    donor: added.donor ?? null,
    ...(added.unitCost === undefined ? {} : { unitCost: added.unitCost }),
  };
}

/**
 * One line for each item that the donation may buy for a need, all paid from its shared budget. What is left of a line is what the whole
 * amount buys of it alone.
 */
function imagineDonation(
  donation: Donation | undefined,
  needs: readonly NeedSide[],
  context: JudgingContext,
  around: Surroundings,
): OfferSide[] {
  if (donation === undefined) return [];
  return listDonatedLines(donation, needs, context.items).map((line) => {
    const decimals = context.items.get(line.itemType)?.decimals ?? 0;
    const remainingQuantity = affordableSteps(thousandths(donation.amount), line.unitCost, decimals);
    return {
      ...imagineOffer(line, { remainingQuantity, lotSize: ONE_STEP, decimals }, context, around),
      sharedBudget: DONATION_BUDGET,
    };
  });
}

function findFaults(facts: Facts, scenario: Scenario, around: Surroundings): FieldFault[] {
  const needs = new Set<string>(facts.needs.map((need) => need.facts.needLineId));
  const offers = new Map<string, 'item' | 'funding'>(facts.offers.map((offer) => [offer.facts.offerLineId, offer.facts.kind]));
  const obstacles = new Set(facts.needs.flatMap(({ blockedBy }) => blockedBy));
  const { regions, organisations } = around;
  const isItem = (slug: string): boolean => facts.context.items.has(slug);
  const faults: FieldFault[] = [];
  const check = (isKnown: boolean, ...path: (string | number)[]): void => {
    if (!isKnown) faults.push({ pointer: pointerTo('scenario', ...path), code: 'reference-unknown' });
  };
  for (const [index, id] of (scenario.withdrawNeeds ?? []).entries()) check(needs.has(id), 'withdrawNeeds', index);
  for (const [index, id] of (scenario.withdrawOffers ?? []).entries()) check(offers.has(id), 'withdrawOffers', index);
  for (const [index, { id }] of (scenario.changeNeeds ?? []).entries()) check(needs.has(id), 'changeNeeds', index, 'id');
  for (const [index, { id, quantity, amount }] of (scenario.changeOffers ?? []).entries()) {
    const kind = offers.get(id);
    check(kind !== undefined, 'changeOffers', index, 'id');
    check(kind !== 'item' || amount === undefined, 'changeOffers', index, 'amount');
    check(kind !== 'funding' || quantity === undefined, 'changeOffers', index, 'quantity');
  }
  for (const [index, id] of (scenario.dropObstacles ?? []).entries()) check(obstacles.has(id), 'dropObstacles', index);
  for (const [index, added] of (scenario.addNeeds ?? []).entries()) {
    check(isItem(added.itemType), 'addNeeds', index, 'itemType');
    check(regions.has(added.region), 'addNeeds', index, 'region');
    check(organisations.has(added.recipient), 'addNeeds', index, 'recipient');
  }
  for (const [index, added] of (scenario.addOffers ?? []).entries()) {
    check(isItem(added.itemType), 'addOffers', index, 'itemType');
    check(added.donor === undefined || organisations.has(added.donor), 'addOffers', index, 'donor');
    for (const [place, region] of (added.regions ?? []).entries()) check(regions.has(region), 'addOffers', index, 'regions', place);
  }
  for (const side of ['addNeeds', 'addOffers'] as const) faults.push(...findTwins(side, scenario[side] ?? []));
  if (scenario.donation !== undefined) faults.push(...findDonationFaults(scenario, scenario.donation, isItem, around));
  return faults;
}

function findDonationFaults(
  { addOffers = [] }: Scenario,
  donation: Donation,
  isItem: (slug: string) => boolean,
  { regions, areas, organisations }: Surroundings,
): FieldFault[] {
  const faults: FieldFault[] = [];
  const check = (isKnown: boolean, ...path: (string | number)[]): void => {
    if (!isKnown) faults.push({ pointer: pointerTo('scenario', 'donation', ...path), code: 'reference-unknown' });
  };
  check(donation.donor === undefined || organisations.has(donation.donor), 'donor');
  for (const [place, region] of (donation.regions ?? []).entries()) check(regions.has(region), 'regions', place);
  for (const [place, area] of (donation.areas ?? []).entries()) check(areas.has(area), 'areas', place);
  for (const [place, item] of (donation.itemTypes ?? []).entries()) check(isItem(item), 'itemTypes', place);
  for (const [index, { key }] of addOffers.entries()) {
    if (isDonationKey(key)) faults.push({ pointer: pointerTo('scenario', 'addOffers', index, 'key'), code: 'named-twice' });
  }
  return faults;
}

function findTwins(side: string, added: readonly { readonly key: string }[]): FieldFault[] {
  const keys = new Set<string>();
  return added.flatMap(({ key }, index): FieldFault[] => {
    if (keys.has(key)) return [{ pointer: pointerTo('scenario', side, index, 'key'), code: 'named-twice' }];
    keys.add(key);
    return [];
  });
}
