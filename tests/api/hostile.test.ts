import { request } from 'node:http';
import t from 'tap';
import { z } from 'zod';
import { ROUTES } from '#src/app.ts';
import { BODY_BYTES } from '#src/platform/http/json-body.ts';
import { answerOf, type AnyRoute } from '#src/platform/http/route.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';

const api = await startTestApi(t);
const facilitator = await api.signIn(LOGIN_OF.facilitator);

const keys = (count: number): string => `{${Array.from({ length: count }, (_, index) => `"k${index}":1`).join(',')}}`;
const kilobytes = (count: number): string => 'x'.repeat(count * 1024);

const HOSTILE: readonly { readonly what: string; readonly type: string; readonly body: string }[] = [
  { what: 'no object', type: 'application/json', body: '[1]' },
  { what: 'malformed JSON', type: 'application/json', body: '{"a":' },
  { what: 'another media type', type: 'application/xml', body: '<a/>' },
  { what: 'no media type that there is', type: 'x', body: 'x' },
  { what: 'a multipart body without parts', type: 'multipart/form-data; boundary=x', body: '--y' },
  { what: 'thousands of unknown names', type: 'application/json', body: keys(10_000) },
  { what: 'a body over every limit', type: 'application/json', body: `"${kilobytes(1100)}"` },
];

t.test('a stranger is turned away from every route before anything else of the request is looked at', async (t) => {
  for (const route of ROUTES) {
    if (route.access === 'open') continue;
    const path = `${route.url.replaceAll(/:\w+/g, 'not-an-id')}?no-such-filter=1&limit=-5&cursor=x`;
    const plain = await api.nobody(route.method, path, { idempotencyKey: null, headers: { 'if-match': 'x', 'accept-language': '*;q=x' } });
    t.equal(plain.status, 401, `${route.method} ${route.url}`);
    if (route.method === 'GET') {
      // Of downloads and streams the headers alone are not to be had by anybody.
      const refusal = ['events', 'file'].includes(answerOf(route).as) ? 405 : 401;
      t.equal((await api.nobody('HEAD', path)).status, refusal, `HEAD ${route.url}`);
      continue;
    }
    for (const { what, type, body } of HOSTILE) {
      const reply = await api.app.inject({
        method: route.method,
        url: path,
        headers: { 'content-type': type, authorization: `Bearer wasl_s_${'x'.repeat(43)}` },
        payload: body,
      });
      t.equal(reply.statusCode, 401, `${route.method} ${route.url}: ${what}`);
    }
  }
});

t.test('a role and an API key are turned away before anything else of the request is looked at', async (t) => {
  const donor = await api.signIn(LOGIN_OF.donor);
  const reply = await donor('POST', '/v1/users/not-an-id/suspend?no-such-filter=1', { body: '{"a":', idempotencyKey: null });
  t.match(reply, { status: 403, body: { code: 'role-not-allowed' } });
  const key = await donor('POST', '/v1/api-keys', { body: { name: 'Nightly', scopes: ['needs:read'] } });
  const headers = { authorization: `Bearer ${String(key.body['token'])}` };
  t.match(await api.nobody('POST', '/v1/offers?no-such-filter=1', { body: '{"a":', headers }), {
    status: 403,
    body: { code: 'scope-not-allowed' },
  });
});

t.test('a stranger’s body is not waited for', async (t) => {
  const status = await new Promise<number | undefined>((answered, failed) => {
    const asked = request(`${api.address}/v1/needs`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 900_000 },
    });
    asked.on('response', (response) => {
      answered(response.statusCode);
      asked.destroy();
    });
    asked.on('error', failed);
    asked.write('{"a":'); // and never the rest
  });
  t.equal(status, 401);
});

t.test('what is sent to nowhere is not read', async (t) => {
  const reply = await api.app.inject({
    method: 'POST',
    url: '/nowhere',
    headers: { 'content-type': 'application/json' },
    payload: '{"a":',
  });
  t.equal(reply.statusCode, 404);
});

t.test('of many faults an answer names twenty and counts the rest', async (t) => {
  const reply = await facilitator('POST', '/v1/meetings', { body: keys(200) });
  t.match(reply, { status: 400, body: { code: 'invalid-field' } });
  const fields = reply.body['fields'] as { code: string }[];
  t.equal(fields.length, 20);
  const further = (reply.body['facts'] as { furtherFaults: number }).furtherFaults;
  t.ok(further > 180 && further < 200, `${further} further faults`);
});

t.test('names that a caller made up come back shortened', async (t) => {
  const reply = await facilitator('POST', '/v1/meetings', { body: { [kilobytes(50)]: 1 } });
  const unknown = (reply.body['fields'] as { pointer: string; code: string }[]).find(({ code }) => code === 'unrecognized-keys');
  t.equal(unknown?.pointer.length, 301);
  t.match(unknown?.pointer, /^\/x+…$/);
});

