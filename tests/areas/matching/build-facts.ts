import type {
  AttributeRule,
  FundingLineFacts,
  GoodsLineFacts,
  ItemFacts,
  JudgingContext,
  NeedLineFacts,
} from '#src/areas/matching/domain/facts.ts';
import type { NeedId, NeedLineId, OfferId, OfferLineId } from '#src/kernel/id.ts';
import { inSteps, type Plain } from '#tests/support/in-steps.ts';

export const TODAY = '2026-11-23';

/** A need for ten pickups that the plain offer below satisfies by every rule. */
export const aNeed = (changes: Partial<Plain<NeedLineFacts>> = {}): NeedLineFacts => ({
  decimals: 0,
  ...inSteps({
    needLineId: 'need-line-1' as NeedLineId,
    needId: 'need-1' as NeedId,
    state: 'published',
    priority: 'urgent',
    neededBy: '2027-06-15',
    itemType: 'pickup',
    area: 'mobility',
    acceptedSubstitutes: ['station-wagon'],
    specifications: [],
    ownHeld: 0,
    openQuantity: 10,
    minimumLot: 1,
    region: 'fezzan',
    cellRegions: [changes.region ?? 'fezzan'],
    siteKind: 'border-post',
    sitesAlike: 5,
    unitType: 'desert-post',
    organisation: 'desert-patrols',
    civilianRecipient: true,
    trainingsCompleted: [],
    trainingsPromised: [],
    course: null,
    ...changes,
  }),
});

/** Six new pickups without any condition. */
export const anOffer = (changes: Partial<Plain<GoodsLineFacts>> = {}): GoodsLineFacts => ({
  decimals: 0,
  ...inSteps({
    offerLineId: 'offer-line-1' as OfferLineId,
    offerId: 'offer-1' as OfferId,
    state: 'available',
    validFrom: '2026-01-01',
    validUntil: '2027-12-31',
    availableFrom: null,
    leadTimeDays: 30,
    conditions: [],
    kind: 'item',
    itemType: 'pickup',
    remainingQuantity: 6,
    lotSize: 1,
    specifications: [],
    goodsCondition: 'new',
    course: null,
    ...changes,
  }),
});

/** 100 000.000 EUR for anything. */
export const someMoney = (changes: Partial<FundingLineFacts> = {}): FundingLineFacts => ({
  offerLineId: 'offer-line-1' as OfferLineId,
  offerId: 'offer-1' as OfferId,
  state: 'available',
  validFrom: '2026-01-01',
  validUntil: '2027-12-31',
  availableFrom: null,
  leadTimeDays: 30,
  conditions: [],
  kind: 'funding',
  ceilingRemaining: 100_000_000,
  currency: 'EUR',
  mayBuyAreas: [],
  mayBuyItemTypes: [],
  ...changes,
});

const ATTRIBUTES: readonly AttributeRule[] = [
  { key: 'seats', type: 'integer', direction: 'higher', ranks: null },
  { key: 'weight_kg', type: 'number', direction: 'lower', ranks: null },
  { key: 'winch', type: 'boolean', direction: 'exact', ranks: null },
  { key: 'fuel_type', type: 'enum', direction: 'any-of', ranks: { diesel: 0, petrol: 1, electric: 2, hybrid: 3 } },
  { key: 'armour_level', type: 'enum', direction: 'ordinal', ranks: { none: 0, b4: 1, b6: 2 } },
  { key: 'goods_condition', type: 'enum', direction: 'ordinal', ranks: { used: 0, refurbished: 1, new: 2 } },
  { key: 'size_range', type: 'text', direction: 'info', ranks: null },
];

export const anItem = (slug: string, changes: Partial<ItemFacts> = {}): ItemFacts => ({
  slug,
  area: 'mobility',
  decimals: 0,
  lethality: 'non-lethal',
  unconditionalControls: [],
  requiredTrainings: [],
  substitutes: [],
  unitCost: { low: 30_000_000, high: 40_000_000, currency: 'EUR' },
  ...changes,
});

/** A small catalogue; `items` replace or add to it. */
export const aContext = (...items: readonly ItemFacts[]): JudgingContext => ({
  today: TODAY,
  rates: [],
  attributes: new Map(ATTRIBUTES.map((rule) => [rule.key, rule])),
  items: new Map(
    [
      anItem('pickup', { requiredTrainings: ['off-road-driving', 'first-line-repair'], substitutes: ['station-wagon'] }),
      anItem('station-wagon'),
      anItem('quad-bike'),
      ...items,
    ].map((item) => [item.slug, item]),
  ),
});
