import fc from 'fast-check';
import t from 'tap';
import { dueThresholds, expiresInDays, WARNING_THRESHOLDS } from '#src/areas/partnerships/domain/expiry.ts';
import { endPartnership, warnOfExpiringPartnerships } from '#src/areas/partnerships/index.ts';
import { findPartnership, listPartnerships } from '#src/areas/partnerships/queries.ts';
import { proposePartnershipAmendment, signPartnershipAmendment } from '#src/areas/partnerships/verbs/amend-partnership.ts';
import { addDays, fromEpochDay } from '#src/kernel/calendar-date.ts';
import type { PartnershipId } from '#src/kernel/id.ts';
import { systemActor } from '#src/platform/auth/actor.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { runScheduledJob } from '#src/platform/jobs/scheduled-jobs.ts';
import { SCHEDULED_JOBS } from '#src/scheduled-jobs.ts';
import { must } from '#src/kernel/assert.ts';
import { actOf } from '#tests/support/people.ts';
import { makePartnershipWorld, refusalOf } from './partnership-world.ts';

const world = await makePartnershipWorld(t);
const { people, as, signed, superuser, database } = world;
const { donor, validator, facilitator } = people;
const TODAY = '2026-11-23'; // the day on which everything here is signed

const instantOf = (day: string) => new Date(`${day}T07:07:00.000Z`);
const job = must(
  SCHEDULED_JOBS.find(({ name }) => name === 'warn-of-expiring-partnerships'),
  'the scheduled job',
);
const runOn = (day: string) => runScheduledJob(job, { db: database.db, clock: { now: () => instantOf(day) } });
const warningsOf = (id: PartnershipId) => superuser<{ threshold: number; left: number }[]>`
  select (after -> 'warnings' -> 0 ->> 'thresholdDays')::int as threshold, (after ->> 'expiresInDays')::int as left
  from events where subject_id = ${id} and action = 'partnership.expiry-warned' order by creation_order`;
const readOn = (day: string, id: PartnershipId) => {
  const ctx = actOf(donor, instantOf(day));
  return asActor(database.db, ctx, (tx) => findPartnership(tx, ctx, id));
};

t.test('both sides are warned 60, 30 and 7 days ahead, each once, by as many runs as there are days', async (t) => {
  const id = await signed({ validUntil: '2027-03-31' });
  for (let day = '2027-01-25'; day <= '2027-04-10'; day = addDays(day, 1)) await runOn(day);
  t.strictSame(
    [...(await warningsOf(id))].map(({ threshold, left }) => [threshold, left]),
    [
      [60, 60],
      [30, 30],
      [7, 7],
    ],
  );
  const shown = await readOn('2027-04-10', id);
  t.strictSame(
    shown.warnings?.map(({ thresholdDays, warnedAt }) => [thresholdDays, warnedAt.slice(0, 10)]),
    [
      [60, '2027-01-30'],
      [30, '2027-03-01'],
      [7, '2027-03-24'],
    ],
  );
  t.equal(shown.expiresInDays, -10);
  t.equal(shown.isInForce, false);
});

t.test('what a stopped service missed is warned of late, once each, and says how many days are left', async (t) => {
  const id = await signed({ validUntil: '2027-05-31' });
  await runOn('2027-05-26');
  await runOn('2027-05-26');
  t.strictSame(
    [...(await warningsOf(id))].map(({ threshold, left }) => [threshold, left]),
    [
      [60, 5],
      [30, 5],
      [7, 5],
    ],
  );
});

t.test('a run that is killed before its end leaves nothing, and the next does it all, once', async (t) => {
  const id = await signed({ validUntil: '2027-06-30' });
  const ctx = { actor: systemActor('test'), now: instantOf('2027-06-01'), requestId: null };
  await t.rejects(
    asActor(database.db, ctx, async (tx) => {
      await warnOfExpiringPartnerships(tx, ctx);
      throw new Error('killed');
    }),
    /killed/,
  );
  t.strictSame([...(await warningsOf(id))], []);
  await Promise.all([runOn('2027-06-01'), runOn('2027-06-01'), runOn('2027-06-01')]);
  t.strictSame(
    [...(await warningsOf(id))].map(({ threshold }) => threshold),
    [60, 30],
  );
});

