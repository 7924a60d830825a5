import { spawn } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { chown, mkdir, readdir, readFile, stat, truncate, writeFile, copyFile, rm } from 'node:fs/promises';
import { once } from 'node:events';
import { join } from 'node:path';
import postgres from 'postgres';
import t from 'tap';
import type { NeedLineId, OfferLineId } from '#src/kernel/id.ts';
import { loginsOf } from '#src/platform/embedded-postgres/own-database.ts';
import { startEmbeddedPostgres } from '#src/platform/embedded-postgres/index.ts';
import { runCommandLine } from '#tests/support/command-line.ts';
import { connectAsSuperuser, createTestDatabase, testServer } from '#tests/support/database.ts';
import { makeStore, temporaryDirectory } from '#tests/support/files.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { databaseUrl } from '#tests/support/templates.ts';
import { until } from '#tests/support/until.ts';
import { agreed, makeWorld } from '#tests/support/world.ts';

// Each check of a backup starts a server and restores into it.
const source = await createTestDatabase(t, { template: 'scenario' });
const superuser = connectAsSuperuser(t, source);
const workshop = await temporaryDirectory(t);
const data = join(workshop, 'data');
const files = await makeStore(join(data, 'files'));
const backup = join(workshop, 'first.zip');

async function wasl(args: readonly string[], environment: Record<string, string | undefined>) {
  const names = ['DATABASE_URL', 'DATABASE_AUTHENTICATOR_URL', 'DATABASE_OWNER_URL', 'WASL_DATA', 'DATABASE_BACKUP_URL'];
  for (const name of names) delete process.env[name];
  for (const [name, value] of Object.entries(environment)) if (value !== undefined) process.env[name] = value;
  try {
    return await runCommandLine(args);
  } finally {
    for (const name of names) delete process.env[name];
  }
}
const ofSource = { ...source.environment, DATABASE_BACKUP_URL: source.logins.backup, WASL_DATA: data };

/** A document and the event that tells of it, in one transaction, its file before both: what a consistent backup has all of, or nothing. */
async function attachSomething(content: string): Promise<void> {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const draft = join(workshop, `draft-${sha256}`);
  await writeFile(draft, content);
  await files.put(sha256, draft);
  const id = randomUUID();
  await superuser.begin(async (tx) => {
    await tx`
      insert into documents (id, subject_type, subject_id, file_name, media_type, size_bytes, sha256, is_stripped, confidentiality, uploaded_by, uploaded_by_organisation, created_at)
      select ${id}, 'delivery', gen_random_uuid(), 'form.pdf', 'application/pdf', ${Buffer.byteLength(content)}, ${sha256}, false, 'parties', id, organisation_id, now()
      from users limit 1`;
    await tx`insert into events (id, at, action, subject_type, subject_id, actor_kind, actor_role, parties)
      values (gen_random_uuid(), now(), 'document.attached', 'document', ${id}, 'system', 'system', '{}')`;
  });
}

/** How many of everything are made at most while a backup runs. */
const MANY = 400;

/** Needs, offers and matches as people make them, by the verbs, one match after the other until somebody has had enough. */
async function makeMatches(others: { readonly areWriting: boolean }): Promise<void> {
  const world = await makeWorld(source);
  const { lineIds: needLines } = await publishedNeed(source.db, world, world.unitId, [{ itemType: 'uniform-set-desert', quantity: MANY }]);
  const { lineIds: offerLines } = await availableOffer(source.db, world, [{ itemType: 'uniform-set-desert', quantity: MANY }]);
  for (let made = 0; others.areWriting && made < MANY; made += 1) {
    await agreed(world, needLines[0] as NeedLineId, offerLines[0] as OfferLineId, 1);
  }
}

/** What doesn't agree in a copy of two moments: each change of a match has its event, and lines count their matches. */
const tornRecords = async (sql: postgres.Sql): Promise<readonly object[]> => [
  ...(await sql`
    with held as (select need_line_id, offer_line_id, quantity from matches where state in ('reserved', 'agreed'))
    select 'match' as what, m.id, m.version as told, count(e.*)::int as found
      from matches m left join events e on e.subject_type = 'match' and e.subject_id = m.id
      where m.need_line_id in (select id from need_lines where quantity_requested = ${MANY}) group by m.id having m.version <> count(e.*)
    union all
    select 'need line', l.id, l.reserved + l.agreed, coalesce(sum(h.quantity), 0)::int
      from need_lines l left join held h on h.need_line_id = l.id
      where l.quantity_requested = ${MANY} group by l.id having l.reserved + l.agreed <> coalesce(sum(h.quantity), 0)
    union all
    select 'offer line', l.id, l.committed, coalesce(sum(h.quantity), 0)::int
      from offer_lines l left join held h on h.offer_line_id = l.id
      where l.quantity = ${MANY} group by l.id having l.committed <> coalesce(sum(h.quantity), 0)`),
];

