import t from 'tap';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';

type Json = Record<string, unknown>;

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);

/** The fields within a part of the API document that may be numbers with a fraction, by name, each with where it stands. */
function fractionsIn(part: unknown, where: string): { readonly name: string; readonly where: string }[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = Object.entries(((part as Json)['properties'] ?? {}) as Record<string, Json>).flatMap(([name, schema]) =>
    [schema, ...((schema['anyOf'] ?? []) as Json[])].some(({ type }) => type === 'number') ? [{ name, where: `${where}.${name}` }] : [],
  );
  return [...own, ...Object.entries(part).flatMap(([key, value]) => fractionsIn(value, `${where}.${key}`))];
}

/** The names of the schemas that a part of the document refers to, and of those that these refer to. */
function sentSchemas(schemas: Json, part: unknown, known = new Set<string>()): Set<string> {
  for (const [, name = ''] of JSON.stringify(part).matchAll(/#\/components\/schemas\/(\w+)/g)) {
    if (known.has(name)) continue;
    known.add(name);
    sentSchemas(schemas, schemas[name], known);
  }
  return known;
}

t.test('what is kept in a column of whole numbers is described as an integer', async (t) => {
  const columns = await superuser<{ name: string }[]>`
    select distinct wasl.field_name(column_name::text) as name from information_schema.columns
    where table_schema = 'public' and data_type in ('integer', 'smallint')`;
  const whole = new Set(columns.map(({ name }) => name));
  for (const known of ['courses', 'seats', 'delegationSize', 'reservationDays']) t.ok(whole.has(known), known);
  const { components, paths } = api.app.swagger() as unknown as { components: { schemas: Json }; paths: Record<string, Json> };
  const bodies = Object.entries(paths).map(([path, { post, patch, put }]) => [
    path,
    [post, patch, put].map((one) => (one as Json)?.['requestBody']),
  ]);
  const sent = sentSchemas(components.schemas, bodies);
  t.ok(sent.size > 50, `${sent.size} schemas`);
  const fractions = [...sent].flatMap((name) => fractionsIn(components.schemas[name], name)).concat(fractionsIn(bodies, 'bodies'));
  t.ok(fractions.some(({ name }) => name === 'quantity'));
  t.strictSame(
    fractions.filter(({ name }) => whole.has(name)).map(({ where }) => where),
    [],
  );
});

t.test('half a course and half a seat are refused at their field', async (t) => {
  const validator = await api.signIn(LOGIN_OF.validator);
  const donor = await api.signIn(LOGIN_OF.donor);
  const unit = ((await validator('GET', '/v1/units?limit=1')).body['items'] as Json[])[0];
  const record = (change: Json) =>
    validator('POST', '/v1/training-records', {
      body: { unitId: unit?.['id'], itemType: 'course-radio-operator', completedOn: '2026-10-01', evidence: 'File 12/2026', ...change },
    });
  for (const field of ['seats', 'courses']) {
    for (const value of [1.5, 0.5, 0]) {
      t.match(await record({ [field]: value }), { status: 400, body: { fields: [{ pointer: `/${field}` }] } }, `${value} ${field}`);
    }
  }
  const offer = (seats: number) =>
    donor('POST', '/v1/offers', {
      body: {
        modality: 'training',
        validFrom: '2026-12-01',
        validUntil: '2027-12-31',
        lines: [{ kind: 'item', itemType: 'course-radio-operator', quantity: 1, course: { seats } }],
      },
    });
  t.match(await offer(1.5), { status: 400, body: { fields: [{ pointer: '/lines/0/course/seats' }] } });
  t.match(await offer(1), { status: 201 });
});
