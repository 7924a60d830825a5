import type driver from 'postgres';
import { z } from 'zod';

/** What a database is made of, apart from its rows: each thing by its name, with its definition. */
export const catalogueSchema = z.record(z.string(), z.string());
export type Catalogue = z.output<typeof catalogueSchema>;

/**
 * Tables with their columns and row-level security, constraints, indexes, triggers, policies, functions, sequences and grants of the
 * schemas of the service, as the system catalogues have them. The owner is called `owner` and is not told apart by name, since a restore
 * may have another; what only some versions of PostgreSQL write down (not-null constraints, MAINTAIN) is left out.
 */
export async function describeCatalogue(sql: driver.Sql): Promise<Catalogue> {
  const rows = await sql<{ name: string; definition: string }[]>`
    with spaces as (select oid, nspname, nspowner, nspacl from pg_namespace where nspname in ('public', 'wasl', 'drizzle')),
    relations as (
      select c.oid, c.relname, c.relkind, c.relowner, c.relacl, c.relrowsecurity, c.relforcerowsecurity, s.nspname || '.' || c.relname as named
      from pg_class c join spaces s on s.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'S')),
    functions as (
      select p.*, s.nspname || '.' || p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')' as named
      from pg_proc p join spaces s on s.oid = p.pronamespace),
    rights as (
      select 'schema ' || nspname as what, nspowner as owner, acl.* from spaces, aclexplode(nspacl) as acl where nspname <> 'public'
      union all
      select 'table ' || named, relowner, acl.* from relations, aclexplode(relacl) as acl
      union all
      select 'column ' || named || '.' || a.attname, relowner, acl.*
        from relations r join pg_attribute a on a.attrelid = r.oid, aclexplode(a.attacl) as acl
      union all
      select 'function ' || named, proowner, acl.* from functions, aclexplode(coalesce(proacl, acldefault('f', proowner))) as acl)
    select 'table ' || named as name,
      'owned by ' || case when relowner = (select datdba from pg_database where datname = current_database()) then 'owner' else relowner::regrole::text end
      || case when relrowsecurity then ', row-level security' else '' end || case when relforcerowsecurity then ', forced' else '' end as definition
      from relations where relkind <> 'S'
    union all
    select 'column ' || named || '.' || a.attname, format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null' else '' end
      || coalesce(' ' || case a.attgenerated when '' then 'default' else 'generated' end || ' ' || pg_get_expr(d.adbin, d.adrelid), '')
      || case a.attidentity when '' then '' else ' identity ' || a.attidentity::text end
      from relations r join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
      left join pg_attrdef d on d.adrelid = r.oid and d.adnum = a.attnum where r.relkind <> 'S'
    union all
    select 'constraint ' || c.conname || ' on ' || named, pg_get_constraintdef(c.oid) || case when c.convalidated then '' else ', not validated' end
      from relations r join pg_constraint c on c.conrelid = r.oid where c.contype <> 'n'
    union all
    select 'index ' || i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) || case when i.indisvalid then '' else ', not valid' end
      from relations r join pg_index i on i.indrelid = r.oid
    union all
    select 'trigger ' || t.tgname || ' on ' || named, pg_get_triggerdef(t.oid) || case t.tgenabled when 'O' then '' else ', ' || t.tgenabled::text end
      from relations r join pg_trigger t on t.tgrelid = r.oid where not t.tgisinternal
    union all
    select 'policy ' || p.polname || ' on ' || named, case when p.polpermissive then 'permissive' else 'restrictive' end || ' for ' || p.polcmd::text || ' to '
      || (select string_agg(coalesce(g.rolname, 'public'), ', ' order by g.rolname) from unnest(p.polroles) as member left join pg_roles g on g.oid = member)
      || coalesce(' using ' || pg_get_expr(p.polqual, p.polrelid), '') || coalesce(' with check ' || pg_get_expr(p.polwithcheck, p.polrelid), '')
      from relations r join pg_policy p on p.polrelid = r.oid
    union all
    select 'function ' || named, 'owned by ' || case when proowner = (select datdba from pg_database where datname = current_database()) then 'owner' else proowner::regrole::text end
      || case when prosecdef then ', as its owner' else '' end || coalesce(', with ' || array_to_string(proconfig, ', '), '') || ': ' || prosrc
      from functions where prokind in ('f', 'p')
    union all
    select 'sequence ' || named, format_type(s.seqtypid, null) || ' by ' || s.seqincrement
      from relations r join pg_sequence s on s.seqrelid = r.oid
    union all
    select 'right of ' || coalesce(g.rolname, 'public') || ' on ' || what, string_agg(privilege_type, ', ' order by privilege_type)
      from rights left join pg_roles g on g.oid = grantee
      where grantee <> owner and privilege_type <> 'MAINTAIN' group by g.rolname, what`;
  return Object.fromEntries(rows.map(({ name, definition }) => [name, definition]));
}

/** How a database differs from what it should be, a line for each difference. */
export function compareCatalogues(expected: Catalogue, found: Catalogue): readonly string[] {
  const names = [...new Set([...Object.keys(expected), ...Object.keys(found)])].sort();
  return names.flatMap((name) => {
    if (expected[name] === found[name]) return [];
    if (found[name] === undefined) return [`${name} is missing`];
    if (expected[name] === undefined) return [`${name} is there and should not be`];
    return [`${name} is different`];
  });
}
