import { request } from 'node:http';
import t from 'tap';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { ROUTES } from '#src/app.ts';
import { answerOf } from '#src/platform/http/route.ts';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';

const api = await startTestApi(t);
const facilitator = await api.signIn(LOGIN_OF.facilitator);
const requester = await api.signIn(LOGIN_OF.requester);
const donor = await api.signIn(LOGIN_OF.donor);

interface Item {
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly lines: readonly { readonly id: string }[];
}
const listOf = async (ask: typeof facilitator, path: string) => (await ask('GET', path)).body['items'] as Item[];

/** Without what `fetch` does by itself: the bytes as they come over the line. */
const raw = (path: string, headers: Record<string, string>) =>
  new Promise<{ headers: Record<string, unknown>; body: Buffer }>((resolve, reject) => {
    request(api.address + path, { headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(parts) }));
    })
      .on('error', reject)
      .end();
  });

const tokenOf = async (login: string): Promise<string> => {
  const session = await api.nobody('POST', '/v1/sessions', { body: { login, password: DEMO_PASSWORD } });
  return String(session.body['token']);
};

t.test('two readers of one version have two validators, and whoever has the answer already is told so', async (t) => {
  const shared = await listOf(donor, '/v1/needs?limit=50');
  const id = String(shared[0]?.id);
  const path = `/v1/needs/${id}`;
  const [seen, disclosed] = [await facilitator('GET', path), await donor('GET', path)];
  const [whole, part] = [seen.headers.get('etag'), disclosed.headers.get('etag')];
  t.match(whole, /^"\d+\.[\w-]{16}(-\w+)?"$/);
  t.not(whole, part);
  t.equal((await facilitator('GET', path)).headers.get('etag'), whole, 'the same answer, the same tag');
  const again = await facilitator('GET', path, { headers: { 'if-none-match': `"x", ${whole}` } });
  t.equal(again.status, 304);
  t.equal(again.headers.get('content-length'), null, 'of an answer that isn’t sent (RFC 9110, section 8.6)');
  t.equal(again.headers.get('etag'), whole);
  t.match(again.headers.get('vary'), /Authorization/);
  t.equal((await donor('GET', path, { headers: { 'if-none-match': String(whole) } })).status, 200, 'another’s view is no answer');
  t.equal((await facilitator('HEAD', path, { headers: { 'if-none-match': `W/${whole}` } })).status, 304);
});

t.test('a change judges the version, whichever view it was seen in', async (t) => {
  const [draft] = (await listOf(requester, '/v1/needs?state=draft')).concat(await listOf(requester, '/v1/needs?state=returned'));
  const path = `/v1/needs/${String(draft?.id)}`;
  const version = (await requester('GET', path)).body['version'] as number;
  const patch = (ifMatch: string, priority: string) => requester('PATCH', path, { body: { priority }, ifMatch });
  t.equal((await patch(`"${version + 7}.abc"`, 'routine')).status, 412);
  t.equal((await patch(`W/"${version}"`, 'routine')).status, 400);
  t.equal((await patch(`"${version}.ofAnotherView-1"`, 'routine')).status, 200);
  t.equal((await patch(`"${version + 1}"`, 'important')).status, 200, 'the version alone is enough');
});

t.test('whoever was too late is told who changed what and when, and how it is now, as they may see it', async (t) => {
  const draft = (await listOf(requester, '/v1/needs?state=draft'))[0];
  const path = `/v1/needs/${String(draft?.id)}`;
  const version = (await requester('GET', path)).body['version'] as number;
  await requester('PATCH', path, { body: { priority: 'critical' }, ifMatch: `"${version}"` });
  const late = await requester('PATCH', path, { body: { priority: 'routine' }, ifMatch: `"${version}"` });
  t.match(late, {
    status: 412,
    body: { code: 'stale-version', changes: [{ action: 'need.revised', actorRole: 'requester', at: String }] },
  });
  t.strictSame(late.body['current'], (await requester('GET', path)).body);
  t.equal((late.body['changes'] as object[]).length, 1, 'what was known by that version is not told');
  t.match(late.body['changes'], [{ after: { version: (late.body['current'] as { version: number }).version } }]);
});

t.test('a late donor is told no more than the record’s own route tells', async (t) => {
  // Of another's the conditions are not told.
  const offer = (await listOf(donor, '/v1/offers?limit=200')).find((one) => 'conditions' in one);
  const path = `/v1/offers/${String(offer?.id)}`;
  const late = await donor('POST', `${path}/withdraw`, { body: { reason: 'other' }, ifMatch: '"999"' });
  t.match(late, { status: 412, body: { code: 'stale-version', changes: [] } });
  t.strictSame(late.body['current'], (await donor('GET', path)).body);
});

t.test('what is derived changes the validator, though the version stays', async (t) => {
  const read = async (path: string) => {
    const { headers, body } = await facilitator('GET', path);
    return { tag: String(headers.get('etag')), version: body['version'], body: JSON.stringify(body) };
  };
  const superuser = connectAsSuperuser(t, api.database);
  const [line] = await superuser<{ id: string; need: string }[]>`
    select id, need_id as need from need_lines where reserved + agreed - failed < quantity_validated limit 1`;
  const path = `/v1/needs/${String(line?.need)}`;
  const before = await read(path);
  await superuser.begin(async (tx) => {
    await tx`set local session_replication_role = replica`; // as the ledger's triggers do, without a match behind it
    await tx`update need_lines set reserved = reserved + 1 where id = ${String(line?.id)}`;
  });
  const after = await read(path);
  t.not(after.body, before.body);
  t.equal(after.version, before.version);
  t.not(after.tag, before.tag);
});

