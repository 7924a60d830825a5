import postgres from 'postgres';
import t, { type Test } from 'tap';
import type { OrganisationId, SessionId, UserId } from '#src/kernel/id.ts';
import { must } from '#src/kernel/assert.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { type SealedIdentity, Sealer } from '#src/platform/db/identity-seal.ts';
import { newId } from '#src/platform/ids.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { actOf, theSystem } from '#tests/support/people.ts';
import { sealedFor } from '#tests/support/sealed.ts';

/*
 * What a statement can do that was smuggled into a donor's transaction, on the very login that serves people: it is tried as a whole
 * statement of its own, which is more than most holes give. Whatever it tries, it sees and changes what that donor may, and nothing else.
 */

const database = await createTestDatabase(t, { template: 'scenario' });
const superuser = connectAsSuperuser(t, database);
const app = postgres(database.logins.app, { max: 1, onnotice: () => undefined });
t.teardown(() => app.end());
// A copy of a database has not its rights on temporary objects; the migrations take them away.
await superuser`do $$ begin execute format('revoke temporary on database %I from public', current_database()); end $$`;

type Sql = postgres.TransactionSql;

const [account] = await superuser<{ id: UserId; organisation: OrganisationId }[]>`
  select id, organisation_id as organisation from users where role = 'donor' and login like '%it-ministry%'`;
const donor: Person = {
  kind: 'person',
  sessionId: newId<'session'>() satisfies SessionId,
  userId: must(account, 'a donor').id,
  organisationId: must(account, 'a donor').organisation,
  unitId: null,
  role: 'donor',
  scope: [must(account, 'a donor').organisation],
};
const ofDonor = await sealedFor(superuser, actOf(donor));
const ofSystem = await sealedFor(superuser, theSystem());

const speak = (tx: Sql, { identity, seal }: SealedIdentity) =>
  tx`select set_config('wasl.identity', ${identity}, true), set_config('wasl.seal', ${seal}, true)`;

const WATCHED = [
  'needs',
  'need_lines',
  'units',
  'offers',
  'matches',
  'deliveries',
  'obstacles',
  'partnerships',
  'events',
  'users',
  'documents',
];
const SEEN = WATCHED.map((table) => `select '${table}' as "table", count(*)::int as rows from ${table}`).join(' union all ');
type Seen = Readonly<Record<string, number>>;
const whatIsSeen = async (tx: Sql): Promise<Seen> =>
  Object.fromEntries((await tx.unsafe<{ table: string; rows: number }[]>(SEEN)).map(({ table, rows }) => [table, rows]));

class Undone extends Error {}

