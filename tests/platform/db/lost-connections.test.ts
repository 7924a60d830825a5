import { sql } from 'drizzle-orm';
import t from 'tap';
import { Cancellation } from '#src/platform/cancellation.ts';
import { connect } from '#src/platform/db/connect.ts';
import { PATIENT_LIMITS } from '#tests/support/unlimited.ts';
import { isConnectionFault } from '#src/platform/db/connection-fault.ts';
import { postgresErrorOf } from '#src/platform/db/postgres-error.ts';
import { asActor, asAuthenticator, type Tx } from '#src/platform/db/transaction.ts';
import { recordEvent } from '#src/platform/audit/record-event.ts';
import type { EventId } from '#src/kernel/id.ts';
import { newId } from '#src/platform/ids.ts';
import { Proxy } from '#tests/faults/proxy.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { actOf, makePerson, theSystem } from '#tests/support/people.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const superuser = connectAsSuperuser(t, database);
const person = await makePerson(database, { role: 'facilitator', organisation: 'unsmil' });

const nobodys: unknown[] = [];
for (const event of ['uncaughtException', 'unhandledRejection'] as const) process.on(event, (error: unknown) => nobodys.push(error));

/** Ends the backends that serve the service's transactions, as a restart or an operator would. */
const terminateSome = (share: number) => superuser`
  select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid() and usename <> 'postgres' and random() < ${share}`;

const write = (tx: Tx, id: EventId): Promise<void> =>
  recordEvent(tx, actOf(person), { action: 'unit.added', subject: { type: 'document', id }, parties: [] });

t.test('connections that end at any moment cost their own transactions, and nothing else', async (t) => {
  const { db } = database;
  const acknowledged: EventId[] = [];
  const faults: unknown[] = [];
  const storm = { isOver: false };
  const loops = Array.from({ length: 30 }, async (_, loop) => {
    while (!storm.isOver) {
      const id = newId<'event'>();
      try {
        if (loop % 5 === 0) await asAuthenticator(db, 'a test', (tx) => tx.execute(sql`select 1`));
        await asActor(db, loop % 3 === 0 ? theSystem() : actOf(person), async (tx) => {
          await tx.execute(sql`select pg_sleep(0.001), ${'x'.repeat(loop * 100)}::text`);
          await write(tx, id);
        });
        acknowledged.push(id);
      } catch (error) {
        faults.push(error);
      }
    }
  });
  for (let round = 0; round < 25; round += 1) await terminateSome(0.5);
  storm.isOver = true;
  await Promise.all(loops);
  t.ok(faults.length > 0, 'some were hit');
  t.strictSame(
    faults.filter((fault) => !isConnectionFault(fault) && !/^57P01|^25P02/.test(postgresErrorOf(fault)?.code ?? '')),
    [],
    'who was hit is told that the connection was lost',
  );
  // The last of the ends may still be on their way to connections that stood idle.
  await Promise.allSettled(Array.from({ length: 30 }, () => asActor(db, actOf(person), (tx) => tx.execute(sql`select 1`))));
  const before = acknowledged.length;
  await Promise.all(
    Array.from({ length: 30 }, async () => {
      const id = newId<'event'>();
      await asActor(db, actOf(person), (tx) => write(tx, id));
      acknowledged.push(id);
    }),
  );
  t.equal(acknowledged.length, before + 30, 'afterwards everything is answered');
  const written = await superuser<{ subject_id: string }[]>`select subject_id from events where action = 'unit.added'`;
  const present = new Map<string, number>();
  for (const { subject_id } of written) present.set(subject_id, (present.get(subject_id) ?? 0) + 1);
  t.strictSame(
    acknowledged.filter((id) => present.get(id) !== 1),
    [],
    'what was acknowledged is there, once',
  );
  t.strictSame(nobodys, [], 'nothing was thrown or rejected that nobody heard');
});

