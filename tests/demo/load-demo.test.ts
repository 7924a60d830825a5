import postgres from 'postgres';
import t, { type Test } from 'tap';
import { loadDemoWhereEmpty } from '#src/demo/load-demo.ts';
import { formatRows, readRowFile, type TableRows } from '#src/demo/rows/row-file.ts';
import { filledTables, takeRows } from '#src/demo/rows/take-rows.ts';
import { trueDaysOfScenario } from '#src/demo/scenario-file.ts';
import { inviteUser, acceptInvitation } from '#src/areas/identity/index.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { organisationIdOf, REFERENCE_INSTANT, theSystem } from '#tests/support/people.ts';

/** Which of two calendars a term runs on can't be told from days on which they agree, and rows without an id stand in the order of their text. */
const linesOf = (rows: readonly TableRows[]): string[] =>
  formatRows(rows)
    .replaceAll(/(?<="\$term:)[a-z]+/g, 'calendar')
    .split('\n')
    .toSorted();

const kept = linesOf(await readRowFile());

/** A client that no policy holds back and that tells instants in UTC. */
function lookInto(t: Pick<Test, 'teardown'>, database: TestDatabase): postgres.Sql {
  const sql = postgres(database.superuserUrl, { max: 1, connection: { timezone: 'UTC' } });
  t.teardown(() => sql.end());
  return sql;
}

const load = (database: TestDatabase, instant: Date, heard?: (done: number, total: number) => void) =>
  loadDemoWhereEmpty(database.db, database.logins.owner, { now: () => instant }, heard);

for (const instant of [REFERENCE_INSTANT, new Date('2027-06-11T17:30:00.000Z'), new Date('2028-02-29T09:00:00.000Z')]) {
  const today = instant.toISOString().slice(0, 10);
  t.test(`loaded on ${today}, the rows are those that the verbs made, by their numbers and days`, async (t) => {
    const database = await createTestDatabase(t, { template: 'migrated' });
    const sql = lookInto(t, database);
    const without = new Set(await filledTables(sql));
    t.match(await load(database, instant), /29 units, 82 needs, 61 offers, 122 matches, 32 deliveries, 36 obstacles/);
    const found = linesOf(await takeRows(sql, { without, today, trueDays: await trueDaysOfScenario() }));
    t.equal(
      found.find((line, index) => line !== kept[index]),
      undefined,
    );
    t.equal(found.length, kept.length);
  });
}

t.test('a scenario that is loaded', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const sql = lookInto(t, database);
  const guards = () => sql<{ name: string }[]>`
    select relname || '.' || tgname as name from pg_trigger join pg_class on pg_class.oid = tgrelid
    where relnamespace = 'public'::regnamespace and not tgisinternal and tgenabled = 'O'
    union all select relname from pg_class where relnamespace = 'public'::regnamespace and relrowsecurity and relforcerowsecurity order by name`;
  const before = await guards();
  const earlyInTheMorning = new Date('2026-11-23T05:00:00.000Z');
  const progress: [done: number, total: number][] = [];
  await Promise.all([1, 2].map(() => load(database, earlyInTheMorning, (...heard) => progress.push(heard))));

  await t.test('leaves every trigger and every policy as it was', async (t) => {
    t.ok(before.length > 50);
    t.strictSame(await guards(), before);
  });

  await t.test('is there once, however many have tried at once', async (t) => {
    t.match(await sql`select count(*)::int as count from needs`, [{ count: 82 }]);
    t.equal(await load(database, earlyInTheMorning), null);
  });

  await t.test('has told how far it was, to the end', async (t) => {
    const [done, total] = progress.at(-1) ?? [];
    t.equal(done, total);
    t.ok(progress.length > 20);
  });

  await t.test('is found by its words', async (t) => {
    t.strictSame(
      [
        ...(await sql`
        select id from needs where search is distinct from wasl.search_vector(wasl.need_texts(id, unit_id, justification, summary, false))
          or search_disclosed is distinct from wasl.search_vector(wasl.need_texts(id, unit_id, justification, summary, true))
        union all
        select id from offers where search is distinct from wasl.search_vector(wasl.offer_texts(id, donor_id, note, false))
          or search_disclosed is distinct from wasl.search_vector(wasl.offer_texts(id, donor_id, note, true))`),
      ],
      [],
    );
  });

  await t.test('tells of nothing that is still to happen', async (t) => {
    t.strictSame([...(await sql`select id from events where at > ${earlyInTheMorning}`)], []);
  });

  await t.test('counts on every line what its matches come to', async (t) => {
    const wrong = await sql`
      select offer_lines.id from offer_lines left join matches on offer_line_id = offer_lines.id
        and state in ('reserved', 'agreed', 'in-procurement', 'ready-to-ship', 'in-delivery', 'completed')
      where kind = 'item' group by offer_lines.id having committed <> coalesce(sum(matches.quantity), 0)`;
    t.strictSame([...wrong], []);
  });
});

t.test('whoever of the demo accounts has joined already stays who they are', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const organisationId = await organisationIdOf(database, 'unsmil');
  const login = 'facilitator@unsmil.demo';
  const { token } = await asActor(database.db, theSystem(), (tx) =>
    inviteUser(tx, theSystem(), { login, organisationId, role: 'facilitator', language: 'fr' }),
  );
  const { id } = await acceptInvitation(database.db, theSystem(), {
    token,
    displayName: 'Here before',
    password: 'a password of my own',
  });
  await load(database, REFERENCE_INSTANT);
  const sql = lookInto(t, database);
  t.match(await sql`select id, display_name, language from users where login = ${login}`, [
    { id, display_name: 'Here before', language: 'fr' },
  ]);
  t.ok((await sql`select id from events where actor_user_id = ${id}`).length > 100, 'and the scenario has them act');
});