/** Every row of every table as text, and what guards them, read without any of the code that is tested. */
async function readAll(sql: postgres.Sql) {
  await sql`set timezone = 'UTC'`;
  const tables = await sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public' order by 1`;
  const rows = new Map<string, string[]>();
  for (const { name } of tables) {
    const found = await sql.unsafe<{ row: string }[]>(`select t::text as row from "${name}" as t order by 1`);
    rows.set(
      name,
      found.map(({ row }) => row),
    );
  }
  const ask = async (query: string) => JSON.stringify([...(await sql.unsafe(query))], null, 1);
  return {
    rows,
    policies: await ask(`select schemaname, tablename, policyname, permissive, roles::text, cmd, qual, with_check from pg_policies
      where schemaname = 'public' order by tablename, policyname`),
    guarded: await ask(
      `select relname, relrowsecurity, relforcerowsecurity from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by 1`,
    ),
    grants: await ask(`select grantee, table_name, column_name, privilege_type from information_schema.column_privileges
      where table_schema = 'public' and grantee <> 'postgres' order by 1, 2, 3, 4`),
    triggers: await ask(
      `select tgrelid::regclass::text as t, tgname, tgenabled, pg_get_triggerdef(oid) as d from pg_trigger where not tgisinternal order by 1, 2`,
    ),
    constraints: await ask(`select conrelid::regclass::text as t, conname, convalidated, pg_get_constraintdef(oid) as d from pg_constraint
      where connamespace = 'public'::regnamespace and contype <> 'n' order by 1, 2`),
  };
}

const isEqual = (one: readonly string[], other: readonly string[]): boolean => one.join('\n') === other.join('\n');

let beforeWriting: Awaited<ReturnType<typeof readAll>>;
const runsAsRoot = process.getuid?.() === 0;
const own = `own_${randomBytes(5).toString('hex')}`;
const second = `${own}_2`;
const server = postgres(testServer(), { max: 1, onnotice: () => undefined });
t.teardown(async () => {
  for (const name of [own, second]) await server.unsafe(`drop database if exists ${name} with (force)`);
  await server.end();
});
for (const name of [own, second]) await server.unsafe(`create database ${name} owner wasl_owner`);
const ownUrl = loginsOf(testServer(), own).owner;

t.test('a backup taken while others write holds one moment, checked before it gets its name, for its owner’s eyes', async (t) => {
  await attachSomething('before');
  beforeWriting = await readAll(superuser);
  const others = { areWriting: true };
  const writing = Promise.all([
    makeMatches(others),
    (async () => {
      for (let written = 0; others.areWriting && written < MANY; written += 1) await attachSomething(`while it runs ${written}`);
    })(),
  ]);
  await until(
    async () => (await superuser`select from need_lines where quantity_requested = ${MANY} and agreed > 2`).length > 0,
    'matches are being made',
  );
  const { status, stdout, stderr } = await wasl(['backup', backup], ofSource);
  others.areWriting = false;
  await writing;
  t.equal(status, 0, stderr);
  t.match(stdout, /Restored into a scratch database and compared: \d+ rows of \d+ tables by count and digest/);
  for (const stage of [
    'Tables written',
    'Files written',
    'Parts of the archive read',
    'Migrations',
    'Tables restored',
    'Tables compared',
  ]) {
    t.match(stdout, new RegExp(`^  ${stage}: (\\d+)/\\1$`, 'm'), stage);
  }
  t.equal((await stat(backup)).mode & 0o777, 0o600);
  t.strictSame(
    (await readdir(workshop)).filter((name) => name.startsWith('.') || name.includes('unfinished')),
    [],
    'nothing is left beside it',
  );
  t.match(await wasl(['backup', backup], ofSource), { status: 1, stderr: /replaces nothing/ });
  const directory = join(workshop, 'of', 'backups');
  const into = await wasl(['backup', `${directory}/`, '--no-check'], ofSource);
  t.match(
    into,
    { status: 0, stdout: /^The directory .*\/of is made, for its owner alone\.$/m },
    'a path that ends as a directory’s is one',
  );
  t.match(await readdir(directory), [/^wasl-.*Z\.zip$/]);
  t.equal((await stat(directory)).mode & 0o777, 0o700);
});

