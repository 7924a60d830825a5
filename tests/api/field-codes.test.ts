import t from 'tap';
import { z } from 'zod';
import { ROUTES } from '#src/app.ts';
import { isFieldOnlyCode } from '#src/kernel/field-codes.ts';
import type { AnyRoute } from '#src/platform/http/route.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';

const api = await startTestApi(t);
/** Zod keeps how a schema was made under a name of its own. */
const ZOD = '_zod';
type Fields = { pointer: string; code: string }[];

t.test('every rule of a contract says a code of ours', async (t) => {
  const asked = new Set<unknown>();
  for (const route of ROUTES) {
    for (const schema of [route.body, route.query, route.params]) {
      askRules(schema, (code) => {
        asked.add(code);
        t.ok(isFieldOnlyCode(code), `${route.method} ${route.url}: ${code}`);
      });
    }
  }
  t.ok(asked.size > 8);
});

t.test('what isn’t there is missing, whatever it would have been', async (t) => {
  for (const route of ROUTES) {
    if (!route.body || (route.access === 'signed-in' && route.upload)) continue;
    const needed = requiredOf(route);
    if (needed.length === 0 || route.method === 'PATCH') continue;
    const ask = route.access === 'open' ? api.nobody : await api.signIn(LOGIN_OF[route.roles[0] ?? 'facilitator']);
    const url = route.url.replaceAll(/:\w+/g, '0193e7a4-7b1c-4c55-9d0c-4f2b8f0f6a11');
    const reply = await ask(route.method, url, { body: {}, ifMatch: '"1"' });
    if (reply.status === 404) continue;
    const fields = (reply.body['fields'] ?? []) as Fields;
    t.strictSame(
      fields.filter(({ pointer, code }) => needed.includes(pointer.slice(1)) && code !== 'missing'),
      [],
      `${route.method} ${route.url}`,
    );
    t.ok(fields.length > 0, `${route.method} ${route.url}: ${JSON.stringify(reply.body)}`);
  }
});

function requiredOf({ body }: AnyRoute): string[] {
  if (!body) return [];
  const schema = z.toJSONSchema(body, { io: 'input', unrepresentable: 'any' });
  return schema.required ?? [];
}

interface Made {
  readonly def: { readonly check?: string; readonly error?: (issue: object) => unknown };
}

/** Calls back with what each rule of our own within a schema would say. */
function askRules(schema: unknown, tell: (code: string) => void, seen = new Set<unknown>()): void {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return;
  seen.add(schema);
  const made = ZOD in schema ? (schema[ZOD] as Made).def : null;
  // What may find fault with several places says its code with each: named-twice.test.ts asks those.
  if (made?.check === 'custom' && 'fn' in made) {
    const told = made.error?.({ code: 'custom', path: [] });
    tell(typeof told === 'string' ? told : 'nothing');
  }
  for (const held of Object.values(made ?? schema)) askRules(held, tell, seen);
}
