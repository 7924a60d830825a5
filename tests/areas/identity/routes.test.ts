import { randomUUID } from 'node:crypto';
import cookie from '@fastify/cookie';
import Fastify from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import t from 'tap';
import { credentialOf, makeRequestAuthenticator } from '#src/areas/identity/index.ts';
import { identityRoutes } from '#src/areas/identity/routes.ts';
import { CursorSeal } from '#src/platform/http/cursor-seal.ts';
import { Door } from '#src/platform/http/door.ts';
import { registerErrorHandling } from '#src/platform/http/error-handling.ts';
import { makeRateLimits } from '#src/platform/http/rate-limits.ts';
import { registerRoute } from '#src/platform/http/register-route.ts';
import { diskStore } from '#src/platform/files/disk-store.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { Turnstile } from '#src/platform/turnstile.ts';
import { organisationIdOf, REFERENCE_INSTANT } from '#tests/support/people.ts';
import { join, PASSWORD } from './accounts.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const superuser = connectAsSuperuser(t, database);
const clock = { now: () => REFERENCE_INSTANT };

const app = Fastify();
app.setValidatorCompiler(validatorCompiler);
app.setSerializerCompiler(serializerCompiler);
await app.register(cookie);
const limits = await makeRateLimits(app, { account: 1000, apiKey: 1000, address: 1000, holdSeconds: 0 });
registerErrorHandling(app, limits);
const turns = new Turnstile({ places: 10, placesPerOwner: 10, waiting: 10, waitingPerOwner: 10, waitMs: 10_000 });
const door = new Door(
  { credentialOf, authenticate: makeRequestAuthenticator(database, clock), limits },
  { perAccount: 10, waiting: 10, waitMs: 10_000 },
);
for (const route of identityRoutes) {
  registerRoute(
    app,
    {
      db: database.db,
      cursors: new CursorSeal(database.db),
      clock,
      files: diskStore('none'),
      door,
      limits,
      heavy: turns,
      streams: turns,
      changesSince: async () => [],
    },
    route,
  );
}
t.teardown(() => app.close());

type Json = Record<string, unknown>;
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

async function call(method: Method, url: string, { body, headers = {} }: { body?: Json; headers?: Record<string, string> } = {}) {
  const reply = await app.inject({
    method,
    url,
    headers: { ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}), ...headers },
    ...(body === undefined ? {} : { payload: body }),
  });
  return { status: reply.statusCode, headers: reply.headers, body: reply.body === '' ? {} : reply.json() };
}

await join(database, 'admin@wasl.example', 'administrator', 'unsmil');
const administrator = await bearerOf('admin@wasl.example');

async function bearerOf(login: string): Promise<Record<string, string>> {
  const { body } = await call('POST', '/v1/sessions', { body: { login, password: PASSWORD } });
  return { authorization: `Bearer ${String(body['token'])}` };
}

t.test('a person is invited, joins, signs in and signs out', async (t) => {
  const organisationId = await organisationIdOf(database, 'ly-gasbcp');
  const invited = await call('POST', '/v1/invitations', {
    body: { login: 'Salem@Border.Example', organisationId, role: 'requester' },
    headers: administrator,
  });
  t.match(invited, {
    status: 201,
    body: {
      login: 'salem@border.example',
      role: 'requester',
      language: 'en',
      acceptedAt: null,
      token: /^wasl_i_/,
      organisation: { slug: 'ly-gasbcp' },
    },
  });
  const early = await call('POST', '/v1/invitations/accept', {
    body: { token: invited.body['token'], displayName: 'Salem', password: PASSWORD },
  });
  t.match(early, { status: 409, body: { code: 'invitation-not-approved' } });
  await join(database, 'second@wasl.example', 'administrator', 'ly-jtct');
  const approved = await call('POST', `/v1/invitations/${String(invited.body['id'])}/approve`, {
    headers: { ...(await bearerOf('second@wasl.example')), 'if-match': '"1"' },
  });
  t.match(approved, { status: 200, body: { approvedAt: REFERENCE_INSTANT.toISOString(), version: 2 } });
  const joined = await call('POST', '/v1/invitations/accept', {
    body: { token: invited.body['token'], displayName: 'Salem', password: PASSWORD },
  });
  t.match(joined, { status: 201, body: { login: 'salem@border.example' }, headers: { 'set-cookie': /^wasl_device=wasl_d_/ } });
  const salem = await bearerOf('salem@border.example');
  t.match(await call('GET', '/v1/session', { headers: salem }), { status: 200, body: { account: { displayName: 'Salem' } } });
  t.equal((await call('DELETE', '/v1/session', { headers: salem })).status, 204);
  t.match(await call('GET', '/v1/session', { headers: salem }), { status: 401, body: { code: 'not-signed-in' } });
});

