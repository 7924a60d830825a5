import fc from 'fast-check';
import t from 'tap';
import { openBandOf } from '#src/areas/disclosure/domain/bands.ts';
import {
  discloseNeedLine,
  judgeDisclosedPair,
  rankDisclosedForNeedLine,
  rankDisclosedForOfferLine,
} from '#src/areas/matching/domain/disclosed.ts';
import type { NeedLineFacts } from '#src/areas/matching/domain/facts.ts';
import { judgePair, type Ranked } from '#src/areas/matching/domain/judge.ts';
import type { RuleName } from '#src/areas/matching/domain/rules.ts';
import { monthOf } from '#src/kernel/calendar-date.ts';
import { asOften } from '#tests/support/effort.ts';
import { holdAndMeet } from '#tests/support/hold-and-meet.ts';
import { aNeedLine, anOfferLine, hiddenFacts } from './arbitraries.ts';
import { aContext, aNeed, anOffer, someMoney } from './build-facts.ts';
import { type Steps, steps } from '#src/kernel/quantity.ts';

const context = aContext();
const toDonor = (need: NeedLineFacts, offer: Parameters<typeof judgeDisclosedPair>[1]) =>
  judgeDisclosedPair(discloseNeedLine(need), offer, context);
const ALWAYS_WITHHELD: readonly RuleName[] = [
  'specification',
  'site-kind',
  'unit-type',
  'recipient',
  'civilian-recipient',
  'training-first',
  'course',
  'prerequisites',
];

/** Another quantity of the same band, another day of the same month. */
const sameBand = ({ openQuantity, ownHeld }: NeedLineFacts): fc.Arbitrary<Steps> => {
  const band = openBandOf(openQuantity, ownHeld, 0);
  return band === null ? fc.constant(openQuantity) : fc.integer({ min: band.from, max: band.to ?? band.from + 100_000 }).map(steps);
};
const sameMonth = (date: string | null): fc.Arbitrary<string | null> =>
  date === null ? fc.constant(null) : fc.integer({ min: 1, max: 28 }).map((day) => `${monthOf(date)}-${String(day).padStart(2, '0')}`);

/** Two needs that no donor can tell apart: they differ in whatever is hidden, and in nothing else. */
const twins: fc.Arbitrary<[NeedLineFacts, NeedLineFacts]> = aNeedLine.chain((need) =>
  fc
    .record({
      ...hiddenFacts,
      needId: aNeedLine.map(({ needId }) => needId),
      openQuantity: sameBand(need),
      neededBy: sameMonth(need.neededBy),
    })
    .map((hidden): [NeedLineFacts, NeedLineFacts] => [need, { ...need, ...hidden }]),
);

t.test('two needs that differ only in hidden facts look the same to a donor, byte for byte', async (t) => {
  await holdAndMeet(t, { numRuns: asOften(20_000), floors: { 'told apart by the full judgement': 1 / 4 } }, (met) =>
    fc.property(twins, anOfferLine, ([need, twin], offer) => {
      const [one, other] = [judgePair(need, offer, context), judgePair(twin, offer, context)];
      if (one.score !== other.score || one.quantity !== other.quantity) met['told apart by the full judgement'] += 1;
      return JSON.stringify(toDonor(need, offer)) === JSON.stringify(toDonor(twin, offer));
    }),
  );
});

/** A ranking, with all that is found of each pair. */
const told = (ranked: readonly Ranked[]): string => JSON.stringify(ranked.map(({ judge, ...place }) => [place, judge()]));

t.test('nor does a ranking tell them apart', async () => {
  fc.assert(
    fc.property(fc.array(twins, { maxLength: 8 }), fc.array(anOfferLine, { minLength: 1, maxLength: 4 }), (pairs, offers) => {
      const needs = pairs.map(([need]) => discloseNeedLine(need));
      const others = pairs.map(([, twin]) => discloseNeedLine(twin));
      return (
        offers.every(
          (offer) =>
            told(rankDisclosedForOfferLine(offer, needs, context)) === told(rankDisclosedForOfferLine(offer, others.toReversed(), context)),
        ) &&
        needs.every((need, index) => {
          const other = others[index];
          return (
            other !== undefined &&
            told(rankDisclosedForNeedLine(need, offers, context)) === told(rankDisclosedForNeedLine(other, offers.toReversed(), context))
          );
        })
      );
    }),
    { numRuns: asOften(1000) },
  );
});

t.test('what is withheld says nothing and excludes nobody', async () => {
  fc.assert(
    fc.property(aNeedLine, anOfferLine, (need, offer) => {
      const { rules, eligible, scoreParts } = toDonor(need, offer);
      return (
        rules.every(({ rule, outcome }) => !ALWAYS_WITHHELD.includes(rule) || outcome === 'withheld') &&
        rules.every(({ outcome, saw }) => outcome !== 'withheld' || Object.keys(saw).length === 0) &&
        eligible === rules.every(({ outcome }) => outcome !== 'fail') &&
        scoreParts.every(({ part }) => part !== 'tier' && part !== 'fit')
      );
    }),
    { numRuns: asOften(5000) },
  );
});

t.test('no eligible pair is kept from its donor', async (t) => {
  await holdAndMeet(t, { numRuns: asOften(20_000), floors: { eligible: 1 / 40 } }, (met) =>
    fc.property(aNeedLine, anOfferLine, (facts, offer) => {
      const substitutes = context.items.get(facts.itemType)?.substitutes ?? [];
      const need = {
        ...facts,
        acceptedSubstitutes: facts.acceptedSubstitutes.filter((slug) => substitutes.includes(slug)),
      };
      if (!judgePair(need, offer, context).eligible) return true;
      met.eligible += 1;
      return toDonor(need, offer).eligible;
    }),
  );
});

t.test('what a donor is told, by example', async (t) => {
  const outcomes = (...pair: Parameters<typeof toDonor>) =>
    Object.fromEntries(toDonor(...pair).rules.map(({ rule, outcome }) => [rule, outcome]));
  const plain = toDonor(aNeed({ openQuantity: 12 }), anOffer({ remainingQuantity: 40 }));
  t.equal(plain.quantity, 24, 'the top of the band of what is open');
  t.strictSame(
    plain.scoreParts.map(({ part }) => part),
    ['time', 'coverage', 'preference', 'goods-condition'],
  );
  t.equal(outcomes(aNeed(), anOffer())['item'], 'pass');
  t.equal(outcomes(aNeed(), anOffer({ itemType: 'station-wagon' }))['item'], 'withheld', 'a substitute that the catalogue allows');
  t.equal(outcomes(aNeed({ acceptedSubstitutes: ['quad-bike'] }), anOffer({ itemType: 'quad-bike' }))['item'], 'fail');
  t.equal(outcomes(aNeed({ neededBy: '2026-12-22' }), anOffer())['time-window'], 'withheld', 'a day late, but within the month');
  t.equal(outcomes(aNeed({ neededBy: '2026-11-30' }), anOffer())['time-window'], 'fail', 'after the end of the month');
  t.equal(outcomes(aNeed({ openQuantity: 0 }), anOffer())['open-quantity'], 'fail', 'what others cover leads nobody on');
  t.equal(outcomes(aNeed({ openQuantity: 1 }), anOffer())['open-quantity'], 'withheld');
  t.equal(outcomes(aNeed(), someMoney({ ceilingRemaining: 0 }))['open-quantity'], 'fail', 'nothing left of the donor’s own');
  t.equal(outcomes(aNeed({ openQuantity: 3 }), anOffer({ lotSize: 6 }))['lot'], 'fail', 'a lot larger than the whole band');
});
