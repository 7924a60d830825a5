import t from 'tap';
import { COVERING_STATES } from '#src/areas/matches/domain/match.ts';
import { judgePair, rankForNeedLine } from '#src/areas/matching/domain/judge.ts';
import { judgeRules, RULES, type RuleName } from '#src/areas/matching/domain/rules.ts';
import { must } from '#src/kernel/assert.ts';
import { context, isCivilian, needLines, offerLines, scenario } from './scenario-facts.ts';

/** These change as matches are made; all other rules judge what stays. */
const CHANGING: readonly RuleName[] = ['time-window', 'lot', 'open-quantity', 'state'];
const STATIC = RULES.filter((rule) => !CHANGING.includes(rule));

const pairOf = ({ need_line, offer_line }: { readonly need_line: string; readonly offer_line: string }) =>
  [must(needLines.get(need_line), need_line), must(offerLines.get(offer_line), offer_line)] as const;

const covering = scenario.matches.filter(({ state }) => COVERING_STATES.some((one) => one === state));
const failuresOf = (match: (typeof covering)[number]) =>
  judgeRules(...pairOf(match), context).filter(({ rule, outcome }) => STATIC.includes(rule) && outcome === 'fail');

t.test('every match that covers a need obeys the static rules, training first aside', async (t) => {
  t.equal(covering.length, 111);
  const failures = covering.flatMap((match) =>
    failuresOf(match)
      .filter(({ rule }) => rule !== 'training-first')
      .map(({ rule, saw }) => ({ match: match.slug, rule, saw })),
  );
  t.strictSame(failures, []);
});

/**
 * The scenario promises operator training within the delivery (its milestone `training-completed`), or not at all yet, where
 * no match gives the course to the unit. Under the rule these pairs lack a promise, so they need a facilitator's reason.
 */
const WITHOUT_A_PROMISED_COURSE = {
  'match-010': ['course-search-rescue-sea', 'course-boat-maintenance'],
  'match-024': ['course-thermal-operator'],
  'match-025': ['course-thermal-operator'],
  'match-026': ['course-thermal-operator'],
  'match-035': ['course-radio-operator'],
  'match-057': ['course-first-responder'],
  'match-104': ['course-radio-operator'],
  'match-105': ['course-radio-operator'],
  'match-106': ['course-radio-operator'],
};

t.test('training first is met by a matched course, but for the matches known to rest on none', async (t) => {
  const missing = covering.flatMap((match) =>
    failuresOf(match)
      .filter(({ rule }) => rule === 'training-first')
      .map(({ saw }) => [match.slug, saw['missing']]),
  );
  t.strictSame(Object.fromEntries(missing), WITHOUT_A_PROMISED_COURSE);
  const met = covering.filter(({ slug }) => ['match-023', 'match-113'].includes(slug)).flatMap(failuresOf);
  t.strictSame(met, [], 'a thermal-operator and an X-ray course are matched to the very units');
});

const linesOf = (offer: string) => [...offerLines.values()].filter(({ offerId }) => offerId === offer);
const sameItem = (offer: string) =>
  linesOf(offer).flatMap((line) =>
    [...needLines.values()].filter(({ itemType }) => itemType === line.itemType).map((need) => ({ line, need })),
  );
const specificationOf = ({ line, need }: ReturnType<typeof sameItem>[number]) =>
  must(
    judgeRules(need, line, context).find(({ rule }) => rule === 'specification'),
    'specification',
  );

t.test('the under-specified offer fails wherever what it misses is a must', async (t) => {
  const verdicts = sameItem('offer-039').map(specificationOf);
  t.equal(verdicts.length, 8);
  for (const { outcome, saw } of verdicts) {
    t.equal(outcome, 'fail');
    t.strictSame([saw['unmet'], saw['asked'], saw['offered']], [['fuel_type'], ['diesel'], ['petrol']]);
  }
});

t.test('the offers that miss a wish are not excluded, and lose in the score', async (t) => {
  const missed = {
    'offer-036': 'operating_temp_max_c',
    'offer-048': 'battery_life_h',
    'offer-057': 'detection_range_person_km',
    'offer-060': 'mast_height_m',
  };
  for (const [offer, wish] of Object.entries(missed)) {
    const pairs = sameItem(offer);
    t.ok(pairs.length > 0, `${offer} has needs of its item`);
    for (const pair of pairs) {
      const { outcome, saw } = specificationOf(pair);
      t.strictSame([outcome, saw['unmetWishes']], ['pass', [wish]], `${offer} for ${pair.need.needLineId}`);
      const judge = (specifications: typeof pair.need.specifications) =>
        judgePair(
          {
            ...pair.need,
            specifications,
            state: 'published',
            neededBy: '2027-12-31',
            siteKind: 'any',
            civilianRecipient: true,
            region: 'fezzan',
            trainingsCompleted: ['course-uas-operator', 'course-thermal-operator'],
          },
          { ...pair.line, state: 'available', conditions: [] },
          context,
        ).score ?? 0;
      t.ok(
        judge(pair.need.specifications) < judge(pair.need.specifications.filter(({ attribute }) => attribute !== wish)),
        'the missed wish costs points',
      );
    }
  }
});

t.test('no other match of the scenario misses even a wish', async (t) => {
  const missing = scenario.matches.filter((match) => {
    const saw = judgeRules(...pairOf(match), context).find(({ rule }) => rule === 'specification')?.saw;
    return saw?.['mandatoryMet'] !== saw?.['mandatory'] || saw?.['wishedMet'] !== saw?.['wished'];
  });
  t.strictSame([...new Set(missing.map(({ offer }) => offer))], ['offer-036', 'offer-039', 'offer-048', 'offer-057']);
  t.ok(
    missing.every(({ state }) => !COVERING_STATES.some((one) => one === state)),
    'and none of those covers anything',
  );
});

t.test('bodies of the interior ministry and the customs are civilian, those of the defence ministry and joint ones are not', async (t) => {
  const recipients = [...new Set([...needLines.values()].map(({ organisation }) => organisation))].toSorted();
  t.strictSame(recipients.filter(isCivilian), [
    'ly-border-guard-agency',
    'ly-customs-authority',
    'ly-desert-patrols',
    'ly-gacs',
    'ly-gasbcp',
    'ly-passports-authority',
  ]);
  t.strictSame(
    recipients.filter((slug) => !isCivilian(slug)),
    ['ly-border-guard-staff', 'ly-coast-guard', 'ly-jtct'],
  );
});

t.test('every need line ranks the whole scenario in whole millionths', async (t) => {
  const offers = [...offerLines.values()];
  const judgements = [...needLines.values()].flatMap((need) => rankForNeedLine(need, offers, context));
  const eligible = judgements.filter((judgement) => judgement.eligible);
  t.equal(judgements.length, 158 * 79);
  t.ok(eligible.every(({ score }) => score !== null && Number.isSafeInteger(score) && score >= 0 && score <= 1_000_000));
  t.comment(`${eligible.length} eligible pairs of ${judgements.length}`);
});
