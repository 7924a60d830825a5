import t from 'tap';
import { ROUTES } from '#src/app.ts';
import { ROLES } from '#src/kernel/role.ts';
import { type Caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';

const api = await startTestApi(t);
const callers = new Map<string, Caller>();
for (const role of ROLES) callers.set(role, await api.signIn(LOGIN_OF[role]));

const somebody = '01900000-0000-7000-8000-000000000000';
const pathOf = (url: string): string => url.replaceAll(/:(\w+)/g, (_, name: string) => (name === 'id' ? somebody : 'none'));

for (const route of ROUTES) {
  if (route.access === 'open') continue;
  t.test(`${route.method} ${route.url} is for ${route.roles.join(', ')} alone`, async (t) => {
    const path = pathOf(route.url);
    const call = { ...(route.ifMatch ? { ifMatch: '"1"' } : {}), ...(route.body ? { body: {} } : {}) };
    const stranger = await api.nobody(route.method, path, call);
    t.equal(stranger.status, 401);
    if (route.url === '/v1/sessions' || route.url === '/v1/session') return; // would sign the caller out
    for (const role of ROLES) {
      const reply = await (callers.get(role) as Caller)(route.method, path, call);
      const code = reply.body['code'];
      if (route.roles.includes(role)) t.not(code, 'role-not-allowed', `${role}: ${reply.status} ${JSON.stringify(code)}`);
      else t.equal(code, 'role-not-allowed', `${role} is refused: ${reply.status}`);
      t.ok(reply.status < 500, `${role}: no fault`);
    }
  });
}
