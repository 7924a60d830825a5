import { readFileSync } from 'node:fs';
import t from 'tap';
import { FIELD_CODES } from '#src/kernel/field-codes.ts';
import { REFUSAL_CODES } from '#src/kernel/refusal.ts';
import { formatProblemNext, formatProblemTitle } from '#src/locales/format-problem.ts';
import { statusOf } from '#src/platform/http/problem.ts';

interface Schema {
  readonly $ref?: string;
  readonly enum?: readonly string[];
  readonly 'x-enum-descriptions'?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}
const document = JSON.parse(readFileSync('openapi/openapi.json', 'utf8')) as { components: { schemas: Record<string, Schema> } };
const { Problem, ProblemCode, FieldCode } = document.components.schemas;
const fault = Problem?.properties?.['fields']?.items;

t.test('the API document lists every code of a refusal and of a field, each under one name', async (t) => {
  t.strictSame(Problem?.properties?.['code'], { $ref: '#/components/schemas/ProblemCode' });
  t.strictSame(fault?.properties?.['code'], { $ref: '#/components/schemas/FieldCode' });
  t.strictSame(ProblemCode?.enum, REFUSAL_CODES);
  t.strictSame(FieldCode?.enum, [...FIELD_CODES, ...REFUSAL_CODES]);
});

t.test('no code stands in a list twice', async (t) => {
  const codes = [...FIELD_CODES, ...REFUSAL_CODES];
  t.equal(new Set(codes).size, codes.length);
});

t.test('each code is described by what people are told of it, with its status', async (t) => {
  const told = REFUSAL_CODES.map((code) => `${statusOf(code)}: ${formatProblemTitle(code, 'en')}. ${formatProblemNext(code, 'en')}`);
  t.strictSame(ProblemCode?.['x-enum-descriptions'], told);
  const ofFields = FieldCode?.['x-enum-descriptions'] ?? [];
  t.equal(ofFields.length, FieldCode?.enum?.length);
  for (const text of ofFields) t.match(text, /^[A-Z].*\.$/, text);
  t.notOk(
    ofFields.some((text) => /987|NaN|undefined|: \.|\{/.test(text)),
    'nothing but dots stands for what differs',
  );
});
