import { randomUUID } from 'node:crypto';
import t from 'tap';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { faultsOf } from '#tests/support/problem-faults.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';

const api = await startTestApi(t);
const facilitator = await api.signIn(LOGIN_OF.facilitator);
const session = await api.nobody('POST', '/v1/sessions', { body: { login: LOGIN_OF.facilitator, password: DEMO_PASSWORD } });
const authorization = `Bearer ${String(session.body['token'])}`;

/** Bytes as they are, which a text could not hold. */
async function send(bytes: Buffer, type: string, headers: Record<string, string> = {}, path = '/v1/meetings') {
  const response = await fetch(api.address + path, {
    method: 'POST',
    headers: { authorization, 'idempotency-key': randomUUID(), 'content-type': type, ...headers },
    body: new Uint8Array(bytes),
  });
  const text = await response.text();
  if (response.status >= 400) t.strictSame(faultsOf(response.headers, text), []);
  return { status: response.status, body: JSON.parse(text) as Record<string, unknown> };
}

const meeting = (title: string): string =>
  JSON.stringify({
    title: { en: title },
    purpose: { en: 'Follow-up' },
    startsOn: '2027-01-10',
    endsOn: '2027-01-11',
    place: { en: 'Tunis' },
  });
const count = async (): Promise<number> => ((await facilitator('GET', '/v1/meetings?limit=200')).body['items'] as unknown[]).length;

t.test('a body that is no UTF-8, or says that it is something else, is refused and nothing of it kept', async (t) => {
  const before = await count();
  const [start = '', end = ''] = meeting('#').split('#');
  const invalid = Buffer.concat([Buffer.from(start), Buffer.from([0xff, 0xfe]), Buffer.from(end)]);
  t.match(await send(invalid, 'application/json'), { status: 400, body: { code: 'malformed-request', fields: [{ code: 'not-utf-8' }] } });
  const latin = Buffer.from(meeting('é'), 'latin1');
  t.match(await send(latin, 'application/json; charset=iso-8859-1'), { status: 415, body: { code: 'unsupported-media-type' } });
  t.equal((await send(Buffer.from(meeting('x'), 'utf16le'), 'application/json;charset="utf-16"')).status, 415);
  t.equal((await send(Buffer.from(meeting('x')), 'application/json', { 'content-encoding': 'gzip' })).status, 415);
  for (const type of ['text/json', 'application/x-www-form-urlencoded', 'text/plain', 'application/merge-patch+json']) {
    t.equal((await send(Buffer.from(meeting('x')), type)).status, 415, type);
  }
  t.equal(await count(), before);
});

t.test('a text is kept as it was sent, blanks at its ends included; one in which nothing is to be seen is refused', async (t) => {
  for (const title of ['  lead and trail  ', '\u00a0between\u00a0', '\ttab\n', '\ufeffmark']) {
    const { status, body } = await send(Buffer.from(meeting(title)), 'application/json');
    t.equal(status, 201);
    t.strictSame((await facilitator('GET', `/v1/meetings/${String(body['id'])}`)).body['title'], { en: title });
  }
  for (const title of [' ', '\u00a0\u2003', '\u200b', '\u200f\u200e', '\ufeff', '\u00ad']) {
    const reply = await send(Buffer.from(meeting(title)), 'application/json');
    t.match(
      reply,
      { status: 400, body: { code: 'invalid-field', fields: [{ pointer: '/title/en', code: 'blank' }] } },
      JSON.stringify(title),
    );
  }
});

const MISLEADING = ['\u0000', '\u0007', '\u001b', '\u007f', '\u0085', '\u202e', '\u202a', '\u2066', '\u2069', '\ud800', '\udfff'];

