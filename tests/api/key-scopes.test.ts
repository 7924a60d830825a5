import { readFile } from 'node:fs/promises';
import t from 'tap';
import { ROUTES } from '#src/app.ts';
import { ROLES } from '#src/kernel/role.ts';
import { SCOPES, scopesOf } from '#src/kernel/scope.ts';
import type { Route } from '#src/platform/http/route.ts';
import { type Caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';

const api = await startTestApi(t);
// Signing out would end what the keys are made with.
const isSigningOut = (route: Route): boolean => route.method === 'DELETE' && /^\/v1\/sessions?$/.test(route.url);
const signedIn = ROUTES.filter((route): route is Route => route.access === 'signed-in');
const somebody = '01900000-0000-7000-8000-000000000000';
const pathOf = (url: string): string => url.replaceAll(/:(\w+)/g, (_, name: string) => (name === 'id' ? somebody : 'none'));

async function call(key: string, route: Route): Promise<unknown> {
  const reply = await api.nobody(route.method, pathOf(route.url), {
    ...(route.ifMatch ? { ifMatch: '"1"' } : {}),
    ...(route.body ? { body: {} } : {}),
    headers: { authorization: `Bearer ${key}` },
  });
  return reply.body['code'];
}

for (const role of ROLES) {
  t.test(
    `a key of ${role} can be given each of its scopes, and reaches with it what the role reaches there and nothing else`,
    async (t) => {
      const person: Caller = await api.signIn(LOGIN_OF[role]);
      for (const scope of scopesOf(role)) {
        const created = await person('POST', '/v1/api-keys', { body: { name: scope, scopes: [scope] } });
        t.match(created, { status: 201, body: { scopes: [scope] } }, scope);
        const key = String(created.body['token']);
        const mine = signedIn.filter((route) => route.roles.includes(role) && !isSigningOut(route));
        for (const route of mine.filter((other) => other.scope === scope)) {
          const code = await call(key, route);
          t.notOk(
            ['not-signed-in', 'role-not-allowed', 'scope-not-allowed'].includes(String(code)),
            `${route.operationId}: ${String(code)}`,
          );
        }
        const other = mine.find((route) => route.scope !== scope);
        if (other) t.equal(await call(key, other), 'scope-not-allowed', `${scope} isn’t ${other.scope}`);
      }
    },
  );
}

t.test('each scope opens an operation, and what a role may do its keys may, but that an auditor’s only read', async (t) => {
  const opened = new Set(signedIn.map((route) => route.scope));
  t.strictSame(
    SCOPES.filter((scope) => !opened.has(scope)),
    [],
  );
  for (const { operationId, roles, scope } of signedIn) {
    for (const role of roles) {
      if (role === 'auditor' && scope.endsWith(':write')) continue;
      t.ok(scopesOf(role).includes(scope), `${operationId} of ${role}: ${scope}`);
    }
  }
});

t.test('the API document lists the scopes under one name, and says of each operation which it takes', async (t) => {
  const { paths, components } = JSON.parse(await readFile('openapi/openapi.json', 'utf8')) as ApiDocument;
  t.strictSame(components.schemas['Scope']?.enum, SCOPES);
  for (const [name, field] of [
    ['CreateApiKey', 'scopes'],
    ['ApiKey', 'scopes'],
    ['Session', 'rights'],
  ] as const) {
    t.strictSame(components.schemas[name]?.properties?.[field]?.items, { $ref: '#/components/schemas/Scope' }, `${name}.${field}`);
  }
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  const said = new Map(operations.map((operation) => [operation.operationId, operation['x-scope']]));
  for (const { operationId, scope } of signedIn) t.equal(said.get(operationId), scope, operationId);
});

interface ApiDocument {
  readonly paths: Record<string, Record<string, { readonly operationId: string; readonly 'x-scope'?: string }>>;
  readonly components: { readonly schemas: Record<string, { enum?: string[]; properties?: Record<string, { items?: unknown }> }> };
}
