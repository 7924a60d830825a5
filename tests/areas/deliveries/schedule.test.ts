import fc from 'fast-check';
import t from 'tap';
import {
  contradictions,
  expectedDates,
  fitsAround,
  lateDays,
  predecessorsOf,
  proposeDates,
  type Stage,
} from '#src/areas/deliveries/domain/schedule.ts';
import { listForecasts, listVerifications } from '#src/areas/deliveries/history-queries.ts';
import { recordMilestone, reviseEta, verifyDelivery } from '#src/areas/deliveries/index.ts';
import { must } from '#src/kernel/assert.ts';
import { addDays } from '#src/kernel/calendar-date.ts';
import type { Refusal } from '#src/kernel/refusal.ts';
import { formatFieldFault } from '#src/locales/format-problem.ts';
import { asOften } from '#tests/support/effort.ts';
import { makeDeliveryWorld, refusalOf } from './delivery-world.ts';

const world = await makeDeliveryWorld(t);
const { as, match, plan, read, people, others, step, handedOver } = world;

/** A random graph in order: each stage names some of those before it. */
const graph: fc.Arbitrary<Stage[]> = fc
  .array(fc.record({ picks: fc.array(fc.nat({ max: 20 }), { maxLength: 3 }), days: fc.nat({ max: 90 }) }), { minLength: 1, maxLength: 12 })
  .map((rows) =>
    rows.map(({ picks, days }, index) => ({
      milestone: `m${index}`,
      predecessors: index === 0 ? [] : [...new Set(picks.map((pick) => `m${pick % index}`))],
      typicalDays: days,
    })),
  );
const START = '2026-11-23';
const someday = fc.integer({ min: -50, max: 400 }).map((days) => addDays(START, days));

t.test('a plan of whatever dates were given is in order, keeps what was given, and says the same again', async () => {
  fc.assert(
    fc.property(graph, fc.array(fc.tuple(fc.nat({ max: 11 }), someday), { maxLength: 5 }), (stages, picks) => {
      const given = new Map(picks.map(([index, on]) => [`m${index % stages.length}`, on]));
      if (contradictions(stages, given).length > 0) return;
      const plan = proposeDates(stages, given, START);
      const on = new Map(plan.map((one) => [one.milestone, one.plannedOn]));
      for (const { milestone, predecessors } of stages) {
        const own = must(on.get(milestone), milestone);
        const wish = given.get(milestone);
        if (wish !== undefined && own !== wish) throw new Error(`${milestone} was given ${wish} and is ${own}`);
        for (const one of predecessors) {
          // A date given before the agreement itself is the donor's word; nothing proposed comes out of order with it.
          if (own < must(on.get(one), one)) throw new Error(`${milestone} on ${own} before ${one} on ${on.get(one)}`);
        }
      }
    }),
    { numRuns: asOften(3000) },
  );
});

t.test('what is expected is never before what must come first, and a reached day is what it is', async () => {
  const date = fc.option(someday, { nil: null });
  fc.assert(
    fc.property(graph, fc.array(fc.tuple(date, date, date), { minLength: 12, maxLength: 12 }), (stages, dates) => {
      const dated = stages.map((stage, index) => {
        const [plannedOn, forecastOn, actualOn] = must(dates[index], 'dates');
        return { ...stage, plannedOn, forecastOn, actualOn };
      });
      const expected = expectedDates(dated);
      for (const { milestone, predecessors, actualOn } of dated) {
        const own = expected.get(milestone);
        if (actualOn !== null && own !== actualOn) throw new Error(`${milestone} was reached on ${actualOn}`);
        if (actualOn !== null || own === undefined) continue;
        if (predecessors.some((one) => (expected.get(one) ?? own) > own)) throw new Error(`${milestone} comes before its predecessor`);
      }
    }),
    { numRuns: asOften(3000) },
  );
});

