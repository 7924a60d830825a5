import { createRequire } from 'node:module';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import { ConnectionLost } from '../db/connection-fault.ts';
import { postgres } from '../db/driver.ts';
import { PATIENT_SESSION } from '../db/lock-patience.ts';
import { addressForPg } from '../db/tls.ts';

/** The worker's tables belong to its version: it changes them itself, as whoever may. */
export const JOB_TABLES_VERSION = (createRequire(import.meta.url)('graphile-worker/package.json') as { version: string }).version;

/**
 * Makes or updates the worker's own tables, in the schema `graphile_worker`, as the database's owner, and lets the service's login work
 * with them. They have row-level security without policies, so that a grant alone would show nothing; what the worker makes anew in a
 * later version gets both again.
 */
export async function prepareJobTables(url: string): Promise<void> {
  const pool = new pg.Pool({ ...addressForPg(url), max: 1, ...PATIENT_SESSION });
  // A connection that breaks fails whatever asked on it; without these it would end the process besides.
  pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  try {
    await runMigrations({ pgPool: pool });
  } catch (error) {
    // What this driver says of a lost connection has no code.
    throw error instanceof Error && error.message.startsWith('Connection terminated')
      ? new ConnectionLost(error.message, { cause: error })
      : error;
  } finally {
    await pool.end();
  }
  const client = postgres(url, { max: 1, onnotice: () => undefined, connection: PATIENT_SESSION });
  try {
    await client.unsafe(GRANTS);
  } finally {
    await client.end({ timeout: 5 });
  }
}

const GRANTS = `
do $$
declare
  kept record;
begin
  grant usage on schema graphile_worker to wasl_app;
  grant select on graphile_worker.migrations to wasl_app;
  for kept in
    select relname from pg_class where relnamespace = 'graphile_worker'::regnamespace and relkind = 'r' and relname like '\\_private\\_%'
  loop
    execute format('grant select, insert, update, delete on graphile_worker.%I to wasl_app', kept.relname);
    if not exists (select from pg_policies where schemaname = 'graphile_worker' and tablename = kept.relname and policyname = 'worker') then
      execute format('create policy worker on graphile_worker.%I to wasl_app using (true) with check (true)', kept.relname);
    end if;
  end loop;
  grant select on graphile_worker.jobs to wasl_app;
  grant usage on all sequences in schema graphile_worker to wasl_app;
end
$$`;
