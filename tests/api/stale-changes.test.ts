import { readFile } from 'node:fs/promises';
import t from 'tap';
import { ROUTES } from '#src/app.ts';
import type { Route } from '#src/platform/http/route.ts';
import { pdf } from '#tests/areas/documents/real-files.ts';
import { type Caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { makeClerk } from '#tests/support/clerk.ts';
import { makePerson } from '#tests/support/people.ts';
import { publishRegime } from '#tests/support/regimes.ts';

type Json = Record<string, unknown>;

interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly example?: unknown }>> };
}

const api = await startTestApi(t);
const openapi = JSON.parse(await readFile('openapi/openapi.json', 'utf8')) as { paths: Record<string, Record<string, Operation>> };
const callers = new Map<string, Caller>();
for (const [role, login] of Object.entries(LOGIN_OF)) callers.set(role, await api.signIn(login));
const as = (role: string): Caller => callers.get(role) as Caller;

const isSignedIn = (route: (typeof ROUTES)[number]): route is Route => route.access === 'signed-in';
const changes = ROUTES.filter(isSignedIn).filter(({ ifMatch }) => ifMatch);
const listOf = ({ url }: Route): string => /^\/v1\/[a-z-]+/.exec(url)?.[0] ?? '';
/** The route that reads the record a change judges: its own, or the one that answers the same record to what another area changes of it. */
const readerOf = ({ ifMatch }: Route): Route | undefined =>
  ROUTES.filter(isSignedIn).find((route) => route === ifMatch || (route.method === 'GET' && route.response === ifMatch?.response));

function exampleFor({ method, url }: Route): unknown {
  const path = url.replaceAll(/:(\w+)/g, '{$1}');
  return openapi.paths[path]?.[method.toLowerCase()]?.requestBody?.content['application/json']?.example;
}

/** The address with the record's own parts in it. */
function addressOf(url: string, record: Json): string {
  const [action] = (record['actions'] ?? []) as Json[];
  const parts: Json = { id: record['id'], slug: record['slug'], position: 1, actionId: action?.['id'] ?? record['id'] };
  return url.replaceAll(/:(\w+)/g, (_, name: string) => String(parts[name]));
}

/** What the scenario has none of; its examples make it. */
async function make(role: string, operationId: string): Promise<void> {
  const route = ROUTES.filter(isSignedIn).find((one) => one.operationId === operationId);
  if (!route) throw new Error(`there is no ${operationId}`);
  const ifMatch = route.ifMatch ? '"1"' : null;
  const { status, body } = await as(role)('POST', addressOf(route.url, REGIME), { body: exampleFor(route), ifMatch });
  if (status >= 300) throw new Error(`${operationId}: ${JSON.stringify(body)}`);
}

const accounts = (await as('administrator')('GET', '/v1/users?limit=200')).body['items'] as Json[];

/** Of a handover, which both sides have signed: it waits for the other. */
async function proposeCorrection(): Promise<void> {
  const { items } = (await as('requester')('GET', '/v1/deliveries?limit=200')).body as { items: Json[] };
  for (const { id } of items) {
    const path = `/v1/deliveries/${String(id)}`;
    const { handover, version } = (await as('requester')('GET', path)).body;
    if (handover === null) continue;
    const body = { putRight: { kind: 'handover', takenOverBy: 'Deputy commander of the unit' }, reason: 'Another officer had signed.' };
    const reply = await as('requester')('POST', `${path}/corrections`, { body, ifMatch: `"${String(version)}"` });
    if (reply.status === 201) return;
    throw new Error(JSON.stringify(reply.body));
  }
  throw new Error('nothing is handed over');
}

