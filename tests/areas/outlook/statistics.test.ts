import t from 'tap';
import {
  DurationStatistics,
  type DurationGroup,
  ObstacleStatistics,
  REASON_GROUPS,
  type ReasonGroup,
  ReasonStatistics,
} from '#src/areas/outlook/contract-statistics.ts';
import { readDurationStatistics, readObstacleStatistics, readReasonStatistics } from '#src/areas/outlook/statistics-queries.ts';
import { escalateObstacle, reopenObstacle, resolveObstacle, startObstacle, triageObstacle } from '#src/areas/obstacles/index.ts';
import { reportFound, reportLoss, shipDelivery } from '#src/areas/deliveries/index.ts';
import { declineMatch, proposeMatch } from '#src/areas/matches/index.ts';
import { reinstateNeed, withdrawNeed } from '#src/areas/needs/verbs/end-need.ts';
import { addDays } from '#src/kernel/calendar-date.ts';
import type { ReasonOf } from '#src/kernel/reason.ts';
import { refusalOf } from '#src/platform/http/fault.ts';
import type { Actor } from '#src/platform/auth/actor.ts';
import { must } from '#src/kernel/assert.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { makeUnit } from '#tests/support/people.ts';
import { daysLater, makeOutlookWorld } from './outlook-world.ts';

const world = await makeOutlookWorld(t);
const { as, match, plan, report, take, settle, refresh, people, others, superuser } = world;

const LATER = daysLater(200);
const durations = (by: DurationGroup, reader: Actor = people.facilitator, period = {}) =>
  as(reader, async (tx, ctx) => DurationStatistics.parse(await readDurationStatistics(tx, ctx, { by, ...period })), LATER);
const outcomes = (reader: Actor = people.facilitator, period = {}) =>
  as(reader, async (tx, ctx) => ObstacleStatistics.parse(await readObstacleStatistics(tx, ctx, period)), LATER);
const reasons = (of: ReasonGroup, reader: Actor = people.facilitator, period = {}) =>
  as(reader, async (tx, ctx) => ReasonStatistics.parse(await readReasonStatistics(tx, ctx, { of, ...period })), LATER);
/** The calendar quarter in which all of it falls: a donor is told of no other period. */
const QUARTER = { from: '2026-10-01', until: '2026-12-31' } as const;

/** Deliveries to so many units, each with its two dates at the port. */
async function deliveredThrough(port: string, days: readonly number[], by = people.donor): Promise<void> {
  for (const took of days) {
    const to = await makeUnit(world.database, { organisation: 'ly-gasbcp' });
    const { matchId } = await match(3, { by, to });
    const id = await plan([{ matchId, planned: 3 }], {}, by);
    await superuser`update deliveries set port_of_entry = ${port} where id = ${id}`;
    await superuser`delete from delivery_milestones where delivery_id = ${id}`;
    await superuser`insert into delivery_milestones (delivery_id, donor_id, milestone, actual_on) values
      (${id}, ${by.organisationId}, 'arrived-port-of-entry', '2026-12-01'), (${id}, ${by.organisationId}, 'customs-cleared', date '2026-12-01' + ${took}::int),
      (${id}, ${by.organisationId}, 'inland-delivered', date '2026-12-03' + ${took}::int)`;
  }
}

t.test('days in port, by hand; a donor reads its own alone, and nothing over fewer than three units', async (t) => {
  await deliveredThrough('port-misrata', [2, 4, 6, 8, 20]);
  await deliveredThrough('port-tripoli', [3, 5], people.donor);
  await deliveredThrough('port-misrata', [40, 40, 40], others.donor);
  const { rows } = await durations('port');
  const misrata = rows.find(({ key }) => key === 'port-misrata');
  // 2 4 6 8 20 40 40 40: the middle of 8 and 20, and seven tenths… of the way from the seventh to the eighth.
  t.match(misrata, { records: 8, medianDays: 14, p90Days: 40, suppressed: false });
  t.match(await durations('milestone'), {
    rows: [
      { key: 'customs-cleared', records: 10 },
      { key: 'inland-delivered', records: 10, medianDays: 2, p90Days: 2 },
    ],
  });
  t.match(
    (await durations('donor')).rows.find(({ key }) => key === 'eu-dg-mena'),
    { records: 3, medianDays: 42 },
  );

  const own = await durations('port', people.donor, QUARTER);
  t.match(
    own.rows,
    [
      { key: 'port-misrata', records: null, suppressed: true },
      { key: 'port-tripoli', records: null, medianDays: null, suppressed: true },
    ],
    'two units are too few, and the next smallest goes with them',
  );
  t.match((await durations('milestone', people.donor, QUARTER)).rows[0], { records: 7, medianDays: 5 });
  t.strictSame(
    (await durations('donor', people.donor, QUARTER)).rows.map(({ key }) => key),
    ['it-ministry-of-interior'],
  );
  t.strictSame((await durations('port', others.requester)).rows, [], 'a recipient its own');
  t.strictSame((await durations('port', people.facilitator, { from: '2027-03-01', until: '2027-03-31' })).rows, [], 'of that period');
});

