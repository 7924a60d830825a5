import postgres from 'postgres';
import t from 'tap';
import { createTestDatabase } from '#tests/support/database.ts';
import { CONSTRAINT_REFUSALS } from '#src/kernel/constraint-refusals.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const { sql } = database;

/** Tables that hold nobody's secret: reference data, which everyone signed in may read and only the loader writes. */
const REFERENCE = new Set([
  'regions',
  'districts',
  'neighbours',
  'site_kinds',
  'sites',
  'cells',
  'site_cells',
  'organisations',
  'unit_types',
  'capability_areas',
  'units_of_measure',
  'enumerations',
  'attributes',
  'item_types',
  'item_dependencies',
  'item_substitutions',
  'exclusions',
  'milestones',
  'compliance_documents',
  'regimes',
  'playbook_steps',
  'obstacle_groups',
  'obstacle_kinds',
  'vocabulary_terms',
  'glossary_terms',
]);

interface TableRow {
  readonly name: string;
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly policies: number;
  readonly app_writes: boolean;
}

const tables = await sql<TableRow[]>`
  select relname as name, relrowsecurity as enabled, relforcerowsecurity as forced,
    (select count(*)::int from pg_policy where polrelid = pg_class.oid and polname <> 'backup') as policies,
    has_table_privilege('wasl_app', pg_class.oid, 'insert, update, delete, truncate') as app_writes
  from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by relname`;

t.test('every table that holds an organisation’s data has row-level security, forced, with policies besides the backup’s', async (t) => {
  t.ok(tables.length > 40, 'the catalogue was really read');
  for (const table of tables.filter(({ name }) => !REFERENCE.has(name))) {
    t.ok(table.enabled && table.forced && table.policies > 0, table.name);
  }
});

t.test('reference tables are only read at run time', async (t) => {
  for (const table of tables.filter(({ name }) => REFERENCE.has(name))) t.notOk(table.app_writes, table.name);
});

t.test('the service’s roles own nothing, are no superusers and can’t bypass row-level security', async (t) => {
  const roles = await sql<{ rolname: string; unsafe: boolean; owned: number }[]>`
    select rolname, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as unsafe,
      (select count(*)::int from pg_class where relowner = pg_roles.oid) as owned
    from pg_roles where rolname in ('wasl_app', 'wasl_authenticator', 'wasl_ledger')`;
  t.equal(roles.length, 3);
  for (const role of roles) t.strictSame({ unsafe: role.unsafe, owned: role.owned }, { unsafe: false, owned: 0 }, role.rolname);
});

t.test('a reader without an identity sees no row of any guarded table', async (t) => {
  for (const { name } of tables.filter((table) => !REFERENCE.has(table.name))) {
    const seen = await sql.begin(async (tx) => {
      await tx`select set_config('role', 'wasl_app', true)`;
      const [readable] = await tx<{ yes: boolean }[]>`select has_any_column_privilege(${name}, 'select') as yes`;
      if (!readable?.yes) return 0;
      const [count] = await tx<{ count: number }[]>`select count(*)::int as count from ${tx(name)}`;
      return count?.count;
    });
    t.equal(seen, 0, name);
  }
});

t.test('events can’t be changed, removed or truncated, not even by the owner of the table', async (t) => {
  const owner = postgres(database.logins.owner, { max: 1 });
  t.teardown(() => owner.end());
  // The owner is under row-level security too; the trigger is what stays when a superuser comes.
  await t.rejects(owner`truncate events`, /append-only/);
  const superuser = postgres(database.superuserUrl, { max: 1 });
  t.teardown(() => superuser.end());
  await superuser`insert into events (id, at, action, subject_type, subject_id, actor_kind, actor_role, parties)
    values (gen_random_uuid(), now(), 'test.happened', 'document', gen_random_uuid(), 'system', 'system', '{}')`;
  await t.rejects(superuser`update events set action = 'test.altered'`, /append-only/);
  await t.rejects(superuser`delete from events`, /append-only/);
  await t.rejects(superuser`truncate events`, /append-only/);
});

t.test('the counters on the lines are out of everybody’s reach but the ledger’s', async (t) => {
  const triggers = await sql<{ table: string }[]>`
    select tgrelid::regclass::text as table from pg_trigger where tgname = 'counters_are_the_ledgers' order by 1`;
  t.strictSame(
    triggers.map(({ table }) => table),
    ['delivery_lines', 'matches', 'need_lines', 'offer_lines', 'partnerships'],
  );
});

t.test('every constraint that has words for people exists', async (t) => {
  // Raised by a function with these names, not by a constraint of the table.
  const inSource = [
    'reservation_needs_published_need',
    'reservation_needs_available_offer',
    'match_keeps_to_lots',
    'reservation_needs_standing_rate',
    'dependencies_have_no_cycle',
    'worth_is_known_under_ceiling',
    'agreement_needs_signed_partnership',
    'version_shows_its_act',
    'unit_is_succeeded_within_its_organisation',
    'successor_gives_back',
  ];
  const existing = await sql<{ name: string }[]>`
    select conname as name from pg_constraint union select relname from pg_class where relkind = 'i' union select tgname from pg_trigger`;
  const names = new Set([...existing.map(({ name }) => name), ...inSource]);
  for (const name of Object.keys(CONSTRAINT_REFUSALS)) t.ok(names.has(name), name);
});