t.test('characters that are not what they seem are refused in every text of a body, its names too', async (t) => {
  for (const sign of MISLEADING) {
    const what = `U+${sign.codePointAt(0)?.toString(16)}`;
    // As an escape too: half of a pair can come in no other way.
    const body = meeting('a#b').replace('#', `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
    t.match(
      await send(Buffer.from(body), 'application/json'),
      { status: 400, body: { fields: [{ pointer: '/title/en', code: 'unprintable' }] } },
      what,
    );
  }
  t.match(await send(Buffer.from('{"a\\u202eb": 1}'), 'application/json'), { status: 400, body: { fields: [{ code: 'unprintable' }] } });
});

t.test('what Arabic beside figures and Latin words needs is kept as it was sent', async (t) => {
  const title = 'اجتماع\u200f (A\u200e-7)\u061c نمی\u200cخواهم ک\u200dـ\tو\nسطر 👩\u200d🚒';
  const made = await send(Buffer.from(meeting(title)), 'application/json; charset=UTF-8');
  t.equal(made.status, 201, JSON.stringify(made.body));
  const read = await facilitator('GET', `/v1/meetings/${String(made.body['id'])}`);
  t.equal((read.body['title'] as { en: string }).en, title);
});

t.test('a name that comes twice is refused, however it is written, for one of its values would be lost', async (t) => {
  const twice = async (text: string) => send(Buffer.from(text), 'application/json');
  t.match(await twice('{"title": 1, "\\u0074itle": 2}'), {
    status: 400,
    body: { code: 'malformed-request', fields: [{ pointer: '/title', code: 'named-twice' }] },
  });
  t.match(await twice('{"a": [{"b": 1}, {"c": {"d/e": 1, "d/e": 1}}]}'), {
    body: { fields: [{ pointer: '/a/1/c/d~1e', code: 'named-twice' }] },
  });
  t.match(await twice('{"a": {"b": 1}, "c": {"b": "a"}, "b": ["a", "a"]}'), { body: { code: 'invalid-field' } }, 'once in each object');
});

t.test('a number that would become another is refused where it stands, and any other is kept', async (t) => {
  const fieldsOf = async (text: string) => (await send(Buffer.from(text), 'application/json')).body['fields'] as { code: string }[];
  for (const number of [
    '9007199254740993',
    '1e-400',
    '-1E+400',
    '123456789012345678901234567890',
    `0.${'0'.repeat(400)}1`,
    '0.10000000000000001',
  ]) {
    t.match(
      await fieldsOf(`{"links": [{"a": 1, "b": [0.5, ${number}]}]}`),
      [{ pointer: '/links/0/b/1', code: 'not-kept-exactly' }],
      number,
    );
  }
  for (const number of [
    '9007199254740992',
    '0.1',
    '1.0',
    '-0',
    '1e3',
    '1E+2',
    '0.30000000000000004',
    `1${'0'.repeat(22)}`,
    '0e999',
    '100.50e-1',
  ]) {
    const codes = (await fieldsOf(`{"links": ${number}}`)).map(({ code }) => code);
    t.notOk(codes.includes('not-kept-exactly'), number);
  }
});

t.test('a name that programs give a meaning of their own is a field that isn’t there, like any other', async (t) => {
  for (const name of ['__proto__', String.raw`\u005f_proto__`, 'constructor', 'prototype']) {
    const key = JSON.parse(`"${name}"`) as string;
    const body = meeting('x').replace('{', `{"${name}": {"prototype": {"title": 1}}, `).replace('"en"', `"${name}": {"a": 1}, "en"`);
    const { status, body: refusal } = await send(Buffer.from(body), 'application/json');
    t.match({ status, code: refusal['code'] }, { status: 400, code: 'invalid-field' });
    t.strictSame((refusal['fields'] as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer} ${code}`).toSorted(), [
      `/${key} unrecognized-keys`,
      `/title/${key} unrecognized-keys`,
    ]);
  }
  t.notOk('title' in {}, 'and nothing has it');
});

