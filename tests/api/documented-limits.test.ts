import { readFileSync } from 'node:fs';
import t, { type Test } from 'tap';
import type { z } from 'zod';
import { ROUTES } from '#src/app.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';

type Json = Record<string, unknown>;
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Json[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Json; readonly example: unknown }>> };
}

const document = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<'schemas' | 'parameters', Readonly<Record<string, Json>>>>;
};
const OPERATIONS = Object.values(document.paths).flatMap((methods) => Object.values(methods));

/** What a reference stands for, with what is said beside it. */
function resolved(schema: Json): Json {
  const { $ref, ...beside } = schema;
  if (typeof $ref !== 'string') return schema;
  const [kind, name] = $ref.split('/').slice(2) as ['schemas', string];
  return { ...resolved(document.components[kind][name] ?? {}), ...beside };
}

/** One of its options where the other is null, and whether that is one. */
function withoutNull(schema: Json): { readonly schema: Json; readonly takesNull: boolean } {
  const options = schema['anyOf'];
  if (!Array.isArray(options)) return { schema, takesNull: schema['type'] === 'null' };
  const others = (options as Json[]).filter(({ type }) => type !== 'null');
  const takesNull = others.length < options.length;
  return { schema: others.length === 1 && others[0] ? { ...resolved(others[0]) } : schema, takesNull };
}

interface Trial {
  readonly value: unknown;
  readonly isTaken: boolean;
  readonly why: string;
}

const taken = (why: string, value: unknown): Trial => ({ value, isTaken: true, why });
const refused = (why: string, value: unknown): Trial => ({ value, isTaken: false, why });

/** Values at each limit that the document gives, and one beyond each. */
function trialsOf(raw: Json, example: unknown): Trial[] {
  const { schema, takesNull } = withoutNull(resolved(raw));
  const of = (name: string, make: (limit: never) => Trial[]): Trial[] => (schema[name] === undefined ? [] : make(schema[name] as never));
  return [
    takesNull ? taken('null', null) : refused('null', null),
    ...of('enum', (values: string[]) => [...values.map((value) => taken('value', value)), refused('another value', 'no-such-value')]),
    ...of('format', (format: string) => [...(FORMATS[format] ?? [])]),
    ...(schema['type'] === 'integer' ? [refused('a fraction', 1.5)] : []),
    ...of('minimum', (limit: number) => [taken('minimum', limit), refused('below the minimum', limit - 1)]),
    ...of('maximum', (limit: number) => [taken('maximum', limit), refused('above the maximum', limit + 1)]),
    ...(schema['type'] === 'string' ? textTrials(schema) : []),
    ...(schema['type'] === 'array' ? listTrials(schema, example) : []),
    ...(schema['type'] === 'object' && schema['additionalProperties'] === false && typeof example === 'object'
      ? [refused('a field that is not described', { ...example, noSuchField: 1 })]
      : []),
  ];
}

function textTrials({ minLength, maxLength, pattern, format }: Json): Trial[] {
  const matches = (text: string): boolean => typeof pattern !== 'string' || new RegExp(pattern, 'u').test(text);
  const trials: Trial[] = [];
  if (typeof pattern === 'string') trials.push(refused('outside the pattern', '§ §'));
  if (typeof maxLength === 'number') {
    const filling = ['a', '1', 'A'].find((letter) => matches(letter.repeat(maxLength)));
    if (filling !== undefined) trials.push(taken('longest', filling.repeat(maxLength)));
    trials.push(refused('too long', (filling ?? 'a').repeat(maxLength + 1)));
  }
  if (typeof minLength === 'number' && minLength > 0) trials.push(refused('too short', 'a'.repeat(minLength - 1)));
  if (minLength === undefined && pattern === undefined && format === undefined) trials.push(refused('a number', 7));
  return trials;
}

function listTrials({ minItems, maxItems }: Json, example: unknown): Trial[] {
  const [first] = Array.isArray(example) ? (example as unknown[]) : [];
  if (first === undefined) return [];
  const many = (length: number): unknown[] => Array.from({ length }, () => first);
  return [
    ...(typeof maxItems === 'number' ? [taken('most items', many(maxItems)), refused('too many items', many(maxItems + 1))] : []),
    ...(typeof minItems === 'number' && minItems > 0
      ? [taken('fewest items', many(minItems)), refused('too few items', many(minItems - 1))]
      : []),
  ];
}

const FORMATS: Readonly<Record<string, readonly Trial[]>> = {
  uuid: [taken('uuid', '3f0d9a52-6c1e-4f7b-9d0c-4f2b8f0f6a11'), refused('no uuid', '3f0d9a52')],
  date: [
    taken('first day', '1900-01-01'),
    taken('last day', '2999-12-31'),
    refused('before the first day', '1899-12-31'),
    refused('after the last day', '3000-01-01'),
    refused('no such day', '2027-02-30'),
    refused('a time of day', '2027-02-03T00:00:00Z'),
  ],
  'date-time': [
    taken('in UTC', '2027-11-23T09:00:00Z'),
    taken('with an offset', '2027-11-23T11:00:00.000+02:00'),
    refused('without a zone', '2027-11-23T09:00:00'),
    refused('no such time', '2027-11-23T25:00:00Z'),
  ],
  uri: [taken('uri', 'https://example.org/a'), refused('no uri', 'not a uri')],
};

/** Of what two fields say together, or of a text’s meaning, no schema can tell. */
const TOGETHER = new Set(['custom', 'unrecognized_keys']);

/** The faults that a schema of the service finds at a place, or below it. */
function faultsAt(schema: z.ZodType, whole: unknown, path: readonly (string | number)[]): readonly z.core.$ZodIssue[] {
  const { error } = schema.safeParse(whole);
  return (error?.issues ?? []).filter((issue) => path.every((step, at) => String(issue.path[at]) === String(step)));
}