t.test('work that goes on after its connection was lost reaches nobody else’s transaction', async (t) => {
  const one = connect(database.logins, 1, PATIENT_LIMITS);
  t.teardown(() => one.close());
  let goOn: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  let late: unknown;
  let isLate: () => void = () => undefined;
  const lateIsDone = new Promise<void>((resolve) => (isLate = resolve));
  const id = newId<'event'>();
  let tellPid: (pid: number) => void = () => undefined;
  const begun = new Promise<number>((resolve) => (tellPid = resolve));
  const lost = faultOf(
    asActor(one.db, actOf(person), async (tx) => {
      const [backend] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      tellPid(backend?.pid ?? 0);
      await held;
      late = await write(tx, id).catch((error: unknown) => error);
      isLate();
    }),
  );
  await superuser`select pg_terminate_backend(${await begun})`;
  t.ok(isConnectionFault(await lost), 'whoever asked is told');
  const [role] = await asActor(one.db, actOf(person), async (tx) => {
    goOn();
    await lateIsDone;
    return tx.execute<{ role: string; user: string }>(sql`select wasl.reader_role() as role, current_user as user`);
  });
  t.match(role, { role: 'facilitator', user: 'wasl_app' }, 'the next transaction is still its own');
  t.ok(isConnectionFault(late), 'the late statement was refused');
  t.equal((await superuser`select from events where subject_id = ${id}`).length, 0);
});

t.test('a statement that takes too long, and a lock that is not to be had, are ended and leave the connection usable', async (t) => {
  const short = connect(database.logins, 2, { ...PATIENT_LIMITS, statementSeconds: 0.2, lockSeconds: 0.1 });
  t.teardown(() => short.close());
  t.equal(postgresErrorOf(await faultOf(asActor(short.db, actOf(person), (tx) => tx.execute(sql`select pg_sleep(5)`))))?.code, '57014');
  await superuser.begin(async (locker) => {
    await locker`lock table needs in access exclusive mode`;
    t.equal(postgresErrorOf(await faultOf(asActor(short.db, actOf(person), (tx) => tx.execute(sql`select from needs`))))?.code, '55P03');
    await asActor(short.db, actOf(person), (tx) => tx.execute(sql`select from sites`));
  });
});

t.test('what whoever asked no longer waits for is cancelled, and a transaction that takes too long in all is ended', async (t) => {
  const gone = new Cancellation();
  const asked = faultOf(asActor(database.db, actOf(person), (tx) => tx.execute(sql`select pg_sleep(60), 'gone away'`), gone));
  await waitFor(
    () => superuser`select from pg_stat_activity where state = 'active' and query like '%gone away%' and pid <> pg_backend_pid()`,
  );
  gone.cancel(new Error('gone'));
  t.ok(await asked);
  await waitFor(async () =>
    (await superuser`select from pg_stat_activity where state = 'active' and query like '%gone away%' and pid <> pg_backend_pid()`)
      .length === 0
      ? [true]
      : [],
  );
  const short = connect(database.logins, 2, { ...PATIENT_LIMITS, transactionSeconds: 0.2 });
  t.teardown(() => short.close());
  await t.rejects(
    asActor(short.db, actOf(person), (tx) => tx.execute(sql`select pg_sleep(60)`)),
    { code: 'try-again' },
  );
  await asActor(short.db, actOf(person), (tx) => tx.execute(sql`select 1`));
});

/** What work that is to fail has failed with. */
const faultOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );

/** Asks again until there is an answer. */
async function waitFor<Row>(ask: () => PromiseLike<readonly Row[]>): Promise<readonly Row[]> {
  for (;;) {
    const rows = await ask();
    if (rows.length > 0) return rows;
  }
}

t.test('connections that the network has forgotten are all let go of with the first that is found', async (t) => {
  const proxy = await Proxy.start(Number(new URL(database.superuserUrl).port));
  t.teardown(() => proxy.close());
  const through = Object.fromEntries(
    Object.entries(database.logins).map(([name, url]) => {
      const proxied = new URL(url);
      proxied.port = String(proxy.port);
      return [name, proxied.href];
    }),
  ) as unknown as typeof database.logins;
  const many = connect(through, 5, { ...PATIENT_LIMITS, lockSeconds: 0.2 });
  t.teardown(() => many.close());
  const ask = () => asActor(many.db, actOf(person), (tx) => tx.execute(sql`select pg_sleep(0.05)`));
  await Promise.all(Array.from({ length: 5 }, ask));
  proxy.forget();
  t.ok(isConnectionFault(await faultOf(ask())), 'the first is told');
  await Promise.all(Array.from({ length: 5 }, ask));
});