t.test('records are kept by nobody, reference data by its reader, who asks again', async (t) => {
  for (const path of ['/v1/needs', '/v1/offers', '/v1/session', '/v1/nowhere']) {
    t.equal((await facilitator('GET', path)).headers.get('cache-control'), 'no-store', path);
  }
  const first = await facilitator('GET', '/v1/regions');
  t.equal(first.headers.get('cache-control'), 'private, no-cache');
  const tag = String(first.headers.get('etag'));
  const again = await facilitator('GET', '/v1/regions', { headers: { 'if-none-match': tag } });
  t.match(again, { status: 304, body: {} });
});

t.test('an answer is packed for whoever can read it so, and has a validator of its own', async (t) => {
  const authorization = `Bearer ${await tokenOf(LOGIN_OF.facilitator)}`;
  const plain = await raw('/v1/needs', { authorization });
  t.equal(plain.headers['content-encoding'], undefined);
  for (const [encoding, unpack] of [
    ['gzip', gunzipSync],
    ['br', brotliDecompressSync],
  ] as const) {
    const packed = await raw('/v1/needs', { authorization, 'accept-encoding': encoding });
    t.match(packed.headers, { 'content-encoding': encoding, vary: /Accept-Encoding/, 'content-length': String(packed.body.length) });
    t.ok(unpack(packed.body).equals(plain.body), encoding);
    t.ok(packed.body.length < plain.body.length / 4, `${plain.body.length} → ${packed.body.length}`);
  }
  t.equal((await raw('/v1/needs', { authorization, 'accept-encoding': 'gzip;q=0' })).headers['content-encoding'], undefined);
  const items = await raw('/v1/item-types', { authorization });
  const packed = await raw('/v1/item-types', { authorization, 'accept-encoding': 'gzip' });
  t.not(packed.headers['etag'], items.headers['etag'], 'other bytes, another tag');
  const known = await facilitator('GET', '/v1/item-types', { headers: { 'if-none-match': String(packed.headers['etag']) } });
  t.equal(known.status, 304, 'of the same answer');
});

t.test('what lets somebody in is never packed', async (t) => {
  for (const route of ROUTES) {
    if (!route.response) continue;
    const schema = z.toJSONSchema(route.response, { io: 'output', unrepresentable: 'any' });
    const isSecret = Object.keys(schema.properties ?? {}).some((name) => /token/i.test(name));
    if (!isSecret || route.access === 'open') continue;
    const answer = answerOf(route);
    t.ok(answer.as === 'json' && answer.holdsSecret, `${route.method} ${route.url}`);
  }
  const authorization = `Bearer ${await tokenOf(LOGIN_OF.facilitator)}`;
  const session = await raw('/v1/session', { authorization, 'accept-encoding': 'gzip' });
  t.ok(session.body.length > 1024, 'long enough to be packed');
  t.equal(session.headers['content-encoding'], undefined);
});

t.test('what is asked for in another form than there is, is refused', async (t) => {
  const ask = (path: string, accept: string) => facilitator('GET', path, { headers: { accept } });
  t.match(await ask('/v1/needs', 'text/csv'), { status: 406, body: { code: 'not-acceptable', facts: { offered: ['application/json'] } } });
  t.equal((await ask('/v1/needs', 'application/json;q=0, text/html')).status, 406);
  for (const accept of ['application/json', 'text/html, */*;q=0.1', 'application/*', 'APPLICATION/JSON; charset=utf-8']) {
    t.equal((await ask('/v1/needs', accept)).status, 200, accept);
  }
});

t.test('who was overtaken by a state that the database derived is told of it', async (t) => {
  const superuser = connectAsSuperuser(t, api.database);
  const [offer] = await superuser<{ id: string; version: number; login: string }[]>`
    select offers.id, offers.version, login from offers join users on users.organisation_id = donor_id and users.role = 'donor'
    where offers.state = 'available' and exists (select from offer_lines where offer_id = offers.id and kind = 'item' and quantity > 1) limit 1`;
  if (!offer) throw new Error('the scenario has no offer of goods');
  await superuser.begin(async (ledger) => {
    await ledger`set local role wasl_ledger`;
    await ledger`update offer_lines set committed = 1 where offer_id = ${offer.id} and quantity > 1`;
    await ledger`update offers set state = state where id = ${offer.id}`;
  });
  const late = await facilitator('POST', `/v1/offers/${offer.id}/suspend`, { body: { reason: 'other' }, ifMatch: `"${offer.version}"` });
  t.match(late, {
    status: 412,
    body: { changes: [{ action: 'offer.partly-reserved', before: { version: offer.version }, after: { version: offer.version + 1 } }] },
  });
  await facilitator('POST', `/v1/offers/${offer.id}/suspend`, { body: { reason: 'other' }, ifMatch: `"${offer.version + 1}"` });
  const { body } = await facilitator('GET', `/v1/events?subjectId=${offer.id}&limit=1`);
  t.match(body['items'], [{ action: 'offer.suspended', before: { state: 'partly-reserved', version: offer.version + 1 } }]);
});
