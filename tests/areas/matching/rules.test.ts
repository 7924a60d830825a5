import t from 'tap';
import type { JudgingContext, NeedLineFacts, OfferLineFacts } from '#src/areas/matching/domain/facts.ts';
import { judgeRule, judgeRules, RULES, type RuleName, type Saw } from '#src/areas/matching/domain/rules.ts';
import { keptTermsOf as terms } from '#src/areas/training/index.ts';
import { aContext, aNeed, anItem, anOffer, someMoney } from './build-facts.ts';
import type { Plain } from '#tests/support/in-steps.ts';

interface Example {
  readonly title: string;
  readonly rule: RuleName;
  readonly need?: Partial<Plain<NeedLineFacts>>;
  readonly offer?: OfferLineFacts;
  readonly context?: JudgingContext;
  readonly outcome: 'pass' | 'fail';
  readonly saw: Saw;
}

const trained = { conditions: [{ type: 'training-first' }] } as const;
const must = (attribute: string, value: string | number | boolean) => [{ attribute, value, mandatory: true }];

const EXAMPLES: readonly Example[] = [
  { title: 'the very item', rule: 'item', outcome: 'pass', saw: { asked: 'pickup', offered: 'pickup' } },
  {
    title: 'a substitute that the need accepts',
    rule: 'item',
    offer: anOffer({ itemType: 'station-wagon' }),
    outcome: 'pass',
    saw: { offered: 'station-wagon', acceptedSubstitutes: ['station-wagon'] },
  },
  {
    title: 'another item',
    rule: 'item',
    offer: anOffer({ itemType: 'quad-bike' }),
    outcome: 'fail',
    saw: { asked: 'pickup', offered: 'quad-bike', acceptedSubstitutes: ['station-wagon'] },
  },
  {
    title: 'money without a list buys anything',
    rule: 'item',
    offer: someMoney(),
    outcome: 'pass',
    saw: { mayBuyAreas: [], mayBuyItemTypes: [] },
  },
  {
    title: 'money for another item',
    rule: 'item',
    offer: someMoney({ mayBuyItemTypes: ['generator'] }),
    outcome: 'fail',
    saw: { asked: 'pickup', mayBuyItemTypes: ['generator'] },
  },
  {
    title: 'money that may buy the item, but not in its area',
    rule: 'item',
    offer: someMoney({ mayBuyItemTypes: ['pickup'], mayBuyAreas: ['power-energy'] }),
    outcome: 'fail',
    saw: { area: 'mobility', mayBuyAreas: ['power-energy'] },
  },

  { title: 'nothing specified', rule: 'specification', outcome: 'pass', saw: { mandatory: 0, unmet: [] } },
  {
    title: 'a mandatory minimum met',
    rule: 'specification',
    need: { specifications: must('seats', 5) },
    offer: anOffer({ specifications: [{ attribute: 'seats', value: 5 }] }),
    outcome: 'pass',
    saw: { mandatory: 1, mandatoryMet: 1 },
  },
  {
    title: 'a mandatory minimum missed',
    rule: 'specification',
    need: { specifications: must('seats', 5) },
    offer: anOffer({ specifications: [{ attribute: 'seats', value: 4 }] }),
    outcome: 'fail',
    saw: { mandatoryMet: 0, unmet: ['seats'], reasons: ['not-met'], asked: ['5'], offered: ['4'] },
  },
  {
    title: 'a mandatory value that nobody stated',
    rule: 'specification',
    need: { specifications: must('winch', true) },
    outcome: 'fail',
    saw: { unmet: ['winch'], reasons: ['not-stated'], asked: ['true'], offered: [''] },
  },
  {
    title: 'a wish missed',
    rule: 'specification',
    need: { specifications: [{ attribute: 'seats', value: 7, mandatory: false }] },
    outcome: 'pass',
    saw: { wished: 1, wishedMet: 0, unmetWishes: ['seats'] },
  },
  {
    title: 'the condition of the goods is read from the line',
    rule: 'specification',
    need: { specifications: must('goods_condition', 'refurbished') },
    offer: anOffer({ goodsCondition: 'new' }),
    outcome: 'pass',
    saw: { mandatoryMet: 1 },
  },
  {
    title: 'goods in a worse condition',
    rule: 'specification',
    need: { specifications: must('goods_condition', 'refurbished') },
    offer: anOffer({ goodsCondition: 'used' }),
    outcome: 'fail',
    saw: { asked: ['refurbished'], offered: ['used'] },
  },
  {
    title: 'goods as they are satisfy no condition',
    rule: 'specification',
    need: { specifications: must('goods_condition', 'used') },
    offer: anOffer({ goodsCondition: 'as-is' }),
    outcome: 'fail',
    saw: { reasons: ['not-comparable'] },
  },
  {
    title: 'money buys as specified',
    rule: 'specification',
    need: { specifications: must('seats', 5) },
    offer: someMoney(),
    outcome: 'pass',
    saw: { boughtAsSpecified: true },
  },

  { title: 'no region named', rule: 'region', outcome: 'pass', saw: { regions: ['fezzan'], allowed: null } },
  {
    title: 'the region among those named',
    rule: 'region',
    offer: anOffer({ conditions: [{ type: 'region-only', regions: ['tripolitania', 'fezzan'] }] }),
    outcome: 'pass',
    saw: { allowed: ['fezzan', 'tripolitania'] },
  },
  {
    title: 'two conditions, of which one leaves the region out',
    rule: 'region',
    offer: anOffer({
      conditions: [
        { type: 'region-only', regions: ['tripolitania', 'fezzan'] },
        { type: 'region-only', regions: ['tripolitania'] },
      ],
    }),
    outcome: 'fail',
    saw: { regions: ['fezzan'], allowed: ['tripolitania'] },
  },
  {
    title: 'a cell over two regions, of which the one where it lies is named alone',
    rule: 'region',
    need: { region: 'fezzan', cellRegions: ['cyrenaica', 'fezzan'] },
    offer: anOffer({ conditions: [{ type: 'region-only', regions: ['fezzan'] }] }),
    outcome: 'fail',
    saw: { regions: ['cyrenaica', 'fezzan'], allowed: ['fezzan'] },
  },
  {
    title: 'a cell over two regions that both are named',
    rule: 'region',
    need: { region: 'fezzan', cellRegions: ['cyrenaica', 'fezzan'] },
    offer: anOffer({ conditions: [{ type: 'region-only', regions: ['fezzan', 'cyrenaica', 'tripolitania'] }] }),
    outcome: 'pass',
    saw: { allowed: ['cyrenaica', 'fezzan', 'tripolitania'] },
  },
  {
    title: 'the site kind named',
    rule: 'site-kind',
    offer: anOffer({ conditions: [{ type: 'site-kind-only', siteKinds: ['border-post'] }] }),
    outcome: 'pass',
    saw: { siteKind: 'border-post' },
  },
  ...(
    [
      ['site-kind', { type: 'site-kind-only', siteKinds: ['border-post'] }],
      ['unit-type', { type: 'unit-type-only', unitTypes: ['desert-post'] }],
      ['recipient', { type: 'recipient-only', organisations: ['desert-patrols'] }],
    ] as const
  ).map(([rule, condition]) => ({
    title: `${rule} named, of a kind of site of which the cell has too few`,
    rule,
    need: { sitesAlike: 4 },
    offer: anOffer({ conditions: [condition] }),
    outcome: 'fail' as const,
    saw: { sitesAlike: 4, least: 5 },
  })),
  {
    title: 'another site kind',
    rule: 'site-kind',
    offer: anOffer({ conditions: [{ type: 'site-kind-only', siteKinds: ['port'] }] }),
    outcome: 'fail',
    saw: { siteKind: 'border-post', allowed: ['port'] },
  },
  {
    title: 'the unit type named',
    rule: 'unit-type',
    offer: anOffer({ conditions: [{ type: 'unit-type-only', unitTypes: ['desert-post'] }] }),
    outcome: 'pass',
    saw: { unitType: 'desert-post' },
  },
  {
    title: 'another unit type',
    rule: 'unit-type',
    offer: anOffer({ conditions: [{ type: 'unit-type-only', unitTypes: ['maritime'] }] }),
    outcome: 'fail',
    saw: { unitType: 'desert-post', allowed: ['maritime'] },
  },
  {
    title: 'the recipient named',
    rule: 'recipient',
    offer: anOffer({ conditions: [{ type: 'recipient-only', organisations: ['desert-patrols'] }] }),
    outcome: 'pass',
    saw: { organisation: 'desert-patrols' },
  },
  {
    title: 'another recipient',
    rule: 'recipient',
    offer: anOffer({ conditions: [{ type: 'recipient-only', organisations: ['coast-guard'] }] }),
    outcome: 'fail',
    saw: { organisation: 'desert-patrols', allowed: ['coast-guard'] },
  },
  {
    title: 'civilians only, to a civilian recipient',
    rule: 'civilian-recipient',
    offer: anOffer({ conditions: [{ type: 'civilian-recipient-only' }] }),
    outcome: 'pass',
    saw: { demanded: true, civilian: true },
  },
  {
    title: 'civilians only, to another recipient',
    rule: 'civilian-recipient',
    need: { civilianRecipient: false },
    offer: anOffer({ conditions: [{ type: 'civilian-recipient-only' }] }),
    outcome: 'fail',
    saw: { demanded: true, civilian: false },
  },
  {
    title: 'no demand for civilians',
    rule: 'civilian-recipient',
    need: { civilianRecipient: false },
    outcome: 'pass',
    saw: { demanded: false, civilian: false },
  },
  {
    title: 'the area named',
    rule: 'area',
    offer: anOffer({ conditions: [{ type: 'area-only', areas: ['mobility'] }] }),
    outcome: 'pass',
    saw: { area: 'mobility' },
  },
  {
    title: 'another area',
    rule: 'area',
    offer: anOffer({ conditions: [{ type: 'area-only', areas: ['power-energy'] }] }),
    outcome: 'fail',
    saw: { area: 'mobility', allowed: ['power-energy'] },
  },

  {
    title: 'on the very day',
    rule: 'time-window',
    need: { neededBy: '2026-12-23' },
    outcome: 'pass',
    saw: { earliestArrival: '2026-12-23', slackDays: 0, faults: [] },
  },
  {
    title: 'a day late',
    rule: 'time-window',
    need: { neededBy: '2026-12-22' },
    outcome: 'fail',
    saw: { earliestArrival: '2026-12-23', slackDays: -1, faults: ['after-needed-by'] },
  },
  {
    title: 'goods that leave later',
    rule: 'time-window',
    need: { neededBy: '2027-01-31' },
    offer: anOffer({ availableFrom: '2027-02-01', leadTimeDays: 10 }),
    outcome: 'fail',
    saw: { earliestArrival: '2027-02-11', leadTimeDays: 10, slackDays: -11 },
  },
  {
    title: 'the last day of the offer',
    rule: 'time-window',
    offer: anOffer({ validUntil: '2026-11-23' }),
    outcome: 'pass',
    saw: { validUntil: '2026-11-23' },
  },
  {
    title: 'an offer that is over',
    rule: 'time-window',
    offer: anOffer({ validUntil: '2026-11-22' }),
    outcome: 'fail',
    saw: { faults: ['offer-over'] },
  },
  {
    title: 'arrival after the latest handover',
    rule: 'time-window',
    offer: anOffer({
      conditions: [
        { type: 'latest-handover', date: '2027-03-31' },
        { type: 'latest-handover', date: '2026-12-22' },
      ],
    }),
    outcome: 'fail',
    saw: { latestHandover: '2026-12-22', faults: ['after-latest-handover'] },
  },
  {
    title: 'arrival on the day of the latest handover',
    rule: 'time-window',
    offer: anOffer({ conditions: [{ type: 'latest-handover', date: '2026-12-23' }] }),
    outcome: 'pass',
    saw: { earliestArrival: '2026-12-23', latestHandover: '2026-12-23' },
  },
  {
    title: 'a need without a date',
    rule: 'time-window',
    need: { neededBy: null },
    outcome: 'fail',
    saw: { faults: ['needed-by-not-stated'] },
  },

  {
    title: 'what lots let through',
    rule: 'lot',
    offer: anOffer({ lotSize: 4 }),
    outcome: 'pass',
    saw: { quantity: 4, open: 10, remaining: 6, lotSize: 4 },
  },
  {
    title: 'a lot larger than what is open',
    rule: 'lot',
    need: { openQuantity: 3 },
    offer: anOffer({ lotSize: 4 }),
    outcome: 'fail',
    saw: { quantity: 0, open: 3, lotSize: 4 },
  },
  {
    title: 'money for two',
    rule: 'lot',
    offer: someMoney(),
    outcome: 'pass',
    saw: { quantity: 2, ceilingRemaining: 100_000_000, unitCostHigh: 40_000_000 },
  },
  {
    title: 'money in a currency without a rate',
    rule: 'lot',
    offer: someMoney({ currency: 'LYD' }),
    outcome: 'fail',
    saw: { quantity: 0, remaining: null, currency: 'LYD', unitCostCurrency: 'EUR' },
  },
  { title: 'something left on both sides', rule: 'open-quantity', outcome: 'pass', saw: { open: 10, remaining: 6 } },
  { title: 'nothing open', rule: 'open-quantity', need: { openQuantity: 0 }, outcome: 'fail', saw: { open: 0 } },
  { title: 'nothing left', rule: 'open-quantity', offer: anOffer({ remainingQuantity: 0 }), outcome: 'fail', saw: { remaining: 0 } },
  {
    title: 'no money left',
    rule: 'open-quantity',
    offer: someMoney({ ceilingRemaining: 0 }),
    outcome: 'fail',
    saw: { ceilingRemaining: 0 },
  },

  { title: 'no terms of a course on either side', rule: 'course', outcome: 'pass', saw: { seats: null, seatsAsked: null, faults: [] } },
  {
    title: 'a course within the window with seats enough',
    rule: 'course',
    need: { course: terms({ seats: 12, startsOn: '2027-01-10', endsOn: '2027-02-10' }) },
    offer: anOffer({ course: terms({ seats: 16, startsOn: '2027-01-10', endsOn: '2027-02-10' }) }),
    outcome: 'pass',
    saw: { seats: 16, seatsAsked: 12, faults: [] },
  },
  {
    title: 'a seat too few, a day too early, a day too late',
    rule: 'course',
    need: { course: terms({ seats: 17, startsOn: '2027-01-11', endsOn: '2027-02-09' }) },
    offer: anOffer({ course: terms({ seats: 16, startsOn: '2027-01-10', endsOn: '2027-02-10' }) }),
    outcome: 'fail',
    saw: { faults: ['fewer-seats', 'before-window', 'after-window'] },
  },
  {
    title: 'a course that has begun',
    rule: 'course',
    offer: anOffer({ course: terms({ startsOn: '2020-01-10' }) }),
    outcome: 'fail',
    saw: { faults: ['already-begun'] },
  },
  {
    title: 'a course that ends after needed-by',
    rule: 'course',
    offer: anOffer({ course: terms({ startsOn: '2027-06-10', endsOn: '2027-06-16' }) }),
    outcome: 'fail',
    saw: { neededBy: '2027-06-15', faults: ['after-needed-by'] },
  },
  {
    title: 'one completed, one promised, by both lines together',
    rule: 'prerequisites',
    need: {
      course: terms({ prerequisites: ['code-of-conduct'] }),
      trainingsCompleted: ['code-of-conduct'],
      trainingsPromised: ['off-road-driving'],
    },
    offer: anOffer({ course: terms({ prerequisites: ['off-road-driving'] }) }),
    outcome: 'pass',
    saw: { completed: ['code-of-conduct'], promised: ['off-road-driving'], missing: [] },
  },
  {
    title: 'the code of conduct is missing',
    rule: 'prerequisites',
    need: { trainingsCompleted: ['off-road-driving'] },
    offer: anOffer({ course: terms({ prerequisites: ['off-road-driving', 'code-of-conduct'] }) }),
    outcome: 'fail',
    saw: { missing: ['code-of-conduct'] },
  },
  {
    title: 'trainings completed and promised',
    rule: 'training-first',
    need: { trainingsCompleted: ['off-road-driving'], trainingsPromised: ['first-line-repair'] },
    offer: anOffer(trained),
    outcome: 'pass',
    saw: { completed: ['off-road-driving'], promised: ['first-line-repair'], missing: [] },
  },
  {
    title: 'a training missing',
    rule: 'training-first',
    need: { trainingsCompleted: ['off-road-driving'] },
    offer: anOffer(trained),
    outcome: 'fail',
    saw: { demanded: true, missing: ['first-line-repair'] },
  },
  {
    title: 'training not demanded',
    rule: 'training-first',
    outcome: 'pass',
    saw: { demanded: false, missing: ['off-road-driving', 'first-line-repair'] },
  },
  {
    title: 'an item that requires no training',
    rule: 'training-first',
    offer: anOffer({ ...trained, itemType: 'station-wagon' }),
    outcome: 'pass',
    saw: { demanded: true, required: [] },
  },

  {
    title: 'a dual-use item',
    rule: 'compliance-class',
    context: aContext(anItem('pickup', { lethality: 'dual-use' })),
    outcome: 'pass',
    saw: { lethality: 'dual-use' },
  },
  {
    title: 'an excluded item',
    rule: 'compliance-class',
    context: aContext(anItem('pickup', { lethality: 'policy-excluded' })),
    outcome: 'fail',
    saw: { lethality: 'policy-excluded' },
  },
  {
    title: 'an item that a control list names whatever the model',
    rule: 'compliance-class',
    context: aContext(anItem('pickup', { unconditionalControls: ['ML6.a'] })),
    outcome: 'fail',
    saw: { unconditionalControls: ['ML6.a'] },
  },
  {
    title: 'an item that the catalogue does not know',
    rule: 'compliance-class',
    offer: anOffer({ itemType: 'tank' }),
    outcome: 'fail',
    saw: { item: 'tank', lethality: null },
  },
  { title: 'goods are counted as they are', rule: 'exchange-rate', outcome: 'pass', saw: { converted: false } },
  {
    title: 'money of another currency without a rate of the day',
    rule: 'exchange-rate',
    offer: someMoney({ currency: 'JPY' }),
    outcome: 'fail',
    saw: { converted: true, from: 'EUR', to: 'JPY' },
  },
  {
    title: 'money of another currency by a rate of the day, the other way round too',
    rule: 'exchange-rate',
    offer: someMoney({ currency: 'JPY' }),
    context: {
      ...aContext(),
      rates: [
        {
          id: 'of-the-day' as never,
          base: 'JPY',
          quote: 'EUR',
          rate: '0.0061',
          validFrom: '2026-11-23',
          validUntil: '2026-11-23',
          source: 'A bank of issue',
        },
      ],
    },
    outcome: 'pass',
    saw: { converted: true, base: 'JPY', quote: 'EUR', rate: '0.0061', source: 'A bank of issue' },
  },
  { title: 'published and available', rule: 'state', outcome: 'pass', saw: { need: 'published', offer: 'available' } },
  {
    title: 'partly reserved is still offered',
    rule: 'state',
    offer: anOffer({ state: 'partly-reserved' }),
    outcome: 'pass',
    saw: { offer: 'partly-reserved' },
  },
  { title: 'a stale need', rule: 'state', need: { state: 'stale' }, outcome: 'fail', saw: { need: 'stale' } },
  { title: 'a suspended offer', rule: 'state', offer: anOffer({ state: 'suspended' }), outcome: 'fail', saw: { offer: 'suspended' } },
];

for (const { title, rule, need, offer, context, outcome, saw } of EXAMPLES) {
  t.test(`${rule}: ${title}`, async (t) => {
    const verdict = judgeRule(rule, aNeed(need), offer ?? anOffer(), context ?? aContext());
    t.equal(verdict.outcome, outcome);
    t.strictSame(Object.fromEntries(Object.keys(saw).map((key) => [key, verdict.saw[key]])), saw);
  });
}

t.test('every rule has an example of both outcomes', async (t) => {
  for (const rule of RULES) {
    const outcomes = EXAMPLES.filter((example) => example.rule === rule).map((example) => example.outcome);
    t.strictSame([...new Set(outcomes)].toSorted(), ['fail', 'pass'], rule);
  }
});

t.test('every rule is judged, in the fixed order, whatever fails before', async (t) => {
  const verdicts = judgeRules(aNeed({ state: 'draft' }), anOffer({ itemType: 'quad-bike', remainingQuantity: 0 }), aContext());
  t.strictSame(
    verdicts.map(({ rule }) => rule),
    RULES,
  );
  t.strictSame(
    verdicts.filter(({ outcome }) => outcome === 'fail').map(({ rule }) => rule),
    ['item', 'lot', 'open-quantity', 'state'],
  );
});
