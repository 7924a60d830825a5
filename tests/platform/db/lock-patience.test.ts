import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import t from 'tap';
import { explainFault } from '#src/cli/explain-fault.ts';
import { withSnapshot } from '#src/platform/backup/snapshot.ts';
import { connect } from '#src/platform/db/connect.ts';
import { LOCK_PATIENCE_MS } from '#src/platform/db/lock-patience.ts';
import { migrate } from '#src/platform/db/migrate.ts';
import { asOwner } from '#src/platform/db/owner.ts';
import { look } from '#src/platform/doctor/look.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { PATIENT_LIMITS } from '#tests/support/unlimited.ts';

const LIMIT = `select extract(epoch from current_setting('lock_timeout')::interval) * 1000 as ms`;

t.test('nothing that an operator runs waits for a lock for ever', async (t) => {
  const { logins } = await createTestDatabase(t, { template: 'migrated' });
  const waited: Record<string, number> = {
    backup: await withSnapshot(logins.backup, async (snapshot) => Number((await snapshot.ask<{ ms: string }>(LIMIT))[0]?.ms)),
    owner: await asOwner(logins.owner, async (tx) => Number((await tx.execute<{ ms: string }>(sql.raw(LIMIT)))[0]?.ms)),
    doctor: await look(logins.app, async (tx) => Number((await tx.unsafe<{ ms: string }[]>(LIMIT))[0]?.ms)),
  };
  for (const [who, ms] of Object.entries(waited)) t.ok(ms > 0 && ms <= LOCK_PATIENCE_MS, `${who}: ${ms} ms`);
});

t.test('a migration that met a lock says what it was and what to do', async (t) => {
  const { logins } = await createTestDatabase(t, { template: 'migrated' });
  const client = postgres(logins.owner, { max: 1, onnotice: () => undefined });
  t.teardown(() => client.end());
  await client.begin(async (tx) => {
    await tx`lock table needs in access exclusive mode`;
    const migrations = [
      { name: '9999_later', statements: [`set local lock_timeout = '20ms'`, 'alter table needs add column later integer'], hash: 'later', writtenAt: 9e12 }, // prettier-ignore
    ];
    const failure = await migrate(logins.owner, undefined, { migrations }).catch((error: unknown) => error);
    const { line, status } = explainFault(failure, 'migrate');
    t.match(line, /migration 9999_later failed: canceling statement due to lock timeout[^]*as it was before[^]*pg_terminate_backend/);
    t.equal(status, 1);
  });
});

t.test('a statement of the door that waits for a lock is ended in the server too, so that no connection is left there', async (t) => {
  const { superuserUrl, logins } = await createTestDatabase(t, { template: 'migrated' });
  const service = connect(logins, 4, { ...PATIENT_LIMITS, lockSeconds: 0.05, queueSeconds: 30 });
  t.teardown(() => service.close());
  const client = postgres(superuserUrl, { max: 1, onnotice: () => undefined });
  t.teardown(() => client.end());
  await client.begin(async (tx) => {
    await tx`lock table sessions in access exclusive mode`;
    await t.rejects(service.db.authenticator.query({ text: 'select count(*) from sessions', values: [] }, 'somebody'), { code: '55P03' });
    const [left] =
      await tx`select count(*)::int as waiting from pg_stat_activity where datname = current_database() and usename = 'wasl_authenticator' and wait_event_type = 'Lock'`;
    t.equal(left?.['waiting'], 0);
  });
});