/** Records that no list, or none without a filter, tells of. */
const REGIME: Json = { slug: 'ly-import-licence' };
// Whom nobody has designated yet.
await makePerson(api.database, { role: 'facilitator', organisation: 'ohchr' });
const { attach } = await makeClerk(t, api.address, api.database);
const file = await attach(pdf('of whom nobody takes back in time'));
const known: Readonly<Record<string, readonly Json[]>> = {
  '/v1/regimes': [REGIME],
  '/v1/documents': [{ id: file.id }],
  // Those made below were so without an event.
  '/v1/users': accounts,
};
await publishRegime(api.database, 'ly-import-licence', 1, { validFrom: '2027-01-01', adoptedBy: 'Decision 118 of 2026' });
{
  const { items } = (await as('administrator')('GET', '/v1/users?limit=200')).body as { items: Json[] };
  const body = {
    change: 'designation',
    userId: items.find(({ role, designated }) => role === 'facilitator' && !designated)?.['id'],
    reason: 'x',
  };
  const reply = await as('administrator')('POST', '/v1/account-changes', { body });
  if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
}
{
  const [unit] = (await as('validator')('GET', '/v1/units?limit=1')).body['items'] as Json[];
  const requirement = { unitId: unit?.['id'], itemType: 'diesel-fuel', authorised: 5, effectiveOn: '2027-01-01' };
  const recorded = await as('validator')('POST', '/v1/requirements', { body: requirement });
  if (recorded.status !== 201) throw new Error(JSON.stringify(recorded.body));
  const body = { change: 'close', reason: 'x' };
  const reply = await as('validator')('POST', `/v1/units/${String(unit?.['id'])}/changes`, {
    body,
    ifMatch: `"${String(unit?.['version'])}"`,
  });
  if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
}
await make('administrator', 'correctCalendar');
await make('administrator', 'recordExchangeRate');
await make('validator', 'proposeTypeRequirement');
await proposeCorrection();
await as('facilitator')('POST', '/v1/allocations', { body: {} });
for (const role of Object.keys(LOGIN_OF)) await as(role)('POST', '/v1/api-keys', { body: { name: 'Tally', scopes: ['identity:read'] } });

async function recordsOf(route: Route, caller: Caller): Promise<readonly Json[]> {
  const { body } = known[listOf(route)] ? { body: { items: known[listOf(route)] } } : await caller('GET', `${listOf(route)}?limit=200`);
  return (body['items'] ?? []) as Json[];
}

/** The record as its own route tells it, or as the list does that alone shows it. */
async function readNow(route: Route, caller: Caller, record: Json): Promise<unknown> {
  const reader = readerOf(route);
  if (reader) return (await caller('GET', addressOf(reader.url, record))).body;
  const list = record['slug'] ? addressOf('/v1/regimes/:slug/versions', record) : listOf(route);
  const items = (await caller('GET', list)).body['items'] as Json[];
  return record['slug'] ? items[0] : items.find(({ id }) => id === record['id']);
}

interface Late {
  readonly caller: Caller;
  readonly record: Json;
  readonly told: Json;
}

/** The first record that lets somebody come as far as to be told that they are too late. */
async function comeTooLate(route: Route): Promise<Late | string> {
  const refused = new Set<string>();
  for (const role of route.roles) {
    const caller = as(role);
    for (const record of await recordsOf(route, caller)) {
      const call = { body: exampleFor(route), ifMatch: '"0"' };
      const { status, body } = await caller(route.method, addressOf(route.url, record), call);
      if (status === 412) return { caller, record, told: body };
      refused.add(`${role}: ${status} ${String(body['code'])}`);
    }
  }
  return [...refused].join(', ') || 'there is no record';
}

/** What has no route of its own to be read by. */
const OF_REGIME: readonly string[] = ['proposeRegime', 'proposeRegimeWithdrawal'];
const ONLY_LISTED: readonly string[] = ['revokeInvitation', 'approveInvitation', 'refuseInvitation', 'revokeApiKey', ...OF_REGIME];

for (const route of changes) {
  t.test(`${route.operationId}, sent too late, tells the record whose version it judges, and what changed that`, async (t) => {
    t.equal(readerOf(route) === undefined, ONLY_LISTED.includes(route.operationId), 'is it read by a route of its own?');
    const late = await comeTooLate(route);
    if (typeof late === 'string') return void t.fail(late);
    const { caller, record, told } = late;
    const current = told['current'] as Json;
    t.strictSame(current, await readNow(route, caller, record));
    t.equal(current['version'], (told['facts'] as Json)['version']);
    const since = told['changes'] as { subjectId: string; subjectType: string; after: { version: number } }[];
    t.ok(since.length > 0, 'nothing is unchanged since before its first version');
    for (const { subjectId, subjectType, after } of since) {
      // Each version of a regime is a record of its own, whose id nobody is told.
      if (subjectType === 'regime-version') {
        t.match([OF_REGIME.includes(route.operationId), after], [true, { version: current['version'] }]);
      } else t.equal(subjectId, current['id']);
    }
  });
}