t.test('a milestone that is not passed stands for its own predecessors', async (t) => {
  const all = new Map([
    ['a', []],
    ['b', ['a']],
    ['c', ['b']],
    ['d', ['c', 'b']],
  ]);
  t.strictSame(predecessorsOf('d', all, new Set(['a', 'd'])), ['a']);
  t.strictSame(predecessorsOf('d', all, new Set(['a', 'b', 'd'])), ['b']);
});

t.test('a slip upstream is carried to what follows, and lateness counts on while the thing hasn’t come', async (t) => {
  const stage = (milestone: string, predecessors: string[], plannedOn: string, change: object = {}) => ({
    milestone,
    predecessors,
    typicalDays: 5,
    plannedOn,
    forecastOn: null,
    actualOn: null,
    ...change,
  });
  const expected = expectedDates([
    stage('made', [], '2027-01-01', { actualOn: '2027-01-11' }),
    stage('shipped', ['made'], '2027-01-08'),
    stage('there', ['shipped'], '2027-02-01'),
  ]);
  t.strictSame([...expected.values()], ['2027-01-11', '2027-01-18', '2027-02-11']);
  t.equal(lateDays('2027-02-01', '2027-02-11', false, '2027-01-20'), 10);
  t.equal(lateDays('2027-02-01', '2027-02-11', false, '2027-02-21'), 20, 'nobody has revised it, and it isn’t there');
  t.equal(lateDays('2027-02-01', '2027-02-11', true, '2027-12-01'), 10, 'it came ten days late and stays so');
  t.equal(lateDays('2027-02-01', '2027-01-11', true, '2027-12-01'), 0, 'early is not late');
  t.notOk(
    fitsAround([stage('made', [], '2027-01-01'), stage('there', ['made'], '2027-01-01', { actualOn: '2027-01-05' })], 'made', '2027-01-06'),
  );
});

t.test('every milestone of a plan has a date: the donor’s own, or one proposed that the donor may override', async (t) => {
  const { matchId } = await match(10);
  const id = await plan([{ matchId, planned: 5 }], { milestones: [{ milestone: 'shipped', plannedOn: '2027-09-01' }] });
  const dateOf = async (milestone: string) => (await read(id)).milestones.find((one) => one.milestone === milestone);
  t.ok((await read(id)).milestones.every(({ plannedOn }) => plannedOn !== null));
  t.match(await dateOf('shipped'), { plannedOn: '2027-09-01', isProposed: false });
  t.match(await dateOf('arrived-port-of-entry'), { plannedOn: '2027-09-10', isProposed: true }, 'nine days by the reference data');
  t.match(await dateOf('inland-delivered'), { plannedOn: '2027-09-28', isProposed: true });
  t.match(await read(id, people.requester), { eta: '2027-09-28', lateDays: 0 });
  await step(people.donor, id, recordMilestone, { milestone: 'arrived-port-of-entry', plannedOn: '2027-09-05' });
  t.match(await dateOf('arrived-port-of-entry'), { plannedOn: '2027-09-05', isProposed: false });
  t.equal(
    await refusalOf(
      plan([{ matchId, planned: 1 }], {
        milestones: [
          { milestone: 'shipped', plannedOn: '2027-09-01' },
          { milestone: 'contract-signed', plannedOn: '2027-10-01' },
        ],
      }),
    ),
    'date-order /milestones/0/plannedOn',
  );
  const backwards = [
    { milestone: 'shipped', plannedOn: '2027-09-01' },
    { milestone: 'contract-signed', plannedOn: '2027-10-01' },
  ];
  const words = await wordsOf(plan([{ matchId, planned: 1 }], { milestones: backwards }));
  t.match(words, /^It comes before the day given for what must come first: [A-Z][a-z ]+\.$/);
});

/** What a person is told of the first field at fault. */
const wordsOf = async (work: Promise<unknown>): Promise<string> => {
  const refused = await work.catch((error: unknown) => error);
  return formatFieldFault(must((refused as Refusal).details.fields?.[0], 'a fault'), 'en');
};

