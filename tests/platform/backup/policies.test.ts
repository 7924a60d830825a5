import t from 'tap';
import { createTestDatabase } from '#tests/support/database.ts';

const { sql } = await createTestDatabase(t, { template: 'migrated' });

interface TableRow {
  readonly name: string;
  readonly readable: boolean;
  readonly hidden: boolean;
  readonly writable: boolean;
}

const tables = await sql<TableRow[]>`
  select c.oid::regclass::text as name,
    has_table_privilege('wasl_backup', c.oid, 'select') as readable,
    c.relrowsecurity and (
      not exists (select from pg_policy where polrelid = c.oid and polpermissive and polcmd in ('r', '*')
        and to_regrole('wasl_backup') = any (polroles) and pg_get_expr(polqual, polrelid) = 'true')
      or exists (select from pg_policy where polrelid = c.oid and not polpermissive and polcmd in ('r', '*')
        and polroles && array[0::oid, to_regrole('wasl_backup')::oid])) as hidden,
    has_table_privilege('wasl_backup', c.oid, 'insert, update, delete, truncate, references, trigger') as writable
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'wasl', 'drizzle') and c.relkind in ('r', 'p') order by 1`;

t.test(
  'a backup reads every row of every table and writes none: a migration that makes a table calls wasl.let_backup_read()',
  async (t) => {
    t.ok(tables.length > 90, 'the catalogue was really read');
    for (const { name, readable, hidden, writable } of tables) {
      t.strictSame({ readable, hidden, writable }, { readable: true, hidden: false, writable: false }, name);
    }
  },
);

t.test('the role of backups is no superuser, walks past no policy and is a member of none', async (t) => {
  const [role] = await sql`
    select rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as strong,
      exists (select from pg_auth_members where member = pg_roles.oid) as member,
      exists (select from pg_shdepend where refobjid = pg_roles.oid and deptype = 'o') as owns
    from pg_roles where rolname = 'wasl_backup'`;
  t.same(role, { strong: false, member: false, owns: false });
});
