import t from 'tap';
import { makeRequestAuthenticator, sweepSignIns } from '#src/areas/identity/index.ts';
import type { Refusal } from '#src/kernel/refusal.ts';
import { asAuthenticator } from '#src/platform/db/transaction.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { organisationIdOf, REFERENCE_INSTANT, theSystem } from '#tests/support/people.ts';
import { join, joinFrom, PASSWORD, refusalOf, trySignIn, whoHas } from './accounts.ts';

const MINUTE = 60_000;
const after = (minutes: number): Date => new Date(REFERENCE_INSTANT.getTime() + minutes * MINUTE);
const WRONG = 'a guess at it all';

const database = await createTestDatabase(t, { template: 'migrated' });
const superuser = connectAsSuperuser(t, database);

t.test('a session lets in whoever holds its token, for twelve hours', async (t) => {
  const id = await join(database, 'first@border.example', 'requester', 'ly-gasbcp');
  const session = await trySignIn(database, 'First@Border.Example');
  t.match(session.token, /^wasl_s_/);
  const organisationId = await organisationIdOf(database, 'ly-gasbcp');
  t.match(await whoHas(database, session.token), {
    kind: 'person',
    userId: id,
    role: 'requester',
    organisationId,
    scope: [organisationId],
    unitId: null,
  });
  t.ok(await whoHas(database, session.token, after(12 * 60 - 1)));
  t.equal(await whoHas(database, session.token, after(12 * 60)), null, 'not a moment longer');
  t.equal(await whoHas(database, `${session.token.slice(0, -1)}~`), null, 'nor with another token');

  const [kept] = await superuser<{ text: string }[]>`select string_agg(sessions::text || events::text, '') as text from sessions, events`;
  t.notOk(kept?.text.includes(session.token), 'the token itself is kept nowhere');
  const events = await superuser`select action, actor_kind, actor_user_id, parties from events where subject_id = ${session.sessionId}`;
  t.strictSame([...events], [{ action: 'session.opened', actor_kind: 'person', actor_user_id: id, parties: [organisationId] }]);
});

t.test('a validator answers for its own organisation and all below it, at any depth', async (t) => {
  await join(database, 'validator@border.example', 'validator', 'ly-ministry-of-interior');
  const { token } = await trySignIn(database, 'validator@border.example');
  const below = await superuser<{ id: string }[]>`
    with recursive below as (select id from organisations where slug = 'ly-ministry-of-interior'
      union select organisations.id from organisations join below on parent_id = below.id) select id from below`;
  t.ok(below.length > 1, 'the reference data has organisations below the ministry');
  t.strictSame([...((await whoHas(database, token))?.scope ?? [])].sort(), below.map(({ id }) => id).sort());
});

/** Wrong guesses at an account, each from the place that is told by its number. */
async function guess(login: string, times: number, addressOf: (attempt: number) => string, at = REFERENCE_INSTANT): Promise<string[]> {
  const answers: string[] = [];
  for (let attempt = 1; attempt <= times; attempt += 1) {
    answers.push(await refusalOf(trySignIn(database, login, { password: WRONG, address: addressOf(attempt), at })));
  }
  return answers;
}
const five = Array.from({ length: 5 }, () => 'wrong-credentials');

t.test('a wrong password and an unknown account are refused alike, and both are counted', async (t) => {
  await join(database, 'alike@border.example', 'donor', 'it-ministry-of-interior');
  const facts: unknown[] = [];
  for (const login of ['alike@border.example', 'nobody@border.example']) {
    t.strictSame(await guess(login, 6, () => '198.51.100.1'), [...five, 'sign-in-locked'], `${login} is locked there`);
    const locked = await trySignIn(database, login, { address: '198.51.100.1' }).catch((error: Refusal) => error.details.facts);
    facts.push(locked);
    t.strictSame(await guess(login, 6, (attempt) => `198.51.100.${attempt + 1}`), [...five, 'sign-in-locked'], `${login}: ten in all`);
  }
  t.strictSame(facts[0], { locked: 'account-here', retryAfterSeconds: 900, lockedUntil: after(15).toISOString() });
  t.strictSame(facts[0], facts[1]);
  const [kept] = await superuser<{ text: string }[]>`select string_agg(key, ' ') as text from sign_in_throttles`;
  t.notOk(kept?.text.includes('@border'), 'what was typed as a login is not kept');
});

