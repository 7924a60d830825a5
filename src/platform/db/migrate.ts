import type driver from 'postgres';
import { type OnProgress, unheard } from '../progress.ts';
import { postgres } from './driver.ts';
import { PATIENT_SESSION } from './lock-patience.ts';
import { postgresErrorOf } from './postgres-error.ts';
import { type Migration, readMigrations } from './migrations.ts';
import { OperatorFault } from '../../kernel/operator-fault.ts';

/** Any constant will do; it is the same in every process of the service. */
const LOCK = 0x5761_736c; // "Wasl"
const OLDEST = 150000;
/** There as long as a restore into this database has not come to its end. */
export const UNFINISHED_RESTORE = 'wasl_restore_unfinished';

/** A migration that the database refused; nothing of this run is there. The message is for the operator, without the statement. */
export class FailedMigration extends OperatorFault {
  override readonly name = 'FailedMigration';

  constructor(migration: string, cause: unknown) {
    const refusal = postgresErrorOf(cause);
    const lines = [`migration ${migration} failed: ${refusal?.message ?? (cause instanceof Error ? cause.message : String(cause))}`];
    if (refusal?.detail) lines.push(`  detail: ${refusal.detail}`);
    if (refusal?.hint) lines.push(`  what to do: ${refusal.hint}`);
    lines.push('  The database is as it was before.');
    super('migration-failed', lines.join('\n'), { cause });
  }
}

/** A database that holds a part of a backup, and is not to be served. */
export class UnfinishedRestore extends OperatorFault {
  override readonly name = 'UnfinishedRestore';

  constructor() {
    super(
      'restore-unfinished',
      'a restore into this database was not finished: run `wasl restore` again, which clears away what the first one left',
    );
  }
}

/** A database that this program has not made, or that a newer version of it has changed since: this one can neither serve nor change it. */
export class StrangeDatabase extends OperatorFault {
  override readonly name = 'StrangeDatabase';
  readonly what: string;
  readonly remedy: string;

  constructor(code: string, what: string, remedy: string) {
    super(code, `${what}: ${remedy}`);
    this.what = what;
    this.remedy = remedy;
  }
}

/** Throws {@link StrangeDatabase} for a database that another program or a newer version of this one works with. */
export async function refuseStrange(client: driver.Sql): Promise<void> {
  const strange = await whatIsStrange(client);
  if (strange !== undefined) throw strange;
}

/** What {@link refuseStrange} would throw, whoever asks. */
export async function whatIsStrange(client: driver.Sql): Promise<StrangeDatabase | undefined> {
  const [found] = await client<{ name: string; isOurs: boolean; isMigrated: boolean; things: string[] }[]>`
    select current_database() as name, to_regnamespace('wasl') is not null as "isOurs",
      coalesce(has_schema_privilege(current_user, to_regnamespace('drizzle')::oid, 'usage'), false)
        and to_regclass('drizzle.__drizzle_migrations') is not null as "isMigrated",
      array(select oid::regclass::text from pg_class as thing
        where relkind in ('r', 'p') and relnamespace::regnamespace::text in ('public', 'drizzle')
          and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = thing.oid and deptype = 'e')
        order by 1 limit 3) as things`;
  if (!found) return undefined;
  if (!found.isOurs) {
    if (found.things.length === 0) return undefined;
    return new StrangeDatabase(
      'database-foreign',
      `database ${found.name} holds what is not Wasl’s (${found.things.join(', ')}, …)`,
      'make one of its own (create database … owner wasl_owner), and name it in the settings',
    );
  }
  const written = readMigrations().map(({ writtenAt }) => writtenAt);
  const [ran] = found.isMigrated
    ? await client<{ first: string | null; last: string | null }[]>`
        select min(created_at) as first, max(created_at) as last from drizzle.__drizzle_migrations`
    : [];
  if (ran?.first != null && Number(ran.first) < Math.min(...written)) {
    return new StrangeDatabase(
      'database-before-first-version',
      `database ${found.name} was made before the first version, whose migrations begin anew`,
      'start with an empty database, or with another WASL_DATA where it is the embedded one',
    );
  }
  if (Number(ran?.last ?? 0) <= Math.max(...written)) return undefined;
  return new StrangeDatabase(
    'database-newer',
    `database ${found.name} was migrated by a newer version than this one`,
    'run that version, or restore a backup that this one made into a database of its own',
  );
}

