import fc from 'fast-check';
import t from 'tap';
import { ROUTES } from '#src/app.ts';
import { ROLES, type Role } from '#src/kernel/role.ts';
import { type Caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { asOften } from '#tests/support/effort.ts';
import { ApiDocument } from './document.ts';

type Json = Record<string, unknown>;

const api = await startTestApi(t);
const document = new ApiDocument(api.app.swagger() as unknown as Json);
const schemas = ((document.document['components'] as Json)['schemas'] ?? {}) as Record<string, Json>;

/** Anything at all, U+0000 and lone surrogates included. */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    0,
    -1,
    1.5,
    1e300,
    '',
    '\u0000',
    '\ud800',
    '🦊'.repeat(50),
    [],
    {},
    [null],
    "'; drop table needs; --",
    '9'.repeat(400),
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Values as a schema of the document describes them, now and then something else instead. */
function valueOf(schema: Json | undefined, depth = 0): fc.Arbitrary<unknown> {
  if (schema === undefined || depth > 6) return junk;
  const reference = schema['$ref'];
  if (typeof reference === 'string') return valueOf(schemas[reference.split('/').at(-1) ?? ''], depth + 1);
  const options = (schema['anyOf'] ?? schema['oneOf']) as Json[] | undefined;
  const described = options ? fc.oneof(...options.map((option) => valueOf(option, depth + 1))) : plainValueOf(schema, depth);
  return fc.oneof({ weight: 12, arbitrary: described }, { weight: 1, arbitrary: junk });
}

function plainValueOf(schema: Json, depth: number): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom<unknown>(...(schema['enum'] as unknown[]));
  switch (schema['type']) {
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.oneof(fc.integer({ min: -2, max: 40 }), fc.constantFrom(0, 2 ** 31, 2 ** 53, 1e9));
    case 'number':
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valueOf(schema['items'] as Json, depth + 1), { maxLength: 3 });
    case 'object': {
      const properties = (schema['properties'] ?? {}) as Record<string, Json>;
      const required = (schema['required'] ?? []) as string[];
      return fc.record(Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, valueOf(value, depth + 1)])), {
        requiredKeys: required.filter((key) => key in properties),
      });
    }
    default:
      return textOf(schema);
  }
}

function textOf(schema: Json): fc.Arbitrary<string> {
  switch (schema['format']) {
    case 'uuid':
      return fc.oneof(fc.uuid(), fc.constantFrom(...knownIds));
    case 'date':
      return fc
        .date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true })
        .map((date) => date.toISOString().slice(0, 10));
    case 'date-time':
      return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
    default:
      return fc.oneof(
        fc.string({ maxLength: 30 }),
        fc.string({ unit: 'binary', maxLength: 20 }),
        fc.constantFrom('vehicle-4x4-pickup', 'duty-exemption-pending', 'customs-cleared', 'EUR', '12.5'),
      );
  }
}

const superuser = (await import('#tests/support/database.ts')).connectAsSuperuser(t, api.database);
const knownIds = (
  await superuser<{ id: string }[]>`
    (select id from needs limit 5) union all (select id from need_lines limit 5) union all (select id from offers limit 5)
    union all (select id from offer_lines limit 5) union all (select id from matches limit 10) union all (select id from deliveries limit 5)
    union all (select id from obstacles limit 5) union all (select id from units limit 3) union all (select id from organisations limit 3)
    union all (select id from partnerships limit 3)`
).map(({ id }) => id);

const callers = new Map<Role, Caller>();
for (const role of ROLES) callers.set(role, await api.signIn(LOGIN_OF[role]));

/** Signing in and out has tests of its own; here it would take the callers' sessions away or lock them out. */
const APART = ['/v1/sessions', '/v1/session', '/v1/session/password'];

for (const route of ROUTES) {
  if (APART.includes(route.url)) continue;
  t.test(`${route.method} ${route.url} answers anything with what the document describes`, async (t) => {
    const operation = document.operation(route.method, route.url);
    const parameters = ((operation['parameters'] ?? []) as Json[]).map((parameter) => document.resolved(parameter) ?? parameter);
    const body = (
      ((operation['requestBody'] as Json | undefined)?.['content'] as Record<string, { schema: Json }> | undefined)?.['application/json'] ??
      null
    )?.schema;
    const queryNames = parameters.filter((parameter) => parameter['in'] === 'query');
    const request = fc.record({
      role: fc.constantFrom(...(route.access === 'signed-in' ? route.roles : ROLES)),
      path: fc.oneof(fc.constantFrom(...knownIds), fc.uuid(), fc.constantFrom('x', '%00', '..%2f', 'vehicle-4x4-pickup')),
      query: fc.record(
        Object.fromEntries(queryNames.map((parameter) => [String(parameter['name']), valueOf(parameter['schema'] as Json)])),
        { requiredKeys: [] },
      ),
      body: body === undefined ? fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: junk }) : valueOf(body),
      ifMatch: fc.constantFrom('"1"', '"2"', '"3"', '"x"', 'W/"1"', null),
      key: fc.constantFrom(undefined, undefined, undefined, null, 'same-key'),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ role, path, query, body: content, ifMatch, key }) => {
        const url = new URL(route.url.replaceAll(/:\w+/g, path), 'http://service');
        for (const [name, value] of Object.entries(query)) {
          if (value !== undefined) url.searchParams.set(name, typeof value === 'string' ? value : JSON.stringify(value));
        }
        const sent = route.method === 'GET' || content === undefined ? {} : { body: content };
        const reply = await (callers.get(role) as Caller)(route.method, url.pathname + url.search, {
          ...sent,
          ifMatch,
          ...(key === undefined ? {} : { idempotencyKey: key }),
        });
        if (reply.status >= 500) throw new Error(`${reply.status}: ${JSON.stringify(reply.body)}`);
        const faults = document.faultsOf(route.method, route.url, reply.status, reply.headers.get('content-type'), reply.body);
        if (faults.length > 0) {
          throw new Error(
            `${reply.status} is not as described: ${faults.slice(0, 3).join('; ')} in ${JSON.stringify(reply.body).slice(0, 400)}`,
          );
        }
      }),
      { numRuns: Number(process.env['WASL_FUZZ_RUNS'] ?? asOften(20, 0)), endOnFailure: true },
    );
    t.pass();
  });
}