t.test('of a thing that may have several forms the fault of the one that was meant is told', async (t) => {
  const links = async (text: string) =>
    (await send(Buffer.from(meeting('x').replace('{', `{"links": ${text}, `)), 'application/json')).body['fields'];
  const id = '0193e7a4-7b1c-4c55-9d0c-4f2b8f0f6a11';
  t.match(await links('[{"needId": "x"}]'), [{ pointer: '/links/0/needId', code: 'invalid-format', limit: 'uuid' }]);
  t.match(await links(`[{"needId": "${id}", "why": 1}]`), [{ pointer: '/links/0/why', code: 'unrecognized-keys' }]);
  t.match(await links(`[{"needId": "${id}", "obstacleId": "${id}"}]`), [{ pointer: '/links/0', code: 'invalid-union' }]);
  t.match(await links('[{}]'), [{ pointer: '/links/0', code: 'invalid-union' }]);

  const requester = await api.signIn(LOGIN_OF.requester);
  const valued = async (value: unknown) => {
    const lines = [{ itemType: 'diesel-fuel', quantityRequested: 1, specifications: [{ attribute: 'a', value, mandatory: true }] }];
    const fields = (await requester('POST', '/v1/needs', { body: { lines } })).body['fields'] as { pointer: string; code: string }[];
    return fields.filter(({ pointer }) => pointer.includes('/specifications/'));
  };
  const at = '/lines/0/specifications/0/value';
  t.match(await valued('x'.repeat(300)), [{ pointer: at, code: 'too-big', limit: '200' }]);
  t.match(await valued([]), [{ pointer: at, code: 'too-small' }]);
  t.match(await valued(['a', 5]), [{ pointer: `${at}/1`, code: 'invalid-type' }]);
  t.match(await valued({}), [{ pointer: at, code: 'invalid-union' }]);

  const donor = await api.signIn(LOGIN_OF.donor);
  const lineOf = async (line: object) => {
    const fields = (await donor('POST', '/v1/offers', { body: { lines: [line] } })).body['fields'] as { pointer: string; code: string }[];
    return fields.filter(({ pointer }) => pointer.startsWith('/lines'));
  };
  t.match(await lineOf({ kind: 'gift' }), [{ pointer: '/lines/0/kind', code: 'invalid-value', limit: 'item, funding' }]);
  t.match(await lineOf({}), [{ pointer: '/lines/0/kind', code: 'missing' }]);
  const needs = (await requester('GET', '/v1/needs?limit=1')).body['items'] as { id: string }[];
  const withdrawn = await requester('POST', `/v1/needs/${String(needs[0]?.id)}/submit`, { body: { now: true }, ifMatch: '"1"' });
  t.match(withdrawn.body['fields'], [{ pointer: '/now', code: 'unrecognized-keys' }], 'where nothing is to be sent');
});

t.test('a whole number in an address stands there in plain digits', async (t) => {
  for (const number of ['0x10', '1e1', '%205', '1.0', '+5', '0b1', '%D9%A5', '']) {
    t.match(
      await facilitator('GET', `/v1/needs?limit=${number}`),
      {
        status: 400,
        body: { fields: [{ pointer: 'query/limit', code: 'invalid-type', limit: 'int', message: 'A whole number is expected here.' }] },
      },
      number,
    );
    t.match(await facilitator('GET', `/v1/calendars/ly/working-days?from=2027-01-01&add=${number}`), { status: 400 }, number);
  }
  t.match(await facilitator('GET', '/v1/needs?limit=-5'), { status: 400, body: { fields: [{ code: 'too-small', limit: '1' }] } });
  t.match(await facilitator('GET', `/v1/needs?limit=${'9'.repeat(99)}`), { status: 400, body: { fields: [{ code: 'too-big' }] } });
  t.equal((await facilitator('GET', '/v1/needs?limit=5')).status, 200);
});

t.test('an address is read as it was sent, or not at all', async (t) => {
  for (const path of ['/v1/needs?q=%ff%fe', '/v1/needs?q=%zz', '/v1/needs?%ff=1']) {
    t.match(await facilitator('GET', path), { status: 400, body: { code: 'malformed-request' } }, path);
  }
  for (const path of ['/v1/needs?q=a%00b', '/v1/offers?q=ab%E2%80%AE', '/v1/item-types?q=%1Bab']) {
    t.match(await facilitator('GET', path), { status: 400, body: { fields: [{ pointer: 'query/q', code: 'unprintable' }] } }, path);
  }
  t.equal((await facilitator('GET', '/v1/item-types/a%00b')).status, 400);
  t.equal((await facilitator('GET', '/v1/needs?q=%D8%A3%D8%AC%D9%87%D8%B2%D8%A9')).status, 200);
});

t.test('whatever is searched for, the search answers', async (t) => {
  const words = ['-', '- ', '-"-" ', '-(', '–', '"', '!', '|', '&', '(', ':', '*', "'", '\\', '<->', 'or ', '--a', '- "', '"-', '%', '_'];
  for (const path of ['/v1/needs', '/v1/offers', '/v1/item-types']) {
    for (const word of words) {
      const q = encodeURIComponent(word.repeat(100).slice(0, 200));
      t.equal((await facilitator('GET', `${path}?q=${q}`)).status, 200, `${path} ${word}`);
    }
  }
});