/** What a caller may choose of the migrations that are run; tests hand in their own. */
export interface MigrationChoice {
  readonly migrations?: readonly Migration[];
  /** For a restore, which makes its database with this. */
  readonly evenUnfinished?: boolean;
}

/**
 * Brings a database up to date: all that is missing, or nothing where one fails. Several processes may start at once: an advisory lock
 * on this one connection puts them in a queue, and those that come later find nothing left to do. Returns how many migrations it ran, and
 * tells each as it is done.
 */
export async function migrate(
  url: string,
  onProgress: OnProgress = unheard,
  { migrations = readMigrations(), evenUnfinished = false }: MigrationChoice = {},
): Promise<number> {
  const client = postgres(url, { max: 1, onnotice: () => undefined, connection: PATIENT_SESSION });
  try {
    const [server] = await client<{ version: number }[]>`select current_setting('server_version_num')::int as version`;
    if (!server || server.version < OLDEST) throw new OperatorFault('database-too-old', 'PostgreSQL 15 or newer is needed');
    if (!evenUnfinished && (await isRestoreUnfinished(client))) throw new UnfinishedRestore();
    await client`select pg_advisory_lock(${LOCK})`;
    return await runMissing(client, migrations, onProgress);
  } finally {
    // Ends the session, and with it the lock.
    await client.end({ timeout: 5 });
  }
}

/** The table is drizzle's own, so that its tools find what has run; its migrator tells of a failure nothing but the statement. */
async function runMissing(client: driver.Sql, migrations: readonly Migration[], onProgress: OnProgress): Promise<number> {
  const [known] = await client<{ there: boolean }[]>`select to_regclass('drizzle.__drizzle_migrations') is not null as there`;
  const last = known?.there ? await client<{ at: string | null }[]>`select max(created_at) as at from drizzle.__drizzle_migrations` : [];
  const missing = migrations.filter(({ writtenAt }) => writtenAt > Number(last[0]?.at ?? 0));
  if (missing.length === 0) return 0;
  await client.begin(async (tx) => {
    await tx.unsafe(`create schema if not exists drizzle;
      create table if not exists drizzle.__drizzle_migrations (id serial primary key, hash text not null, created_at bigint)`);
    for (const [index, { name, statements, hash, writtenAt }] of missing.entries()) {
      try {
        // In one trip: a file has hundreds of them.
        await tx.unsafe(statements.join('\n;\n'));
      } catch (error) {
        throw new FailedMigration(name, error);
      }
      await tx`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${writtenAt})`;
      onProgress(index + 1, missing.length, 'Migrations');
    }
  });
  return missing.length;
}

/** Whether a restore into a database has begun and not come to its end, asked by whoever may look. */
export async function isRestoreUnfinished(client: driver.Sql): Promise<boolean> {
  const [found] = await client<{ unfinished: boolean }[]>`select to_regnamespace(${UNFINISHED_RESTORE}) is not null as unfinished`;
  return found?.unfinished ?? false;
}

/** How many of the program's migrations a database lacks, asked by a login that may not migrate; null where it never was migrated. */
export async function countMissingMigrations(client: driver.Sql): Promise<number | null> {
  const [found] = await client<{ there: boolean }[]>`
    select coalesce(has_schema_privilege(current_user, oid, 'usage'), false) as there from pg_namespace where nspname = 'drizzle'`;
  if (!found?.there) return null;
  const [last] = await client<{ at: string | null }[]>`select max(created_at) as at from drizzle.__drizzle_migrations`;
  return readMigrations().filter(({ writtenAt }) => writtenAt > Number(last?.at ?? 0)).length;
}
