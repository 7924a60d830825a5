import { readFileSync } from 'node:fs';
import t from 'tap';

type Json = Readonly<Record<string, unknown>>;
interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly Json[];
  readonly requestBody?: Json;
  readonly responses: Readonly<Record<string, Json>>;
}

const document = JSON.parse(readFileSync(new URL('../../openapi/openapi.json', import.meta.url), 'utf8')) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, Json>>>>;
};

const OPERATIONS = Object.values(document.paths).flatMap((methods) => Object.values(methods));

/** Every object within a part of the document, what it refers to among it, with where it stands. */
function* objectsWithin(part: unknown, at: string, seen = new Set<string>()): Generator<readonly [string, Json]> {
  if (typeof part !== 'object' || part === null) return;
  const reference = (part as Json)['$ref'];
  if (typeof reference === 'string') {
    if (seen.has(reference)) return;
    seen.add(reference);
    const [kind = '', name = ''] = reference.split('/').slice(2);
    yield* objectsWithin(document.components[kind]?.[name], name, seen);
    return;
  }
  if (!Array.isArray(part)) yield [at, part as Json];
  for (const [name, held] of Object.entries(part)) yield* objectsWithin(held, `${at}/${name}`, seen);
}

t.test('nothing that may be left out of a request is called required', async (t) => {
  let looked = 0;
  for (const { operationId, parameters = [], requestBody } of OPERATIONS) {
    for (const [at, { properties, required, schema }] of objectsWithin([parameters, requestBody], operationId)) {
      looked += 1;
      if (required === true && schema !== undefined) t.notOk('default' in (schema as Json), at);
      if (!Array.isArray(required)) continue;
      for (const name of required as string[]) t.notOk('default' in ((properties as Json)[name] as Json), `${at}: ${name}`);
    }
  }
  t.ok(looked > 1_000);
});

t.test('each operation tells its answers by their status, and refuses with an answer that all share', async (t) => {
  t.ok(OPERATIONS.length > 200);
  for (const { operationId, responses } of OPERATIONS) {
    for (const [status, answer] of Object.entries(responses)) {
      t.match(status, /^[2-5]\d\d$/, operationId);
      if (status >= '400') t.match(answer, { $ref: /^#\/components\/responses\/\w+$/ }, `${operationId} ${status}`);
    }
  }
  const used = new Set(OPERATIONS.flatMap(({ responses }) => Object.values(responses).map(({ $ref }) => $ref)));
  for (const name of Object.keys(document.components['responses'] ?? {})) t.ok(used.has(`#/components/responses/${name}`), name);
});

t.test('what a route asks for decides how it refuses', async (t) => {
  const statuses = (operationId: string): string[] => {
    const operation = OPERATIONS.find((one) => one.operationId === operationId);
    return Object.keys(operation?.responses ?? {}).filter((status) => status >= '400');
  };
  const always = ['400', '406', '414', '429', '431', '500', '503'];
  const expected: Record<string, string[]> = {
    listNeeds: [...always, '401', '403'],
    getNeed: [...always, '401', '403', '404'],
    draftNeed: [...always, '401', '403', '404', '408', '409', '413', '415', '422', '507'],
    reviseNeed: [...always, '401', '403', '404', '408', '409', '412', '413', '415', '422', '428', '507'],
    acceptInvitation: [...always, '408', '409', '410', '413', '415', '422', '507'],
  };
  for (const [operationId, codes] of Object.entries(expected)) t.strictSame(statuses(operationId), codes.toSorted(), operationId);
});

/** The values of a list of actions, whether they stand in the record or in a schema of their own. */
function valuesOf(list: Json | undefined, ...path: readonly string[]): unknown {
  let at: unknown = list;
  for (const name of ['items', ...path, 'enum']) {
    const reference = (at as Json | undefined)?.['$ref'];
    if (typeof reference === 'string') at = document.components['schemas']?.[reference.split('/').at(-1) as string];
    at = (at as Json | undefined)?.[name];
  }
  return at;
}

t.test('whatever says what its reader may do next also says what not yet, and why', (t) => {
  let looked = 0;
  for (const [name, schema] of Object.entries(document.components['schemas'] ?? {})) {
    const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Json>>;
    const actions = valuesOf(properties['allowedActions']);
    if (!('allowedActions' in properties)) continue;
    looked += 1;
    t.ok(Array.isArray(actions), name);
    t.strictSame(valuesOf(properties['notAllowedNow'], 'properties', 'action'), actions, `${name}: of the same actions`);
  }
  t.ok(looked > 15, `${looked} records`);
  t.end();
});
