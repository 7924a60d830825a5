import t from 'tap';
import { ROUTES } from '#src/app.ts';
import { startAllocationRunner } from '#src/areas/allocations/index.ts';
import type { Audience } from '#src/areas/disclosure/index.ts';
import { ROLES, type Role } from '#src/kernel/role.ts';
import { type Caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { openLog } from '#src/platform/log.ts';
import { REFERENCE_INSTANT } from '#tests/support/people.ts';
import { readersOfRecords } from '#tests/support/readers.ts';
import { TABLE_OF_COLLECTION } from '#tests/support/known-ids.ts';
import { asOften } from '#tests/support/effort.ts';

type Json = Record<string, unknown>;

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
const document = api.app.swagger() as unknown as {
  paths: Record<string, Record<string, Json>>;
  components: { schemas: Record<string, Json> };
};
const { schemas } = document.components;
const readers = readersOfRecords();

const AUDIENCES: Readonly<Record<Role, readonly Audience[]>> = {
  requester: ['recipient'],
  validator: ['recipient'],
  donor: ['donor', 'donor-party'],
  facilitator: ['facilitator'],
  auditor: ['auditor'],
  administrator: ['administrator'],
};

/** Calls `visit` for every object in an answer that has a named schema, following the document. */
function walk(schema: Json | undefined, value: unknown, visit: (resource: string, object: Json) => void): void {
  if (schema === undefined || value === null || typeof value !== 'object') return;
  const reference = schema['$ref'];
  if (typeof reference === 'string') {
    const name = reference.split('/').at(-1) ?? '';
    if (!Array.isArray(value)) visit(name, value as Json);
    walk(schemas[name], value, visit);
    return;
  }
  for (const option of [
    ...((schema['anyOf'] ?? []) as Json[]),
    ...((schema['allOf'] ?? []) as Json[]),
    ...((schema['oneOf'] ?? []) as Json[]),
  ]) {
    walk(option, value, visit);
  }
  if (Array.isArray(value)) {
    for (const item of value) walk(schema['items'] as Json, item, visit);
    return;
  }
  const properties = (schema['properties'] ?? {}) as Record<string, Json>;
  for (const [key, item] of Object.entries(value)) walk(properties[key], item, visit);
}

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const callers = new Map<Role, Caller>();
for (const role of ROLES) callers.set(role, await api.signIn(LOGIN_OF[role]));

await allocateOnce(callers.get('facilitator') as Caller);

/** A run with its baseline, so that there is a plan to be kept from those whom it doesn't concern. */
async function allocateOnce(facilitator: Caller): Promise<void> {
  const runner = startAllocationRunner({ database: api.database, clock: { now: () => REFERENCE_INSTANT }, log: openLog('silent') });
  const { body } = await facilitator('POST', '/v1/allocations', { body: { scenario: { donation: { amount: '100000' } } } });
  for (const id of [body['baselineId'], body['id']]) await facilitator('GET', `/v1/allocations/${String(id)}/progress`);
  await runner.stop();
}

/** Paths of a GET with ids taken from the database itself, so that what a reader may not see is asked for too. */
async function pathsOf(url: string): Promise<string[]> {
  if (!url.includes(':')) return [url, `${url}?limit=200`];
  if (url === '/v1/calendars/:slug/holidays') return ['/v1/calendars/libya/holidays?year=2026'];
  if (url === '/v1/calendars/:slug/working-days') return ['/v1/calendars/un/working-days?from=2026-12-23&add=5'];
  if (url.includes(':slug')) return ['vehicle-4x4-pickup', 'un-hrddp'].map((slug) => url.replace(':slug', slug));
  if (url.includes(':vocabulary')) return [url.replace(':vocabulary', 'need_states')];
  const table = TABLE_OF_COLLECTION[url.split('/')[2] ?? ''];
  if (table === undefined) return [];
  const rows = await superuser<{ id: string }[]>`select id from ${superuser(table)} order by creation_order limit ${asOften(15, 0)}`;
  return rows.map(({ id }) => url.replace(':id', id));
}

const italy = (await superuser<{ id: string }[]>`select id from organisations where slug = 'it-ministry-of-interior'`)[0]?.id ?? '';
const disclosedNeeds = new Set(
  (await superuser<{ need_id: string }[]>`select distinct need_id from matches where donor_id = ${italy} and disclosed_at is not null`).map(
    (row) => row.need_id,
  ),
);
const secretUnits = await superuser<{ id: string; name: string; arabic: string }[]>`
  select id, names ->> 'en' as name, names ->> 'ar' as arabic from units
  where not exists (select from matches where matches.unit_id = units.id and donor_id = ${italy} and disclosed_at is not null)`;
const justifications = (await superuser<{ text: string }[]>`select distinct justification ->> 'en' as text from needs`).map(
  (row) => row.text,
);

// tap ends the file as soon as nothing runs: all that is awaited above comes before the first test.
t.test('records and the API document name the same fields', async (t) => {
  for (const [resource, fields] of readers) {
    const schema = schemas[resource];
    if (!schema) continue;
    const described = Object.keys(schema['properties'] ?? {});
    t.strictSame(
      described.filter((field) => !(field in fields)),
      [],
      `${resource}: described but not listed`,
    );
    t.strictSame(
      Object.keys(fields).filter((field) => !described.includes(field)),
      [],
      `${resource}: listed but not described`,
    );
  }
});

for (const route of ROUTES) {
  if (route.method !== 'GET' || route.access === 'open') continue;
  t.test(`GET ${route.url} tells each role only what the records let it read`, async (t) => {
    const operation = document.paths[route.url.replaceAll(/:(\w+)/g, '{$1}')]?.['get'] as Json;
    const schema = (((operation['responses'] as Json)['200'] as Json)['content'] as Record<string, { schema: Json }>)['application/json']
      ?.schema;
    let objects = 0;
    for (const path of await pathsOf(route.url)) {
      for (const role of ROLES) {
        const reply = await (callers.get(role) as Caller)('GET', path.includes('limit') && !route.query ? route.url : path);
        if (reply.status !== 200) {
          t.ok([400, 403, 404].includes(reply.status), `${role} ${path}: ${reply.status}`);
          continue;
        }
        walk(schema, reply.body, (resource, object) => {
          const table = readers.get(resource);
          if (!table) return;
          objects += 1;
          const strict = role === 'donor' && resource === 'Need' && !disclosedNeeds.has(String(object['id']));
          const audiences: readonly Audience[] = strict ? ['donor'] : AUDIENCES[role];
          const leaked = Object.keys(object).filter((field) => !table[field]?.some((audience) => audiences.includes(audience)));
          if (leaked.length > 0) t.fail(`${role} ${path}: ${resource} shows ${leaked.join(', ')}`);
        });
        const text = JSON.stringify(reply.body);
        if (/creation_?order/i.test(text)) t.fail(`${role} ${path}: tells of the order of creation`);
        const timed = [...text.matchAll(UUID)].find(([id]) => id[14] !== '4');
        if (timed) t.fail(`${role} ${path}: ${timed[0]} is not random`);
        if (role === 'donor') {
          for (const unit of secretUnits) {
            if (text.includes(unit.id) || text.includes(unit.name) || text.includes(unit.arabic)) {
              t.fail(`donor ${path}: names ${unit.name}`);
            }
          }
          for (const justification of justifications) if (text.includes(justification)) t.fail(`donor ${path}: tells a justification`);
        }
      }
    }
    t.pass(`${objects} objects looked at`);
  });
}

t.test('a donor can’t filter, sort or search by what is hidden', async (t) => {
  const donor = callers.get('donor') as Caller;
  for (const query of [
    'priority=critical',
    'unitId=01900000-0000-7000-8000-000000000000',
    'neededBefore=2027-01-01',
    'unanswered=true',
    'sort=needed-by',
  ]) {
    const reply = await donor('GET', `/v1/needs?${query}`);
    t.equal(reply.body['code'], 'filter-not-available', query);
  }
  const unit = secretUnits[0];
  const byUnitName = await donor('GET', `/v1/needs?q=${encodeURIComponent(unit?.name ?? '')}`);
  const words = await donor('GET', `/v1/needs?q=${encodeURIComponent('forged documents are found late')}`);
  t.equal((words.body['items'] as unknown[]).length, 0, 'a justification is not searched');
  t.ok(Array.isArray(byUnitName.body['items']));
});

t.test('a need that is hidden and a need that does not exist are refused alike', async (t) => {
  const donor = callers.get('donor') as Caller;
  const [hidden] = await superuser<{ id: string }[]>`select id from needs where state = 'draft' limit 1`;
  const known = await donor('GET', `/v1/needs/${hidden?.id}`);
  const unknown = await donor('GET', '/v1/needs/01900000-0000-7000-8000-000000000000');
  const plain = ({ status, body }: typeof known) => ({
    status,
    code: body['code'],
    title: body['title'],
    detail: body['detail'],
    facts: body['facts'],
  });
  t.strictSame(plain(known), plain(unknown));
});
