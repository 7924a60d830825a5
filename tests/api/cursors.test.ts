import fc from 'fast-check';
import t from 'tap';
import { ROUTES } from '#src/app.ts';
import { must } from '#src/kernel/assert.ts';
import type { Role } from '#src/kernel/role.ts';
import { CursorSeal } from '#src/platform/http/cursor-seal.ts';
import { ApiDocument } from './document.ts';
import { type Caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
const callers = new Map<Role, Caller>();
for (const [role, login] of Object.entries(LOGIN_OF)) callers.set(role as Role, await api.signIn(login));
const as = (role: Role): Caller => must(callers.get(role), role);
const donor = as('donor');

const document = new ApiDocument(api.app.swagger() as unknown as Record<string, unknown>);

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema: { readonly enum?: readonly string[]; readonly format?: string; readonly example?: string };
}

const UUID = '6f1d2c3b-4a59-4e68-9d77-0c8b9a7f6e5d';
const open = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

async function nextOf(caller: Caller, path: string): Promise<string> {
  const { status, body } = await caller('GET', path);
  if (status !== 200 || typeof body['next'] !== 'string') throw new Error(`${path}: ${status} ${JSON.stringify(body).slice(0, 300)}`);
  return body['next'];
}

const isNotACursor = ({ status, body }: Awaited<ReturnType<Caller>>): boolean =>
  status === 400 && JSON.stringify(body['fields']).includes('{"pointer":"query/cursor","code":"not-a-cursor"');

/** A value that a required filter takes. */
function valueOf({ schema }: Parameter): string {
  const { enum: values, format, example } = document.resolved({ ...schema }) as Parameter['schema'];
  return values?.[0] ?? (format === 'uuid' ? UUID : (example ?? UUID));
}

t.test('every list that goes on seals where it does: an open place is refused', async (t) => {
  let lists = 0;
  for (const route of ROUTES) {
    const described = (document.operation(route.method, route.url)['parameters'] ?? []) as Record<string, unknown>[];
    const parameters = described.map((one) => document.resolved(one) as unknown as Parameter);
    if (!parameters.some(({ name }) => name === 'cursor')) continue;
    lists += 1;
    const role = route.access === 'signed-in' ? must(route.roles[0], 'a route has its roles') : 'facilitator';
    const filters = parameters.filter((one) => one.in === 'query' && one.required).map((one) => `${one.name}=${valueOf(one)}`);
    const asked = route.url.replace(':slug', 'libya').replaceAll(/:\w+/g, UUID);
    const reply = await as(role)('GET', `${asked}?${[...filters, `cursor=${open([1])}`].join('&')}`);
    t.ok(isNotACursor(reply), `${route.url}: ${reply.status} ${JSON.stringify(reply.body)}`);
  }
  t.ok(lists > 30, `${lists} lists`);
});

t.test('a cursor is good for the list, the filters and the reader that it was given for, whatever the limit', async (t) => {
  const next = await nextOf(donor, '/v1/needs?limit=2&region=tripolitania');
  t.equal(await nextOf(donor, '/v1/needs?region=tripolitania&limit=2'), next, 'the same place has the same cursor');
  const go = (caller: Caller, path: string) => caller('GET', `${path}cursor=${next}`);
  t.equal((await go(donor, '/v1/needs?region=tripolitania&limit=7&')).status, 200);
  t.equal((await go(donor, '/v1/needs?sort=newest&region=tripolitania&')).status, 200, 'what is taken anyway may be named');
  t.ok(isNotACursor(await go(donor, '/v1/needs?')), 'without its filter');
  t.ok(isNotACursor(await go(donor, '/v1/needs?region=cyrenaica&')), 'under another');
  t.ok(isNotACursor(await go(donor, '/v1/offers?')), 'at another list');
  t.ok(isNotACursor(await go(as('facilitator'), '/v1/needs?region=tripolitania&')), 'by another reader');
  t.not(await nextOf(as('facilitator'), '/v1/needs?limit=2&region=tripolitania'), next, 'nor can two readers compare theirs');
});

t.test('a cursor that was altered, cut, made longer or made up is refused', async (t) => {
  const next = await nextOf(donor, '/v1/needs?limit=2');
  const bytes = Buffer.from(next, 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const altered = Buffer.from(bytes);
    altered[bit >> 3] = must(altered[bit >> 3], 'a byte') ^ (1 << (bit & 7));
    const reply = await donor('GET', `/v1/needs?limit=2&cursor=${altered.toString('base64url')}`);
    if (!isNotACursor(reply)) t.fail(`bit ${bit}: ${reply.status}`);
  }
  for (const wrong of [
    '',
    'x',
    next.slice(1),
    next.slice(0, -1),
    `${next}A`,
    `${next}%20`,
    `${next}%3D`,
    'A'.repeat(500),
    'A'.repeat(501),
    '%2B%2F',
  ]) {
    t.ok(isNotACursor(await donor('GET', `/v1/needs?limit=2&cursor=${wrong}`)), wrong);
  }
  t.ok((await donor('GET', `/v1/needs?cursor=${next}&cursor=${next}`)).status === 400, 'twice');
});

