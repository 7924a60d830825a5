import t from 'tap';
import { makeRequestAuthenticator, sweepSignIns } from '#src/areas/identity/index.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { organisationIdOf, REFERENCE_INSTANT, theSystem } from '#tests/support/people.ts';
import { join, PASSWORD, refusalOf, trySignIn, whoHas } from './accounts.ts';

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

t.test('a wrong password and an unknown account are refused alike, and both are counted', async (t) => {
  await join(database, 'alike@border.example', 'donor', 'it-ministry-of-interior');
  for (const login of ['alike@border.example', 'nobody@border.example']) {
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      t.equal(
        await refusalOf(trySignIn(database, login, { password: WRONG, address: `198.51.100.${attempt}` })),
        'wrong-credentials',
        `${login} ${attempt}`,
      );
    }
    t.equal(
      await refusalOf(trySignIn(database, login, { password: PASSWORD, address: '198.51.100.9' })),
      'sign-in-locked',
      `${login} is locked`,
    );
  }
  const [kept] = await superuser<{ text: string }[]>`select string_agg(key, ' ') as text from sign_in_throttles`;
  t.notOk(kept?.text.includes('@'), 'what was typed as a login is not kept');
});

t.test('a lock ends, and a success clears the account’s failures', async (t) => {
  await join(database, 'patient@border.example', 'donor', 'it-ministry-of-interior');
  const login = 'patient@border.example';
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await refusalOf(trySignIn(database, login, { password: WRONG, address: '203.0.113.1' }));
  }
  t.equal(await refusalOf(trySignIn(database, login, { at: after(14), address: '203.0.113.2' })), 'sign-in-locked');
  t.ok(await trySignIn(database, login, { at: after(15), address: '203.0.113.2' }));
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    t.equal(await refusalOf(trySignIn(database, login, { password: WRONG, at: after(16), address: '203.0.113.2' })), 'wrong-credentials');
  }
  t.ok(await trySignIn(database, login, { at: after(16), address: '203.0.113.2' }), 'four failures are still tolerated');
});

t.test('an address that fails with thirty accounts is locked for all of them', async (t) => {
  await join(database, 'bystander@border.example', 'donor', 'it-ministry-of-interior');
  for (let attempt = 1; attempt <= 30; attempt += 1) {
    t.equal(
      await refusalOf(trySignIn(database, `guess${attempt}@border.example`, { password: WRONG, address: `2001:db8::${attempt}` })),
      'wrong-credentials',
    );
  }
  t.equal(await refusalOf(trySignIn(database, 'bystander@border.example', { address: '2001:db8::ffff' })), 'sign-in-locked');
  t.ok(await trySignIn(database, 'bystander@border.example', { address: '203.0.113.77' }), 'elsewhere the account is not');
});

t.test('of forty guesses sent at once, at most five learn whether they were right', async (t) => {
  await join(database, 'stormed@border.example', 'donor', 'it-ministry-of-interior');
  const guesses = Array.from({ length: 40 }, (_, index) =>
    refusalOf(trySignIn(database, 'stormed@border.example', { password: `${WRONG} ${index}`, address: `203.0.114.${index}` })),
  );
  const answers = await Promise.all(guesses);
  t.equal(answers.filter((answer) => answer === 'wrong-credentials').length, 5);
  t.equal(answers.filter((answer) => answer === 'sign-in-locked').length, 35);
  const retry = refusalOf(trySignIn(database, 'stormed@border.example', { at: after(15), address: '203.0.115.1' }));
  t.equal(await retry, 'no refusal', 'and the lock is no longer for having been stormed');
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
  const sweep = (at: Date) => asActor(database.db, theSystem(at), (tx) => sweepSignIns(tx, theSystem(at)));
  t.equal(await sweep(after(16)), 2, 'one account and one address');
  t.ok((await sweep(after(24 * 60))) > 0, 'later the rest, and the sessions of the day before');
  const [left] = await superuser<
    { count: number }[]
  >`select (select count(*) from sessions)::int + (select count(*) from sign_in_throttles)::int as count`;
  t.equal(left?.count, 0);
});
