import t from 'tap';
import { must } from '#src/kernel/assert.ts';
import type { Names } from '#src/kernel/language.ts';
import { LOGIN_OF } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { ApiDocument } from '../../api/document.ts';
import { type Json, makeAllocationWorld } from './allocation-world.ts';

const world = await makeAllocationWorld(t);
const superuser = connectAsSuperuser(t, world.api.database);
const document = new ApiDocument(world.api.app.swagger() as unknown as Json);
const auditor = await world.api.signIn(LOGIN_OF.auditor);
const base = await world.run();
const baseId = String(base['id']);

interface Reason {
  readonly need?: string;
  readonly offer?: string;
  readonly name: string;
  readonly text: string;
}

async function reasonsOf(id: string, of: string, language: string): Promise<Reason[]> {
  const path = `/v1/allocations/${id}/reasons?of=${of}&limit=200`;
  const { body } = await auditor('GET', path, { headers: { 'accept-language': language } });
  return body['items'] as Reason[];
}

t.test('reasons say in the reader’s language why a line was served so, and call lines by what people know them by', async (t) => {
  const [planned] = (await world.get(baseId, 'plan'))['items'] as { need: string; offer: string }[];
  const [line] = await superuser<{ reference: string; item: Names; offer: string; donor: string }[]>`
    select needs.reference || '/' || need_lines.position as reference, item_types.names as item,
      offers.reference || '/' || offer_lines.position as offer, organisations.slug as donor
    from need_lines join needs on needs.id = need_id join item_types on item_types.slug = need_lines.item_type,
      offer_lines join offers on offers.id = offer_id join organisations on organisations.id = offers.donor_id
    where need_lines.id = ${must(planned, 'a planned line').need} and offer_lines.id = ${must(planned, 'a planned line').offer}`;
  const { reference, item, offer, donor } = must(line, 'the planned line');
  const capped = await world.run({ settings: { caps: [{ id: 'none', by: 'donor', value: donor, quantity: 0 }] } });
  for (const language of ['en', 'ar', 'it', 'fr'] as const) {
    const reasons = await reasonsOf(String(capped['id']), 'needs', language);
    const reason = must(
      reasons.find(({ need }) => need === planned?.need),
      'the reason of the need',
    );
    t.equal(reason.name, `${reference} ${item[language]}`);
    t.match(reason.text, `${offer} `, 'it names what the cap holds back');
    t.equal(/[\u0600-\u06ff]/.test(reason.text), language === 'ar');
  }
  const unspoken = await reasonsOf(baseId, 'needs', 'de');
  t.same(unspoken, await reasonsOf(baseId, 'needs', 'en'), 'English where it speaks no such language');
  t.match((await reasonsOf(baseId, 'excluded', 'it'))[0], { ruleName: /./ });
});

t.test('money is called so in the reader’s language', async (t) => {
  const money = await superuser<{ id: string }[]>`select id from offer_lines where kind = 'funding'`;
  const reasons = await reasonsOf(baseId, 'offers', 'it');
  const funding = reasons.filter(({ offer }) => money.some(({ id }) => id === offer));
  t.ok(funding.length > 0);
  t.ok(funding.every(({ name }) => name.endsWith(' finanziamento')));
  t.ok(reasons.every(({ name, text }) => /^F-.{7}\/\d+ ./.test(name) && text.length > 0));
});

