import t from 'tap';
import { must } from '#src/kernel/assert.ts';
import { type Json, makeAllocationWorld } from './allocation-world.ts';

const world = await makeAllocationWorld(t);
const base = await world.run();
const baseId = String(base['id']);
const plan = (await world.get(baseId, 'plan?limit=200'))['items'] as { need: string; offer: string; quantity: number }[];

t.test('a scenario is compared with its baseline, which is made where none is named', async (t) => {
  const withdrawn = must(plan[0], 'a planned line');
  const run = await world.run({ scenario: { withdrawOffers: [withdrawn.offer] } });
  t.equal(run['state'], 'done');
  const baselineId = String(run['baselineId']);
  t.not(baselineId, baseId);
  const baseline = await world.ended(baselineId);
  t.equal(baseline['resultHash'], base['resultHash'], 'the baseline is the run without the differences');
  const comparison = await world.get(String(run['id']), 'comparison');
  t.equal(comparison['baselineId'], baselineId);
  const gone = (comparison['offers'] as Json[]).find(({ key }) => key === withdrawn.offer);
  t.match(gone, { after: { units: 0, score: '0' } });
  t.ok(((must(gone, 'the withdrawn line')['before'] as Json)['units'] as number) >= withdrawn.quantity);
  const { before, after } = comparison['total'] as { before: { units: number }; after: { units: number } };
  t.ok(after.units <= before.units, 'fewer offers never serve more');
  t.equal(
    (comparison['byTier'] as { before: { units: number } }[]).reduce((sum, tier) => sum + tier.before.units, 0),
    before.units,
  );
});

t.test('an added need and an added offer meet, by keys of their own, against a named baseline', async (t) => {
  const added = { itemType: 'uniform-set-desert', quantity: 50 };
  const [region] = ((await world.get(baseId, 'instance'))['input'] as { needs: { region: string }[] }).needs;
  const run = await world.run({
    baselineId: baseId,
    scenario: {
      addOffers: [{ ...added, key: 'what-if', leadTimeDays: 0, donor: 'it-ministry-of-interior', goodsCondition: 'new' }],
      addNeeds: [{ ...added, key: 'gap', priority: 'critical', region: region?.region, recipient: 'ly-gasbcp', neededBy: '2027-06-01' }],
    },
  });
  t.equal(run['baselineId'], baseId);
  const comparison = await world.get(String(run['id']), 'comparison');
  const critical = (comparison['byTier'] as { key: string; before: { units: number }; after: { units: number } }[]).find(
    ({ key }) => key === '1',
  );
  t.equal(critical?.after.units, Number(critical?.before.units) + added.quantity, 'the most urgent tier is served so much more');
  t.match(
    (comparison['needs'] as Json[]).find(({ key }) => key === 'new:gap'),
    { before: { units: 0, score: '0' }, after: { units: added.quantity } },
  );
  t.ok(((await world.get(String(run['id']), 'plan?limit=200'))['items'] as Json[]).some(({ need }) => need === 'new:gap'));
});

t.test('differences of weights, settings and lines are refused where they name what is not there', async (t) => {
  const nobody = '01900000-0000-7000-8000-000000000000';
  const reply = await world.request({
    scenario: {
      withdrawOffers: [nobody],
      changeNeeds: [{ id: nobody, quantity: 3 }],
      dropObstacles: [nobody],
      addNeeds: [
        {
          key: 'n',
          itemType: 'no-such-item',
          quantity: 1,
          priority: 'urgent',
          region: 'nowhere',
          recipient: 'nobody',
          neededBy: '2027-06-01',
        },
      ],
    },
  });
  t.equal(reply.status, 422);
  t.same(
    (reply.body['fields'] as Json[]).map(({ pointer }) => pointer),
    [
      '/scenario/withdrawOffers/0',
      '/scenario/changeNeeds/0/id',
      '/scenario/dropObstacles/0',
      '/scenario/addNeeds/0/itemType',
      '/scenario/addNeeds/0/region',
      '/scenario/addNeeds/0/recipient',
    ],
  );
  t.equal((await world.request({ baselineId: baseId })).status, 400, 'a baseline alone compares nothing');
  t.equal((await world.request({ baselineId: nobody, scenario: {} })).status, 422);
  t.equal((await world.facilitator('GET', `/v1/allocations/${baseId}/comparison`)).status, 404);
});
