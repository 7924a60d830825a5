import t from 'tap';
import { SCHEDULED_JOBS } from '#src/scheduled-jobs.ts';
import { must } from '#src/kernel/assert.ts';
import { acceptMatch } from '#src/areas/matches/index.ts';
import { runScheduledJob, startScheduledJobs } from '#src/platform/jobs/scheduled-jobs.ts';
import { collectLog } from '#tests/support/collected-log.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { until } from '#tests/support/until.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { REFERENCE_INSTANT } from '#tests/support/people.ts';
import { agreed, halfAccepted, makeWorld } from '#tests/support/world.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const superuser = connectAsSuperuser(t, database);
const world = await makeWorld(database);
const ITEM = 'uniform-set-desert';
const DAY = 86_400_000;

const run = (name: string, daysLater: number): Promise<number> =>
  runScheduledJob(
    must(
      SCHEDULED_JOBS.find((job) => job.name === name),
      name,
    ),
    {
      db: database.db,
      clock: { now: () => new Date(REFERENCE_INSTANT.getTime() + daysLater * DAY) },
    },
  );
const stateOf = async (table: string, id: string): Promise<string> =>
  must((await superuser<{ state: string }[]>`select state from ${superuser(table)} where id = ${id}`)[0], id).state;

t.test('a reservation lapses on its day and not before, once, and frees its quantity', async (t) => {
  const need = await publishedNeed(database.db, world, world.unitId, [{ itemType: ITEM, quantity: 10 }]);
  const offer = await availableOffer(database.db, world, [{ itemType: ITEM, quantity: 10 }]);
  const id = await halfAccepted(world, must(need.lineIds[0], 'line'), must(offer.lineIds[0], 'line'), 10);
  await world.as(world.donor, (tx, ctx) => acceptMatch(tx, ctx, id, 2));
  t.equal(await stateOf('offers', offer.offerId), 'exhausted');
  t.equal(await run('lapse-reservations', 14), 0, 'its last day ends at midnight');
  t.equal(await stateOf('matches', id), 'reserved');
  t.equal(await run('lapse-reservations', 15), 1);
  t.equal(await run('lapse-reservations', 15), 0, 'running it again does nothing twice');
  t.equal(await stateOf('matches', id), 'lapsed');
  t.equal(await stateOf('offers', offer.offerId), 'available');
  const [line] = await superuser<{ reserved: number }[]>`select reserved from need_lines where id = ${must(need.lineIds[0], 'line')}`;
  t.equal(line?.reserved, 0);
});

t.test('a need that nobody confirms for 60 days goes stale, and one without an answer by respond-by is put in the queue', async (t) => {
  const { needId } = await publishedNeed(database.db, world, world.unitId, [{ itemType: ITEM, quantity: 3 }]);
  t.equal(await run('mark-stale-needs', 59), 0);
  t.ok((await run('mark-stale-needs', 60)) >= 1);
  t.equal(await stateOf('needs', needId), 'stale');
  const unanswered = async () =>
    (await superuser<{ unanswered_since: Date | null }[]>`select unanswered_since from needs where id = ${needId}`)[0]?.unanswered_since;
  await run('mark-unanswered-needs', 70); // respond-by is 2027-02-01, the seventieth day
  t.equal(await unanswered(), null);
  t.ok((await run('mark-unanswered-needs', 71)) >= 1);
  t.ok(await unanswered());
  t.equal(await run('mark-unanswered-needs', 72), 0, 'once');
});

t.test('an offer expires after its last day; what is only reserved on it ends, what is agreed stays', async (t) => {
  const need = await publishedNeed(database.db, world, world.unitId, [
    { itemType: ITEM, quantity: 5 },
    { itemType: ITEM, quantity: 5 },
  ]);
  const offer = await availableOffer(database.db, world, [{ itemType: ITEM, quantity: 10 }]);
  const line = must(offer.lineIds[0], 'line');
  const kept = await agreed(world, must(need.lineIds[0], 'line'), line, 5);
  const lost = await halfAccepted(world, must(need.lineIds[1], 'line'), line, 5);
  await run('expire-offers', 403); // 2027-12-31 is its last day
  t.equal(await stateOf('offers', offer.offerId), 'partly-reserved');
  t.ok((await run('expire-offers', 404)) >= 1);
  t.equal(await stateOf('offers', offer.offerId), 'expired');
  t.equal(await stateOf('matches', kept), 'agreed');
  t.equal(await stateOf('matches', lost), 'cancelled');
});

t.test('the job library runs the scheduled jobs over the same database', async (t) => {
  const { log, says } = collectLog();
  const scheduledJobs = startScheduledJobs(
    SCHEDULED_JOBS.map((job) => ({ ...job, schedule: '* * * * *' })),
    { db: database.db, clock: { now: () => REFERENCE_INSTANT }, url: database.logins.app, log },
  );
  const workers = async () => (await superuser`select id from job_workers`).length;
  await until(async () => says('the scheduled jobs run') && (await workers()) === 1, 'at work');
  await scheduledJobs.stop();
  t.equal(await workers(), 0, 'what has stopped is not held to be at work');
  const [installed] = await superuser<{ there: boolean }[]>`select to_regclass('graphile_worker._private_jobs') is not null as there`;
  t.ok(installed?.there);
});