t.test('a browser’s token is in an HttpOnly cookie and never in the answer', async (t) => {
  const reply = await call('POST', '/v1/sessions', { body: { login: 'admin@wasl.example', password: PASSWORD, carrier: 'cookie' } });
  t.equal(reply.status, 201);
  t.notOk('token' in reply.body);
  const header = String(reply.headers['set-cookie']);
  for (const part of ['HttpOnly', 'SameSite=Strict', 'Path=/', 'Max-Age=43200']) t.ok(header.includes(part), part);
  t.match(header, /wasl_device=wasl_d_[\w-]{43}; Max-Age=7776000; Path=\/; HttpOnly; SameSite=Strict/, 'and a name that it is known by');
  const browser = { cookie: header.split(';')[0] ?? '' };
  t.match(await call('GET', '/v1/session', { headers: browser }), { status: 200, body: { carrier: 'cookie' } });
  t.match(await call('DELETE', '/v1/session', { headers: browser }), { status: 403, body: { code: 'csrf-token-required' } });
  const left = await call('DELETE', '/v1/session', { headers: { ...browser, 'x-csrf-token': String(reply.body['csrfToken']) } });
  t.equal(left.status, 204);
  t.match(left.headers['set-cookie'], /^wasl_session=;.*Expires=Thu, 01 Jan 1970/, 'and the browser forgets it when its owner signs out');
});

t.test('guesses at the own password are counted as failed sign-ins are, and lock the changing of it alone', async (t) => {
  await join(database, 'guessed@wasl.example', 'donor', 'it-ministry-of-interior');
  const guessed = await bearerOf('guessed@wasl.example');
  const change = (currentPassword: string) =>
    call('PUT', '/v1/session/password', { body: { currentPassword, newPassword: 'another four words' }, headers: guessed });
  for (let attempt = 0; attempt < 5; attempt += 1) {
    t.match(await change('a guess at it'), { status: 401, body: { code: 'wrong-credentials' } });
  }
  t.match(await change(PASSWORD), { status: 429, body: { code: 'sign-in-locked' } }, 'even for the right one');
  t.match(await call('POST', '/v1/sessions', { body: { login: 'guessed@wasl.example', password: PASSWORD } }), { status: 201 });
});

t.test('an auditor sees who was invited, and invites nobody', async (t) => {
  await join(database, 'auditor@wasl.example', 'auditor', 'unsmil');
  const auditor = await bearerOf('auditor@wasl.example');
  const listed = await call('GET', '/v1/invitations', { headers: auditor });
  t.match(listed, { status: 200, body: { items: [{ login: 'auditor@wasl.example' }] } });
  const organisationId = await organisationIdOf(database, 'unsmil');
  const body = { login: 'friend@wasl.example', organisationId, role: 'auditor' };
  t.match(await call('POST', '/v1/invitations', { body, headers: auditor }), { status: 403, body: { code: 'role-not-allowed' } });
});

t.test('a locked sign-in says how long to wait', async (t) => {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    t.match(await call('POST', '/v1/sessions', { body: { login: 'nobody@wasl.example', password: 'a guess' } }), {
      status: 401,
      body: { code: 'wrong-credentials' },
    });
  }
  const locked = await call('POST', '/v1/sessions', { body: { login: 'nobody@wasl.example', password: 'a guess' } });
  t.match(locked, { status: 429, body: { code: 'sign-in-locked' } });
  t.equal(locked.headers['retry-after'], '900');
});