t.test('it is restored into a fresh cluster row by row and policy by policy, with its files', async (t) => {
  const fresh = join(workshop, 'fresh');
  const { status, stdout, stderr } = await wasl(['restore', backup], { WASL_DATA: fresh });
  t.equal(status, 0, stderr);
  t.match(stdout, /Restored as of .* Compared: .* files by hash/);
  t.match(stdout, /^  Files restored: (\d+)\/\1$/m);
  t.equal((await stat(fresh)).mode & 0o066, 0, 'nobody else looks in or puts anything there');

  const embedded = await startEmbeddedPostgres({ directory: join(fresh, 'postgres') });
  const restored = postgres(databaseUrl(embedded.url, 'wasl'), { max: 1, onnotice: () => undefined });
  try {
    const [before, after] = [await readAll(superuser), await readAll(restored)];
    for (const what of ['policies', 'guarded', 'grants', 'triggers', 'constraints'] as const) t.equal(after[what], before[what], what);
    t.strictSame([...after.rows.keys()], [...before.rows.keys()]);
    for (const [name, rows] of after.rows) {
      const [early, late] = [beforeWriting.rows.get(name) ?? [], before.rows.get(name) ?? []];
      if (isEqual(early, late)) t.strictSame(rows, late, name);
      else t.ok(early.length <= rows.length && rows.length <= late.length, `${name}: as many as there were at some moment`);
    }
    for (const name of ['matches', 'need_lines', 'events', 'documents']) {
      t.notOk(isEqual(beforeWriting.rows.get(name) ?? [], before.rows.get(name) ?? []), `${name} were written`);
    }
    for (const name of ['events', 'documents']) {
      const known = new Set(before.rows.get(name));
      t.ok(
        after.rows.get(name)?.every((row) => known.has(row)),
        `${name}, which nobody changes, are the source’s own`,
      );
    }
    t.strictSame(await tornRecords(superuser), [], 'of the source');
    t.strictSame(await tornRecords(restored), [], 'and of one moment in the copy');
    const documents = await restored<{ id: string; sha256: string; told: boolean }[]>`
      select id, sha256, exists (select from events where subject_id = documents.id) as told from documents`;
    const [told] = await restored`select count(*)::int as count from events where action = 'document.attached' and actor_kind = 'system'`;
    t.ok(documents.length > 0 && documents.length <= (before.rows.get('documents')?.length ?? 0));
    t.equal(told?.['count'], documents.length, 'each document with its event, and no event without its document');
    for (const { sha256 } of documents) {
      const content = await readFile(join(fresh, 'files', sha256.slice(0, 2), sha256.slice(2, 4), sha256));
      t.equal(createHash('sha256').update(content).digest('hex'), sha256);
    }
    const counted = await restored<{ table: string; column: string }[]>`
      select relname as table, attname as column from pg_attribute join pg_class on pg_class.oid = attrelid
      where relnamespace = 'public'::regnamespace and attidentity <> ''`;
    t.ok(counted.length > 40);
    for (const { table, column } of counted) {
      const [next] = await restored`
        select nextval(pg_get_serial_sequence(${table}, ${column})) > (select coalesce(max(${restored(column)}), 0) from ${restored(table)}) as free`;
      t.equal(next?.['free'], true, `${table} goes on behind what is there`);
    }

    const again = join(workshop, 'second.zip');
    t.match(await wasl(['backup', again], { WASL_DATA: fresh }), { status: 0 }, 'the embedded database is backed up too');
    t.match(
      await wasl(['restore', again], { WASL_DATA: fresh }),
      { status: 1, stderr: /is not empty.*set WASL_DATA to a directory that is not there yet, or move .* away/ },
      'and what is in it is not mixed with another',
    );
    t.match(
      await wasl(['restore', again], { DATABASE_URL: ownUrl, WASL_DATA: join(workshop, 'own') }),
      { status: 0 },
      'and restored into an own one',
    );
    const there = postgres(databaseUrl(testServer(), own), { max: 1, onnotice: () => undefined });
    const moved = await readAll(there);
    await there.end();
    for (const [name, rows] of after.rows) t.strictSame(moved.rows.get(name), rows, name);
    t.equal(moved.policies, after.policies);
  } finally {
    await restored.end();
    await embedded.stop();
  }
});