t.test('an optional milestone may be left out, a mandatory one not; the rest keeps to the order', async (t) => {
  const { matchId } = await match(10);
  const omitted = [{ milestone: 'funding-committed', because: 'not-applicable' as const }];
  t.equal(
    await refusalOf(plan([{ matchId, planned: 1 }], { omitted: [{ milestone: 'shipped', because: 'other' }] })),
    'invalid-field /omitted/0/milestone',
  );
  const dated = { milestone: 'production-completed', plannedOn: '2027-03-01' };
  t.equal(await refusalOf(plan([{ matchId, planned: 1 }], { milestones: [dated, dated] })), 'invalid-field /milestones/1/milestone');
  t.equal(
    await refusalOf(plan([{ matchId, planned: 1 }], { milestones: [{ ...dated, milestone: 'funding-committed' }], omitted })),
    'invalid-field /omitted/0/milestone',
    'of a date and leaving out, one would be dropped',
  );
  const id = await plan([{ matchId, planned: 5 }], { omitted });
  t.match(
    (await read(id)).milestones.find(({ milestone }) => milestone === 'funding-committed'),
    { plannedOn: null, expectedOn: null, omittedBecause: 'not-applicable' },
  );
  const record = (input: Parameters<typeof recordMilestone>[4]) => refusalOf(step(people.donor, id, recordMilestone, input));
  t.equal(
    await record({ milestone: 'production-completed', actualOn: '2026-11-20' }),
    'transition-not-allowed /actualOn',
    'no contract yet',
  );
  const early = { milestone: 'production-completed', actualOn: '2026-11-20' };
  t.match(
    await wordsOf(step(people.donor, id, recordMilestone, early)),
    'What comes before it isn’t reached yet: Procurement contract signed.',
  );
  t.equal(await record({ milestone: 'contract-signed', actualOn: '2026-11-10' }), 'no refusal', 'the funding is left out');
  t.equal(await record({ milestone: 'production-completed', actualOn: '2026-11-09' }), 'date-order /actualOn', 'before its contract');
  t.equal(await record({ milestone: 'production-completed', actualOn: '2026-11-20' }), 'no refusal');
  t.equal(await record({ milestone: 'contract-signed', omittedBecause: 'other' }), 'date-order /omittedBecause');
  t.equal(await record({ milestone: 'embargo-basis-cleared', omittedBecause: 'other' }), 'invalid-field /omittedBecause');
});

t.test('what an authority sees to is planned by the recipients, where no Incoterm gives it to another', async (t) => {
  const { matchId } = await match(10);
  const id = await plan([{ matchId, planned: 5 }], { incoterm: undefined });
  const record = (by: typeof people.donor) =>
    refusalOf(step(by, id, recordMilestone, { milestone: 'customs-cleared', plannedOn: '2027-09-20' }));
  t.equal(await record(people.donor), 'not-your-own');
  t.equal(await record(people.validator), 'no refusal');
  t.match(
    (await read(id)).milestones.find(({ milestone }) => milestone === 'customs-cleared'),
    { plannedOn: '2027-09-20', isProposed: false },
  );
});

t.test('milestones may be planned for one day, a predecessor and what follows it', async (t) => {
  const { matchId } = await match(10);
  const dates = (signed: string, shipped: string) => ({
    milestones: [
      { milestone: 'contract-signed', plannedOn: signed },
      { milestone: 'shipped', plannedOn: shipped },
    ],
  });
  const id = await plan([{ matchId, planned: 1 }], dates('2027-09-01', '2027-09-01'));
  const planned = (await read(id)).milestones.filter(({ isProposed }) => !isProposed);
  t.strictSame(
    planned.map(({ milestone, plannedOn }) => [milestone, plannedOn]),
    [
      ['contract-signed', '2027-09-01'],
      ['shipped', '2027-09-01'],
    ],
  );
  t.equal(
    await refusalOf(plan([{ matchId, planned: 1 }], dates('2027-09-02', '2027-09-01'))),
    'date-order /milestones/1/plannedOn',
    'a day too early',
  );
});

