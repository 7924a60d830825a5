import { readFile } from 'node:fs/promises';
import t from 'tap';
import { ROUTES } from '#src/app.ts';
import { readersOfRecords } from '#tests/support/readers.ts';

type Json = Record<string, unknown>;
interface Answer {
  readonly content?: { readonly 'application/json'?: { readonly schema: Json } };
}

/** What names something and is read as part of a record alone, or is told back as its asker sent it. */
const NO_RECORDS = [
  'Party',
  'UnitName',
  'AllocationScenario',
  'AllocationSettings',
  // Parts of a correction, as it was proposed and as it stood: told whole to whoever is told the correction.
  'ReceiptValues',
  'ReceiptLineValues',
  'ShipmentValues',
  'ReleaseValues',
  'UseValues',
  'HandoverValues',
  'VerificationValues',
  'EntryValues',
  'ObstacleValues',
  'RevisedNeed',
  'RevisedOffer',
  'SameNeed',
  'SameOffer',
  'UnitWarning',
  'StockValues',
  'RateUsed',
  'PartnershipTerms',
];

const readers = readersOfRecords();
const { paths, components } = JSON.parse(await readFile('openapi/openapi.json', 'utf8')) as {
  paths: Record<string, { get?: { responses: Record<string, Answer> } }>;
  components: { schemas: Record<string, Json> };
};

/** Whether a field names a thing by its id, an organisation or a unit. */
function namesSomething(schema: Json): boolean {
  const { $ref: reference, format } = schema;
  if (format === 'uuid' || (typeof reference === 'string' && /\/(Party|UnitName)$/.test(reference))) return true;
  return [...((schema['anyOf'] ?? []) as Json[]), ...(schema['items'] ? [schema['items'] as Json] : [])].some(namesSomething);
}

/** The objects within an answer that name something, as the API document calls them, or by where they stand where it has no name for them. */
function namingObjects(schema: Json, place: string, visited: Set<string>): string[] {
  const name = typeof schema['$ref'] === 'string' ? (schema['$ref'].split('/').at(-1) ?? '') : undefined;
  if (name !== undefined) {
    if (visited.has(name) || NO_RECORDS.includes(name)) return [];
    return namingObjects(components.schemas[name] ?? {}, name, visited.add(name));
  }
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, Json>);
  const nested = (['anyOf', 'oneOf', 'allOf'] as const).flatMap((key) => (schema[key] ?? []) as Json[]);
  return [
    ...(properties.some(([, field]) => namesSomething(field)) ? [place] : []),
    ...properties.flatMap(([field, value]) => namingObjects(value, `${place}.${field}`, visited)),
    ...(['items', 'additionalProperties'] as const).flatMap((key) =>
      typeof schema[key] === 'object' ? namingObjects(schema[key] as Json, `${place}[]`, visited) : [],
    ),
    ...nested.flatMap((option) => namingObjects(option, place, visited)),
  ];
}

t.test('whatever names a thing or a party in an answer to a GET passes a record, which says who reads it', (t) => {
  const visited = new Set<string>();
  const found = ROUTES.filter(({ method }) => method === 'GET').flatMap(({ url }) => {
    const answer = paths[url.replaceAll(/:(\w+)/g, '{$1}')]?.get?.responses['200']?.content?.['application/json'];
    return answer ? namingObjects(answer.schema, url, visited) : [];
  });
  t.ok(found.length > 40, 'the answers are walked');
  t.strictSame(
    found.filter((name) => !readers.has(name)),
    [],
  );
  t.end();
});