t.test('guesses from another address lock nobody out of the places that they sign in from', async (t) => {
  const login = 'targeted@border.example';
  await join(database, login, 'donor', 'it-ministry-of-interior');
  t.strictSame(await guess(login, 5, () => '198.51.100.20'), five);
  t.ok(await trySignIn(database, login, { address: '192.0.2.80' }), 'nor out of a new place, by one attacker');
  await guess(login, 30, (attempt) => `198.51.101.${attempt}`);
  t.ok(await trySignIn(database, login, { address: '192.0.2.80' }), 'by whatever number of them');
  const elsewhere = await trySignIn(database, login, { address: '192.0.2.81' }).catch((error: Refusal) => error.details.facts);
  t.match(elsewhere, { locked: 'account-where-unfamiliar', retryAfterSeconds: 900 }, 'a new place waits meanwhile');
  t.ok(await trySignIn(database, login, { address: '192.0.2.81', at: after(15) }));
});

t.test('a browser that an account has signed in from is known behind an address that everybody shares', async (t) => {
  const login = 'behind-proxy@border.example';
  await join(database, login, 'donor', 'it-ministry-of-interior');
  const shared = '10.0.0.1';
  const { device } = await trySignIn(database, login, { address: shared, carrier: 'cookie' });
  t.match(device, /^wasl_d_/);
  t.strictSame(await guess(login, 6, () => shared), [...five, 'sign-in-locked']);
  t.equal(await refusalOf(trySignIn(database, login, { address: shared })), 'sign-in-locked', 'the address is locked for this account');
  t.equal(await refusalOf(trySignIn(database, login, { address: shared, device: `wasl_d_${'x'.repeat(43)}` })), 'sign-in-locked');
  const again = await trySignIn(database, login, { address: shared, carrier: 'cookie', device: device ?? '' });
  t.equal(again.device, device, 'the browser is not, and keeps its name');
  const [kept] = await superuser<{ text: string }[]>`select string_agg(familiar_places::text, '') as text from familiar_places`;
  t.notOk(kept?.text.includes(device ?? ''), 'which is kept as a hash, as the network is');
  t.notOk(kept?.text.includes(shared));
  for (let attempt = 0; attempt < 5; attempt += 1) {
    await refusalOf(trySignIn(database, login, { address: shared, device: device ?? '', password: WRONG }));
  }
  t.equal(
    await refusalOf(trySignIn(database, login, { address: shared, device: device ?? '' })),
    'sign-in-locked',
    'it has five guesses too',
  );
});

t.test('nobody is kept from their first sign-in where they accepted the invitation', async (t) => {
  const login = 'newcomer@border.example';
  const { device } = await joinFrom('192.0.2.90', database, login, 'donor', 'it-ministry-of-interior');
  await guess(login, 30, (attempt) => `198.51.103.${attempt}`);
  t.ok(await trySignIn(database, login, { address: '192.0.2.90' }), 'in that network');
  t.equal(await refusalOf(trySignIn(database, login, { address: '192.0.2.91' })), 'sign-in-locked');
  t.ok(await trySignIn(database, login, { address: '192.0.2.91', device: device ?? '' }), 'or in that browser');
});

