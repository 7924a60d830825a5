import t from 'tap';
import { z } from 'zod';
import { ROUTES } from '#src/app.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';

type Json = Record<string, unknown>;

const ID = '054a32cf-6f0b-4c1e-9d2a-0b7c5e9f1a23';
const isSchema = (value: unknown): value is z.ZodType => value instanceof z.ZodType;

/** Every schema of a text within a schema, each with where it stands. */
function textsIn(schema: z.ZodType, where: string, seen = new Set<unknown>()): { readonly where: string; readonly text: z.ZodString }[] {
  if (seen.has(schema)) return [];
  seen.add(schema);
  const own = schema instanceof z.ZodString || schema instanceof z.ZodUUID ? [{ where, text: schema as z.ZodString }] : [];
  return [...own, ...partsOf(schema.def, where, seen)];
}

function partsOf(part: unknown, where: string, seen: Set<unknown>): ReturnType<typeof textsIn> {
  if (isSchema(part)) return textsIn(part, where, seen);
  if (typeof part !== 'object' || part === null || seen.has(part)) return [];
  seen.add(part);
  return Object.entries(part).flatMap(([key, value]) => (key === 'checks' ? [] : partsOf(value, `${where}.${key}`, seen)));
}

t.test('every id in an address or a body is the same in capitals as in small letters', async (t) => {
  const texts = ROUTES.flatMap(({ method, url, ...route }) =>
    (['params', 'query', 'body'] as const).flatMap((place) => {
      const schema = (route as Record<string, unknown>)[place];
      return isSchema(schema) ? textsIn(schema, `${method} ${url} ${place}`) : [];
    }),
  );
  // What takes an id, and nothing in capitals that is none: an id, or that and a slug. (A slug in capitals stays refused.)
  const ids = texts.filter(({ text }) => text.safeParse(ID).success && !text.safeParse(ID.replace('f', 'G')).success);
  const named = ids.filter(({ text }) => text.safeParse(ID.toUpperCase()).success);
  t.ok(named.length > 150, `${named.length} ids`);
  t.strictSame(
    named.filter(({ text }) => text.parse(ID.toUpperCase()) !== ID).map(({ where }) => where),
    [],
  );
  t.strictSame(
    ids.filter((one) => !named.includes(one) && !one.text.safeParse('a-slug').success).map(({ where }) => where),
    [],
    'and each is taken',
  );
});

t.test('an id in capitals names what it names in small letters, wherever it is sent', async (t) => {
  const api = await startTestApi(t);
  const facilitator = await api.signIn(LOGIN_OF.facilitator);
  const firstOf = async (path: string) => ((await facilitator('GET', path)).body['items'] as Json[])[0] ?? {};
  const obstacle = String((await firstOf('/v1/obstacles?open=true&limit=1'))['id']);
  const organisation = String((await firstOf('/v1/organisations?limit=1'))['id']);
  const need = String((await firstOf('/v1/needs?limit=1'))['id']);
  t.match(await facilitator('GET', `/v1/obstacles/${obstacle.toUpperCase()}`), { status: 200, body: { id: obstacle } });
  t.match(await facilitator('GET', `/v1/obstacles/ranking/what-if?resolved=${obstacle.toUpperCase()}`), { status: 200 });
  t.match(
    await facilitator('POST', '/v1/meetings', {
      body: {
        title: { en: 'For a test' },
        purpose: { en: 'For a test' },
        place: { en: 'Tunis' },
        startsOn: '2026-12-01',
        participants: [{ organisationId: organisation.toUpperCase() }],
        links: [{ needId: need.toUpperCase() }],
      },
    }),
    { status: 201, body: { participants: [{ organisation: { id: organisation } }] } },
  );
});
