import t from 'tap';
import type { Language } from '#src/kernel/language.ts';
import { startTestApi } from '#tests/support/api.ts';

const api = await startTestApi(t, { template: 'migrated' });
const fieldsIn = async (language: Language, body: unknown) => {
  const reply = await api.nobody('POST', '/v1/sessions', { body, headers: { 'accept-language': language } });
  t.equal(reply.status, 400);
  return reply.body['fields'] as { pointer: string; code: string; limit?: string; message: string }[];
};

t.test('a request tells of each field what is wrong and what would be right, in the reader’s language', async (t) => {
  const body = { login: 5, carrier: 'pigeon', extra: true };
  t.strictSame(
    (await fieldsIn('en', body)).map(({ pointer, code, message }) => [pointer, code, message]),
    [
      ['/login', 'invalid-type', 'A text is expected here.'],
      ['/password', 'missing', 'This is needed.'],
      ['/carrier', 'invalid-value', 'This is not one of the possible values.'],
      ['/extra', 'unrecognized-keys', 'There is no such field here.'],
    ],
  );
  const inArabic = await fieldsIn('ar', body);
  t.strictSame(inArabic[1], { pointer: '/password', code: 'missing', limit: 'string', message: 'هذا الحقل مطلوب.' });
});

t.test('a limit is named with the number that was passed, and a rule of ours by its code', async (t) => {
  t.match(await fieldsIn('fr', { login: 'a'.repeat(500), password: 'x' }), [
    { pointer: '/login', code: 'too-big', limit: /^\d+$/, message: /le maximum\u00a0: \d+/u },
  ]);
  t.match(await fieldsIn('it', { login: 'nul\0@b.example', password: 'x' }), [{ pointer: '/login', code: 'unprintable' }]);
  t.match(await fieldsIn('it', { login: 'half\ud800@b.example', password: 'x' }), [{ pointer: '/login', code: 'unprintable' }]);
});

t.test('a body that is no JSON, or none at all, is told as that', async (t) => {
  const told = async (body: string) =>
    (await api.nobody('POST', '/v1/sessions', { body, headers: { 'content-type': 'application/json' } })).body;
  t.match(await told(''), { code: 'malformed-request', fields: [{ pointer: '', code: 'empty-json', message: /leave out Content-Type/ }] });
  t.match(await told('{"login":'), { code: 'malformed-request', fields: [{ pointer: '', code: 'not-json' }] });
});
