import { pipeline } from 'node:stream/promises';
import type driver from 'postgres';
import { plural } from '../../kernel/plural.ts';
import { postgres } from '../db/driver.ts';
import { eachTold, type OnProgress, unheard } from '../progress.ts';
import { SERVICE_ROLES } from '../db/role-table.ts';
import { migrate, UNFINISHED_RESTORE } from '../db/migrate.ts';
import { type Migration, readMigrations } from '../db/migrations.ts';
import { compareCatalogues, describeCatalogue } from './catalogue.ts';
import { type Manifest, requireSameTables, tableEntry, UnusableBackup } from './manifest.ts';
import type { ArchiveReader } from './read-archive.ts';
import { digestTable, listTables, quoted, quotedList, type Table, writeTextAlike } from './tables.ts';

export interface Restored {
  readonly tables: number;
  readonly rows: number;
  /** Policies, rights, triggers, constraints, columns, …: all found as they were. */
  readonly things: number;
}

export interface Restoring {
  /** What is left to do before the database is given free. */
  readonly finish?: () => Promise<void>;
  readonly onProgress?: OnProgress;
}

/**
 * Fills an empty database from a backup, as the login that is to own it and no superuser: the structure by the program's own migrations up
 * to the one at which the backup was taken, then all rows in one transaction, compared before it is committed. Until it
 * has come to its end the service refuses the database.
 */