t.test('all processes of an installation seal alike, and a seal opens what it sealed', async (t) => {
  const list = { operationId: 'listNeeds', readerId: UUID, params: undefined, query: { limit: 2 } };
  const one = await new CursorSeal(api.database.db).forList(list);
  const other = await new CursorSeal(api.database.db).forList(list);
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string({ maxLength: 80 }), fc.maxSafeInteger()), { minLength: 1, maxLength: 3 }), (key) => {
      const place = JSON.stringify(key);
      const cursor = one.seal(place);
      return JSON.stringify(JSON.parse(other.open(cursor))) === place && other.seal(place) === cursor && /^[\w-]+$/.test(cursor);
    }),
  );
  const lengths = new Set([1, 10, 4_096, 1_000_000, 2 ** 50].map((order) => one.seal(JSON.stringify([order])).length));
  t.equal(lengths.size, 1, 'nor does its length tell how many came before');
  const bound = fc.tuple(fc.string(), fc.string(), fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }));
  await fc.assert(
    fc.asyncProperty(bound, bound, async ([operationId, readerId, params], [otherOperation, otherReader, otherParams]) => {
      const seal = new CursorSeal(api.database.db);
      const own = await seal.forList({ operationId, readerId, params, query: {} });
      const foreign = await seal.forList({ operationId: otherOperation, readerId: otherReader, params: otherParams, query: {} });
      const isSame = JSON.stringify([operationId, readerId, params]) === JSON.stringify([otherOperation, otherReader, otherParams]);
      try {
        foreign.open(own.seal('[7]'));
        return isSame;
      } catch {
        return !isSame;
      }
    }),
    { numRuns: 20 },
  );
});

t.test('pages give each row once and in order, however many are made meanwhile', async (t) => {
  const requester = as('requester');
  const units = await requester('GET', '/v1/units?limit=1');
  const unitId = must((units.body['items'] as { id: string }[])[0], 'a unit').id;
  const draft = async (): Promise<string> => {
    const { body, status } = await requester('POST', '/v1/needs', {
      body: {
        unitId,
        priority: 'routine',
        justification: { en: 'x' },
        lines: [{ itemType: 'individual-first-aid-kit', quantityRequested: 1 }],
      },
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return String(body['id']);
  };
  const read = async (limit: number, meanwhile: readonly number[]): Promise<string[]> => {
    const seen: string[] = [];
    let path: string | null = `/v1/needs?limit=${limit}&unitId=${unitId}`;
    for (let page = 0; path !== null; page += 1) {
      const { body } = await requester('GET', path);
      seen.push(...(body['items'] as { id: string }[]).map(({ id }) => id));
      await Promise.all(Array.from({ length: meanwhile[page] ?? 0 }, draft));
      const { next } = body as { next: string | null };
      path = next === null ? null : `/v1/needs?limit=${limit}&unitId=${unitId}&cursor=${next}`;
    }
    return seen;
  };
  await Promise.all(Array.from({ length: 12 }, draft));
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }),
      async (limit, meanwhile) => {
        const before = await superuser<{ id: string }[]>`select id from needs where unit_id = ${unitId} order by creation_order desc`;
        t.strictSame(
          await read(limit, meanwhile),
          before.map(({ id }) => id),
        );
      },
    ),
    { numRuns: 8 },
  );
  const [told] = await superuser`
    select count(*)::int as events, count(*) filter (where events::text ~* 'creation_?order')::int as of_order from events`;
  t.ok(told?.['events'] > 2_000);
  t.equal(told?.['of_order'], 0, 'and no event tells of their order');
});

t.test('ids are of version 4, each of them, and the service alone reads what cursors are sealed with', async (t) => {
  const columns = await superuser<{ table: string; column: string; list: boolean }[]>`
    select relname as table, attname as column, atttypid = 'uuid[]'::regtype as list from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped and atttypid in ('uuid'::regtype, 'uuid[]'::regtype)`;
  t.ok(columns.length > 150, `${columns.length} columns`);
  for (const { table, column, list } of columns) {
    const values = list ? superuser`unnest(${superuser(column)})` : superuser(column);
    const [other] = await superuser`
      select value::text from (select ${values} as value from ${superuser(table)}) as held where value::text !~ '^[0-9a-f]{8}-[0-9a-f]{4}-4' limit 1`;
    t.equal(other, undefined, `${table}.${column}`);
  }
  const readers = await superuser<{ name: string }[]>`
    select rolname as name from pg_roles where has_table_privilege(rolname, 'wasl.cursor_key', 'select') and not rolsuper and rolname !~ '^pg_' order by 1`;
  t.strictSame(
    readers.map(({ name }) => name),
    ['wasl_authenticator', 'wasl_backup', 'wasl_owner'],
  );
});