t.test('a revised arrival says why, and both sides read every one of them', async (t) => {
  const ours = await match(10);
  const theirs = await match(10, { to: world.otherUnit });
  const id = await plan(
    [
      { matchId: ours.matchId, planned: 5 },
      { matchId: theirs.matchId, planned: 5 },
    ],
    { milestones: [{ milestone: 'inland-delivered', plannedOn: '2027-09-28' }] },
  );
  const revise = (by: typeof people.donor, expectedOn: string) =>
    refusalOf(step(by, id, reviseEta, { expectedOn, reason: 'transport-late' }));
  t.equal(await revise(people.requester, '2027-10-08'), 'role-not-allowed');
  t.equal(await revise(others.donor, '2027-10-08'), 'not-found');
  t.equal(await revise(people.donor, '2026-11-22'), 'date-order /expectedOn');
  t.equal(await revise(people.donor, '2027-10-08'), 'no refusal');
  t.equal(await revise(people.validator, '2027-10-03'), 'no refusal', 'better than feared');
  t.match(await read(id, people.requester), { eta: '2027-10-03', etaReason: 'transport-late', lateDays: 5 });
  const historyFor = async (by: typeof people.donor) =>
    (await as(by, (tx, ctx) => listForecasts(tx, ctx, id, { limit: 10 }))).items.map((one) => [
      one.expectedBefore,
      one.forecastOn,
      one.byRole,
      one.by?.slug ?? null,
    ]);
  const told = [
    ['2027-10-08', '2027-10-03', 'validator', 'ly-ministry-of-interior'],
    ['2027-09-28', '2027-10-08', 'donor', 'it-ministry-of-interior'],
  ];
  t.strictSame(await historyFor(people.donor), told);
  t.strictSame(await historyFor(people.validator), told);
  t.strictSame(await historyFor(others.requester), [['2027-10-08', '2027-10-03', 'validator', null], told[1]], 'not which other recipient');
  t.equal(await refusalOf(as(others.donor, (tx, ctx) => listForecasts(tx, ctx, id, { limit: 10 }))), 'not-found');
  t.equal((await world.eventsOf(id)).filter((action) => action === 'delivery.eta-revised').length, 2);
  await t.rejects(world.superuser`update delivery_forecasts set reason = 'another'`, 'a forecast is never rewritten');
});

t.test('checks are listed as they fall due, to donors their own and to facilitators all', async (t) => {
  const id = await handedOver([{ matchId: (await match(4)).matchId, planned: 4 }]);
  const on = (by: typeof people.donor, due: 'overdue' | 'soon' | 'open' | 'done', day: string) =>
    as(
      by,
      async (tx, ctx) => (await listVerifications(tx, ctx, { limit: 50, due })).items.map(({ dueOn, overdueDays }) => [dueOn, overdueDays]),
      new Date(`${day}T09:00:00.000Z`),
    );
  t.strictSame(await on(people.donor, 'soon', '2026-11-25'), [['2026-12-23', 0]]);
  t.strictSame(await on(people.donor, 'overdue', '2026-12-23'), [], 'on its day it is not overdue');
  t.strictSame(await on(people.facilitator, 'overdue', '2027-05-25'), [
    ['2026-12-23', 153],
    ['2027-05-22', 3],
  ]);
  t.strictSame(await on(others.donor, 'open', '2027-05-25'), [], 'another donor’s');
  await step(people.donor, id, verifyDelivery, { inUse: true }, new Date('2026-12-20T09:00:00.000Z'));
  t.strictSame(await on(people.donor, 'done', '2027-05-25'), [['2026-12-23', 0]]);
  const first = await as(people.donor, (tx, ctx) => listVerifications(tx, ctx, { limit: 1, due: 'open' }));
  const second = await as(people.donor, (tx, ctx) =>
    listVerifications(tx, ctx, { limit: 1, due: 'open', cursor: must(first.next, 'a page follows') }),
  );
  t.strictSame(
    [first, second].map(({ items }) => items[0]?.afterDays),
    [180, 365],
  );
});
