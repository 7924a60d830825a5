import { addDays, daysBetween, type CalendarDate } from '../../../kernel/calendar-date.ts';
import type { NeedId, NeedLineId, OfferId, OfferLineId } from '../../../kernel/id.ts';
import type { Decimals, Steps } from '../../../kernel/quantity.ts';
import type { NeedState, Priority } from '../../needs/domain/need.ts';
import type { OfferedSpecification, Specification } from '../../needs/domain/specification.ts';
import type { ConditionType, OfferCondition } from '../../offers/domain/conditions.ts';
import type { GoodsCondition, OfferState } from '../../offers/domain/offer.ts';
import type { CourseTerms } from '../../training/domain/course-terms.ts';
import type { StandingRate } from '../../rates/domain/exchange-rate.ts';
import type { AttributeDirection, AttributeType, Lethality } from '../../reference/domain/vocabulary.ts';

/** All that the rules and the score look at on the side of the need. Slugs where nothing else is said. */
export interface NeedLineFacts {
  readonly needLineId: NeedLineId;
  readonly needId: NeedId;
  readonly state: NeedState;
  readonly priority: Priority;
  readonly neededBy: CalendarDate | null;
  readonly itemType: string;
  readonly area: string;
  readonly acceptedSubstitutes: readonly string[];
  readonly specifications: readonly Specification[];
  /** What may still be promised (`openQuantity` of needs/domain/coverage.ts): what the disclosed band is drawn from. */
  readonly openQuantity: Steps;
  /** What the donor who asks holds of it already; nothing where somebody else does. */
  readonly ownHeld: Steps;
  readonly minimumLot: Steps;
  /** Of the item's unit: what the quantities above are steps of. */
  readonly decimals: Decimals;
  readonly region: string;
  /** Those over which the cell stretches in which it is shown to lie. */
  readonly cellRegions: readonly string[];
  readonly siteKind: string;
  /** How many public sites of that kind lie in its cell: what is left to whoever learns the kind. */
  readonly sitesAlike: number;
  readonly unitType: string;
  /** The recipient, and whether it is civilian (`isCivilianRecipient` of recipient.ts). */
  readonly organisation: string;
  readonly civilianRecipient: boolean;
  /** Trainings that the unit has completed, and those promised to it (reserved, agreed or on their way). */
  readonly trainingsCompleted: readonly string[];
  readonly trainingsPromised: readonly string[];
  /** Where a course is asked for: seats, dates, what comes first; null where nothing is stated. */
  readonly course: CourseTerms | null;
}

interface OfferLineHeader {
  readonly offerLineId: OfferLineId;
  readonly offerId: OfferId;
  readonly state: OfferState;
  readonly validFrom: CalendarDate;
  readonly validUntil: CalendarDate;
  /** When the goods can leave; null where they are there from the offer's first day. */
  readonly availableFrom: CalendarDate | null;
  /** Days from leaving to standing at the unit. */
  readonly leadTimeDays: number;
  readonly conditions: readonly OfferCondition[];
}

export interface GoodsLineFacts extends OfferLineHeader {
  readonly kind: 'item';
  readonly itemType: string;
  readonly remainingQuantity: Steps;
  readonly lotSize: Steps;
  /** Of the item's unit, which is that of all that it may stand in for. */
  readonly decimals: Decimals;
  readonly specifications: readonly OfferedSpecification[];
  readonly goodsCondition: GoodsCondition | null;
  /** Where a course is given: seats, dates, what comes first; null where nothing is stated. */
  readonly course: CourseTerms | null;
}

export interface FundingLineFacts extends OfferLineHeader {
  readonly kind: 'funding';
  /** Money in thousandths of the currency's unit, as everywhere in these facts. */
  readonly ceilingRemaining: number;
  readonly currency: string;
  /** Each list that is not empty restricts; both must be obeyed. */
  readonly mayBuyAreas: readonly string[];
  readonly mayBuyItemTypes: readonly string[];
}

/** All that is looked at on the side of the offer. The donor is deliberately absent: who gives can't change a verdict. */
export type OfferLineFacts = GoodsLineFacts | FundingLineFacts;

/** An attribute of the catalogue and how a stated value is held against an asked one. */
export interface AttributeRule {
  readonly key: string;
  readonly type: AttributeType;
  readonly direction: AttributeDirection;
  /** Ranks of the values of its enumeration; null where it has none. */
  readonly ranks: Readonly<Record<string, number>> | null;
}

/** What the catalogue says of an item type. */
export interface ItemFacts {
  readonly slug: string;
  readonly area: string;
  readonly decimals: Decimals;
  readonly lethality: Lethality;
  /** Categories of control lists that name it whatever the model; conditional hints are for the compliance gate. */
  readonly unconditionalControls: readonly string[];
  /** Items of its dependencies of type training with criticality required. */
  readonly requiredTrainings: readonly string[];
  /** What may stand in for it by the catalogue, where a requester accepts that. */
  readonly substitutes: readonly string[];
  readonly unitCost: { readonly low: number; readonly high: number; readonly currency: string } | null;
}

/** What a judgement rests on besides the pair: the day, the catalogue, and the rates of that day. */
export interface JudgingContext {
  readonly today: CalendarDate;
  readonly rates: readonly StandingRate[];
  readonly attributes: ReadonlyMap<string, AttributeRule>;
  readonly items: ReadonlyMap<string, ItemFacts>;
}

/** The item that would be given: money buys what the need asks for. */
export const givenItem = (need: Pick<NeedLineFacts, 'itemType'>, offer: OfferLineFacts): string =>
  offer.kind === 'item' ? offer.itemType : need.itemType;

/** The first day on which the goods can stand at the unit: not before today, the offer's window or their own date. */
export function earliestArrival(offer: OfferLineFacts, today: CalendarDate): CalendarDate {
  const dates = [today, offer.validFrom, offer.availableFrom ?? offer.validFrom];
  return addDays(
    dates.reduce((latest, date) => (date > latest ? date : latest)),
    offer.leadTimeDays,
  );
}

/** Days to spare between the earliest arrival and a date; negative when it comes too late. */
export const slackDays = (offer: OfferLineFacts, today: CalendarDate, date: CalendarDate): number =>
  daysBetween(earliestArrival(offer, today), date);

/** The offer's conditions of one type. */
export function conditionsOf<T extends ConditionType>(offer: OfferLineFacts, type: T): Extract<OfferCondition, { type: T }>[] {
  return offer.conditions.filter((condition): condition is Extract<OfferCondition, { type: T }> => condition.type === type);
}

/** What all the lists allow together, sorted; null where there is no list, which allows everything. */
export function allowedByAll(lists: readonly (readonly string[])[]): readonly string[] | null {
  const [first, ...rest] = lists;
  if (first === undefined) return null;
  return [...new Set(first)].filter((slug) => rest.every((list) => list.includes(slug))).toSorted();
}

/** The earliest date that the donor sets for the handover; null where it sets none. */
export function latestHandover(offer: OfferLineFacts): CalendarDate | null {
  return (
    conditionsOf(offer, 'latest-handover')
      .map(({ date }) => date)
      .toSorted()[0] ?? null
  );
}
