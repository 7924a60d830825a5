import { readFileSync } from 'node:fs';
import t from 'tap';
import { formatRule } from '#src/allocation/index.ts';
import { RULES } from '#src/areas/matching/domain/rules.ts';
import { FIELD_CODES } from '#src/kernel/field-codes.ts';
import { LANGUAGES, type Language } from '#src/kernel/language.ts';
import { type FieldFault, Refusal, REFUSAL_CODES } from '#src/kernel/refusal.ts';
import { formatFieldFault, formatProblemTitle } from '#src/locales/format-problem.ts';
import { problemOf } from '#src/platform/http/problem.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
const DOCUMENT = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')) as Json;

/** Every list of possible values, every pattern and every format that a request can be held to. */
function limitsOf(json: Json): string[] {
  if (json === null || typeof json !== 'object') return [];
  if (Array.isArray(json)) return json.flatMap(limitsOf);
  const schema = json as { readonly [key: string]: Json };
  const own = [schema['enum'], schema['pattern'], schema['format'], schema['type']].flatMap((limit) => {
    if (Array.isArray(limit)) return [limit.join(', ')];
    return typeof limit === 'string' ? [limit] : [];
  });
  return [...own, ...Object.values(schema).flatMap(limitsOf)];
}
const LIMITS = [...new Set(limitsOf(DOCUMENT))];
const ENUMERATED = new Set(LIMITS.flatMap((limit) => limit.split(', ')).concat(REFUSAL_CODES, FIELD_CODES));

/** Words of the language that are values of enumerations too. */
const WORDS = ['non-lethal'];

const NAMES = { en: 'Goods packed', ar: 'تعبئة البضائع', it: 'Merci imballate', fr: 'Biens emballés' };
const NUMBERED = ['too-big', 'too-small', 'not-multiple-of', 'file-too-large'];
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-/;

/** All that a fault can come with, for each limit that it can have. */
const faultsOf = (code: FieldFault['code']): FieldFault[] =>
  (NUMBERED.includes(code) ? ['1', '2', '12', '100000'] : LIMITS).map((limit) => ({
    pointer: '/lines/0/018f3c5a-7b1e-7000-8000-000000000000',
    code,
    limit,
    limitNames: [NAMES],
  }));

t.test('no text of a problem holds an identifier, a pattern or a value of an enumeration', (t) => {
  t.ok(LIMITS.length > 100, `${LIMITS.length} limits of the API`);
  for (const language of LANGUAGES) {
    const texts = REFUSAL_CODES.flatMap((code) => {
      const { title, detail, fields } = problemOf(new Refusal(code, { fields: faultsOf(code).slice(0, 1) }), language, 'r');
      return [title, detail, ...(fields ?? []).map(({ message }) => message)];
    });
    const messages = FIELD_CODES.flatMap((code) => faultsOf(code).map((fault) => formatFieldFault(fault, language)));
    for (const text of new Set([...texts, ...messages])) {
      const slugs = (text.match(/[a-z0-9]+(?:-[a-z0-9]+)+/g) ?? []).filter((slug) => ENUMERATED.has(slug) && !WORDS.includes(slug));
      if (slugs.length > 0 || UUID.test(text) || /[\\^${}[\]]|undefined|NaN|[:,] ?\.$/.test(text)) t.fail(`${language}: ${text}`);
    }
  }
  t.end();
});

t.test('only a number of what is right, or a name, stands in a sentence; what is for programs stands beside it', (t) => {
  for (const language of LANGUAGES) {
    for (const code of FIELD_CODES.filter((one) => !NUMBERED.includes(one))) {
      const told = (limit: string) => formatFieldFault({ pointer: '', code, limit, limitNames: [NAMES] }, language);
      t.equal(told('urgent, critical'), told('[0-9a-f]+'), `${language}: ${code}`);
    }
  }
  const fault = { pointer: '/actualOn', code: 'predecessor-not-reached', limit: 'packed', limitNames: [NAMES] } as const;
  const { fields } = problemOf(new Refusal('transition-not-allowed', { fields: [fault] }), 'fr', 'r');
  const message = 'Ce qui le précède n’est pas encore atteint\u00a0: Biens emballés.';
  t.strictSame(fields, [{ pointer: '/actualOn', code: 'predecessor-not-reached', limit: 'packed', message }]);
  t.end();
});

t.test('a type and a format are told in words, one that is unknown in general ones', (t) => {
  const told = (code: 'invalid-type' | 'invalid-format', limit: string, language: Language = 'en') =>
    formatFieldFault({ pointer: '', code, limit }, language);
  t.equal(told('invalid-type', 'int'), 'A whole number is expected here.');
  t.equal(told('invalid-type', 'tuple'), 'Another kind of value is expected here.');
  t.equal(told('invalid-format', 'uuid', 'it'), 'Non è scritto come un identificativo di questo servizio.');
  t.equal(told('invalid-format', '^[A-Z]{3}$'), 'It is not written as expected.');
  t.equal(formatFieldFault({ pointer: '', code: 'too-big', limit: '10000' }, 'en'), 'It is more, or longer, than the maximum: 10,000.');
  t.equal(formatFieldFault({ pointer: '', code: 'too-big' }, 'en'), 'It is outside the range that makes sense here.');
  t.end();
});

t.test('every refusal and every fault of a field has its own words in four languages', (t) => {
  for (const language of LANGUAGES) {
    const faults = FIELD_CODES.map((code) => formatFieldFault({ pointer: '', code, limit: '5', limitNames: [NAMES] }, language));
    const titles = REFUSAL_CODES.map((code) => formatProblemTitle(code, language));
    for (const words of [faults, titles]) {
      t.ok(words.every((text) => text.trim().length > 3));
      t.equal(new Set(words).size, words.length, language);
    }
  }
  t.end();
});

t.test('every rule of eligibility has a name, and a rule of somebody’s own file the one that it has there', (t) => {
  for (const rule of RULES) t.match(formatRule(rule, 'ar'), /^[\p{Script=Arabic}\p{Mn} ]+$/u, rule);
  t.equal(formatRule('règle maison', 'ar'), 'règle maison');
  t.end();
});