t.test('obstacles: what was resolved, reopened, escalated, how long it took, and whom it waited on', async (t) => {
  const { matchId } = await match(5);
  const first = await report([{ matchId }]);
  await settle(first, daysLater(10));
  const second = await report([{ matchId }]);
  await take(people.facilitator, second, triageObstacle, { severity: 'high' });
  await take(people.facilitator, second, startObstacle, {});
  await take(
    people.facilitator,
    second,
    (tx, ctx, id, version, why: string) => escalateObstacle(tx, ctx, id, version, why),
    'late',
    daysLater(2),
  );
  await take(people.facilitator, second, resolveObstacle, { evidence: 'form' }, daysLater(20));
  await take(people.facilitator, second, reopenObstacle, { reason: 'back' }, daysLater(21));

  t.match((await durations('obstacle-kind')).rows, [{ key: 'duty-exemption-pending', records: 1, medianDays: 10 }]);
  const { kinds, waiting } = await outcomes();
  t.match(
    kinds.find(({ key }) => key === 'duty-exemption-pending'),
    { reported: 2, resolved: 2, reopened: 1, escalated: 1, suppressed: false },
  );
  const shares = waiting.reduce((sum, { sharePerMille }) => sum + (sharePerMille ?? 0), 0);
  t.ok(Math.abs(shares - 1000) <= waiting.length, `the shares are the whole: ${shares}`);
  t.ok(waiting.every(({ days }) => (days ?? 0) > 0));
  t.ok((await durations('waiting-on')).rows.every(({ records, medianDays }) => (records ?? 0) > 0 && (medianDays ?? 0) > 0));
  t.ok(
    (await outcomes(people.donor, QUARTER)).kinds.every(({ reported, suppressed }) => suppressed && reported === null),
    'one unit is too few for a donor',
  );
});

t.test('recorded durations are refreshed as a whole, once an hour, and only by the scheduled job', async (t) => {
  await deliveredThrough('port-misrata', [1, 2, 3]);
  t.ok((await refresh()) > 0);
  t.equal(await refresh(), 0, 'a second run does nothing');
  const [customs] = await superuser<
    { records: number; days: number[] }[]
  >`select records, days from recorded_durations where slug = 'customs-cleared'`;
  t.same(customs, { records: 13, days: [1, 2, 2, 3, 3, 4, 5, 6, 8, 20, 40, 40, 40] });
  t.notOk((await superuser`select from recorded_durations where source = 'obstacle-kind'`).length, 'one unit’s obstacle tells its unit');
  await as(people.facilitator, (tx) => tx.execute(`select wasl.refresh_recorded_durations(now() + interval '1 year')`));
  t.equal((await superuser`select from recorded_durations where refreshed_at > now() + interval '300 days'`).length, 0);
  t.ok((await refresh(daysLater(1))) > 0);
});

t.test('why matches are declined is counted by its codes; a donor is told nothing over fewer than three units', async (t) => {
  const decline = async (code: ReasonOf<'match'>, to: Awaited<ReturnType<typeof makeUnit>>): Promise<void> => {
    const asked = [{ itemType: 'uniform-set-desert', quantity: 3 }];
    const need = await publishedNeed(world.database.db, people, to.id, asked);
    const offer = await availableOffer(world.database.db, people, asked);
    const [needLineId, offerLineId] = [must(need.lineIds[0], 'a line'), must(offer.lineIds[0], 'a line')];
    const ask = { needLineId, offerLineId, quantity: 3, reservationDays: 14 };
    const matchId = await as(people.facilitator, (tx, ctx) => proposeMatch(tx, ctx, ask));
    await as(people.donor, (tx, ctx) => declineMatch(tx, ctx, matchId, 1, { code, note: 'Our stock is in Brindisi.' }));
  };
  const units = [];
  for (let each = 0; each < 4; each += 1) units.push(await makeUnit(world.database, { organisation: 'ly-gasbcp' }));
  for (const unit of units) await decline('budget-changed', unit);
  for (const unit of units.slice(0, 3)) await decline('too-late', unit);
  for (const unit of units.slice(0, 2)) await decline('plan-changed', unit);
  t.match((await reasons('match-declined')).rows, [
    { key: 'budget-changed', records: 4, suppressed: false },
    { key: 'too-late', records: 3 },
    { key: 'plan-changed', records: 2 },
  ]);
  t.match(
    (await reasons('match-declined', people.donor, QUARTER)).rows,
    [
      { key: 'budget-changed', records: 4, suppressed: false },
      { key: 'plan-changed', records: null, suppressed: true },
      { key: 'too-late', records: null, suppressed: true },
    ],
    'the next smallest goes with the small one, and their order tells nothing',
  );
  t.strictSame((await reasons('match-declined', others.donor, QUARTER)).rows, [], 'its own alone');
  for (const of of REASON_GROUPS) {
    t.ok(
      (await reasons(of)).rows.every(({ names }) => names !== undefined),
      `${of} is counted, with names`,
    );
  }
});