t.test('a prolongation begins the warnings anew, for the new end', async (t) => {
  const id = await signed({ validUntil: '2027-07-31' });
  await runOn('2027-07-25');
  const { version } = await readOn('2027-07-26', id);
  const on = <T>(person: typeof donor, work: Parameters<typeof as<T>>[1]) =>
    asActor(database.db, actOf(person, instantOf('2027-07-26')), (tx) => work(tx, actOf(person, instantOf('2027-07-26'))));
  await on(donor, (tx, ctx) => proposePartnershipAmendment(tx, ctx, id, version, { validUntil: '2027-12-31', reason: 'prolongation' }));
  await on(donor, (tx, ctx) => signPartnershipAmendment(tx, ctx, id, version + 1));
  await on(validator, (tx, ctx) => signPartnershipAmendment(tx, ctx, id, version + 2));
  t.strictSame((await readOn('2027-07-26', id)).warnings, []);
  await runOn('2027-08-01');
  t.equal((await warningsOf(id)).length, 3);
  await runOn('2027-11-01');
  t.strictSame(
    (await readOn('2027-11-02', id)).warnings?.map(({ thresholdDays }) => thresholdDays),
    [60],
  );
});

t.test('of a term signed within its last month the first two are no news; one ended early is not warned of', async (t) => {
  const short = await signed({ validUntil: addDays(TODAY, 20) });
  const ended = await signed({ validUntil: addDays(TODAY, 80) });
  await as(facilitator, (tx, ctx) => endPartnership(tx, ctx, ended, 3, 'policy-decision'));
  await runOn(addDays(TODAY, 1));
  t.strictSame([...(await warningsOf(short))], []);
  await runOn(addDays(TODAY, 13));
  t.strictSame(
    [...(await warningsOf(short))].map(({ threshold }) => threshold),
    [7],
  );
  await runOn(addDays(TODAY, 79));
  t.strictSame([...(await warningsOf(ended))], []);
});

t.test('the list finds what ends within so many days, today included, and nothing that is over or not signed', async (t) => {
  const found = async (within: number, day: string) => {
    const ctx = actOf(facilitator, instantOf(day));
    const page = await asActor(database.db, ctx, (tx) => listPartnerships(tx, ctx, { limit: 200, expiringWithinDays: within }));
    return page.items.map(({ id }) => id);
  };
  const id = await signed({ validUntil: '2028-03-31' });
  t.notOk((await found(59, '2028-01-31')).includes(id));
  t.ok((await found(60, '2028-01-31')).includes(id));
  t.ok((await found(0, '2028-03-31')).includes(id));
  t.notOk((await found(60, '2028-04-01')).includes(id));
});

t.test('nobody but the system warns', async (t) => {
  t.equal(await refusalOf(as(facilitator, warnOfExpiringPartnerships)), 'role-not-allowed');
});

const day = fc.integer({ min: 20000, max: 22000 }).map(fromEpochDay);
t.test('a threshold falls due exactly when so many days are left, and stays due', async () => {
  fc.assert(
    fc.property(day, day, fc.integer({ min: 0, max: 200 }), (validUntil, today, later) => {
      const due = dueThresholds({ validUntil, endSignedOn: null }, today);
      const left = expiresInDays(validUntil, today);
      return (
        WARNING_THRESHOLDS.every((threshold) => due.includes(threshold) === left <= threshold) &&
        due.every((threshold) => dueThresholds({ validUntil, endSignedOn: null }, addDays(today, later)).includes(threshold))
      );
    }),
  );
});
