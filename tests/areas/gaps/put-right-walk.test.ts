import t from 'tap';
import { type AddUnit, ConfirmHolding, type RecordHoldingReport, type RecordRequirement } from '#src/areas/gaps/contract.ts';
import { must } from '#src/kernel/assert.ts';
import { type Caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';

/*
 * Two worlds that begin alike. In one, each field of a unit, of a count and of a requirement is typed wrong once and put right by whom it may be
 * recorded; in the other it is typed right. What follows from it ends the same: gaps, their sums, statistics and forecasts.
 */
type Json = Record<string, unknown>;
interface World {
  readonly validator: Caller;
  readonly requester: Caller;
  readonly facilitator: Caller;
  readonly organisationId: unknown;
}
async function makeWorld(): Promise<World> {
  const api = await startTestApi(t);
  const validator = await api.signIn(LOGIN_OF.validator);
  const requester = await api.signIn(LOGIN_OF.requester);
  const [unit] = (await requester('GET', '/v1/units?limit=1')).body['items'] as Json[];
  return {
    validator,
    requester,
    facilitator: await api.signIn(LOGIN_OF.facilitator),
    organisationId: (must(unit, 'a unit')['organisation'] as Json)['id'],
  };
}
const typed = await makeWorld();
const right = await makeWorld();

async function posted(by: Caller, path: string, body: Json, expected = 201): Promise<Json> {
  const reply = await by('POST', path, { body });
  if (reply.status !== expected) throw new Error(`${path} ${JSON.stringify(body)}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}
async function putRight(by: Caller, method: string, path: string, of: Json, body: Json): Promise<Json> {
  const reply = await by(method, path, { body: { ...body, reason: 'typed-wrong' }, ifMatch: `"${String(of['version'])}"` });
  if (reply.status !== 200) throw new Error(`${path} ${JSON.stringify(body)}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}

const [ITEM, OTHER_ITEM] = ['radio-vhf-handheld', 'vehicle-4x4-pickup'];
const nameOf = (slug: string) => ({ en: slug, ar: slug, it: slug, fr: slug });
const unitBody = (world: World, slug: string): Json => ({
  slug,
  organisationId: world.organisationId,
  site: 'ghat',
  unitType: 'desert-post',
  names: nameOf(slug),
});
const addUnit = (world: World, slug: string, change: Json = {}) =>
  posted(world.validator, '/v1/units', { ...unitBody(world, slug), ...change });

/** Of each field what may be typed in its place; or why it can't be wrong. */
const UNITS: Readonly<Record<keyof typeof AddUnit.shape, unknown>> = {
  slug: 'walk-typed-wrong',
  organisationId: null, // of those that a validator answers for; tests/areas/gaps/units.test.ts
  site: 'nalut',
  unitType: 'patrol-north',
  names: nameOf('walk typed wrong'),
  isAnother: null, // says nothing of the unit
};
const COUNTS: Readonly<Record<keyof typeof RecordHoldingReport.shape, (other: Json) => unknown>> = {
  unitId: ({ id }) => id,
  itemType: () => OTHER_ITEM,
  serviceable: () => 90,
  unserviceableRepairable: () => 91,
  beyondRepair: () => 92,
  asOf: () => '2026-11-02',
};
const REQUIREMENTS: Readonly<Record<keyof typeof RecordRequirement.shape, (other: Json) => unknown>> = {
  unitId: ({ id }) => id,
  itemType: () => OTHER_ITEM,
  authorised: () => 900,
  effectiveOn: () => '2026-12-24',
};
const countBody = (unit: Json): Json => ({
  unitId: unit['id'],
  itemType: ITEM,
  serviceable: 9,
  unserviceableRepairable: 2,
  beyondRepair: 1,
  asOf: '2026-11-20',
});
const requirementBody = (unit: Json): Json => ({ unitId: unit['id'], itemType: ITEM, authorised: 40, effectiveOn: '2026-11-01' });

for (const [field, wrong] of Object.entries(UNITS).filter(([, value]) => value !== null)) {
  t.test(`the ${field} of a unit`, async () => {
    const slug = `walk-unit-${field.toLowerCase()}`;
    const asItIs = unitBody(typed, slug)[field];
    const unit = await addUnit(typed, slug, { [field]: wrong });
    await putRight(typed.validator, 'PATCH', `/v1/units/${String(unit['id'])}`, unit, { [field]: asItIs });
    await addUnit(right, slug);
  });
}
for (const [field, wrongOf] of Object.entries(COUNTS)) {
  t.test(`the ${field} of a count`, async () => {
    const slug = `walk-count-${field.toLowerCase()}`;
    const [unit, other] = [await addUnit(typed, slug), await addUnit(typed, `${slug}-other`)];
    const body = countBody(unit);
    const report = await posted(typed.requester, '/v1/holding-reports', { ...body, [field]: wrongOf(other) });
    await putRight(typed.requester, 'POST', `/v1/holding-reports/${String(report['id'])}/correct`, report, { [field]: body[field] });
    const beside = await addUnit(right, slug);
    await addUnit(right, `${slug}-other`);
    await posted(right.requester, '/v1/holding-reports', countBody(beside));
  });
}
for (const [field, wrongOf] of Object.entries(REQUIREMENTS)) {
  t.test(`the ${field} of a requirement`, async () => {
    const slug = `walk-requirement-${field.toLowerCase()}`;
    const [unit, other] = [await addUnit(typed, slug), await addUnit(typed, `${slug}-other`)];
    const body = requirementBody(unit);
    const row = await posted(typed.validator, '/v1/requirements', { ...body, [field]: wrongOf(other) });
    await putRight(typed.validator, 'POST', `/v1/requirements/${String(row['id'])}/correct`, row, { [field]: body[field] });
    const beside = await addUnit(right, slug);
    await addUnit(right, `${slug}-other`);
    await posted(right.validator, '/v1/requirements', requirementBody(beside));
  });
}
t.test('what was found of a receipt, each figure', async (t) => {
  const figures = Object.keys(ConfirmHolding.shape).filter((field) => field !== 'reason');
  const open = (world: World) =>
    world.requester('GET', '/v1/proposed-holdings?state=proposed&limit=100').then(({ body }) => body['items'] as Json[]);
  const [here, there] = [await open(typed), await open(right)];
  t.ok(here.length > 0, 'the scenario has receipts that wait');
  for (const [index, proposal] of here.entries()) {
    const id = String(proposal['id']);
    t.ok(
      there.some((one) => one['id'] === id),
      'the worlds begin alike',
    );
    const found = { serviceable: Number(proposal['quantity']), unserviceableRepairable: 0, beyondRepair: 0 };
    const field = must(figures[index % figures.length], 'a figure');
    const confirm = (world: World, body: Json) =>
      world.requester('POST', `/v1/proposed-holdings/${id}/confirm`, { body, ifMatch: `"${String(proposal['version'])}"` });
    const confirmed = await confirm(typed, { ...found, [field]: 77, reason: 'so many came' });
    if (confirmed.status !== 200) throw new Error(JSON.stringify(confirmed.body));
    await putRight(typed.requester, 'POST', `/v1/proposed-holdings/${id}/correct`, confirmed.body, found);
    await confirm(right, found);
  }
});
t.test('and the worlds end alike', async (t) => {
  const seen = async (world: World, path: string): Promise<Json> => {
    const { status, body } = await world.facilitator('GET', path);
    t.equal(status, 200, path);
    return body;
  };
  const gaps = async (world: World) => {
    const rows: Json[] = [];
    for (let next: string | null = ''; next !== null;) {
      const page = await seen(world, `/v1/gaps?limit=100${next === '' ? '' : `&cursor=${next}`}`);
      rows.push(...(page['items'] as Json[]));
      next = page['next'] as string | null;
    }
    return rows.map(({ unitId: _id, unit, ...gap }) => JSON.stringify([(unit as Json)['names'], gap])).sort();
  };
  t.strictSame(await gaps(typed), await gaps(right));
  for (const by of ['region', 'area', 'item-type']) {
    t.strictSame(await seen(typed, `/v1/gaps/totals?by=${by}`), await seen(right, `/v1/gaps/totals?by=${by}`), by);
  }
  t.strictSame(await seen(typed, '/v1/overview'), await seen(right, '/v1/overview'));
  for (const path of ['/v1/statistics/durations?by=milestone', '/v1/statistics/obstacles']) {
    t.strictSame(await seen(typed, path), await seen(right, path), path);
  }
  const [need] = (await seen(typed, '/v1/needs?state=published&limit=1'))['items'] as Json[];
  const forecast = `/v1/needs/${String(must(need, 'a need')['id'])}/forecast`;
  t.strictSame(await seen(typed, forecast), await seen(right, forecast));
});
