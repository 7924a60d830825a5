import fc from 'fast-check';
import t from 'tap';
import { judgePair, rankForNeedLine, rankForOfferLine } from '#src/areas/matching/domain/judge.ts';
import { MICRO, SCORE_PARTS, SCORE_WEIGHTS, share } from '#src/areas/matching/domain/score.ts';
import type { OfferLineId } from '#src/kernel/id.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { aNeedLine, anOfferLine, hiddenFacts } from './arbitraries.ts';
import { aContext, aNeed, anOffer, someMoney } from './build-facts.ts';

const context = aContext();
const inputsOf = (...pair: Parameters<typeof judgePair>) =>
  Object.fromEntries(judgePair(...pair).scoreParts.map(({ part, input }) => [part, input]));

t.test('the weights sum to one', async (t) => {
  t.strictSame(Object.keys(SCORE_WEIGHTS), SCORE_PARTS);
  t.equal(
    Object.values(SCORE_WEIGHTS).reduce((sum, weight) => sum + weight, 0),
    MICRO,
  );
});

t.test('a score is the sum of its parts, between nothing and one, in whole millionths', async (t) => {
  await holdAndMeet(t, { numRuns: asOften(20_000), floors: { eligible: 1 / 40 } }, (met) =>
    fc.property(aNeedLine, anOfferLine, (need, offer) => {
      const { eligible, score, scoreParts, rules } = judgePair(need, offer, context);
      const sum = scoreParts.reduce((total, { points }) => total + points, 0);
      const partsHold = scoreParts.every(
        ({ part, weight, input, points }) =>
          weight === SCORE_WEIGHTS[part] &&
          Number.isSafeInteger(input) &&
          input >= 0 &&
          input <= MICRO &&
          points === Math.floor((weight * input) / MICRO),
      );
      if (eligible) met.eligible += 1;
      return (
        eligible === rules.every(({ outcome }) => outcome === 'pass') &&
        partsHold &&
        (eligible ? score === sum && score >= 0 && score <= MICRO && scoreParts.length === SCORE_PARTS.length : score === null && sum === 0)
      );
    }),
  );
});

t.test('the best possible pair scores one', async (t) => {
  const conditions = [
    { type: 'region-only', regions: ['fezzan'] },
    { type: 'area-only', areas: ['mobility'] },
  ] as const;
  t.equal(judgePair(aNeed({ priority: 'critical' }), anOffer({ remainingQuantity: 10, conditions }), context).score, MICRO);
});

t.test('each input by example', async (t) => {
  t.strictSame(inputsOf(aNeed(), anOffer(), context), {
    tier: 800_000,
    fit: 1_000_000,
    time: 1_000_000,
    coverage: 600_000,
    preference: 500_000,
    'goods-condition': 1_000_000,
  });
  const wishes = [
    { attribute: 'seats', value: 5, mandatory: false },
    { attribute: 'winch', value: true, mandatory: false },
    { attribute: 'weight_kg', value: 2000, mandatory: false },
  ];
  const used = anOffer({
    itemType: 'station-wagon',
    goodsCondition: 'used',
    remainingQuantity: 3,
    specifications: [{ attribute: 'seats', value: 5 }],
  });
  t.strictSame(inputsOf(aNeed({ priority: 'routine', specifications: wishes, neededBy: '2027-01-22' }), used, context), {
    tier: 450_000,
    fit: 416_666,
    time: 333_333,
    coverage: 300_000,
    preference: 500_000,
    'goods-condition': 400_000,
  });
  t.equal(inputsOf(aNeed({ priority: 'critical' }), anOffer(), context)['tier'], 1_000_000);
  t.equal(inputsOf(aNeed({ priority: 'important' }), anOffer(), context)['tier'], 600_000);
  t.equal(inputsOf(aNeed(), someMoney(), context)['coverage'], 200_000, 'money for two of ten');
  t.equal(inputsOf(aNeed(), anOffer({ conditions: [{ type: 'region-only', regions: ['fezzan'] }] }), context)['preference'], 750_000);
});

t.test('a share is exact where binary fractions are not', async (t) => {
  t.equal(share(1, 3), 333_333);
  t.equal(share(Number.MAX_SAFE_INTEGER - 1, Number.MAX_SAFE_INTEGER), 999_999);
  t.equal(share(5, 0), 0);
});

t.test('who receives is no input of the score', async (t) => {
  const { organisation, civilianRecipient, siteKind, unitType } = hiddenFacts;
  await holdAndMeet(t, { numRuns: asOften(10_000), floors: { 'eligible for both': 1 / 50 } }, (met) =>
    fc.property(aNeedLine, anOfferLine, fc.record({ organisation, civilianRecipient, siteKind, unitType }), (need, offer, other) => {
      const one = judgePair(need, offer, context);
      const two = judgePair({ ...need, ...other }, offer, context);
      if (one.score === null || two.score === null) return true;
      met['eligible for both'] += 1;
      return JSON.stringify(one.scoreParts) === JSON.stringify(two.scoreParts);
    }),
  );
});

/** A list and another order of the same list. */
const inTwoOrders = <T>(line: fc.Arbitrary<T>): fc.Arbitrary<[T[], T[]]> =>
  fc
    .array(line, { maxLength: 12 })
    .chain((lines) => fc.tuple(fc.constant(lines), fc.shuffledSubarray(lines, { minLength: lines.length, maxLength: lines.length })));

t.test('the order of the input never shows in a ranking', async () => {
  fc.assert(
    fc.property(
      aNeedLine,
      inTwoOrders(anOfferLine),
      (need, [offers, shuffled]) =>
        JSON.stringify(rankForNeedLine(need, offers, context)) === JSON.stringify(rankForNeedLine(need, shuffled, context)),
    ),
    { numRuns: asOften(500) },
  );
  fc.assert(
    fc.property(
      anOfferLine,
      inTwoOrders(aNeedLine),
      (offer, [needs, shuffled]) =>
        JSON.stringify(rankForOfferLine(offer, needs, context)) === JSON.stringify(rankForOfferLine(offer, shuffled, context)),
    ),
    { numRuns: asOften(500) },
  );
});

t.test('ties are broken by the end of the offer, then by the ids', async (t) => {
  const offer = (id: string, changes: Parameters<typeof anOffer>[0] = {}) => anOffer({ offerLineId: id as OfferLineId, ...changes });
  const ranked = rankForNeedLine(
    aNeed(),
    [
      offer('c-excluded-twice', { state: 'expired', itemType: 'quad-bike' }),
      offer('b'),
      offer('d-excluded-once', { state: 'expired' }),
      offer('a'),
      offer('ends-sooner', { validUntil: '2027-12-30' }),
      offer('better', { remainingQuantity: 7 }),
    ],
    context,
  );
  t.strictSame(
    ranked.map(({ offerLineId }) => offerLineId),
    ['better', 'ends-sooner', 'a', 'b', 'd-excluded-once', 'c-excluded-twice'],
  );
});

t.test('duties exclude nobody and are listed', async (t) => {
  const duties = [{ type: 'visibility' }, { type: 'women-participation', minimumPercent: 20 }, { type: 'end-user-certificate' }] as const;
  const judgement = judgePair(aNeed(), anOffer({ conditions: [...duties, { type: 'region-only', regions: ['fezzan'] }] }), context);
  t.equal(judgement.eligible, true);
  t.strictSame(judgement.duties, [
    { type: 'end-user-certificate' },
    { type: 'visibility' },
    { type: 'women-participation', minimumPercent: 20 },
  ]);
});