let tried = 0;

function hold(
  t: Test,
  at: string,
  schema: z.ZodType,
  whole: (value: unknown) => unknown,
  path: readonly (string | number)[],
  trial: Trial,
) {
  tried += 1;
  const faults = faultsAt(schema, whole(trial.value), path);
  const isRefused = trial.isTaken
    ? faults.some(({ code, path: place }) => !TOGETHER.has(code) && place.length === path.length)
    : faults.length > 0;
  if (isRefused === trial.isTaken) {
    t.fail(`${at}/${path.join('/')}: ${trial.why} is ${isRefused ? 'refused' : 'taken'}`, {
      value: JSON.stringify(trial.value)?.slice(0, 80),
      faults,
    });
  }
}

/** Puts a value in place of what is there, or beside it. */
function replaced(whole: unknown, [step, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(whole)) return whole.map((item, at) => (at === step ? replaced(item, rest, value) : item));
  return { ...(whole as Json), [step]: replaced((whole as Json)[step], rest, value) };
}

/** Each place of an example with its schema, and those of its schema that it leaves out. */
function* placesIn(
  raw: Json,
  example: unknown,
  path: readonly (string | number)[] = [],
): Generator<readonly [readonly (string | number)[], Json, unknown]> {
  yield [path, raw, example];
  const { schema } = withoutNull(resolved(raw));
  if (Array.isArray(example) && example.length > 0) yield* placesIn(schema['items'] as Json, example[0], [...path, 0]);
  else if (typeof example === 'object' && example !== null) {
    for (const [name, property] of Object.entries((schema['properties'] ?? {}) as Record<string, Json>)) {
      yield* placesIn(property, (example as Json)[name], [...path, name]);
    }
  }
}

t.test('every limit of a body that the API document gives is the one that the service holds', async (t) => {
  tried = 0;
  for (const { operationId, requestBody } of OPERATIONS) {
    const media = requestBody?.content['application/json'];
    const schema = ROUTES.find((route) => route.operationId === operationId)?.body;
    if (!media || !schema) continue;
    for (const [path, described, there] of placesIn(media.schema, media.example)) {
      for (const trial of trialsOf(described, there)) {
        hold(t, operationId, schema, (value) => replaced(media.example, path, value), path, trial);
      }
    }
  }
  t.ok(tried > 2_000, `${tried} values`);
});

t.test('every limit of a parameter is the one that the service holds', async (t) => {
  tried = 0;
  for (const { operationId, parameters = [] } of OPERATIONS) {
    const route = ROUTES.find((one) => one.operationId === operationId);
    for (const parameter of parameters.map(resolved)) {
      const schema = parameter['in'] === 'path' ? route?.params : parameter['in'] === 'query' ? route?.query : undefined;
      const name = String(parameter['name']);
      if (!schema) continue;
      // In an address everything is text.
      for (const { value, ...trial } of trialsOf(parameter['schema'] as Json, undefined)) {
        if (value === null || (typeof value === 'number' && resolved(parameter['schema'] as Json)['type'] === 'string')) continue;
        hold(t, operationId, schema, (text) => ({ [name]: text }), [name], {
          ...trial,
          value: typeof value === 'string' ? value : JSON.stringify(value),
        });
      }
    }
  }
  t.ok(tried > 500, `${tried} values`);
});

t.test('headers are taken as the API document describes them', async (t) => {
  const api = await startTestApi(t);
  const requester = await api.signIn(LOGIN_OF.requester);
  const { items } = (await requester('GET', '/v1/needs?limit=1')).body as { items: { id: string }[] };
  const { IfMatch, IdempotencyKey } = document.components.parameters;
  const { maxLength } = (IdempotencyKey as { schema: { maxLength: number } }).schema;
  const patternOf = (parameter: Json = {}): RegExp => new RegExp(String((parameter['schema'] as Json)['pattern']));
  const send = (ifMatch: string, idempotencyKey: string) =>
    requester('POST', `/v1/needs/${String(items[0]?.id)}/submit`, { ifMatch, idempotencyKey });
  const tags = [
    '"3"',
    '"3.pZGm1Av0IEBKARcz"',
    '"3.a-gzip"',
    'W/"3"',
    '"3", "4"',
    '*',
    '3',
    '"x"',
    '""',
    '"3."',
    `"${'9'.repeat(9)}"`,
    `"${'9'.repeat(10)}"`,
  ];
  for (const tag of tags) {
    const { status, body } = await send(tag, `key of ${tag}`.replaceAll(/[^a-z0-9]/gi, '-'));
    const isRefused = status === 400 && JSON.stringify(body['fields']).includes('not-an-etag');
    t.equal(!isRefused, patternOf(IfMatch).test(tag), `If-Match: ${tag} is answered with ${status}`);
  }
  for (const key of ['a', '~!x', 'a b', 'k'.repeat(200), 'k'.repeat(201)]) {
    const { status } = await send('"3"', key);
    t.equal(status !== 400, patternOf(IdempotencyKey).test(key) && key.length <= maxLength, `Idempotency-Key: ${key.slice(0, 9)}…`);
  }
});

t.test('an instant is the same one in whatever zone it was sent', async (t) => {
  const api = await startTestApi(t);
  const donor = await api.signIn(LOGIN_OF.donor);
  const expiresAt = '2027-11-23T11:00:00+02:00';
  const { status, body } = await donor('POST', '/v1/api-keys', { body: { name: 'Export', scopes: ['needs:read'], expiresAt } });
  t.match({ status, body }, { status: 201, body: { expiresAt: '2027-11-23T09:00:00.000Z' } });
});