t.test('an administrator unlocks an account, which can then sign in where it was locked', async (t) => {
  const id = await join(database, 'locked@wasl.example', 'donor', 'it-ministry-of-interior');
  const trial = (password: string) => call('POST', '/v1/sessions', { body: { login: 'locked@wasl.example', password } });
  for (let attempt = 0; attempt < 5; attempt += 1) t.equal((await trial('a guess')).status, 401);
  t.match(await trial(PASSWORD), {
    status: 429,
    body: { code: 'sign-in-locked', facts: { locked: 'account-here', retryAfterSeconds: 900, lockedUntil: String } },
  });
  await join(database, 'meddler@wasl.example', 'auditor', 'unsmil');
  const unlock = (headers: Record<string, string>, etag = '"1"', whom: string = id) =>
    call('POST', `/v1/users/${whom}/unlock`, { headers: { ...headers, 'if-match': etag } });
  t.match(await unlock(await bearerOf('meddler@wasl.example')), { status: 403, body: { code: 'role-not-allowed' } });
  t.match(await unlock(administrator, '"7"'), { status: 412, body: { code: 'stale-version' } });
  const own = await call('GET', '/v1/session', { headers: administrator });
  const ownId = (own.body as { account: { id: string } }).account.id;
  t.match(await unlock(administrator, '"1"', ownId), {
    status: 403,
    body: { code: 'your-own-account', detail: /another administrator/ },
  });
  t.match(await unlock(administrator), { status: 200, body: { login: 'locked@wasl.example', version: 2 }, headers: { etag: /^"2\./ } });
  t.equal((await trial(PASSWORD)).status, 201);
  const [event] = await superuser<{ before: { unlockedAt: null }; after: { unlockedAt: string } }[]>`
    select before, after from events where action = 'user.unlocked' and subject_id = ${id}`;
  t.match(event, {
    before: { unlockedAt: null, version: 1 },
    after: { unlockedAt: REFERENCE_INSTANT.toISOString(), version: 2 },
  });
});

t.test('who keeps accounts reads whether one is locked and until when, with the version that unlocking asks for', async (t) => {
  const id = await join(database, 'shut-out@wasl.example', 'donor', 'it-ministry-of-interior');
  const read = (headers: Record<string, string>) => call('GET', `/v1/users/${id}`, { headers });
  const inList = async () => {
    const { body } = await call('GET', '/v1/users', { headers: administrator });
    return (body as { items: { id: string; lockedUntil: string | null }[] }).items.find((account) => account.id === id)?.lockedUntil;
  };
  t.match(await read(administrator), { status: 200, body: { lockedUntil: null, version: 1 }, headers: { etag: /^"1\./ } });
  const trial = (password: string) => call('POST', '/v1/sessions', { body: { login: 'shut-out@wasl.example', password } });
  for (let attempt = 0; attempt < 5; attempt += 1) t.equal((await trial('a guess')).status, 401);
  const inAQuarterOfAnHour = new Date(REFERENCE_INSTANT.getTime() + 900_000).toISOString();
  const locked = await read(administrator);
  t.match(locked, { status: 200, body: { login: 'shut-out@wasl.example', lockedUntil: inAQuarterOfAnHour } });
  t.equal(await inList(), inAQuarterOfAnHour);

  await join(database, 'overseer@wasl.example', 'auditor', 'unsmil');
  await join(database, 'colleague@wasl.example', 'donor', 'it-ministry-of-interior');
  t.match(await read(await bearerOf('overseer@wasl.example')), { status: 200, body: { lockedUntil: inAQuarterOfAnHour } });
  t.match(await read(await bearerOf('colleague@wasl.example')), { status: 403, body: { code: 'role-not-allowed' } });

  const unlocked = await call('POST', `/v1/users/${id}/unlock`, {
    headers: { ...administrator, 'if-match': String(locked.headers['etag']) },
  });
  t.match(unlocked, { status: 200, body: { lockedUntil: null, version: 2 } });
  t.equal(await inList(), null);
  t.equal((await trial(PASSWORD)).status, 201);
  const nobody = await call('GET', `/v1/users/${randomUUID()}`, { headers: administrator });
  t.match(nobody, { status: 404, body: { code: 'not-found' } });
});

t.test('guesses at the own password while changing it are no lock of the account', async (t) => {
  const id = await join(database, 'forgetful@wasl.example', 'donor', 'it-ministry-of-interior');
  const headers = await bearerOf('forgetful@wasl.example');
  const body = { currentPassword: 'a guess', newPassword: 'another four words of it' };
  for (let attempt = 0; attempt < 6; attempt += 1) await call('PUT', '/v1/session/password', { body, headers });
  t.match(await call('GET', `/v1/users/${id}`, { headers: administrator }), { body: { lockedUntil: null } });
  const own = await call('GET', '/v1/session', { headers });
  t.notOk('lockedUntil' in (own.body as { account: object }).account);
});

t.test('suspending asks for the version that was read', async (t) => {
  const id = await join(database, 'suspect@wasl.example', 'donor', 'it-ministry-of-interior');
  t.match(await call('POST', `/v1/users/${id}/suspend`, { headers: administrator }), { status: 428 });
  t.match(await call('POST', `/v1/users/${id}/suspend`, { headers: { ...administrator, 'if-match': '"9"' } }), { status: 412 });
  const suspended = await call('POST', `/v1/users/${id}/suspend`, { headers: { ...administrator, 'if-match': '"1"' } });
  t.match(suspended, { status: 200, body: { suspendedAt: REFERENCE_INSTANT.toISOString(), version: 2 }, headers: { etag: /^"2\./ } });
  t.match(await call('POST', '/v1/sessions', { body: { login: 'suspect@wasl.example', password: PASSWORD } }), {
    status: 403,
    body: { code: 'account-suspended' },
  });
});

t.test('a key’s token is shown once, and a request without its scope is refused', async (t) => {
  const created = await call('POST', '/v1/api-keys', { body: { name: 'Nightly', scopes: ['reference:read'] }, headers: administrator });
  t.match(created, { status: 201, body: { token: /^wasl_k_/, prefix: String(created.body['token']).slice(0, 12), version: 1 } });
  const listed = await call('GET', '/v1/api-keys', { headers: administrator });
  t.notOk(JSON.stringify(listed.body).includes(String(created.body['token'])));
  t.match(await call('GET', '/v1/session', { headers: { authorization: `Bearer ${String(created.body['token'])}` } }), {
    status: 403,
    body: { code: 'scope-not-allowed' },
  });
  const revoked = await call('DELETE', `/v1/api-keys/${String(created.body['id'])}`, { headers: { ...administrator, 'if-match': '"1"' } });
  t.equal(revoked.status, 204);
});

t.test('a key ends at an instant that every program can write, whatever its offset', async (t) => {
  const until = (expiresAt: string) =>
    call('POST', '/v1/api-keys', { body: { name: 'Nightly', scopes: ['reference:read'], expiresAt }, headers: administrator });
  for (const sent of ['9999-12-31T23:59:59-12:00', '2999-12-31T23:59:59-00:01', '0000-01-01T00:00:00+12:00', '1900-01-01T00:00:00+00:01']) {
    t.match(await until(sent), { status: 400, body: { fields: [{ pointer: '/expiresAt', code: 'out-of-range' }] } }, sent);
  }
  const unreadable = await until('2027-02-30T00:00:00Z');
  t.equal((unreadable.body.fields as Json[]).length, 1, 'one fault of what is no instant');
  t.match(await until('2027-01-01T00:59:59+01:00'), { status: 201, body: { expiresAt: '2026-12-31T23:59:59.000Z' } });
});

t.test('every route but signing in and accepting an invitation asks who is there', async (t) => {
  t.strictSame(
    identityRoutes.filter(({ access }) => access === 'open').map(({ operationId }) => operationId),
    ['signIn', 'acceptInvitation'],
  );
  for (const route of identityRoutes.filter(({ access }) => access === 'signed-in')) {
    const url = route.url.replace(':id', '01900000-0000-7000-8000-000000000000');
    const reply = await call(route.method as Method, url, route.body ? { body: { currentPassword: 'a', newPassword: 'b' } } : {});
    t.equal(reply.status, 401, route.operationId);
  }
});
