import type driver from 'postgres';
import { groupBy } from '../../kernel/group-by.ts';
import { plural } from '../../kernel/plural.ts';
import { creatingSql, USUAL_OWNER } from '../db/role-table.ts';
import { type Finding, ok, wrong } from './finding.ts';
import { look } from './look.ts';

const ABOUT = 'owner';
const LEDGER = 'wasl_ledger';
/** As many statements can be read; more are one that finds them. */
const READABLE = 8;
/** Roles that work on rows or carry quantities, and own no table. */
const NO_OWNERS: readonly string[] = ['wasl_app', 'wasl_authenticator', 'wasl_backup', LEDGER];

interface Misowned {
  /** Such as `table` or `function`. */
  readonly kind: string;
  readonly owner: string;
  readonly wanted: string;
  /** What gives it to whom it is to belong. */
  readonly statement: string;
}

/**
 * Whether the database and all in it belong to the role that migrates, and the functions that run with rights of their own to the ledger:
 * a dump that another login has restored without its owners belongs to that login. `ownerUrl` says who migrates, where it is known.
 */
export async function checkOwners(url: string, ownerUrl: string | undefined): Promise<readonly Finding[]> {
  const { owner, isThere, misowned } = await findMisowned(url, ownerUrl);
  if (misowned.length === 0) return [ok(ABOUT, `the database, its schemas, tables and functions belong to ${owner}`)];
  const make = isThere ? '' : `${creatingSql('owner', owner)} `;
  return [wrong(ABOUT, tellMisowned(misowned), `as a superuser in this database: ${make}${givingSql(owner, misowned)}`)];
}

/** Whether something belongs to another role than it should, which makes all that is compared with the migrations differ. */
export async function isMisowned(url: string, ownerUrl: string | undefined): Promise<boolean> {
  const { misowned } = await findMisowned(url, ownerUrl);
  return misowned.length > 0;
}

async function findMisowned(url: string, ownerUrl: string | undefined) {
  const migrator = ownerUrl === undefined ? undefined : await nameOf(ownerUrl);
  return look(url, async (tx) => {
    const owner = migrator ?? (await ownerOf(tx));
    const [role] = await tx<{ there: boolean }[]>`select to_regrole(quote_ident(${owner})) is not null as there`;
    return { owner, isThere: role?.there ?? false, misowned: await tx.unsafe<Misowned[]>(misownedSql(owner)) };
  });
}

/** Who signs in there, unless nobody gets in (which is told elsewhere) or the login is none that may own. */
async function nameOf(ownerUrl: string): Promise<string | undefined> {
  try {
    return await look(ownerUrl, async (tx) => {
      const [login] = await tx<{ name: string; strong: boolean }[]>`
        select rolname::text as name, rolsuper as strong from pg_roles where rolname = current_user`;
      return login === undefined || login.strong || NO_OWNERS.includes(login.name) ? undefined : login.name;
    });
  } catch {
    return undefined;
  }
}

/** The owner of the database, where it could have migrated it: no superuser, and one who may give functions to the ledger. */
async function ownerOf(tx: driver.Sql): Promise<string> {
  const [database] = await tx<{ owner: string }[]>`
    select rolname::text as owner from pg_database join pg_roles on pg_roles.oid = datdba
    where datname = current_database() and not rolsuper and rolname <> all (${[...NO_OWNERS]})
      and exists (select from pg_roles as ledger where ledger.rolname = ${LEDGER} and pg_has_role(datdba, ledger.oid, 'member'))`;
  return database?.owner ?? USUAL_OWNER;
}

function tellMisowned(misowned: readonly Misowned[]): string {
  const parts = [...groupBy(misowned, ({ owner }) => owner)].flatMap(([owner, theirs]) =>
    [...groupBy(theirs, ({ wanted }) => wanted)].map(([wanted, things]) => tellThings(things, `to ${owner} and not to ${wanted}`)),
  );
  return parts.join('; ');
}

function tellThings(things: readonly Misowned[], whom: string): string {
  const kinds = [...groupBy(things, ({ kind }) => kind)].map(([kind, { length }]) =>
    kind === 'database' ? 'the database' : plural(length, kind),
  );
  return `${kinds.join(', ')} ${things.length === 1 ? 'belongs' : 'belong'} ${whom}`;
}

function givingSql(owner: string, misowned: readonly Misowned[]): string {
  if (misowned.length <= READABLE) return misowned.map(({ statement }) => `${statement};`).join(' ');
  return `do $$ declare giving text; begin for giving in select statement from (${misownedSql(owner)}) as misowned loop execute giving; end loop; end $$;`;
}

/** What belongs to an extension is the extension's; what belongs to a table's column goes with the table. */
const misownedSql = (owner: string): string =>
  `
  with spaces as (select oid, nspname, nspowner from pg_namespace where nspname in ('public', 'wasl', 'drizzle', 'graphile_worker')),
  things as (
    select 'database' as kind, quote_ident(datname) as named, datdba as owner, ${literal(owner)} as wanted
      from pg_database where datname = current_database()
    union all select 'schema', quote_ident(nspname), nspowner, ${literal(owner)} from spaces where nspname <> 'public'
    union all select case relkind when 'v' then 'view' when 'm' then 'materialized view' when 'S' then 'sequence' else 'table' end,
      format('%I.%I', nspname, relname), relowner, ${literal(owner)} from pg_class as thing join spaces on spaces.oid = relnamespace
      where relkind in ('r', 'p', 'v', 'm', 'S')
        and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = thing.oid and deptype in ('e', 'a', 'i'))
    union all select case prokind when 'p' then 'procedure' else 'function' end, thing.oid::regprocedure::text, proowner,
      case when nspname = 'wasl' and prosecdef then '${LEDGER}' else ${literal(owner)} end
      from pg_proc as thing join spaces on spaces.oid = pronamespace
      where prokind in ('f', 'p')
        and not exists (select from pg_depend where classid = 'pg_proc'::regclass and objid = thing.oid and deptype = 'e')
    union all select 'type', format('%I.%I', nspname, typname), typowner, ${literal(owner)}
      from pg_type as thing join spaces on spaces.oid = typnamespace left join pg_class on pg_class.oid = typrelid
      where (typtype in ('d', 'e', 'r') or relkind = 'c')
        and not exists (select from pg_depend where classid = 'pg_type'::regclass and objid = thing.oid and deptype = 'e'))
  select kind, rolname::text as owner, wanted, format('alter %s %s owner to %I', kind, named, wanted) as statement
  from things join pg_roles on pg_roles.oid = owner where rolname <> wanted`
    .replaceAll(/\s+/g, ' ')
    .trim();

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
