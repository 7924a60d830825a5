import type postgres from 'postgres';
import type { Test } from 'tap';
import { type Catalogue, compareCatalogues, describeCatalogue } from '#src/platform/backup/catalogue.ts';
import type { Migration } from '#src/platform/db/migrations.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { changedSince, type KeptVersion, openForDump, restoreKept } from './kept-version.ts';
import { type MeantChange, readEverything, whatWasLost } from './what-was-lost.ts';

/** A later version of the service, as far as an upgrade goes. */
export interface LaterVersion {
  readonly migrations: readonly Migration[];
  /** Brings a database up to date, be it of an earlier version or empty, as its owner. */
  readonly prepare: (ownerUrl: string) => Promise<unknown>;
  readonly meant: readonly MeantChange[];
}

export interface Upgraded {
  readonly database: TestDatabase;
  /** What went wrong, a line each. */
  readonly faults: readonly string[];
}

/**
 * Makes a kept version's database again and upgrades it as the later version does: tells what was lost, and how its structure
 * differs from that of a new database.
 */
export async function upgradeKept(t: Pick<Test, 'teardown'>, kept: KeptVersion, later: LaterVersion): Promise<Upgraded> {
  const database = await createTestDatabase(t, { template: 'empty' });
  const changed = changedSince(kept, later.migrations);
  if (changed.length > 0) return { database, faults: changed };
  await restoreKept(kept, database.superuserUrl);
  const fresh = await createTestDatabase(t, { template: 'empty' });
  await later.prepare(fresh.logins.owner);

  const had = new Set(kept.migrations.map(({ name }) => name));
  const meant = later.meant.filter(({ by }) => !had.has(by));
  return lookingAt([database, fresh], async (upgraded, asNew) => {
    const before = await readEverything(upgraded);
    await later.prepare(database.logins.owner);
    const lost = whatWasLost(before, await readEverything(upgraded), await readEverything(asNew), meant);
    return { database, faults: [...lost, ...compareCatalogues(await describeAll(asNew), await describeAll(upgraded))] };
  });
}

/** How two databases differ, in structure and in rows. */
export const differences = (t: TestDatabase, other: TestDatabase): Promise<readonly string[]> =>
  lookingAt([t, other], async (one, two) => {
    const [here, there] = [await readEverything(one), await readEverything(two)];
    return [
      ...whatWasLost(here, there, new Map()),
      ...whatWasLost(there, here, new Map()),
      ...compareCatalogues(await describeAll(one), await describeAll(two)),
    ];
  });

async function lookingAt<T>(
  [one, other]: readonly [TestDatabase, TestDatabase],
  work: (one: postgres.Sql, other: postgres.Sql) => Promise<T>,
): Promise<T> {
  const clients = [openForDump(one.superuserUrl), openForDump(other.superuserUrl)] as const;
  try {
    return await work(...clients);
  } finally {
    for (const client of clients) await client.end();
  }
}

const describeAll = async (sql: postgres.Sql): Promise<Catalogue> => ({
  ...(await describeCatalogue(sql)),
  ...(await describeJobTables(sql)),
});

/** What the jobs' package and the service have made of the schema of the jobs, which backups leave out. */
async function describeJobTables(sql: postgres.Sql): Promise<Catalogue> {
  const rows = await sql<{ name: string; definition: string }[]>`
    with relations as (select * from pg_class where relnamespace = 'graphile_worker'::regnamespace)
    select 'column ' || attrelid::regclass || '.' || attname as name, format_type(atttypid, atttypmod) || case when attnotnull then ' not null' else '' end
      || coalesce(' default ' || pg_get_expr(adbin, adrelid), '') as definition
      from relations join pg_attribute on attrelid = relations.oid and attnum > 0 and not attisdropped and relkind in ('r', 'v')
      left join pg_attrdef on adrelid = attrelid and adnum = attnum
    union all
    select 'constraint ' || conname || ' on ' || conrelid::regclass, pg_get_constraintdef(pg_constraint.oid)
      from relations join pg_constraint on conrelid = relations.oid where contype <> 'n'
    union all
    select 'index ' || indexrelid::regclass, pg_get_indexdef(indexrelid) from relations join pg_index on indrelid = relations.oid
    union all
    select 'function ' || pg_proc.oid::regprocedure, prosrc from pg_proc where pronamespace = 'graphile_worker'::regnamespace
    union all
    select 'trigger ' || tgname || ' on ' || tgrelid::regclass, pg_get_triggerdef(pg_trigger.oid)
      from relations join pg_trigger on tgrelid = relations.oid where not tgisinternal
    union all
    select 'policy ' || policyname || ' on ' || tablename, concat_ws(' ', cmd, roles::text, qual, with_check) from pg_policies where schemaname = 'graphile_worker'
    union all
    select 'rights on ' || oid::regclass, relrowsecurity::text || ' ' || coalesce((
        select string_agg(grantee::regrole || ' ' || privilege_type, ', ' order by grantee::regrole::text, privilege_type) from aclexplode(relacl) where privilege_type <> 'MAINTAIN'), '')
      from relations where relkind in ('r', 'v', 'S')`;
  return Object.fromEntries(rows.map(({ name, definition }) => [name, definition]));
}
