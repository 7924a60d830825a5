import { readFile } from 'node:fs/promises';
import t from 'tap';
import { mostConnections } from '#src/platform/db/connect.ts';
import { JOB_CONNECTIONS } from '#src/platform/jobs/job-round.ts';
import { readSettings } from '#src/settings.ts';
import { startOwnServer } from '#tests/acceptance/own-server.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { logInAt } from './visitor.ts';

/** As README says it. */
const saidMost = (n: number): number => n + 2 * Math.max(2, Math.ceil(n / 4)) + 8;

t.test('a process has no more connections than README says, however much is asked of it', async (t) => {
  const usual = saidMost(readSettings({}).DATABASE_CONNECTIONS);
  t.match(await readFile('src/deploy/README.md', 'utf8'), new RegExp(`n \\+ 2 × max\\(2, ⌈n / 4⌉\\) \\+ 8[^.]*${usual} by default`));
  for (const n of [2, 5, 20, 200]) t.equal(mostConnections(n) + JOB_CONNECTIONS, saidMost(n), 'and doctor reckons with as many');

  const database = await createTestDatabase(t, { template: 'scenario' });
  const server = await startOwnServer({ ...database.environment, DATABASE_CONNECTIONS: '5' });
  t.teardown(() => server.stop());
  const superuser = connectAsSuperuser(t, database);
  const auditor = await logInAt(server.address, 'auditor@un-panel-of-experts-libya.demo');
  const facilitator = await logInAt(server.address, 'facilitator@unsmil.demo');
  const leaving = new AbortController();
  const asked = Array.from({ length: 40 }, (_, index) =>
    (index % 2 === 0 ? auditor : facilitator).get('/v1/needs', { signal: index % 4 === 0 ? leaving.signal : null }),
  );
  leaving.abort();
  await Promise.allSettled(asked);
  const rows = await superuser<{ of: string; count: number }[]>`
    select application_name as of, count(*)::int as count from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() group by 1 order by 1`;
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  t.ok(count <= saidMost(5), `${count} of ${saidMost(5)}: ${JSON.stringify(rows)}`);
  t.ok(count > 5, 'and it was asked for more than a few');
});
