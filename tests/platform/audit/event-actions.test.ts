import { readdirSync, readFileSync } from 'node:fs';
import postgres from 'postgres';
import t from 'tap';
import { STANDING_STATES } from '#src/areas/offers/domain/offer.ts';
import { EVENT_ACTIONS } from '#src/platform/audit/event-actions.ts';
import { createTestDatabase } from '#tests/support/database.ts';

/** What a unit hands over to another when it ends: each is told so by `wasl.tell_handed_over`, which names the action by its subject. */
const HANDED_OVER = [
  'account-change',
  'delivery',
  'holding-report',
  'invitation',
  'match',
  'need',
  'package',
  'proposed-holding',
  'requirement',
  'training-record',
  'user',
];

/** What `wasl.record_derived` and `wasl.record_consequences` are called for: of an offer, what it has come to. */
const ofDatabase = [
  'need.fulfilled',
  'need.reopened',
  'api-key.revoked',
  'delivery.cancelled',
  'delivery.cut-down',
  'need.moved',
  ...HANDED_OVER.map((subject) => `${subject}.handed-over`),
  ...STANDING_STATES.map((state) => `offer.${state === 'available' ? 'freed' : state}`),
];

t.test('what the database writes of its own is in the list, as the compiler holds the program to it', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const superuser = postgres(database.superuserUrl, { max: 1 });
  t.teardown(() => superuser.end());
  const writers = await superuser<{ name: string; source: string }[]>`
    select proname as name, prosrc as source from pg_proc
    where pronamespace = 'wasl'::regnamespace and prosrc ~ 'wasl\\.record_(derived|consequences)\\(' order by proname`;
  t.strictSame(
    writers.map(({ name, source }) => [name, [...source.matchAll(/'(\w[\w-]*\.[\w-]*)'/g)].map(([, action]) => action)]),
    [
      ['derive_need_state', ['need.fulfilled', 'need.reopened']],
      // Followed by the state that it has come to.
      ['derive_offer_state', ['offer.']],
      ['end_api_keys', ['api-key.revoked']],
      ['end_what_is_planned', ['delivery.cancelled', 'delivery.cut-down']],
      ['follow_unit', ['need.moved']],
      // Of each subject that it is called for.
      ['tell_handed_over', []],
    ],
  );
  const [callers] = await superuser<{ subjects: string[] }[]>`
    select array_agg(distinct called[1] order by called[1]) as subjects from pg_proc, regexp_matches(prosrc, 'tell_handed_over\\(''([a-z-]+)''', 'g') as called
    where pronamespace = 'wasl'::regnamespace`;
  t.strictSame(callers?.subjects, HANDED_OVER);
  const unknown = ofDatabase.filter((action) => !(EVENT_ACTIONS as readonly string[]).includes(action));
  t.strictSame(unknown, []);
});

t.test('the list names nothing that nobody writes, each once and in order', (t) => {
  const verbs = (readdirSync('src', { recursive: true }) as string[])
    .filter((file) => /^(?:areas|flows|platform)\/.*\.ts$/.test(file) && !file.endsWith('event-actions.ts'))
    .map((file) => readFileSync(`src/${file}`, 'utf8'))
    .join('\n');
  const unwritten = EVENT_ACTIONS.filter((action) => !verbs.includes(`'${action}'`));
  t.strictSame(unwritten, ofDatabase.filter((action) => !verbs.includes(`'${action}'`)).toSorted());
  t.strictSame(EVENT_ACTIONS, [...new Set(EVENT_ACTIONS)].toSorted());
  t.end();
});