t.test('whom an administrator has unlocked can sign in from a network that somebody keeps locked', async (t) => {
  const login = 'let-in@border.example';
  const id = await join(database, login, 'donor', 'it-ministry-of-interior');
  const lock = async (at: Date, round: string): Promise<void> => {
    for (let attempt = 1; attempt <= 30; attempt += 1) await guess(`${round}${attempt}@border.example`, 1, () => '203.0.117.1', at);
  };
  const signInAt = (at: Date, password = PASSWORD) => refusalOf(trySignIn(database, login, { address: '203.0.117.1', at, password }));
  await lock(after(0), 'once');
  t.equal(await signInAt(after(1)), 'sign-in-locked');
  await superuser`update users set unlocked_at = ${after(2).toISOString()} where id = ${id}`;
  await lock(after(20), 'again');
  t.equal(await signInAt(after(21), WRONG), 'sign-in-locked', 'which a wrong password isn’t told');
  t.equal(await signInAt(after(21)), 'no refusal');
  t.equal(await signInAt(after(21)), 'no refusal', 'it is at home there now');
});

t.test('a lock ends, and a success clears the failures of its place', async (t) => {
  const login = 'patient@border.example';
  await join(database, login, 'donor', 'it-ministry-of-interior');
  await guess(login, 5, () => '203.0.113.1');
  t.equal(await refusalOf(trySignIn(database, login, { at: after(14), address: '203.0.113.1' })), 'sign-in-locked');
  t.ok(await trySignIn(database, login, { at: after(15), address: '203.0.113.1' }));
  t.strictSame(await guess(login, 4, () => '203.0.113.1', after(16)), five.slice(1));
  t.ok(await trySignIn(database, login, { at: after(16), address: '203.0.113.1' }), 'four failures are still tolerated');
});

t.test('an address that fails with thirty accounts is locked, but for the accounts that are at home there', async (t) => {
  await join(database, 'bystander@border.example', 'donor', 'it-ministry-of-interior');
  await join(database, 'resident@border.example', 'donor', 'it-ministry-of-interior');
  t.ok(await trySignIn(database, 'resident@border.example', { address: '2001:db8::1' }));
  for (let attempt = 1; attempt <= 30; attempt += 1) {
    t.strictSame(await guess(`guess${attempt}@border.example`, 1, () => `2001:db8::${attempt}`), ['wrong-credentials']);
  }
  t.equal(await refusalOf(trySignIn(database, 'bystander@border.example', { address: '2001:db8::ffff' })), 'sign-in-locked');
  t.ok(await trySignIn(database, 'bystander@border.example', { address: '203.0.113.77' }), 'elsewhere the account is not');
  t.ok(await trySignIn(database, 'resident@border.example', { address: '2001:db8::ffff' }));
  t.strictSame(
    await guess('resident@border.example', 1, () => '2001:db8::ffff'),
    await guess('nobody-at-all@border.example', 1, () => '2001:db8::ffff'),
    'a wrong guess doesn’t tell who is at home there',
  );
});

t.test('a guess that is right is refused and counted as a wrong one is, where the account is locked', async (t) => {
  const login = 'barred@border.example';
  await join(database, login, 'donor', 'it-ministry-of-interior');
  await guess(login, 10, (attempt) => `198.51.102.${attempt}`);
  const answers: unknown[] = [];
  for (const password of [PASSWORD, WRONG, PASSWORD, WRONG, WRONG, PASSWORD]) {
    const refusal = await trySignIn(database, login, { password, address: '198.51.102.99' }).catch((error: Refusal) => error);
    answers.push((refusal as Refusal).details.facts?.['locked']);
  }
  t.strictSame(answers, [...Array.from({ length: 5 }, () => 'account-where-unfamiliar'), 'account-here']);
});

