import t from 'tap';
import { z } from 'zod';
import { ROUTES } from '#src/app.ts';

type Json = Record<string, unknown>;
type Steps = readonly (string | number)[];

/** A list somewhere in the body of a request. */
interface List {
  readonly at: string;
  readonly schema: z.ZodArray<z.ZodType>;
}

/** All lists that a body may have, at whatever depth and in whatever form of it. */
function* listsIn(schema: z.ZodType, at: string): Generator<List> {
  const { def } = schema;
  if (schema instanceof z.ZodArray) {
    yield { at, schema: schema as z.ZodArray<z.ZodType> };
    yield* listsIn(schema.element as z.ZodType, `${at}/*`);
  } else if (schema instanceof z.ZodObject) {
    for (const [name, field] of Object.entries(schema.shape)) yield* listsIn(field as z.ZodType, `${at}/${name}`);
  } else if (schema instanceof z.ZodUnion) {
    for (const form of schema.options) yield* listsIn(form as z.ZodType, at);
  } else if ('innerType' in def) {
    yield* listsIn(def.innerType as z.ZodType, at);
  }
}

/** A value that a schema takes, with all its fields; one for each of its forms. */
function valuesOf(described: Json, whole: Json): unknown[] {
  const schema = resolved(described, whole);
  const forms = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined;
  if (forms) return forms.flatMap((form) => valuesOf(form, whole));
  if (schema['example'] !== undefined) return [schema['example']];
  if (schema['const'] !== undefined) return [schema['const']];
  if (Array.isArray(schema['enum'])) return [schema['enum'][0]];
  if (schema['type'] === 'object') {
    const fields = Object.entries((schema['properties'] ?? {}) as Record<string, Json>);
    return [Object.fromEntries(fields.map(([name, field]) => [name, valuesOf(field, whole)[0]]))];
  }
  if (schema['type'] === 'array') {
    return [Array.from({ length: Number(schema['minItems'] ?? 0) }, (_, index) => another(schema['items'] as Json, index, whole))];
  }
  if (schema['type'] === 'boolean') return [true];
  if (schema['type'] === 'number' || schema['type'] === 'integer') return [1];
  return [textOf(schema)];
}

/** A value of a list that names none of the others. */
function another(schema: Json, index: number, whole: Json): unknown {
  const text = JSON.stringify(valuesOf(schema, whole)[0]);
  return JSON.parse(text.replaceAll('more-radios', `more-radios-${index}`)) as unknown;
}

const TEXTS = ['a', '1', '12', 'AB', 'ABC', '0101', '2022', 'kebab-case', '2027-03-31', 'https://example.org/a'];
const ID = '3f0d9a52-6c1e-4f7b-9d0c-4f2b8f0f6a11';

function textOf({ format, pattern }: Json): string {
  if (format === 'uuid') return ID;
  if (format === 'date') return '2027-03-31';
  if (format === 'uri') return 'https://example.org/a';
  const text = TEXTS.find((one) => typeof pattern !== 'string' || new RegExp(pattern, 'u').test(one));
  if (text === undefined) throw new Error(`no text of the pattern ${String(pattern)}`);
  return text;
}

function resolved(schema: Json, whole: Json): Json {
  const { $ref: reference } = schema;
  if (typeof reference !== 'string') return schema;
  const steps = reference.split('/').slice(1);
  return resolved(
    steps.reduce((part, name) => part[name] as Json, whole),
    whole,
  );
}

const elementsOf = ({ schema }: List): unknown[] => {
  const whole = z.toJSONSchema(schema.element, { io: 'input', unrepresentable: 'any' }) as Json;
  return valuesOf(whole, whole);
};

const placesOf = (schema: z.ZodType, value: unknown): Steps[] =>
  (schema.safeParse(value).error?.issues ?? []).filter(({ message }) => message === 'named-twice').map(({ path }) => path as Steps);

/** Lists of what is new, or mere words: an element names nothing that there is, and two that are the same are two. */
const OF_NEW_THINGS: readonly RegExp[] = [
  /^(?:draftNeed|reviseNeed|draftOffer|reviseOffer)\/lines$/,
  /^propose(?:Need|Offer)Revision\/addedLines$/,
  /Meeting\/agenda$/,
];

const lists = ROUTES.flatMap(({ operationId, body }) => (body ? [...listsIn(body, operationId)] : []));

t.test('whatever a list in a body names is named once: the second is refused at its own place', (t) => {
  t.ok(lists.length > 100, `${lists.length} lists`);
  for (const list of lists) {
    if (OF_NEW_THINGS.some((pattern) => pattern.test(list.at))) continue;
    for (const element of elementsOf(list)) {
      t.strictSame(placesOf(list.schema.element, element), [], `${list.at} takes ${JSON.stringify(element)}`);
      const places = placesOf(list.schema, [element, element]);
      t.equal(places.length, 1, `${list.at}: ${JSON.stringify(element)}`);
      t.equal(places[0]?.[0], 1, `${list.at}: at the second`);
    }
  }
  t.end();
});

const bodyOf = (operationId: string): z.ZodType => {
  const body = ROUTES.find((route) => route.operationId === operationId)?.body;
  if (!body) throw new Error(`${operationId} has no body`);
  return body;
};

t.test('it is the naming fields that count, and small letters and capitals of an id are one', (t) => {
  const lines = [
    { lineId: ID, shipped: 8 },
    { lineId: ID.toUpperCase(), shipped: 3 },
  ];
  for (const operationId of ['shipDelivery', 'performDelivery']) {
    t.strictSame(placesOf(bodyOf(operationId), { lines }), [['lines', 1, 'lineId']], operationId);
  }
  const goods = [
    { lineId: ID, originCountry: 'IT' },
    { lineId: ID, originCountry: 'FR' },
  ];
  t.strictSame(placesOf(bodyOf('describeGoods'), { lines: goods }), [['lines', 1, 'lineId']]);
  const ofDelivery = { lines: [{ lineId: ID, planned: 1 }], transportMode: 'sea' };
  t.strictSame(placesOf(bodyOf('arrangeConsignments'), { consignments: [ofDelivery, ofDelivery] }), [], 'two new ones alike are two');
  t.end();
});

t.test('a scenario changes something of each, and nothing that it withdraws', (t) => {
  const body = bodyOf('requestAllocation');
  const faultsOf = (scenario: Json) =>
    (body.safeParse({ scenario }).error?.issues ?? []).map(({ message, path }) => [message, path.join('/')]);
  for (const [withdraw, change] of [
    ['withdrawNeeds', 'changeNeeds'],
    ['withdrawOffers', 'changeOffers'],
  ] as const) {
    t.strictSame(faultsOf({ [withdraw]: [ID], [change]: [{ id: ID, quantity: 1 }] }), [['named-twice', `scenario/${change}/0/id`]]);
    t.strictSame(faultsOf({ [change]: [{ id: ID }] }), [['nothing-to-change', `scenario/${change}/0`]]);
    t.strictSame(faultsOf({ [change]: [{ id: ID, quantity: 0 }] }), []);
  }
  t.end();
});
