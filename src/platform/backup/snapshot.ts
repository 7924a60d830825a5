import type { Readable } from 'node:stream';
import type driver from 'postgres';
import { postgres } from '../db/driver.ts';
import { refuseStrange } from '../db/migrate.ts';
import { readMigrations } from '../db/migrations.ts';
import { type Catalogue, describeCatalogue } from './catalogue.ts';
import { type Manifest, UnusableBackup } from './manifest.ts';
import { type Contents, digestTable, listTables, quoted, quotedList, type Table, writeTextAlike } from './tables.ts';

const BACKUP_ROLE = 'wasl_backup';

/** A database at one moment, while others go on writing. */
export interface Snapshot {
  readonly server: string;
  readonly tables: readonly Table[];
  readonly migrations: Manifest['migrations'];
  readonly sequences: Manifest['sequences'];
  readonly catalogue: Catalogue;
  /** The rows of a table, in PostgreSQL's own text format. */
  copy(table: Table): Promise<Readable>;
  digest(table: Table): Promise<Contents>;
  ask<Row extends object>(query: string): Promise<readonly Row[]>;
}

/**
 * Does something with a database as it was at one moment, in a single transaction that only reads, as the role of backups: policies
 * hold for it too, so each is looked at first, for a row that a policy hides would be left out without a word.
 */
export async function withSnapshot<T>(url: string, work: (snapshot: Snapshot) => Promise<T>): Promise<T> {
  const client = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 15, prepare: false });
  try {
    const result = await client.begin('isolation level repeatable read read only', async (transaction) => {
      const tx = transaction as unknown as driver.Sql;
      await becomeBackupRole(tx);
      await writeTextAlike(tx);
      await refuseStrange(tx);
      const tables = await listTables(tx);
      if (tables.length === 0) {
        throw new UnusableBackup('there is nothing to back up here yet: run `wasl migrate` first, as the owner of the database');
      }
      await refuseHiddenRows(tx);
      // Against a migration that changes a table half-way through.
      await tx.unsafe(`lock table ${tables.map(({ name }) => `public.${quoted(name)}`).join(', ')} in access share mode`);
      const [server] = await tx<{ version: string }[]>`select current_setting('server_version') as version`;
      const catalogue = await describeCatalogue(tx);
      return {
        value: await work({
          server: server?.version ?? '',
          tables,
          migrations: await appliedMigrations(tx),
          sequences: await readSequences(tx),
          catalogue,
          copy: (table) => copyRows(tx, table),
          digest: (table) => digestTable(tx, table),
          ask: async <Row extends object>(query: string) => [...(await tx.unsafe<Row[]>(query))],
        }),
      };
    });
    return result.value;
  } finally {
    await client.end({ timeout: 5 });
  }
}

/**
 * The driver stops its socket when the reader has enough, and starts it when the reader asks for more; a reader that had enough just as the
 * last rows came asks for no more, and the connection would be silent for good. So it is asked once at the end.
 */
async function copyRows(tx: driver.Sql, { name, copied }: Table): Promise<Readable> {
  const rows = await tx.unsafe(`copy public.${quoted(name)} (${quotedList(copied)}) to stdout`).readable();
  // oxlint-disable-next-line no-underscore-dangle -- the driver's own, which nothing else calls any more
  return rows.once('end', () => rows._read(0));
}

/** A login that is the role already stays what it is; any other must be a member of it. */
async function becomeBackupRole(tx: driver.Sql): Promise<void> {
  const [login] = await tx<{ name: string; role: string | null; may: boolean }[]>`
    select current_user as name, to_regrole(${BACKUP_ROLE})::text as role,
      coalesce(pg_has_role(current_user, to_regrole(${BACKUP_ROLE}), 'member'), false) as may`;
  if (login?.name === BACKUP_ROLE) return;
  if (login?.role == null) throw new UnusableBackup(`this database has no role ${BACKUP_ROLE}: run \`wasl migrate\` first`);
  if (!login.may) {
    throw new UnusableBackup(
      `${login.name} may not read as ${BACKUP_ROLE}: set DATABASE_BACKUP_URL to a login of that role (as a superuser: alter role ${BACKUP_ROLE} login password '…';)`,
    );
  }
  await tx`select set_config('role', ${BACKUP_ROLE}, true)`;
}

async function refuseHiddenRows(tx: driver.Sql): Promise<void> {
  const hidden = await tx<{ name: string }[]>`
    select c.oid::regclass::text as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and (
      not has_table_privilege(c.oid, 'select')
      or (c.relrowsecurity and (
        not exists (select from pg_policy where polrelid = c.oid and polpermissive and polcmd in ('r', '*')
          and to_regrole(${BACKUP_ROLE}) = any (polroles) and pg_get_expr(polqual, polrelid) = 'true')
        or exists (select from pg_policy where polrelid = c.oid and not polpermissive and polcmd in ('r', '*')
          and polroles && array[0::oid, to_regrole(${BACKUP_ROLE})::oid]))))
    order by 1`;
  if (hidden.length === 0) return;
  const names = hidden.map(({ name }) => name).join(', ');
  throw new UnusableBackup(
    `${BACKUP_ROLE} may not read all of ${names}: run \`wasl migrate\` or, where that has been done, as the owner: select wasl.let_backup_read();`,
  );
}

async function appliedMigrations(tx: driver.Sql): Promise<Manifest['migrations']> {
  const rows = await tx<
    { hash: string; at: string }[]
  >`select hash, created_at as at from drizzle.__drizzle_migrations order by created_at`;
  const names = new Map(readMigrations().map(({ writtenAt, name }) => [writtenAt, name]));
  return rows.map(({ hash, at }) => ({ hash, name: names.get(Number(at)) ?? `of ${at}` }));
}

async function readSequences(tx: driver.Sql): Promise<Manifest['sequences']> {
  const names = await tx<{ name: string }[]>`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'S' order by 1`;
  const sequences: Manifest['sequences'] = [];
  for (const { name } of names) {
    const [at] = await tx.unsafe<{ lastValue: string; isCalled: boolean }[]>(
      `select last_value::text as "lastValue", is_called as "isCalled" from public.${quoted(name)}`,
    );
    if (at) sequences.push({ name, ...at });
  }
  return sequences;
}