t.test('of forty guesses sent at once from as many places, at most ten learn whether they were right', async (t) => {
  await join(database, 'stormed@border.example', 'donor', 'it-ministry-of-interior');
  const guesses = Array.from({ length: 40 }, (_, index) =>
    refusalOf(trySignIn(database, 'stormed@border.example', { password: `${WRONG} ${index}`, address: `203.0.114.${index}` })),
  );
  const answers = await Promise.all(guesses);
  t.equal(answers.filter((answer) => answer === 'wrong-credentials').length, 10);
  t.equal(answers.filter((answer) => answer === 'sign-in-locked').length, 30);
  const retry = refusalOf(trySignIn(database, 'stormed@border.example', { at: after(15), address: '203.0.115.1' }));
  t.equal(await retry, 'no refusal', 'and the lock is no longer for having been stormed');
});

t.test('of forty guesses sent at once from one place, at most five learn whether they were right', async (t) => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => refusalOf(trySignIn(database, 'crowd@border.example', { password: WRONG, address: '203.0.116.1' }))),
  );
  t.equal(answers.filter((answer) => answer === 'wrong-credentials').length, 5);
});

t.test('a cookie serves in the cookie alone, and changes need its CSRF token', async (t) => {
  await join(database, 'browser@border.example', 'facilitator', 'unsmil');
  const { token, csrfToken } = await trySignIn(database, 'browser@border.example', { carrier: 'cookie' });
  const other = await trySignIn(database, 'browser@border.example', { carrier: 'cookie' });
  const authenticate = makeRequestAuthenticator(database, { now: () => REFERENCE_INSTANT });
  const ask = (method: string, csrf?: string | null) =>
    authenticate({ method, headers: csrf ? { 'x-csrf-token': csrf } : {}, cookies: { wasl_session: token } });
  t.ok(await ask('GET'));
  t.equal(await refusalOf(ask('POST')), 'csrf-token-required');
  t.equal(await refusalOf(ask('DELETE', other.csrfToken)), 'csrf-token-required', 'another session’s token is no use');
  t.ok(await ask('POST', csrfToken));
  t.equal(await whoHas(database, token), null, 'the cookie’s token is none for the header');
  const bearer = await trySignIn(database, 'browser@border.example');
  t.equal(await authenticate({ method: 'GET', headers: {}, cookies: { wasl_session: bearer.token } }), null, 'nor the other way round');
});

t.test('nothing, nonsense and the wrong kind of secret let nobody in', async (t) => {
  const authenticate = makeRequestAuthenticator(database, { now: () => REFERENCE_INSTANT });
  for (const authorization of [
    undefined,
    '',
    'Bearer',
    'Basic dXNlcjpwYXNz',
    'Bearer wasl_s_short',
    `Bearer wasl_s_${'x'.repeat(500)}`,
    `Bearer wasl_i_${'x'.repeat(43)}`,
    "Bearer wasl_s_' or true; drop table users --x",
  ]) {
    t.equal(await authenticate({ method: 'GET', headers: { authorization }, cookies: {} }), null, String(authorization));
  }
});

t.test('what is over is swept away, what still counts stays', async (t) => {
  await superuser`delete from sign_in_throttles`;
  await refusalOf(trySignIn(database, 'old@border.example', { password: WRONG, address: '192.0.2.50' }));
  await refusalOf(trySignIn(database, 'new@border.example', { password: WRONG, at: after(10), address: '192.0.2.51' }));
  const sweep = (at: Date) => asAuthenticator(database.db, 'a test', (tx) => sweepSignIns(tx, theSystem(at)));
  t.equal(await sweep(after(16)), 3, 'one account, there and elsewhere, and one address');
  t.ok((await sweep(after(24 * 60))) > 0, 'later the rest, and the sessions of the day before');
  const [left] = await superuser<
    { count: number }[]
  >`select (select count(*) from sessions)::int + (select count(*) from sign_in_throttles)::int as count`;
  t.equal(left?.count, 0);
  const places = async () => Number((await superuser`select count(*) from familiar_places`)[0]?.['count']);
  t.ok((await places()) > 0, 'where somebody signed in is familiar for longer');
  await sweep(after(91 * 24 * 60));
  t.equal(await places(), 0, 'but not for ever');
});