/** What is seen as somebody after a statement, of which nothing stays; and how the statement ended. */
async function after(who: SealedIdentity, ...statements: readonly string[]): Promise<{ seen: Seen; refused: readonly string[] }> {
  let result: { seen: Seen; refused: string[] } | undefined;
  await app
    .begin(async (tx) => {
      await speak(tx, who);
      const refused: string[] = [];
      for (const statement of statements) {
        await tx.savepoint((inner) => inner.unsafe(statement)).catch((error: { code: string }) => refused.push(error.code));
      }
      result = { seen: await whatIsSeen(tx), refused };
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return must(result, 'it was looked');
}

const asDonor = (await after(ofDonor)).seen;
const nothing: Seen = Object.fromEntries(WATCHED.map((table) => [table, 0]));
const noMore = (t: Pick<Test, 'ok'>, seen: Seen, what: string): void => {
  for (const table of WATCHED) t.ok((seen[table] ?? 0) <= (asDonor[table] ?? 0), `${what}: ${table}`);
};

const [foreign] = await superuser<{ need: string; unit: string }[]>`
  select needs.id as need, needs.unit_id as unit from needs where not exists (select from matches where matches.need_id = needs.id) limit 1`;
const callable = await superuser<Callable[]>`
  select pronamespace::regnamespace || '.' || proname as name, array(select format_type(type, null) from unnest(proargtypes) with ordinality as given (type, place) order by place) as types
  from pg_proc where pronamespace in ('wasl'::regnamespace, 'public'::regnamespace) and prokind = 'f' and prorettype not in ('trigger'::regtype, 'event_trigger'::regtype)
    and has_function_privilege('wasl_app', oid, 'execute') order by 1`;

t.test('the donor sees something, and the system more', async (t) => {
  t.ok((asDonor['needs'] ?? 0) > 0 && (asDonor['events'] ?? 0) > 0, JSON.stringify(asDonor));
  const { seen } = await after(ofSystem);
  for (const table of ['needs', 'units', 'events', 'users']) t.ok((seen[table] ?? 0) > (asDonor[table] ?? 0), table);
});

t.test('an identity that was changed in any part is nobody’s, and so is one past its time', async (t) => {
  const parts = ofDonor.identity.split('\n');
  const others = ofSystem.identity.split('\n');
  for (const [index, part] of parts.entries()) {
    const changed = parts.with(index, others[index] === part ? `${part}1` : must(others[index], 'a part')).join('\n');
    const { seen } = await after(ofDonor, `set local wasl.identity = '${changed}'`);
    t.strictSame(seen, nothing, `part ${index + 1}`);
  }
  for (const seal of ['', 'x', ofSystem.seal, ofDonor.seal.toUpperCase(), `${ofDonor.seal}0`]) {
    t.strictSame((await after({ ...ofDonor, seal })).seen, nothing, `the seal ${seal}`);
  }
  const over = await sealedFor(superuser, theSystem(), -120);
  t.strictSame(
    (await after(ofDonor, `set local wasl.identity = '${over.identity}'`, `set local wasl.seal = '${over.seal}'`)).seen,
    nothing,
  );
  const forged = new Sealer({ key: Buffer.alloc(32), now: Date.now() / 1000 }, 60).seal(theSystem());
  t.strictSame((await after(forged)).seen, nothing, 'a seal with a key of one’s own');
  t.strictSame((await after({ identity: '', seal: '' })).seen, nothing, 'no identity');
});

t.test('no setting, role or session makes anybody else', async (t) => {
  const settings = await superuser<{ name: string }[]>`select name from pg_settings where context in ('user', 'superuser') order by 1`;
  const former = ['role', 'user_id', 'organisation_id', 'unit_id', 'scope', 'now', 'request_id'].map((name) => `wasl.${name}`);
  const harmful = [
    'row_security',
    'session_replication_role',
    'search_path',
    'default_transaction_read_only',
    'role',
    'session_authorization',
  ];
  for (const name of [...former, ...harmful, ...settings.map((setting) => setting.name)]) {
    const values = former.includes(name)
      ? ['facilitator', 'system']
      : ['on', 'off', 'replica', 'wasl_ledger', 'wasl_owner', 'pg_temp, wasl', '0'];
    const tried = values.map((value) => `select set_config('${name}', '${value}', true)`);
    // What is only looked at when tables are read, such as row_security, fails the look itself: nothing is seen then.
    const seen = await after(ofDonor, ...tried).then(
      (found) => found.seen,
      () => nothing,
    );
    noMore(t, seen, name);
  }
  const roles = await superuser<{ name: string }[]>`select rolname as name from pg_roles where rolname <> 'wasl_app'`;
  for (const { name } of roles) {
    const { seen, refused } = await after(ofDonor, `set local role "${name}"`, `set local session authorization "${name}"`);
    t.strictSame(refused, ['42501', '42501'], name);
    t.strictSame(seen, asDonor);
  }
});

t.test('nothing is made in which whoever comes next on this connection could be caught', async (t) => {
  const { seen, refused } = await after(
    ofDonor,
    'create temporary table needs as select 1 as id',
    'create temporary view users as select 1 as id',
    `create function pg_temp.count(x any) returns int language sql as 'select 1'`,
    `create function public.sha256(bytea) returns bytea language sql as 'select $1'`,
    `create function wasl.sealed(text) returns text language sql as 'select $1'`,
    'create operator public.&& (leftarg = uuid[], rightarg = uuid[], function = arraycontains)',
    'create schema smuggled',
    'create table public.smuggled (id int)',
    'create table wasl.smuggled (id int)',
    'create rule smuggled as on select to needs do instead select 1',
    'create policy smuggled on needs to wasl_app using (true)',
    'alter table needs no force row level security',
    'alter function wasl.sealed(integer) owner to wasl_app',
    'create trigger smuggled after insert on needs for each row execute function wasl.refuse_any_change()',
    'grant wasl_ledger to wasl_app',
    'copy needs to program $$cat$$',
  );
  t.equal(refused.length, 16, refused.join(' '));
  t.strictSame(seen, asDonor);
});

t.test('the key is found nowhere', async (t) => {
  const [kept] = await superuser<{ key: string; inner: string }[]>`
    select encode(key, 'hex') as key, encode(inner_block, 'hex') as inner from wasl.seal_key`;
  const secrets = [must(kept, 'a key').key, must(kept, 'a key').inner.slice(0, 64), ofSystem.seal];
  await t.rejects(app`select * from wasl.seal_key`, { code: '42501' });
  await t.rejects(app`select wasl.seal_of('anything')`, { code: '42501' });
  for (const catalogue of [
    'pg_proc',
    'pg_settings',
    'pg_stat_activity',
    'pg_prepared_statements',
    'pg_stats',
    'pg_db_role_setting',
    'pg_attrdef',
    'pg_description',
  ]) {
    const rows = await app.unsafe<{ row: string }[]>(`select row_to_json(one)::text as row from pg_catalog.${catalogue} as one`);
    const found = rows.filter(({ row }) => secrets.some((secret) => row.includes(secret)));
    t.equal(found.length, 0, catalogue);
  }
});

t.test('what others of the service ask at the same moment shows no seal of theirs', async (t) => {
  const other = postgres(database.logins.app, { max: 1 });
  t.teardown(() => other.end());
  await other.begin(async (tx) => {
    await speak(tx, ofSystem);
    const rows = await app<{ query: string }[]>`select query from pg_stat_activity`;
    t.notOk(rows.some(({ query }) => query.includes(ofSystem.seal) || query.includes('system')));
  });
});

t.test('events are written by one function alone, and in nobody’s name but the own', async (t) => {
  const entry = {
    id: newId<'event'>(),
    at: '2020-01-01T00:00:00Z',
    action: 'need.withdrawn',
    subject_type: 'need',
    subject_id: newId<'need'>(),
    actor_kind: 'system',
    actor_role: 'system',
    actor_user_id: newId<'user'>(),
    actor_organisation_id: newId<'organisation'>(),
    job: 'smuggled',
    request_id: 'smuggled',
    parties: [],
  };
  const { refused } = await after(
    ofDonor,
    `insert into events (id, at, action, subject_type, subject_id, actor_kind, actor_role, parties) values (gen_random_uuid(), now(), 'need.withdrawn', 'need', gen_random_uuid(), 'system', 'system', '{}')`,
    'update events set action = action',
    'delete from events',
    `select wasl.record_derived('need', gen_random_uuid(), 'need.fulfilled', null, null, '{}')`,
    `select wasl.keep_until_event('changes', 'x')`,
  );
  t.strictSame(refused, ['42501', '42501', '42501', '42501', '42501']);
  await app.begin(async (tx) => {
    await speak(tx, ofDonor);
    await tx`select wasl.record_events(${JSON.stringify([entry])}::text::jsonb)`;
  });
  const [written] =
    await superuser`select at, actor_kind, actor_role, actor_user_id, actor_organisation_id, job, request_id from events where id = ${entry.id}`;
  t.match(written, {
    at: new Date('2026-11-23T09:00:00.000Z'),
    actor_kind: 'person',
    actor_role: 'donor',
    actor_user_id: donor.userId,
    actor_organisation_id: donor.organisationId,
    job: null,
    request_id: 'test',
  });
  const nobody = app.begin((tx) => tx`select wasl.record_events(${JSON.stringify([{ ...entry, id: newId<'event'>() }])}::text::jsonb)`);
  await t.rejects(nobody, { code: 'WA001' });
});

t.test('what was noted of changes can’t be made up, nor taken from another transaction', async (t) => {
  const note = JSON.stringify({
    of: 'need',
    id: newId<'need'>(),
    in: '',
    key: { id: 'x' },
    before: { state: 'draft' },
    after: { state: 'closed' },
  });
  const entry = JSON.stringify([
    { id: newId<'event'>(), action: 'need.closed', subject_type: 'need', subject_id: newId<'need'>(), parties: [] },
  ]);
  const attempt = app.begin(async (tx) => {
    await speak(tx, ofDonor);
    await tx`select set_config('wasl.changes', ${`${note}\n`}, true), set_config('wasl.changes_seal', ${ofDonor.seal}, true)`;
    await tx`select wasl.record_events(${entry}::text::jsonb)`;
  });
  await t.rejects(attempt, { code: 'WA002' });
});

/** How many rows the statement changed, or how it was refused; nothing of it stays. */
async function tried(who: Person, statement: string): Promise<number | string> {
  let changed: number | string = 'nothing';
  await app
    .begin(async (tx) => {
      await speak(tx, await sealedFor(superuser, actOf(who)));
      changed = await tx
        .savepoint((inner) => inner.unsafe(statement))
        .then(
          (result) => result.count,
          (error: { code: string }) => error.code,
        );
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return changed;
}

t.test('what a check has found is said once, by its donor or a facilitator, and in their own name', async (t) => {
  const [check, made] = await superuser<{ id: string; organisation: OrganisationId }[]>`
    select verifications.id, (select organisation_id from delivery_lines where delivery_lines.delivery_id = verifications.delivery_id limit 1) as organisation
    from verifications join deliveries on deliveries.id = verifications.delivery_id
    where deliveries.donor_id = ${donor.organisationId} and verified_on is null order by due_on limit 2`;
  const open = must(check, 'a check that is due');
  await superuser`update verifications set verified_on = due_on, in_use = false, finding = '{"en": "Not in use."}' where id = ${must(made, 'another').id}`;
  const found = (by: Person) =>
    `set verified_on = '2026-11-23', in_use = true, verified_by = '${by.userId}', verified_by_organisation_id = '${by.organisationId}'`;
  const whoReads = (role: 'requester' | 'validator'): Person => ({
    ...donor,
    role,
    userId: newId<'user'>(),
    organisationId: open.organisation,
    scope: [open.organisation],
  });
  for (const role of ['requester', 'validator'] as const) {
    const reader = whoReads(role);
    t.equal(await tried(reader, `select from verifications where id = '${open.id}'`), 1, `a ${role} reads it`);
    t.equal(await tried(reader, `update verifications ${found(reader)} where id = '${open.id}'`), 0, `a ${role} changes none`);
    t.equal(await tried(reader, 'update verifications set in_use = null, verified_on = null'), 0, `a ${role} changes none at all`);
    t.equal(
      await tried(
        reader,
        `insert into verifications (id, delivery_id, donor_id, due_on, verified_on, in_use, verified_by, verified_by_organisation_id, created_at)
        select gen_random_uuid(), delivery_id, donor_id, '2027-01-01', '2026-11-23', true, '${reader.userId}', '${reader.organisationId}', now() from verifications where id = '${open.id}'`,
      ),
      '42501',
      `a ${role} adds none`,
    );
  }
  t.equal(await tried(donor, `update verifications ${found(donor)} where id = '${open.id}'`), 1, 'its donor says what was found');
  t.equal(await tried(donor, `update verifications ${found(donor)} where id = '${must(made, 'another').id}'`), 0, 'and not again');
  const another = { ...donor, userId: newId<'user'>() };
  t.equal(await tried(donor, `update verifications ${found(another)} where id = '${open.id}'`), '42501', 'nor in another’s name');
});

t.test('nobody makes themselves a party of what they may not see, nor speaks for another organisation in it', async (t) => {
  const [obstacle] = await superuser<{ id: string }[]>`
    select id from obstacles where not exists (
      select from obstacle_parties where obstacle_id = obstacles.id and organisation_id = ${donor.organisationId}) limit 1`;
  const { id } = must(obstacle, 'an obstacle of others');
  t.equal(
    await tried(donor, `insert into obstacle_parties (obstacle_id, organisation_id) values ('${id}', '${donor.organisationId}')`),
    '42501',
    'a party of an obstacle',
  );
  const copied = (columns: string, values: string): string =>
    `insert into obstacles (id, kind, state, severity, blocking, blocks_milestone, owner_id, detail, reported_at, created_at, waiting_on_id, next_action, next_action_on, escalation_level, ${columns})
     values (gen_random_uuid(), 'status-unknown', 'reported', 'high', false, 'shipped', '${donor.organisationId}', '{"en": "x"}', now(), now(), '${donor.organisationId}', '{"en": "x"}', '2027-01-01', 0, ${values})`;
  const [other] = await superuser<{ id: string }[]>`select id from organisations where slug = 'unsmil'`;
  t.equal(
    await tried(donor, copied('reported_by, reported_by_organisation', `'${donor.userId}', '${donor.organisationId}'`)),
    1,
    'its own report',
  );
  t.equal(
    await tried(donor, copied('reported_by, reported_by_organisation', `'${donor.userId}', '${must(other, 'the mission').id}'`)),
    '42501',
    'a report in another organisation’s name',
  );
  const [delivery] = await superuser<{ id: string; donor: string }[]>`
    select id, donor_id as donor from deliveries where donor_id <> ${donor.organisationId} limit 1`;
  const { id: deliveryId, donor: giver } = must(delivery, 'a delivery of others');
  const stranger: Person = { ...donor, role: 'requester', userId: newId<'user'>() };
  t.equal(
    await tried(
      stranger,
      `insert into receipts (id, delivery_id, donor_id, received_on, created_at) values (gen_random_uuid(), '${deliveryId}', '${giver}', '2026-11-23', now())`,
    ),
    '42501',
    'a receipt of a delivery to others',
  );
});

interface Callable {
  readonly name: string;
  readonly types: readonly string[];
}

/** What is handed to a function for each type of its arguments: twice, once what somebody else would see, once what breaks. */
const HOSTILE: Readonly<Record<string, readonly string[]>> = {
  uuid: [`'${must(foreign, 'a need').need}'`, `'${must(foreign, 'a need').unit}'`, 'null'],
  'uuid[]': [`array['${must(foreign, 'a need').need}'::uuid]`, `'{00000000-0000-0000-0000-000000000000}'`, 'array(select id from needs)'],
  text: [`'need'`, `'vehicle'`, `'facilitator'`, `$$'; delete from needs; --$$`],
  'text[]': [`'{need,system}'`, `'{}'`],
  integer: ['2', '-1', '2147483647'],
  bigint: ['1', '9223372036854775807'],
  numeric: ['1.5', `'NaN'`],
  boolean: ['true', 'false'],
  jsonb: [`'{"id": "00000000-0000-0000-0000-000000000000"}'`, `'[]'`],
  json: [`'{}'`],
  date: [`'2026-11-23'`],
  'timestamp with time zone': [`'2099-01-01'`, `'-infinity'`],
  oid: ['1'],
  regtype: [`'uuid'`],
  compliance_entries: [`(select compliance_entries from compliance_entries limit 1)`, 'null'],
  tsquery: [`'a'`],
  smallint: ['0', '3'],
  regdictionary: [`'simple'`],
  'regdictionary[]': [`'{simple}'`],
};

const digests = async (): Promise<Readonly<Record<string, string>>> => {
  const tables = await superuser<{ name: string }[]>`select oid::regclass::text as name from pg_class
    where relkind = 'r' and relnamespace in ('public'::regnamespace, 'wasl'::regnamespace) order by 1`;
  const found: Record<string, string> = {};
  for (const { name } of tables) {
    const [one] = await superuser.unsafe<{ digest: string }[]>(
      `select count(*) || ' ' || coalesce(sum(hashtextextended(one::text, 0)), 0) as digest from ${name} as one`,
    );
    found[name] = one?.digest ?? '';
  }
  return found;
};

/** What whoever reads it first counts anew, from what is there. */
const COUNTED_ANEW: readonly string[] = ['held_changes', 'held_quantities'];

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

t.test('no function that may be called shows or changes what the donor may not', async (t) => {
  t.ok(callable.length > 25, `${callable.length} functions`);
  const [all] = await superuser.unsafe<{ ids: string[] }[]>(
    `select array_agg(id::text) as ids from (${WATCHED.map((table) => `select id from ${table}`).join(' union ')}) as every`,
  );
  const [own] = await app.begin(async (tx) => {
    await speak(tx, ofDonor);
    return tx.unsafe<{ ids: string[] }[]>(
      `select array_agg(id::text) as ids from (${WATCHED.map((table) => `select id from ${table}`).join(' union ')}) as every`,
    );
  });
  const seen = new Set(must(own, 'ids').ids);
  const secret = new Set(must(all, 'ids').ids.filter((id) => !seen.has(id)));
  const before = await digests();
  for (const { name, types } of callable) {
    const unknown = types.filter((type) => HOSTILE[type] === undefined);
    t.strictSame(unknown, [], `${name} takes what this test knows how to hand over`);
    for (let round = 0; round < 4; round += 1) {
      const given = types.map((type, index) => {
        const values = HOSTILE[type] ?? ['null'];
        return `${values[(round + index) % values.length]}::${type}`;
      });
      const call = `select one::text as told from ${name}(${given.join(', ')}) as one`;
      const told = await app
        .begin(async (tx) => {
          await speak(tx, ofDonor);
          const rows = await tx.unsafe<{ told: string | null }[]>(call);
          noMore(t, await whatIsSeen(tx), `after ${call}`);
          return rows.map((row) => row.told ?? '').join(' ');
        })
        .catch(() => '');
      const leaked = (told.match(UUID) ?? []).filter((id) => secret.has(id) && !given.some((value) => value.includes(id)));
      t.strictSame(leaked.slice(0, 3), [], call);
    }
  }
  const now = await digests();
  const changed = Object.keys(now).filter((table) => now[table] !== before[table] && !COUNTED_ANEW.includes(table));
  t.strictSame(changed, []);
});
