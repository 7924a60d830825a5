import t from 'tap';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { must } from '#src/kernel/assert.ts';
import { Visitor } from '#tests/acceptance/client.ts';
import { LOGIN_OF } from '#tests/support/api.ts';
import { type Json, makeAllocationWorld } from './allocation-world.ts';

const world = await makeAllocationWorld(t);
const come = async (login: string): Promise<Visitor> => {
  const visitor = new Visitor(world.api.address, 'en');
  await visitor.signIn(login, DEMO_PASSWORD);
  return visitor;
};
const [requester, validator, donor, facilitator] = await Promise.all(
  (['requester', 'validator', 'donor', 'facilitator'] as const).map((role) => come(LOGIN_OF[role])),
);
interface Lines {
  readonly id: string;
  readonly lines: readonly { readonly id: string }[];
}
const lineOf = ({ lines }: Lines): string => must(lines[0], 'a line').id;

const itemType = 'diesel-fuel';
const [unit] = (await must(requester, 'a requester').get<{ items: { id: string }[] }>('/v1/units?limit=1')).body.items;
const { body: need } = await must(requester, 'a requester').post<Lines>('/v1/needs', {
  unitId: must(unit, 'the requester has a unit').id,
  priority: 'critical',
  justification: { en: 'For a test' },
  neededBy: '2027-08-01',
  respondBy: '2027-02-01',
  lines: [{ itemType, quantityRequested: 12.75 }],
});
await must(requester, 'a requester').step(`/v1/needs/${need.id}`, 'submit');
await must(validator, 'a validator').step(`/v1/needs/${need.id}`, 'validate', {
  lines: [{ lineId: lineOf(need), quantityValidated: 12.5, reason: 'enough' }],
});
await must(facilitator, 'a facilitator').step(`/v1/needs/${need.id}`, 'publish', {
  disclosureLevel: 'partners',
  summary: { en: 'For a test' },
});
const { body: offer } = await must(donor, 'a donor').post<Lines>('/v1/offers', {
  modality: 'in-kind-new',
  validFrom: '2026-11-23',
  validUntil: '2027-12-31',
  lines: [{ kind: 'item', itemType, quantity: 7.255, goodsCondition: 'new' }],
});
await must(donor, 'a donor').step(`/v1/offers/${offer.id}`, 'submit');
await must(facilitator, 'a facilitator').step(`/v1/offers/${offer.id}`, 'make-available');
const ours = { need: lineOf(need), offer: lineOf(offer) };
const settings = { fixed: [{ ...ours, quantity: 7.255 }] };

t.test('what is open of a unit with decimals is planned to the last step, told as it is, and checked', async (t) => {
  const run = await world.run({ settings });
  const id = String(run['id']);
  t.equal(run['state'], 'done', JSON.stringify(run));
  const { items } = (await world.get(id, 'plan?limit=200')) as { items: Json[] };
  t.match(
    items.find((line) => line['offer'] === ours.offer),
    { ...ours, quantity: 7.255 },
  );
  const reasons = (await world.get(id, 'reasons?limit=200')) as { items: Json[] };
  t.match(
    reasons.items.find((reason) => reason['need'] === ours.need),
    { asked: 12.5, from: [{ offer: ours.offer, quantity: 7.255 }] },
  );
  const [line] = items.filter((one) => one['offer'] === ours.offer);
  const propose = (quantity: number) =>
    world.facilitator('POST', `/v1/allocations/${id}/proposals`, {
      body: { lines: [{ needLineId: line?.['need'], offerLineId: line?.['offer'], quantity }] },
    });
  const exceeding = await propose(7.256);
  t.match(exceeding.body, { proposed: [], refused: [{ code: 'exceeds-plan' }] });
  const { body } = await propose(6.125);
  const [proposed] = body['proposed'] as Json[];
  t.match(proposed, { quantity: 6.125 }, JSON.stringify(body));
  t.match((await world.facilitator('GET', `/v1/matches/${String(proposed?.['matchId'])}`)).body, { state: 'proposed', quantity: 6.125 });
});

t.test('settings and scenarios may name as many decimals as the unit has, and no more', async (t) => {
  const refused = await world.request({ settings: { fixed: [{ ...ours, quantity: 7.2555 }] } });
  t.match(refused, { status: 400, body: { fields: [{ pointer: '/settings/fixed/0/quantity', code: 'too-many-decimals' }] } });
  const scenario = { changeNeeds: [{ id: ours.need, quantity: 7.5 }], changeOffers: [{ id: ours.offer, quantity: 9.125 }] };
  const run = await world.run({ scenario });
  const { needs } = (await world.get(String(run['id']), 'comparison')) as { needs: { key: string; after: Json }[] };
  const after = needs.find(({ key }) => key === ours.need)?.after;
  t.ok(after === undefined || Number(after['units']) <= 7.5, JSON.stringify(after));
  const pieces = await world.request({ scenario: { addOffers: [{ key: 'half', itemType: 'passport-reader', quantity: 0.5 }] } });
  t.match(pieces.body, { fields: [{ pointer: '/scenario/addOffers/0/quantity', code: 'too-many-decimals', limit: '0' }] });
});
