import { pascal } from './openapi-naming.ts';

type Json = Record<string, unknown>;

const asObject = (value: unknown): Json => (value ?? {}) as Json;

interface Operation {
  readonly path: string;
  readonly method: string;
  readonly operation: Json;
}

/** A record that has an address of its own, and what ids in queries call it. */
interface Kind {
  readonly path: string;
  readonly name: string;
}

/** What can be done with a record next: with its id, and its ETag where the operation asks which version it is based on. */
interface Link extends Json {
  readonly operationId: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const ID = '$response.body#/id';
const TAG = '$response.header.ETag';

/**
 * Says of every record that is made or read which operations go on with it: those at its own address and below it, and the lists that can
 * be asked for what belongs to it. Gives the links back by the names that answers refer to them by.
 */
export function linkOperations(paths: Json): Json {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(asObject(methods)).map(([method, operation]): Operation => ({ path, method, operation: asObject(operation) })),
  );
  const kinds = kindsOf(operations);
  const shared: Record<string, Link> = {};
  for (const { method, operation } of operations) {
    const answer = answerIn(operation);
    const kind = kinds.get(schemaIn(answer));
    // A step of what has been read is answered by the same record, of which reading it has told already.
    if (kind === undefined || !(method === 'get' || '201' in asObject(operation['responses']))) continue;
    const isTagged = 'ETag' in asObject(answer['headers']);
    const links = linksOf(kind, operations).filter(
      ([, link]) => link.operationId !== operation['operationId'] && (isTagged || !(IF_MATCH in link.parameters)),
    );
    Object.assign(shared, Object.fromEntries(links));
    if (links.length > 0) answer['links'] = Object.fromEntries(links.map(([name]) => [name, { $ref: `#/components/links/${name}` }]));
  }
  return shared;
}

/** By the names of the schemas of records that are read at an address of their own. */
function kindsOf(operations: readonly Operation[]): ReadonlyMap<string, Kind> {
  const kinds = new Map<string, Kind>();
  for (const { path, method, operation } of operations) {
    const schema = schemaIn(answerIn(operation));
    if (method !== 'get' || !/^[^{]+\/\{id\}$/.test(path) || schema === '') continue;
    const name = parametersOf(operation).find((one) => one['in'] === 'path')?.['description'];
    kinds.set(schema, { path, name: kindIn(name) });
  }
  return kinds;
}

function linksOf({ path, name }: Kind, operations: readonly Operation[]): (readonly [string, Link])[] {
  return operations.flatMap((one): (readonly [string, Link])[] => {
    const operationId = String(one.operation['operationId']);
    const parameters = parametersOf(one.operation);
    if ((one.path === path || one.path.startsWith(`${path}/`)) && one.path.split('{').length === 2) {
      const isBased = parameters.some((parameter) => parameter['name'] === 'If-Match');
      return [[operationId, { operationId, parameters: { 'path.id': ID, ...(isBased ? { [IF_MATCH]: TAG } : {}) } }]];
    }
    const filter = parameters.find(
      (parameter) => parameter['in'] === 'query' && kindIn(parameter['description']) === name && parameter['name'] === filterOf(name),
    );
    if (filter === undefined || one.method !== 'get') return [];
    return [[`${operationId}Of${pascal(name)}`, { operationId, parameters: { [`query.${filterOf(name)}`]: ID } }]];
  });
}

const IF_MATCH = 'header.If-Match';

/** `compliance-entry` → `complianceEntryId` */
const filterOf = (kind: string): string => `${pascal(kind).charAt(0).toLowerCase()}${pascal(kind).slice(1)}Id`;

const kindIn = (description: unknown): string => /^Id of the ([\w-]+)/.exec(String(description))?.[1] ?? '';

const parametersOf = (operation: Json): readonly Json[] => (operation['parameters'] ?? []) as Json[];

function answerIn(operation: Json): Json {
  const [, answer] = Object.entries(asObject(operation['responses'])).find(([status]) => status === '200' || status === '201') ?? [];
  return asObject(answer);
}

function schemaIn(answer: Json): string {
  const { $ref } = asObject(asObject(asObject(asObject(answer)['content'])['application/json'])['schema']);
  return typeof $ref === 'string' ? ($ref.split('/').at(-1) ?? '') : '';
}