t.test('a form’s fields and the name of its file are kept as they were sent, or refused', async (t) => {
  const part = (disposition: string, content: Buffer) =>
    Buffer.concat([Buffer.from(`--x\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`), content, Buffer.from('\r\n')]);
  const form = async (...parts: Buffer[]) =>
    send(Buffer.concat([...parts, Buffer.from('--x--\r\n')]), 'multipart/form-data; boundary=x', {}, '/v1/documents');
  t.match(await form(part('name="title"', Buffer.from([0x61, 0xff]))), {
    status: 400,
    body: { fields: [{ pointer: '/title', code: 'unprintable' }] },
  });
  t.match(await form(part('name="title"', Buffer.from('a\u202eb'))), { status: 400, body: { fields: [{ code: 'unprintable' }] } });
  t.match(await form(part('name="file"; filename="a\u202efdp.exe"', Buffer.from('%PDF'))), {
    status: 400,
    body: { fields: [{ pointer: '/file', code: 'unprintable' }] },
  });
});

t.test('what only explains a field that isn’t given is refused, and not taken and dropped', async (t) => {
  const facilitator = await api.signIn(LOGIN_OF.facilitator);
  const firstOf = async (path: string) => ((await facilitator('GET', path)).body['items'] as { id: string; version: number }[])[0];
  const need = await firstOf('/v1/needs?limit=1');
  const recommendation = await firstOf('/v1/recommendations?limit=1');
  const obstacle = await firstOf('/v1/obstacles?limit=1');
  const explained = { status: 400, body: { code: 'invalid-field', fields: [{ pointer: '/severityReason', code: 'explains-nothing' }] } };
  t.match(
    await facilitator('POST', '/v1/obstacles', {
      body: { kind: 'customs-hold', detail: { en: 'x' }, blocks: [{ needId: need?.id }], severityReason: 'because' },
    }),
    explained,
  );
  const triage = `/v1/obstacles/${obstacle?.id}/triage`;
  t.match(await facilitator('POST', triage, { body: { severityReason: 'because' }, ifMatch: `"${obstacle?.version}"` }), explained);
  const reply = await facilitator('PATCH', `/v1/recommendations/${recommendation?.id}`, {
    body: { reason: 'because' },
    ifMatch: `"${recommendation?.version}"`,
  });
  t.match(reply, { status: 400, body: { code: 'invalid-field', fields: [{ pointer: '', code: 'nothing-to-change' }] } });
});

t.test('a change of nothing is refused, and leaves version and history as they are', async (t) => {
  const requester = await api.signIn(LOGIN_OF.requester);
  const page = await requester('GET', '/v1/needs?state=draft');
  const [need] = page.body['items'] as { id: string; version: number }[];
  const path = `/v1/needs/${String(need?.id)}`;
  const eventsOf = async () => (await requester('GET', `/v1/events?subjectId=${String(need?.id)}`)).body['items'] as unknown[];
  const before = (await eventsOf()).length;
  const reply = await requester('PATCH', path, { body: {}, ifMatch: `"${String(need?.version)}"` });
  t.match(reply, { status: 400, body: { code: 'invalid-field', fields: [{ pointer: '', code: 'nothing-to-change' }] } });
  t.equal((await requester('GET', path)).body['version'], need?.version);
  t.equal((await eventsOf()).length, before);
});

t.test('an operation that takes nothing says so, whatever is sent to it', async (t) => {
  const path = '/v1/allocations/0193e7a4-7b1c-4c55-9d0c-4f2b8f0f6a11/repeat';
  const told = async (text: string) => (await send(Buffer.from(text), 'application/json', {}, path)).body;
  for (const text of ['[]', '[{}]', '"x"', '5', 'true']) {
    t.match(await told(text), { fields: [{ pointer: '', code: 'invalid-type', message: 'Nothing is expected here.' }] }, text);
  }
  t.match(await told('{"why": 1}'), { fields: [{ pointer: '/why', code: 'unrecognized-keys' }] });
  for (const text of ['{}', 'null']) t.match(await told(text), { code: 'not-found' }, text);
});
