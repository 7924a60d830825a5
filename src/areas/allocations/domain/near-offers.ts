import { earliestArrival, latestHandover, type NeedLineFacts } from '../../matching/domain/facts.ts';
import { allowsRegions, regionsAllowed } from '../../matching/domain/rules.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { compareText } from '../../../kernel/compare-text.ts';
import type { NeedSide, OfferSide } from './facts.ts';

/** What of an offer line can be held against a need without judging the pair. */
interface Gate {
  readonly offer: OfferSide;
  readonly regions: readonly string[] | null;
  readonly arrival: CalendarDate;
  /** It is over, or can't arrive by the donor's own last day: nobody gets it in time. */
  readonly isTooLate: boolean;
}

/** The offer lines by what they can be: goods by item type, money by what it may buy. */
export interface OfferIndex {
  /** Those of the need's item: its own, a substitute that it accepts, or money that may buy it; by id. */
  near(need: NeedSide): Gate[];
}

/** Hashes offer lines, so that a need line meets those of its item alone and never all. */
export function indexOffers(offers: readonly OfferSide[], today: CalendarDate): OfferIndex {
  const goods = new Map<string, Gate[]>();
  const moneyByItem = new Map<string, Gate[]>();
  const moneyByArea = new Map<string, Gate[]>();
  const moneyForAll: Gate[] = [];
  const put = (shelf: Map<string, Gate[]>, key: string, gate: Gate): void => {
    const kept = shelf.get(key);
    if (kept) kept.push(gate);
    else shelf.set(key, [gate]);
  };
  for (const offer of offers) {
    const gate = gateOf(offer, today);
    const { facts } = offer;
    if (facts.kind === 'item') put(goods, facts.itemType, gate);
    else if (facts.mayBuyItemTypes.length > 0) for (const item of new Set(facts.mayBuyItemTypes)) put(moneyByItem, item, gate);
    else if (facts.mayBuyAreas.length > 0) for (const area of new Set(facts.mayBuyAreas)) put(moneyByArea, area, gate);
    else moneyForAll.push(gate);
  }
  return {
    near: ({ facts }) => {
      const items = new Set([facts.itemType, ...facts.acceptedSubstitutes]);
      return [
        ...[...items].flatMap((item) => goods.get(item) ?? []),
        ...(moneyByItem.get(facts.itemType) ?? []).filter(({ offer }) => mayBuyArea(offer, facts.area)),
        ...(moneyByArea.get(facts.area) ?? []),
        ...moneyForAll,
      ].toSorted((a, b) => compareText(a.offer.facts.offerLineId, b.offer.facts.offerLineId));
    },
  };
}

const mayBuyArea = ({ facts }: OfferSide, area: string): boolean =>
  facts.kind === 'funding' && (facts.mayBuyAreas.length === 0 || facts.mayBuyAreas.includes(area));

function gateOf(offer: OfferSide, today: CalendarDate): Gate {
  const { facts } = offer;
  const arrival = earliestArrival(facts, today);
  const handover = latestHandover(facts);
  return {
    offer,
    regions: regionsAllowed(facts),
    arrival,
    isTooLate: facts.validUntil < today || (handover !== null && arrival > handover),
  };
}

/** The rule that a pair fails already by region or window; null where it has to be judged. */
export function ruleAtGate(
  { regions, arrival, isTooLate }: Gate,
  { cellRegions, neededBy }: NeedLineFacts,
): 'region' | 'time-window' | null {
  if (!allowsRegions(regions, cellRegions)) return 'region';
  if (isTooLate || neededBy === null || arrival > neededBy) return 'time-window';
  return null;
}
