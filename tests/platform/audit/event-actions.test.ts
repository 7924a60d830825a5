import { readdirSync, readFileSync } from 'node:fs';
import postgres from 'postgres';
import t from 'tap';
import { STANDING_STATES } from '#src/areas/offers/domain/offer.ts';
import { EVENT_ACTIONS } from '#src/platform/audit/event-actions.ts';
import { createTestDatabase } from '#tests/support/database.ts';

/** What `wasl.record_derived` is called for: of an offer, what it has come to. */
const ofDatabase = [
  'need.fulfilled',
  'need.reopened',
  ...STANDING_STATES.map((state) => `offer.${state === 'available' ? 'freed' : state}`),
];

t.test('what the database writes of its own is in the list, as the compiler holds the program to it', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const superuser = postgres(database.superuserUrl, { max: 1 });
  t.teardown(() => superuser.end());
  const writers = await superuser<{ name: string; source: string }[]>`
    select proname as name, prosrc as source from pg_proc
    where pronamespace = 'wasl'::regnamespace and prosrc ~ 'wasl\\.record_derived\\(' order by proname`;
  t.strictSame(
    writers.map(({ name, source }) => [name, [...source.matchAll(/'(\w[\w-]*\.[\w-]*)'/g)].map(([, action]) => action)]),
    [
      ['derive_need_state', ['need.fulfilled', 'need.reopened']],
      // Followed by the state that it has come to.
      ['derive_offer_state', ['offer.']],
    ],
  );
  const unknown = ofDatabase.filter((action) => !(EVENT_ACTIONS as readonly string[]).includes(action));
  t.strictSame(unknown, []);
});

t.test('the list names nothing that nobody writes, each once and in order', (t) => {
  const verbs = (readdirSync('src', { recursive: true }) as string[])
    .filter((file) => /^(?:areas|flows|platform)\/.*\.ts$/.test(file) && !file.endsWith('event-actions.ts'))
    .map((file) => readFileSync(`src/${file}`, 'utf8'))
    .join('\n');
  const unwritten = EVENT_ACTIONS.filter((action) => !verbs.includes(`'${action}'`));
  t.strictSame(unwritten, ofDatabase.toSorted());
  t.strictSame(EVENT_ACTIONS, [...new Set(EVENT_ACTIONS)].toSorted());
  t.end();
});