export async function restoreDatabase(
  url: string,
  archive: ArchiveReader,
  { finish, onProgress = unheard }: Restoring = {},
): Promise<Restored> {
  const migrations = migrationsOf(archive.manifest);
  const client = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 15, prepare: false });
  try {
    await requireLogin(client);
    await requireEmpty(client);
    await client.unsafe(`create schema ${UNFINISHED_RESTORE}`);
    await migrate(url, onProgress, { migrations, evenUnfinished: true });
    const rows = await client.begin((tx) => loadRows(tx as unknown as driver.Sql, archive, onProgress));
    await client`analyze`;
    const found = await describeCatalogue(client);
    const differences = compareCatalogues(archive.catalogue, found);
    if (differences.length > 0) {
      throw new UnusableBackup(`what was restored is not what was backed up: ${differences.slice(0, 20).join('; ')}`);
    }
    await finish?.();
    await client.unsafe(`drop schema ${UNFINISHED_RESTORE}`);
    return { tables: archive.manifest.tables.length, rows, things: Object.keys(found).length };
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** The migrations that had run where the backup was taken, which this program must know as they were. */
function migrationsOf({ migrations, program }: Manifest): readonly Migration[] {
  const known = readMigrations();
  const strange = migrations.find(({ hash }, index) => known[index]?.hash !== hash);
  if (strange) {
    throw new UnusableBackup(
      `the backup was taken by Wasl ${program} after migration ${strange.name}, which this version doesn't have like that: restore it with the version that took it`,
    );
  }
  return known.slice(0, migrations.length);
}

async function requireLogin(client: driver.Sql): Promise<void> {
  const [login] = await client<{ name: string; strong: boolean; creates: boolean; owns: boolean; database: string; missing: string[] }[]>`
    select rolname as name, rolsuper or rolbypassrls as strong, rolcreaterole as creates, current_database() as database,
      (select datdba = pg_roles.oid from pg_database where datname = current_database()) as owns,
      array(select wanted from unnest(${[...SERVICE_ROLES]}::text[]) as wanted where to_regrole(wanted) is null) as missing
    from pg_roles where rolname = current_user`;
  if (!login) throw new Error('the database does not say who is asking');
  if (login.strong || !login.owns) {
    throw new UnusableBackup(
      `${login.name} may not restore into database ${login.database}: set DATABASE_OWNER_URL to the login that is to own it and is no superuser, and make it for that one (create database … owner wasl_owner) or, where it is there, give it (alter database … owner to wasl_owner)`,
    );
  }
  if (login.missing.length > 0 && !login.creates) {
    const statements = login.missing.map((role) => `create role ${role} nologin noinherit;`);
    if (login.missing.includes('wasl_ledger')) statements.push(`grant wasl_ledger to ${login.name};`);
    throw new UnusableBackup(
      `${login.name} may not create the roles that are missing; as a superuser, run:\n  ${statements.join('\n  ')}\n` +
        "That is enough to restore; a service that is to use this server signs in as some of them, with passwords: README's Roles tell how",
    );
  }
}

/** What is in a database would be mixed with what is restored; where another comes from knows whoever asked. */
export class DatabaseNotEmpty extends UnusableBackup {}

/** What an earlier attempt left may go: until it is whole, nothing else can have come into that database. */
async function requireEmpty(client: driver.Sql): Promise<void> {
  const [found] = await client<{ unfinished: boolean; things: string[]; database: string }[]>`
    select to_regnamespace(${UNFINISHED_RESTORE}) is not null as unfinished, current_database() as database, array(
      select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname <> 'information_schema' and n.nspname not like 'pg\\_%' and c.relkind in ('r', 'p', 'v', 'm', 'S') order by 1 limit 3) as things`;
  if (!found || (found.things.length === 0 && !found.unfinished)) return;
  if (!found.unfinished) {
    throw new DatabaseNotEmpty(`database ${found.database} is not empty (${found.things.join(', ')}, …), and a restore replaces nothing`);
  }
  await client.begin(async (tx) => {
    const tables = await tx<{ name: string }[]>`
      select c.oid::regclass::text as name from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`;
    for (const { name } of tables) await tx.unsafe(`drop table ${name} cascade`);
    await tx.unsafe(`drop schema if exists wasl cascade; drop schema if exists drizzle cascade; drop schema ${UNFINISHED_RESTORE}`);
  });
}

/**
 * Triggers have fired for these rows once, where they were written, and must not again; policies hold for the owner too, who lifts them
 * for this transaction; foreign keys, of which some form circles, are taken off and put back, which proves them. All of it is undone if
 * anything fails.
 */
async function loadRows(tx: driver.Sql, archive: ArchiveReader, onProgress: OnProgress): Promise<number> {
  await writeTextAlike(tx);
  const { manifest } = archive;
  const tables = await listTables(tx);
  requireSameTables(
    manifest.tables,
    tables.map(({ name, copied }) => ({ name, columns: copied })),
  );
  const keys = await tx<{ table: string; name: string; definition: string }[]>`
    select relname as table, conname as name, pg_get_constraintdef(c.oid) as definition
    from pg_constraint c join pg_class on pg_class.oid = conrelid where contype = 'f' and connamespace = 'public'::regnamespace`;
  for (const { table, name } of keys) await tx.unsafe(`alter table public.${quoted(table)} drop constraint ${quoted(name)}`);
  for (const { name } of tables) await tx.unsafe(`alter table public.${quoted(name)} no force row level security, disable trigger user`);
  await tx.unsafe(`truncate ${tables.map(({ name }) => `public.${quoted(name)}`).join(', ')}`);

  let rows = 0;
  await eachTold(manifest.tables, 'Tables restored', onProgress, async ({ name, columns, ...expected }) => {
    const into = await tx.unsafe(`copy public.${quoted(name)} (${quotedList(columns)}) from stdin`).writable();
    await pipeline(await archive.open(tableEntry(name)), into);
    rows += expected.rows;
  });
  for (const { name, lastValue, isCalled } of manifest.sequences) {
    await tx`select setval(${`public.${quoted(name)}`}::regclass, ${lastValue}::text::bigint, ${isCalled})`;
  }
  for (const { table, name, definition } of keys) {
    await tx.unsafe(`alter table public.${quoted(table)} add constraint ${quoted(name)} ${definition}`);
  }
  await compareRows(tx, manifest, tables, onProgress);
  for (const { name, isForced } of tables) {
    await tx.unsafe(`alter table public.${quoted(name)} ${isForced ? 'force row level security, ' : ''}enable trigger user`);
  }
  return rows;
}

async function compareRows(tx: driver.Sql, manifest: Manifest, tables: readonly Table[], onProgress: OnProgress): Promise<void> {
  const different: string[] = [];
  await eachTold(tables, 'Tables compared', onProgress, async (table) => {
    const expected = manifest.tables.find(({ name }) => name === table.name);
    const found = await digestTable(tx, table);
    if (expected?.rows === found.rows && expected.digest === found.digest) return;
    different.push(`${table.name} (${plural(found.rows, 'row')} of ${expected?.rows})`);
  });
  if (different.length > 0) throw new UnusableBackup(`what was restored is not what was backed up: ${different.join(', ')}`);
}