t.test('seventy thousand unknown names cost a refusal of a few hundred bytes', async (t) => {
  const body = keys(70_000);
  t.ok(body.length < BODY_BYTES.bulk);
  for (const [method, path] of [
    ['POST', '/v1/needs'],
    ['POST', '/v1/meetings'],
    ['POST', '/v1/sessions'],
    ['POST', '/v1/session/nowhere'],
  ] as const) {
    const caller = path === '/v1/needs' ? await api.signIn(LOGIN_OF.requester) : path === '/v1/meetings' ? facilitator : api.nobody;
    const reply = await caller(method, path, { body });
    t.ok([413, 404].includes(reply.status), `${path}: ${reply.status}`);
    t.ok(JSON.stringify(reply.body).length < 1000, path);
  }
});

t.test('a body nested without end is refused without being built', async (t) => {
  const requester = await api.signIn(LOGIN_OF.requester);
  const reply = await requester('POST', '/v1/needs', { body: '['.repeat(500_000) });
  t.match(reply, { status: 413, body: { code: 'body-too-large', facts: { maximumDepth: 32 } } });
});

t.test('an open route takes in a few kilobytes, and whatever it describes fits into them', async (t) => {
  t.match(await api.nobody('POST', '/v1/sessions', { body: { login: 'a@b.example', password: kilobytes(9) } }), { status: 413 });
  // Each letter as an escape, which is as long as one can be written.
  const letters = (count: number) => String.raw`\u0061`.repeat(count);
  const longest = `{"token":"${'x'.repeat(100)}","displayName":"${letters(200)}","password":"${letters(400)}","language":"ar"}`;
  t.equal((await api.nobody('POST', '/v1/invitations/accept', { body: longest })).body['code'], 'invitation-not-valid');
});

t.test('every body that a route describes may hold as many values as it describes, or half a megabyte of them', async (t) => {
  for (const route of ROUTES) {
    const most = valuesOf(route);
    if (most > BODY_BYTES.usual / 32) t.ok(route.access === 'signed-in' && route.isBulk, `${route.method} ${route.url}: ${most}`);
  }
});

t.test('a query of thousands of parameters is refused as one thing', async (t) => {
  const long = Array.from({ length: 900 }, (_, index) => `f${index}=1`).join('&');
  const reply = await facilitator('GET', `/v1/needs?${long}`);
  t.match(reply, { status: 400, body: { code: 'malformed-request', facts: { maximumParameters: 100 } } });
  t.notOk('fields' in reply.body);
  const wide = Array.from({ length: 90 }, (_, index) => `f${index}=1`).join('&');
  const named = await facilitator('GET', `/v1/needs?${wide}`);
  t.match(named, { status: 400, body: { code: 'unknown-filter', facts: { furtherFaults: 70 } } });
});

t.test('headers without end cost a refusal', async (t) => {
  const many = Array.from({ length: 2000 }, (_, index) => `xx-${index};q=0.5`).join(',');
  t.match(await facilitator('GET', '/v1/needs?limit=0', { headers: { 'accept-language': `it,${many.slice(0, 9000)}` } }), {
    status: 400,
    body: { title: /mancano/ },
  });
  t.equal((await facilitator('POST', '/v1/meetings', { body: {}, idempotencyKey: 'k'.repeat(201) })).status, 400);
  t.equal((await facilitator('GET', `/v1/needs?cursor=${'c'.repeat(501)}`)).status, 400);
  t.equal((await api.nobody('GET', '/v1/needs', { headers: { cookie: `wasl_session=${'c'.repeat(9000)}` } })).status, 401);
  t.match(await api.nobody('GET', '/v1/needs', { headers: { cookie: kilobytes(20) } }), {
    status: 431,
    body: { code: 'headers-too-large' },
  });
});

/** The most values that a route's body may hold by its own description. */
function valuesOf({ body }: AnyRoute): number {
  if (!body) return 0;
  const schema = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' }) as Json;
  return countValues(schema, (schema['$defs'] ?? {}) as Record<string, Json>);
}

type Json = Record<string, unknown>;

function countValues(schema: Json, definitions: Record<string, Json>): number {
  const reference = schema['$ref'];
  if (typeof reference === 'string') return countValues(definitions[reference.split('/').at(-1) ?? ''] ?? {}, definitions);
  const options = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined;
  if (options) return Math.max(...options.map((option) => countValues(option, definitions)));
  if (schema['type'] === 'array') return 1 + Number(schema['maxItems'] ?? 1) * countValues(schema['items'] as Json, definitions);
  const properties = Object.values((schema['properties'] ?? {}) as Record<string, Json>);
  return properties.reduce((sum, property) => sum + countValues(property, definitions), 1);
}
