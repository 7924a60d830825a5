import pg from 'pg';
import t from 'tap';
import { allowSecondRelease } from '#src/platform/jobs/job-round.ts';
import { createTestDatabase } from '#tests/support/database.ts';

const database = await createTestDatabase(t, { template: 'migrated' });

t.test('a connection that the job library gives back twice is given back once, and serves on', async (t) => {
  const pool = new pg.Pool({ connectionString: database.logins.app, max: 1 });
  t.teardown(() => pool.end());
  allowSecondRelease(pool);
  await new Promise<void>((resolve, reject) => {
    pool.connect((error, client, release) => {
      if (error || !client) return reject(error ?? new Error('no client'));
      release();
      release();
      resolve();
    });
  });
  t.match((await pool.query('select 1 as one')).rows, [{ one: 1 }]);
  const client = await pool.connect();
  client.release();
  t.equal(pool.idleCount, 1);
});