t.test('a database that holds something is left alone; one in which a restore broke off is refused, and may begin again', async (t) => {
  t.match(await wasl(['restore', backup], { DATABASE_URL: ownUrl, WASL_DATA: join(workshop, 'own') }), {
    status: 1,
    stderr: /is not empty.*make another .* and name it in DATABASE_URL/,
  });
  const brokenOff = { DATABASE_URL: loginsOf(testServer(), second).owner, WASL_DATA: join(workshop, 'broken-off') };
  const restoring = spawn(process.execPath, ['src/cli/wasl.mjs', 'restore', backup], {
    env: { ...process.env, ...brokenOff },
    stdio: 'ignore',
  });
  const ended = once(restoring, 'exit');
  await until(
    async () => (await server`select from pg_stat_activity where datname = ${second} and query ilike 'copy%'`).length > 0,
    'the restore copies rows',
  );
  restoring.kill('SIGKILL');
  t.strictSame(await ended, [null, 'SIGKILL']);
  t.match(await wasl(['migrate'], brokenOff), { status: 1, stderr: /restore into this database was not finished/ });
  // As under a unit whose account owns the directory, restored by root.
  await mkdir(brokenOff.WASL_DATA);
  if (runsAsRoot) await chown(brokenOff.WASL_DATA, 12345, 12345);
  t.match(await wasl(['restore', backup], brokenOff), {
    status: 0,
    stdout: runsAsRoot ? /belong to uid 12345, as that directory does/ : /by hash/,
  });
  const left = await readdir(brokenOff.WASL_DATA, { recursive: true });
  t.ok(left.some((name) => /\/[0-9a-f]{64}$/.test(name)));
  const owners = await Promise.all(left.map(async (name) => (await stat(join(brokenOff.WASL_DATA, name))).uid));
  t.strictSame([...new Set(owners)], [runsAsRoot ? 12345 : process.getuid?.()], 'whoever owns the directory owns what is in it');
  t.match(await wasl(['migrate'], brokenOff), { status: 0 });
});

t.test('root makes no embedded database in a directory of somebody else’s', { skip: runsAsRoot ? false : 'for root alone' }, async (t) => {
  const foreign = join(workshop, 'foreign');
  await mkdir(foreign);
  await chown(foreign, 12345, 12345);
  t.match(await wasl(['restore', backup], { WASL_DATA: foreign }), { status: 1, stderr: /belongs to uid 12345.*restore as that account/ });
  t.strictSame(await readdir(foreign), []);
});

t.test('a backup that is cut off, changed, or no backup is refused before anything is touched', async (t) => {
  const damaged = join(workshop, 'damaged.zip');
  const whole = await readFile(backup);
  for (const [what, spoil] of [
    ['cut off', () => truncate(damaged, whole.length - 100)],
    ['one bit in a table', () => writeFile(damaged, flip(whole, 3_000))],
    ['one bit in its directory', () => writeFile(damaged, flip(whole, whole.length - 40))],
    ['something else', () => writeFile(damaged, 'a letter')],
  ] as const) {
    await copyFile(backup, damaged);
    await spoil();
    const { status, stderr } = await wasl(['restore', damaged, '--check'], {});
    t.equal(status, 1, what);
    t.match(stderr, /^wasl: .*(damaged|no backup|breaks off|altered|format)/, what);
  }
});

t.test('a stored file that is lost or altered ends the backup, which names it; it goes on without where it is told to', async (t) => {
  const [one] = await superuser<{ sha256: string }[]>`select sha256 from documents order by created_at limit 1`;
  const sha256 = one?.sha256 ?? '';
  const path = join(data, 'files', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  const content = await readFile(path);
  const target = join(workshop, 'third');
  await mkdir(target);
  for (const spoil of [() => writeFile(path, 'beford'), () => rm(path)]) {
    await spoil();
    const { status, stderr } = await wasl(['backup', target, '--no-check'], ofSource);
    t.equal(status, 1);
    t.match(stderr, new RegExp(`lost or altered: ${sha256}`));
    t.strictSame(await readdir(target), [], 'nothing half stays');
  }
  const without = await wasl(['backup', target, '--no-check', '--without-damaged-files'], ofSource);
  t.match(without, { status: 1, stderr: new RegExp(`file ${sha256} is lost`) });
  t.match(await readdir(target), [/^wasl-.*Z\.zip$/]);
  await writeFile(path, content);
});

t.test('a policy that hides rows from the backup stops it', async (t) => {
  await superuser`drop policy backup on needs`;
  const { status, stderr } = await wasl(['backup', join(workshop, 'fourth.zip'), '--no-check'], ofSource);
  t.equal(status, 1);
  t.match(stderr, /wasl_backup may not read all of needs: run `wasl migrate`/);
  await superuser`create policy backup on needs for select to wasl_backup using (true)`;
});

function flip(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
}
