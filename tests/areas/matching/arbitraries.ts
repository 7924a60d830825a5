import fc from 'fast-check';
import type { CourseTerms } from '#src/areas/training/domain/course-terms.ts';
import type { GoodsLineFacts, NeedLineFacts, OfferLineFacts } from '#src/areas/matching/domain/facts.ts';
import { NEED_STATES, PRIORITIES } from '#src/areas/needs/domain/need.ts';
import type { OfferedSpecification, Specification } from '#src/areas/needs/domain/specification.ts';
import type { OfferCondition } from '#src/areas/offers/domain/conditions.ts';
import { GOODS_CONDITIONS, OFFER_STATES } from '#src/areas/offers/domain/offer.ts';
import { addDays } from '#src/kernel/calendar-date.ts';
import type { NeedId, NeedLineId, OfferId, OfferLineId } from '#src/kernel/id.ts';
import { TODAY } from './build-facts.ts';
import { steps } from '#src/kernel/quantity.ts';

const aDate = fc.integer({ min: -60, max: 400 }).map((days) => addDays(TODAY, days));
const anItemType = fc.constantFrom('pickup', 'station-wagon', 'quad-bike');
const anArea = fc.constantFrom('mobility', 'power-energy');
const aRegion = fc.constantFrom('fezzan', 'tripolitania', 'cyrenaica');
const aSiteKind = fc.constantFrom('border-post', 'port', 'airport');
const aUnitType = fc.constantFrom('desert-post', 'maritime');
const anOrganisation = fc.constantFrom('desert-patrols', 'coast-guard');
const aCourse = fc.constantFrom('off-road-driving', 'first-line-repair', 'first-responder');
const someOf = (slug: fc.Arbitrary<string>): fc.Arbitrary<string[]> => fc.uniqueArray(slug, { minLength: 1, maxLength: 2 });
const mostly = <T>(usual: T, others: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const aValue = fc.oneof(
  fc.record({ attribute: fc.constant('seats'), value: fc.integer({ min: 2, max: 9 }) }),
  fc.record({ attribute: fc.constant('weight_kg'), value: fc.integer({ min: 900, max: 3000 }) }),
  fc.record({ attribute: fc.constant('winch'), value: fc.boolean() }),
  fc.record({
    attribute: fc.constant('fuel_type'),
    value: fc.oneof(fc.constantFrom('diesel', 'petrol'), someOf(fc.constantFrom('diesel', 'petrol', 'hybrid'))),
  }),
  fc.record({ attribute: fc.constant('armour_level'), value: fc.constantFrom('none', 'b4', 'b6') }),
  fc.record({ attribute: fc.constant('goods_condition'), value: fc.constantFrom('used', 'refurbished', 'new') }),
  fc.record({ attribute: fc.constant('size_range'), value: fc.constantFrom('s', 'm') }),
);

export const someSpecifications: fc.Arbitrary<Specification[]> = fc.uniqueArray(
  fc.tuple(aValue, fc.boolean()).map(([stated, mandatory]) => ({ ...stated, mandatory })),
  { maxLength: 4, selector: ({ attribute }) => attribute },
);
export const someStatements: fc.Arbitrary<OfferedSpecification[]> = fc.uniqueArray(aValue, {
  maxLength: 6,
  selector: ({ attribute }) => attribute,
});

const aCondition: fc.Arbitrary<OfferCondition> = fc.oneof(
  someOf(aRegion).map((regions) => ({ type: 'region-only' as const, regions })),
  someOf(aSiteKind).map((siteKinds) => ({ type: 'site-kind-only' as const, siteKinds })),
  someOf(aUnitType).map((unitTypes) => ({ type: 'unit-type-only' as const, unitTypes })),
  someOf(anOrganisation).map((organisations) => ({ type: 'recipient-only' as const, organisations })),
  someOf(anArea).map((areas) => ({ type: 'area-only' as const, areas })),
  fc.integer({ min: 1, max: 8 }).map((quantity) => ({ type: 'minimum-lot' as const, quantity })),
  aDate.map((date) => ({ type: 'latest-handover' as const, date })),
  fc.integer({ min: 1, max: 50 }).map((minimumPercent) => ({ type: 'women-participation' as const, minimumPercent })),
  fc.constantFrom({ type: 'civilian-recipient-only' as const }, { type: 'training-first' as const }, { type: 'visibility' as const }),
);

const terms: fc.Arbitrary<CourseTerms> = fc.record({
  seats: fc.option(fc.integer({ min: 1, max: 40 })),
  startsOn: fc.option(aDate),
  endsOn: fc.option(aDate),
  prerequisites: fc.uniqueArray(aCourse, { maxLength: 2 }),
  certificateMonths: fc.constant(null),
});

/** Seldom, or hardly a pair would be eligible. */
const someTerms: fc.Arbitrary<CourseTerms | null> = fc.oneof({ weight: 19, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: terms });

/** What a donor is never shown, beyond the exact quantity and date. */
export const hiddenFacts = {
  priority: fc.constantFrom(...PRIORITIES),
  acceptedSubstitutes: fc.uniqueArray(anItemType, { maxLength: 2 }),
  specifications: someSpecifications,
  minimumLot: fc.integer({ min: 1, max: 8 }).map(steps),
  region: aRegion,
  siteKind: aSiteKind,
  sitesAlike: fc.integer({ min: 1, max: 9 }),
  unitType: aUnitType,
  organisation: anOrganisation,
  civilianRecipient: fc.boolean(),
  trainingsCompleted: fc.uniqueArray(aCourse, { maxLength: 2 }),
  trainingsPromised: fc.uniqueArray(aCourse, { maxLength: 2 }),
  course: someTerms,
} satisfies Partial<Record<keyof NeedLineFacts, fc.Arbitrary<unknown>>>;

export const aNeedLine: fc.Arbitrary<NeedLineFacts> = fc.record({
  ...hiddenFacts,
  needLineId: fc.uuid().map((id) => id as NeedLineId),
  needId: fc.uuid().map((id) => id as NeedId),
  state: mostly('published', NEED_STATES),
  neededBy: fc.option(aDate, { freq: 20 }),
  itemType: mostly('pickup', ['station-wagon']),
  area: anArea,
  openQuantity: fc.integer({ min: 0, max: 300 }).map(steps),
  ownHeld: mostly(steps(0), [steps(1), steps(7), steps(60)]),
  decimals: fc.constant(0 as const),
  cellRegions: someOf(aRegion),
});

const header = {
  offerLineId: fc.uuid().map((id) => id as OfferLineId),
  offerId: fc.uuid().map((id) => id as OfferId),
  state: mostly('available', OFFER_STATES),
  validFrom: aDate,
  validUntil: aDate,
  availableFrom: fc.option(aDate),
  leadTimeDays: fc.integer({ min: 0, max: 120 }),
  conditions: fc.array(aCondition, { maxLength: 2 }),
};

export const aGoodsLine: fc.Arbitrary<GoodsLineFacts> = fc.record({
  ...header,
  kind: fc.constant('item' as const),
  itemType: mostly('pickup', ['station-wagon', 'quad-bike']),
  remainingQuantity: fc.integer({ min: 0, max: 300 }).map(steps),
  lotSize: fc.integer({ min: 1, max: 5 }).map(steps),
  decimals: fc.constant(0 as const),
  specifications: someStatements,
  goodsCondition: fc.option(fc.constantFrom(...GOODS_CONDITIONS)),
  course: someTerms,
});

export const anOfferLine: fc.Arbitrary<OfferLineFacts> = fc.oneof(
  { weight: 3, arbitrary: aGoodsLine },
  {
    weight: 1,
    arbitrary: fc.record({
      ...header,
      kind: fc.constant('funding' as const),
      ceilingRemaining: fc.integer({ min: 0, max: 900_000_000 }),
      currency: mostly('EUR', ['LYD']),
      mayBuyAreas: fc.uniqueArray(anArea, { maxLength: 1 }),
      mayBuyItemTypes: fc.uniqueArray(anItemType, { maxLength: 2 }),
    }),
  },
);
