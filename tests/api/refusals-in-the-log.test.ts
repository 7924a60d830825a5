import t from 'tap';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { collectLog } from '#tests/support/collected-log.ts';

const { log, entries } = collectLog('info');
const api = await startTestApi(t, { log });

t.test('what a caller has done wrong is one line of the log without a stack, and without what was sent', async (t) => {
  const donor = await api.signIn(LOGIN_OF.donor);
  const send = (path: string, type: string, body: string) => api.nobody('POST', path, { body, headers: { 'content-type': type } });
  const json = 'application/json';
  const multipart = { 'content-type': 'multipart/form-data; boundary=x' };
  for (const [what, ask, expected] of [
    ['broken JSON', () => send('/v1/sessions', json, '{"password": hunter2}'), 'malformed-request'],
    ['JSON of nothing', () => send('/v1/sessions', json, ''), 'malformed-request'],
    ['a name that nothing has', () => send('/v1/sessions', json, '{"__proto__": 1}'), 'invalid-field'],
    ['another media type', () => send('/v1/sessions', 'application/xml', '<hunter2/>'), 'unsupported-media-type'],
    ['too much', () => send('/v1/sessions', json, `"${'hunter2'.repeat(10_000)}"`), 'body-too-large'],
    ['an address that can’t be read', () => send('/v1/%ff', json, '{}'), 'malformed-request'],
    ['a cursor of nobody', () => donor('GET', '/v1/needs?cursor=hunter2'), 'invalid-field'],
    ['half of a form', () => donor('POST', '/v1/documents', { body: '--x\r\nhunter2', headers: multipart }), 'malformed-request'],
  ] as const) {
    entries.length = 0;
    t.equal((await ask()).body['code'], expected, what);
    t.strictSame(
      entries.filter(({ msg }) => msg === 'refused').map(({ level, code, err }) => ({ level, code, err })),
      [{ level: 30, code: expected, err: undefined }],
      what,
    );
    t.notMatch(JSON.stringify(entries), /hunter2|\bat .*\.(js|ts):\d/, what);
  }
});
