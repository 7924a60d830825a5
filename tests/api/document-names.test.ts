import { readFileSync } from 'node:fs';
import { getTableColumns } from 'drizzle-orm';
import t from 'tap';
import { CLOSED_LISTS } from '#src/closed-lists.ts';
import { closedListOf } from '#src/platform/db/closed-lists.ts';
import { declaredTables } from '#tests/support/declared-tables.ts';

type Json = Readonly<Record<string, unknown>>;

const text = readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8');
const document = JSON.parse(text) as {
  readonly paths: Readonly<
    Record<string, Readonly<Record<string, { readonly operationId: string; readonly parameters?: readonly Json[] }>>>
  >;
  readonly components: Readonly<Record<'schemas' | 'parameters', Readonly<Record<string, Json>>>>;
};
const { schemas, parameters: shared } = document.components;

function* objectsWithin(part: unknown, at: string): Generator<readonly [string, Json]> {
  if (typeof part !== 'object' || part === null) return;
  if (!Array.isArray(part)) yield [at, part as Json];
  for (const [name, held] of Object.entries(part)) yield* objectsWithin(held, `${at}/${name}`);
}

t.test('a list of values is a schema with a name, wherever it stands', async (t) => {
  const named = new Map<string, string>();
  for (const [at, part] of objectsWithin(document, '')) {
    const values = valuesOf(part);
    // One value is a word that is said or not, and no list.
    if (values.length < 2) continue;
    const [, name] = /^\/components\/schemas\/(\w+)$/.exec(at) ?? [];
    if (name === undefined) t.fail(`${at}: ${JSON.stringify(values)} has no name (src/closed-lists.ts)`);
    else named.set(name, JSON.stringify(values));
  }
  t.equal(new Set(named.values()).size, named.size, 'no two lists are of the same values');
  for (const [name, values] of Object.entries(CLOSED_LISTS)) {
    t.strictSame(schemas[name], { type: typeof values[0] === 'number' ? 'integer' : 'string', enum: values }, name);
    t.ok(text.includes(`"#/components/schemas/${name}"`), `${name} is used`);
  }
});

/** The values that a schema lists, in either of the ways in which one may. */
function valuesOf({ enum: listed, anyOf, oneOf }: Json): readonly unknown[] {
  if (Array.isArray(listed)) return listed;
  const options = [anyOf, oneOf].filter(Array.isArray).flat() as readonly Json[];
  return options.flatMap((option) => ('const' in option ? [option['const']] : []));
}

t.test('a parameter that several operations have is told of once', async (t) => {
  const counts = new Map<string, number>();
  for (const { parameters = [] } of Object.values(document.paths).flatMap((methods) => Object.values(methods))) {
    for (const parameter of parameters) counts.set(JSON.stringify(parameter), (counts.get(JSON.stringify(parameter)) ?? 0) + 1);
  }
  for (const name of ['AcceptLanguage', 'IdempotencyKey', 'IfMatch', 'IfNoneMatch', 'Limit', 'Cursor', 'NeedId', 'DeliveryId']) {
    t.ok((counts.get(`{"$ref":"#/components/parameters/${name}"}`) ?? 0) > 10, name);
  }
  const names = new Set(Object.values(shared).map(({ name }) => name));
  const inline = [...counts].filter(([parameter, times]) => times > 1 && !parameter.includes('#/components/parameters/'));
  // Where two have one name it is the commoner's.
  for (const [parameter] of inline) t.ok(names.has((JSON.parse(parameter) as Json)['name']), parameter);
});

t.test('a union of which one property says which it is tells so, and its options have names', async (t) => {
  const unions = [...objectsWithin(document, '')].flatMap(([at, { oneOf, discriminator }]) =>
    Array.isArray(oneOf) ? [{ at, options: oneOf as Json[], discriminator: discriminator as Discriminator | undefined }] : [],
  );
  t.ok(unions.length > 2);
  for (const { at, options, discriminator } of unions) {
    if (discriminator === undefined) {
      t.fail(`${at}: zod writes oneOf only of discriminated unions`);
      continue;
    }
    const { propertyName, mapping } = discriminator;
    t.strictSame(
      options.map(({ $ref }) => $ref),
      Object.values(mapping),
      at,
    );
    for (const [value, reference] of Object.entries(mapping)) {
      const { properties, required } = schemas[reference.split('/').at(-1) ?? ''] ?? {};
      t.equal((properties as Record<string, Json>)[propertyName]?.['const'], value, `${at}: ${value}`);
      t.ok((required as string[]).includes(propertyName), `${at}: ${value} is always said`);
    }
  }
});

interface Discriminator {
  readonly propertyName: string;
  readonly mapping: Readonly<Record<string, string>>;
}

/** What is called as a column of a closed list is, and holds what is no list. */
const FREE = [
  // Who carries goods, by name; the carrier of a session is a list.
  /\/(?:ArrangeConsignments\/.*|Consignment): carrier$/,
  // In what way one item needs another, in the catalogue's own words.
  /\/ItemType\/.*: type$/,
  // What went wrong, as an address.
  /\/Problem: type$/,
  // Who announced a holiday, in words.
  /\/(?:CalendarCorrection|CalendarHoliday|HolidayOfYear|CorrectCalendar|ReviseCorrection): source$/,
  // Who published a rate, in words.
  /\/(?:ExchangeRate|RateUsed|RecordRate|ReviseRate): source$/,
  // Which reasons may be words is held by reasons.test.ts.
  /: (?:reason|stateReason|decisionReason)$/,
];

t.test('what the database keeps to a closed list leaves as that list', async (t) => {
  const listed = new Set(
    (await declaredTables()).flatMap((table) =>
      Object.entries(getTableColumns(table)).flatMap(([name, column]) => (closedListOf(column) === null ? [] : [name])),
    ),
  );
  t.ok(listed.size > 20, `${listed.size} columns`);
  for (const [at, { properties }] of objectsWithin(document, '')) {
    for (const [name, shape] of Object.entries((properties ?? {}) as Readonly<Record<string, Json>>)) {
      const isFree = FREE.some((free) => free.test(`${at}: ${name}`));
      if (listed.has(name) && !isFree) t.notOk(isBare(shape), `${at}: ${name} is a text of any kind`);
      // needsByState, deliveriesByMilestone
      if (/By[A-Z]/.test(name) && shape['propertyNames']) t.notOk(isBare(shape['propertyNames'] as Json), `${at}: ${name} has any key`);
    }
  }
});

/** Whether any text may stand there: no list, no slug of something, no constant. */
function isBare({ type, anyOf, format, const: constant, ...rest }: Json): boolean {
  if (Array.isArray(anyOf)) return (anyOf as Json[]).some(isBare);
  const isText = type === 'string' || (Array.isArray(type) && type.includes('string'));
  return isText && constant === undefined && format === undefined && !('enum' in rest) && !('x-slug-of' in rest);
}
