import { fileURLToPath } from 'node:url';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';

const MIGRATIONS = fileURLToPath(new URL('../../../drizzle', import.meta.url));
/** Any constant will do; it is the same in every process of the service. */
const LOCK = 0x5761_736c; // "Wasl"
const OLDEST = 150000;

/**
 * Brings a database up to date. Several processes may start at once: an advisory lock on this one connection puts them in a
 * queue, and those that come later find nothing left to do. Returns how many migrations it ran.
 */
export async function migrate(url: string): Promise<number> {
  const client = postgres(url, { max: 1, onnotice: () => undefined });
  try {
    const [server] = await client<{ version: number }[]>`select current_setting('server_version_num')::int as version`;
    if (!server || server.version < OLDEST) throw new Error('PostgreSQL 15 or newer is needed');
    await client`select pg_advisory_lock(${LOCK})`;
    const before = await countApplied(client);
    await runMigrations(drizzle(client), { migrationsFolder: MIGRATIONS });
    const after = await countApplied(client);
    return after - before;
  } finally {
    // Ends the session, and with it the lock.
    await client.end({ timeout: 5 });
  }
}

async function countApplied(client: postgres.Sql): Promise<number> {
  const [found] = await client<{ there: boolean }[]>`select to_regclass('drizzle.__drizzle_migrations') is not null as there`;
  if (!found?.there) return 0;
  const [applied] = await client<{ count: number }[]>`select count(*)::int as count from drizzle.__drizzle_migrations`;
  return applied?.count ?? 0;
}
