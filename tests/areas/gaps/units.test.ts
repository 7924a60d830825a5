import t from 'tap';
import { must } from '#src/kernel/assert.ts';
import { type Caller, LOGIN_OF, type Reply, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';

type Json = Record<string, unknown>;

const api = await startTestApi(t);
const superuser = connectAsSuperuser(t, api.database);
const validator = await api.signIn(LOGIN_OF.validator);
const requester = await api.signIn(LOGIN_OF.requester);
const facilitator = await api.signIn(LOGIN_OF.facilitator);
const donor = await api.signIn(LOGIN_OF.donor);

const get = async (by: Caller, path: string): Promise<Json> => {
  const reply = await by('GET', path);
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
};
const itemsOf = async (by: Caller, path: string): Promise<Json[]> => (await get(by, path))['items'] as Json[];
const unitOf = (id: unknown, by = validator): Promise<Json> => get(by, `/v1/units/${String(id)}`);
const told = ({ status, body }: Reply): string => (status < 300 ? String(status) : String(body['code']));
const change = async (id: unknown, body: Json, by = validator): Promise<Reply> =>
  by('PATCH', `/v1/units/${String(id)}`, {
    body: { reason: 'typed-wrong', ...body },
    ifMatch: `"${String((await unitOf(id))['version'])}"`,
  });
const propose = async (id: unknown, body: Json, by = validator): Promise<Reply> =>
  by('POST', `/v1/units/${String(id)}/changes`, {
    body: { reason: 'entered-twice', ...body },
    ifMatch: `"${String((await unitOf(id))['version'])}"`,
  });
const decide = (id: unknown, step: string, by: Caller, body?: Json): Promise<Reply> =>
  by('POST', `/v1/unit-changes/${String(id)}/${step}`, { ifMatch: '"1"', ...(body ? { body } : {}) });
const made = async (id: unknown, body: Json): Promise<void> => {
  const proposed = await propose(id, body);
  if (proposed.status !== 201) throw new Error(JSON.stringify(proposed.body));
  const confirmed = await decide(proposed.body['id'], 'confirm', facilitator);
  if (confirmed.status !== 200) throw new Error(JSON.stringify(confirmed.body));
};

const units = await itemsOf(requester, '/v1/units?limit=100');
const organisationId = (must(units[0], 'a unit')['organisation'] as Json)['id'];
const ours = units.filter((unit) => (unit['organisation'] as Json)['id'] === organisationId);
const needs = await itemsOf(facilitator, '/v1/needs?limit=100');
const withNeeds = must(
  ours.find(({ id }) => needs.some((need) => need['state'] === 'published' && (need['unit'] as Json)['id'] === id)),
  'a unit with a published need',
);

let entered = 0;
const enter = (body: Json): Promise<Reply> => {
  entered += 1;
  const { site, unitType, names } = withNeeds;
  return validator('POST', '/v1/units', { body: { slug: `entered-${entered}`, organisationId, site, unitType, names, ...body } });
};
const another = (name: string): Json => ({ names: { en: name, ar: name, it: name, fr: name } });
const gapsOf = (id: unknown): Promise<Json[]> => itemsOf(validator, `/v1/gaps?limit=100&unitId=${String(id)}`);
const sums = (totals: readonly Json[]): Json => Object.fromEntries(totals.map(({ key, authorised: sum }) => [String(key), sum]));
const authorised = (): Promise<Json[]> => itemsOf(validator, '/v1/gaps/totals?by=item-type');

t.test('a unit of the same name, type and site is refused until it is said to be another', async (t) => {
  const reply = await enter({});
  t.equal(told(reply), 'same-unit');
  t.strictSame((reply.body['facts'] as Json)['units'], [withNeeds['slug']]);
  const names = withNeeds['names'] as Json;
  const spelled = { ...names, en: `  ${String(names['en']).toUpperCase()}`, ar: 'غير ذلك', it: 'Altro', fr: 'Autre' };
  t.equal(told(await enter({ names: spelled })), 'same-unit', 'however it is spelled, in one language');
  const site = must(
    ours.find((unit) => unit['site'] !== withNeeds['site']),
    'another site',
  )['site'];
  const elsewhere = await enter({ site });
  t.equal(told(elsewhere), '201', 'at another site it is another');
  t.equal(told(await change(elsewhere.body['id'], { site: withNeeds['site'] })), 'same-unit', 'until it is said to be at the same');
  t.equal(told(await enter({ isAnother: true })), '201');
  t.match((await unitOf(withNeeds['id']))['warnings'], [{ code: 'same-unit' }], 'and goes on being warned of');
});

t.test('its name, type and site are put right: needs are found by its name, lie where it does, and its gaps follow its type', async (t) => {
  const { id } = (await enter(another('Post of the wrong name'))).body;
  const drafted = await requester('POST', '/v1/needs', {
    body: { unitId: id, priority: 'urgent', justification: { en: 'x' }, neededBy: '2027-08-01', respondBy: '2027-02-01', lines: [] },
  });
  t.equal(drafted.status, 201, JSON.stringify(drafted.body));
  const need = () => get(requester, `/v1/needs/${String(drafted.body['id'])}`);
  t.equal(told(await change(id, another('Sallum of the east'), requester)), 'role-not-allowed');
  t.equal(told(await change(id, another('Sallum of the east'))), '200');
  t.strictSame(
    (await itemsOf(requester, '/v1/needs?q=sallum%20east')).map((one) => one['id']),
    [drafted.body['id']],
  );
  const type = must(
    units.find((unit) => unit['unitType'] !== withNeeds['unitType']),
    'another type',
  )['unitType'];
  const before = await gapsOf(id);
  t.equal(told(await change(id, { unitType: type })), '200');
  t.notSame(await gapsOf(id), before);
  t.equal(told(await change(id, { unitType: withNeeds['unitType'] })), '200', 'and back');
  t.strictSame(
    await gapsOf(id),
    before.map((gap) => ({ ...gap })),
  );
  const cellOf = async (site: unknown) =>
    (await superuser<{ cell: string }[]>`select cell from site_cells where site = ${String(site)}`)[0]?.cell;
  const was = (await need())['cell'] as Json;
  const cells = new Map<unknown, unknown>();
  for (const { site } of units) cells.set(site, await cellOf(site));
  const [site] = must(
    [...cells].find(([, cell]) => cell !== was['slug']),
    'a site of another cell',
  );
  t.equal(told(await change(id, { site })), '200');
  t.equal(((await need())['cell'] as Json)['slug'], cells.get(site));
  const events = await itemsOf(requester, `/v1/events?subjectType=need&subjectId=${String(drafted.body['id'])}`);
  t.ok(events.some(({ action }) => action === 'need.moved'));
  t.equal((await unitOf(id))['version'], 5);
  t.equal(told(await change(id, { site })), '200', 'nothing otherwise');
  t.equal((await unitOf(id))['version'], 5);
});

t.test('two that are one: all goes to the one that stays, and the other’s slug leads there', async (t) => {
  const before = await authorised();
  const double = (await enter({ isAnother: true })).body;
  t.notSame(await authorised(), before, 'entered twice, it counts twice');
  const itemType = must((await gapsOf(withNeeds['id']))[0], 'a gap')['itemType'];
  const counted = await requester('POST', '/v1/holding-reports', {
    body: { unitId: double['id'], itemType, serviceable: 3, unserviceableRepairable: 0, beyondRepair: 0, asOf: '2026-11-23' },
  });
  t.equal(counted.status, 201, JSON.stringify(counted.body));
  const drafted = await requester('POST', '/v1/needs', {
    body: {
      unitId: double['id'],
      priority: 'urgent',
      justification: { en: 'x' },
      neededBy: '2027-08-01',
      respondBy: '2027-02-01',
      lines: [],
    },
  });
  const elsewhere = must(
    ours.find((unit) => unit['site'] !== withNeeds['site']),
    'another site',
  );
  t.equal(told(await propose(double['id'], { change: 'merge', successorId: elsewhere['id'] })), 'units-differ');
  t.equal(told(await propose(double['id'], { change: 'merge' })), 'invalid-field');
  t.equal(told(await propose(double['id'], { change: 'merge', successorId: withNeeds['id'] }, requester)), 'role-not-allowed');
  const proposed = await propose(double['id'], { change: 'merge', successorId: withNeeds['id'] });
  t.strictSame(proposed.body['allowedActions'], ['withdraw']);
  t.equal(told(await propose(double['id'], { change: 'close' })), 'proposal-open');
  t.match((await unitOf(double['id']))['notAllowedNow'], [{ action: 'merge', code: 'proposal-open' }]);
  t.equal(told(await decide(proposed.body['id'], 'confirm', validator)), 'other-hand-required');
  t.equal(told(await decide(proposed.body['id'], 'confirm', requester)), 'role-not-allowed');
  t.equal(told(await decide(proposed.body['id'], 'confirm', facilitator)), '200');
  t.match(await unitOf(double['id']), { state: 'merged', successorId: withNeeds['id'], allowedActions: ['reopen'] });
  t.strictSame(
    (await itemsOf(validator, `/v1/units?slug=${String(double['slug'])}`)).map(({ id }) => id),
    [withNeeds['id']],
  );
  t.strictSame(await gapsOf(double['id']), []);
  t.match(
    (await gapsOf(withNeeds['id'])).find((gap) => gap['itemType'] === itemType),
    { serviceable: 3, asOf: '2026-11-23' },
  );
  t.match(await get(requester, `/v1/needs/${String(drafted.body['id'])}`), { unit: { id: withNeeds['id'] } });
  t.strictSame(sums(await authorised()), sums(before), 'what is authorised counts once');
  t.equal(
    told(
      await requester('POST', '/v1/needs', { body: { unitId: double['id'], priority: 'urgent', justification: { en: 'x' }, lines: [] } }),
    ),
    'unit-closed',
  );
  await made(double['id'], { change: 'reopen' });
  t.match(await unitOf(double['id']), { state: 'active', successorId: null });
  t.match(await get(requester, `/v1/needs/${String(drafted.body['id'])}`), { unit: { id: double['id'] } });
  t.match(
    (await gapsOf(double['id'])).find((gap) => gap['itemType'] === itemType),
    { serviceable: 3 },
  );
});

t.test('one is closed with nothing open, or all that is goes to its successor; and comes back when it is opened again', async (t) => {
  const successor = (await enter(another('Takes over'))).body['id'];
  for (const waiting of await itemsOf(requester, `/v1/proposed-holdings?state=proposed&limit=100&unitId=${String(withNeeds['id'])}`)) {
    const confirm = `/v1/proposed-holdings/${String(waiting['id'])}/confirm`;
    t.equal(told(await requester('POST', confirm, { body: {}, ifMatch: `"${String(waiting['version'])}"` })), '200');
  }
  const proposed = await propose(withNeeds['id'], { change: 'close' });
  const beforehand = await get(facilitator, `/v1/unit-changes/${String(proposed.body['id'])}`);
  t.strictSame(beforehand['allowedActions'], ['refuse']);
  const refused = await decide(proposed.body['id'], 'confirm', facilitator);
  t.equal(told(refused), 'unit-in-use');
  const { needs: open, holdings } = refused.body['facts'] as Json;
  t.ok(Number(open) > 0 && Number(holdings) > 0, JSON.stringify(refused.body));
  t.match(
    beforehand['notAllowedNow'],
    [{ action: 'confirm', code: 'unit-in-use', facts: refused.body['facts'] as Json }],
    'and is told before',
  );
  t.equal(told(await decide(proposed.body['id'], 'withdraw', validator)), '200');
  const of = async (unitId: unknown) =>
    (
      await superuser<{ needs: number; matches: number; lines: number; packages: number; accounts: number }[]>`
      select (select count(*)::int from needs where unit_id = ${String(unitId)}) as needs, (select count(*)::int from matches where unit_id = ${String(unitId)}) as matches,
        (select count(*)::int from delivery_lines where unit_id = ${String(unitId)}) as lines, (select count(*)::int from packages where unit_id = ${String(unitId)}) as packages,
        (select count(*)::int from users where unit_id = ${String(unitId)}) as accounts`
    )[0];
  const stock = async (id: unknown) =>
    (await gapsOf(id)).map(({ itemType, serviceable, onHand, inbound }) => ({ itemType, serviceable, onHand, inbound }));
  const [before, stockBefore] = [await of(withNeeds['id']), (await stock(withNeeds['id'])).filter(({ onHand }) => Number(onHand) > 0)];
  await made(withNeeds['id'], { change: 'close', successorId: successor });
  const rest = await superuser<{ state: string }[]>`select state from needs where unit_id = ${String(withNeeds['id'])}`;
  t.ok(
    rest.every(({ state }) => ['withdrawn', 'rejected', 'closed-with-gap', 'fulfilled', 'discarded'].includes(state)),
    'what is over stays',
  );
  const after = await stock(successor);
  for (const held of stockBefore) {
    t.match(
      after.find(({ itemType }) => itemType === held.itemType),
      held,
      String(held.itemType),
    );
  }
  t.strictSame(await gapsOf(withNeeds['id']), []);
  for (const need of await itemsOf(donor, '/v1/needs?limit=100')) t.ok(need['cell'], 'a donor goes on reading where needs lie');
  await made(withNeeds['id'], { change: 'reopen' });
  t.strictSame(await of(withNeeds['id']), before);
  t.strictSame(
    (await stock(withNeeds['id'])).filter(({ onHand }) => Number(onHand) > 0),
    stockBefore,
  );
  t.strictSame(
    (await stock(successor)).filter(({ onHand }) => Number(onHand) > 0),
    [],
  );
  const empty = (await enter(another('Empty'))).body['id'];
  await made(empty, { change: 'close' });
  t.match(await unitOf(empty), { state: 'closed', successorId: null });
});

t.test('whose a unit is, is put right only while nothing hangs on it', async (t) => {
  const owners = (await itemsOf(validator, '/v1/units?limit=100')).map((unit) => (unit['organisation'] as Json)['id']);
  const other = must(
    owners.find((id) => id !== organisationId),
    'another organisation that the validator answers for',
  );
  const { id } = (await enter(another('Of the wrong organisation'))).body;
  t.equal(told(await change(withNeeds['id'], { organisationId: other, isAnother: true })), 'unit-in-use');
  t.equal(told(await change(id, { organisationId: other })), '200');
  t.match((await unitOf(id))['organisation'], { id: other });
  t.equal(told(await change(id, { slug: 'entered-right' })), '200');
  t.equal(told(await change(id, { slug: withNeeds['slug'] })), 'invalid-field');
});