t.test(
  'an end that was taken back counts for nothing, and what is lost counts until it is found, by whatever way it was said',
  async (t) => {
    const counted = async (of: ReasonGroup) => (await reasons(of)).rows.reduce((sum, { records }) => sum + (records ?? 0), 0);
    const { needId } = await publishedNeed(world.database.db, people, (await makeUnit(world.database, { organisation: 'ly-gasbcp' })).id, [
      { itemType: 'radio-vhf-handheld', quantity: 3 },
    ]);
    const versionOf = async () =>
      must((await superuser<{ version: number }[]>`select version from needs where id = ${needId}`)[0], 'a need').version;
    const withdraw = async () => {
      const version = await versionOf();
      await as(people.requester, (tx, ctx) => withdrawNeed(tx, ctx, needId, version, 'no-longer-needed'));
    };
    await withdraw();
    t.equal(await counted('need-withdrawn'), 1);
    const version = await versionOf();
    await as(people.requester, (tx, ctx) => reinstateNeed(tx, ctx, needId, version, 'done-by-mistake'));
    t.equal(await counted('need-withdrawn'), 0, 'it stands again');
    await withdraw();
    t.equal(await counted('need-withdrawn'), 1, 'and ends once');

    const { matchId } = await match(6);
    const id = await plan([{ matchId, planned: 6 }]);
    const lineId = await world.lineOf(id, matchId);
    await world.move('pack', id);
    await world.step(people.donor, id, shipDelivery, { lines: [] });
    t.equal(await counted('goods-lost'), 0);
    await world.step(people.donor, id, reportLoss, { reason: 'missing', lines: [{ lineId, quantity: 2 }] });
    t.match((await reasons('goods-lost')).rows, [{ key: 'missing', records: 1 }]);
    await world.step(people.donor, id, reportFound, { becomes: 'on-its-way', reason: 'done-by-mistake', lines: [{ lineId, quantity: 2 }] });
    t.equal(await counted('goods-lost'), 0, 'it is found');
  },
);

t.test('whatever periods a donor asks for, no two answers differ by less than is told', async (t) => {
  const days = Array.from({ length: 60 }, (_, index) => addDays('2026-09-15', index * 4));
  const windows = days.flatMap((from, index) => days.slice(index).map((until) => ({ from, until })));
  const told: { readonly from: string; readonly until: string; readonly key: string; readonly units: number }[] = [];
  let refused = 0;
  const ask = async (period: { readonly from?: string; readonly until?: string }): Promise<void> => {
    try {
      const { rows, ...shown } = await durations('milestone', people.donor, period);
      for (const { key, records } of rows) {
        if (records === null || records === undefined) continue;
        const [behind] = await superuser<{ units: number }[]>`
          select count(distinct delivery_lines.unit_id)::int as units from delivery_steps
          join deliveries on deliveries.id = delivery_steps.delivery_id join delivery_lines on delivery_lines.delivery_id = deliveries.id
          where deliveries.donor_id = ${people.donor.organisationId} and delivery_steps.milestone = ${key ?? ''}
            and delivery_steps.reached_on between ${shown.from} and ${shown.until}`;
        told.push({ from: shown.from, until: shown.until, key: key ?? '', units: behind?.units ?? 0 });
      }
    } catch (error) {
      if (refusalOf(error)?.code !== 'period-not-available') throw error;
      refused += 1;
    }
  };
  for (const period of windows.filter((_, index) => index % 9 === 0)) await ask(period);
  for (const period of [
    {},
    QUARTER,
    { from: '2026-10-01' },
    { until: '2026-12-31' },
    { from: '2027-01-01' },
    { from: '2026-01-01', until: '2026-12-31' },
  ]) {
    await ask(period);
  }
  await ask({ from: '2027-04-01', until: '2027-06-30' });
  t.ok(refused > 100 && told.length > 0, `${refused} refused, ${told.length} told`);
  t.ok(told.every(({ units }) => units >= 3));
  const overlapping = told.flatMap((one) => told.filter((other) => one.from < other.from && other.from <= one.until));
  t.strictSame(overlapping, [], 'of two periods that are told none reaches into the other');
});