t.test('the donation of a scenario buys a basket within its budget, and closes the more the more it is', async (t) => {
  const ask = (amount: string) => world.run({ baselineId: baseId, scenario: { donation: { amount, donor: 'it-ministry-of-interior' } } });
  const run = await ask('500000');
  t.equal(run['state'], 'done', JSON.stringify(run));
  const id = String(run['id']);
  const reply = await auditor('GET', `/v1/allocations/${id}/donation`);
  t.same(document.faultsOf('GET', '/v1/allocations/:id/donation', 200, 'application/json', reply.body), []);
  const { basket, effect, budget, oneMoreUnit, costLow, costHigh } = reply.body as unknown as Donation;
  t.equal(budget, '500000.00');
  t.ok(basket.length > 0);
  t.ok(Number(costHigh) <= 500_000 && Number(costLow) <= Number(costHigh) && Number(costLow) > 0, `${costLow} to ${costHigh}`);
  t.equal(
    basket.reduce((sum, item) => sum + Math.round(Number(item.costHigh) * 1000), 0),
    Math.round(Number(costHigh) * 1000),
  );
  for (const item of basket) {
    t.equal(
      item.needs.reduce((sum, { quantity }) => sum + quantity, 0),
      item.quantity,
      item.itemType,
    );
    t.ok(oneMoreUnit.some(({ itemType }) => itemType === item.itemType));
  }
  t.ok(
    effect.needs.some(({ before, after }) => after > before),
    'needs are served that weren’t',
  );
  const first = must(
    effect.tiers.find(({ units }) => units !== 0),
    'a tier that changes',
  );
  t.ok(first.units > 0, 'the highest tier that changes gains');
  const plan = (await world.get(id, 'plan?limit=200'))['items'] as { offer: string; quantity: number }[];
  const most = must(basket[0], 'something bought');
  t.equal(
    plan.filter(({ offer }) => offer === `new:donation-${most.itemType}`).reduce((sum, { quantity }) => sum + quantity, 0),
    most.quantity,
  );
  const offers = (await reasonsOf(id, 'offers', 'en')).filter(({ offer }) => offer?.startsWith('new:'));
  t.ok(
    offers.every(({ offer, name }) => offer === `new:${name}`),
    'imagined lines are called by their key',
  );

  const less = (await auditor('GET', `/v1/allocations/${String((await ask('0.01'))['id'])}/donation`)).body as unknown as Donation;
  t.same([less.basket, less.costHigh, less.effect.needs], [[], '0.00', []], 'what buys nothing changes nothing');
});

interface Donation {
  readonly budget: string;
  readonly costLow: string;
  readonly costHigh: string;
  readonly basket: {
    readonly itemType: string;
    readonly quantity: number;
    readonly costHigh: string;
    readonly needs: { readonly quantity: number }[];
  }[];
  readonly effect: {
    readonly tiers: { readonly units: number }[];
    readonly needs: { readonly before: number; readonly after: number }[];
  };
  readonly oneMoreUnit: { readonly itemType: string }[];
}

t.test('a donation is restricted by its lists, and a run without one has nothing to spend', async (t) => {
  const [item] = await superuser<{ slug: string }[]>`
    select item_type as slug from need_lines join needs on needs.id = need_id where state = 'published' limit 1`;
  const slug = must(item, 'an item').slug;
  const run = await world.run({ baselineId: baseId, scenario: { donation: { amount: '1000000', itemTypes: [slug] } } });
  const { basket } = (await auditor('GET', `/v1/allocations/${String(run['id'])}/donation`)).body as unknown as Donation;
  t.ok(basket.every(({ itemType }) => itemType === slug));
  const { settings } = (await world.get(String(run['id']), 'instance')) as { settings: Json };
  t.match(settings, { sharedBudgets: [{ id: 'donation', budget: 1_000_000_000 }] });
  t.equal((await auditor('GET', `/v1/allocations/${baseId}/donation`)).body['code'], 'not-found');
  const wrong = await world.request({ scenario: { donation: { amount: '1', areas: ['alchemy'], itemTypes: ['unicorn'] } } });
  t.equal(wrong.status, 422);
  t.match(wrong.body['fields'], [{ pointer: '/scenario/donation/areas/0' }, { pointer: '/scenario/donation/itemTypes/0' }]);
  t.equal((await world.request({ scenario: { donation: { amount: '1.2345' } } })).status, 400);
});

t.test('need and support are compared by region and by recipient, beside the price of the guaranteed shares', async (t) => {
  const { input } = (await world.get(baseId, 'instance')) as { input: { needs: { region: string; quantity: number }[] } };
  const [need] = input.needs;
  const value = must(need, 'a need').region;
  const run = await world.run({ settings: { floors: [{ id: 'share', by: 'region', value, percent: 1, of: 'support' }] } });
  t.equal(run['state'], 'done', JSON.stringify(run));
  const { body } = await auditor('GET', `/v1/allocations/${String(run['id'])}/equity`);
  const { total, byRegion, byRecipient, floorPrices } = body as Record<string, { asked: number; served: number }[]> & {
    total: { asked: number; served: number };
  };
  t.equal(
    total.asked,
    input.needs.reduce((sum, { quantity }) => sum + quantity, 0),
  );
  for (const groups of [byRegion, byRecipient]) {
    const sum = (groups ?? []).reduce((all, { asked, served }) => ({ asked: all.asked + asked, served: all.served + served }), {
      asked: 0,
      served: 0,
    });
    t.same(sum, { asked: total.asked, served: total.served });
  }
  t.match(floorPrices, [{ id: 'share', isProven: true }]);
});
