import t from 'tap';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { publishedNeed } from '#tests/support/lines.ts';
import { makeWorld } from '#tests/support/world.ts';
import { actOf } from '#tests/support/people.ts';
import { draftOffer, makeOfferAvailable, submitOffer } from '#src/areas/offers/index.ts';
import { proposeOfferRevision } from '#src/areas/offers/verbs/revise-available-offer.ts';
import { acceptMatch, declineMatch, proposeMatch } from '#src/areas/matches/index.ts';
import { findMatch } from '#src/areas/matches/queries.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { must } from '#src/kernel/assert.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import { refusalOf as toldRefusal } from '#src/platform/http/fault.ts';
import type { MatchId, NeedLineId, OfferId, OfferLineId } from '#src/kernel/id.ts';

const api = await startTestApi(t);
const { db } = api.database;
const superuser = connectAsSuperuser(t, api.database);
const world = await makeWorld(api.database);
const facilitator = await api.signIn(LOGIN_OF.facilitator);
const administrator = await api.signIn(LOGIN_OF.administrator);
const ITEM = 'radio-vhf-handheld';
const [priced] = await superuser<{ high: string; decimals: number }[]>`
  select unit_cost_high_eur::text as high, decimals from item_types where slug = ${ITEM}`;
const HIGH = Number(priced?.high ?? t.bailout('no price'));
const DAY = '2026-11-23';

/** Records a rate of the day, which another confirms. */
async function rateOf(base: string, quote: string, rate: string, changes: object = {}): Promise<string> {
  const { body } = await facilitator('POST', '/v1/exchange-rates', {
    body: { base, quote, rate, validFrom: DAY, source: 'A bank of issue', ...changes },
  });
  await administrator('POST', `/v1/exchange-rates/${String(body['id'])}/confirm`, { ifMatch: '"1"' });
  return String(body['id']);
}

async function moneyOffer(amount: string, currency: string): Promise<OfferLineId> {
  const donor = actOf(world.donor);
  const id = await asActor(db, donor, (tx) =>
    draftOffer(tx, donor, {
      validFrom: '2026-01-01',
      validUntil: '2028-12-31',
      modality: 'funding',
      conditions: [],
      lines: [{ kind: 'funding', ceiling: { amount, currency }, mayBuyAreas: [], mayBuyItemTypes: [ITEM] }],
    } as never),
  );
  await asActor(db, donor, (tx) => submitOffer(tx, donor, id, 1));
  await asActor(db, actOf(world.facilitator), (tx) => makeOfferAvailable(tx, actOf(world.facilitator), id, 2));
  const [line] = await superuser<{ id: OfferLineId }[]>`select id from offer_lines where offer_id = ${id}`;
  return must(line, 'a line').id;
}

async function need(quantity: number): Promise<NeedLineId> {
  const { lineIds } = await publishedNeed(db, world, world.unitId, [{ itemType: ITEM, quantity }]);
  return must(lineIds[0], 'a line');
}

const propose = (needLineId: NeedLineId, offerLineId: OfferLineId, quantity: number): Promise<MatchId> =>
  world.as(world.facilitator, (tx, ctx) =>
    proposeMatch(tx, ctx, {
      needLineId,
      offerLineId,
      quantity,
      reservationDays: 14,
      deviationReason: 'other',
      deviationNote: 'for a test',
    }),
  );
const refusalOf = (work: Promise<unknown>): Promise<Refusal | null> =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof Refusal ? error : Promise.reject(error as Error)),
  );
const read = (id: MatchId) => world.as(world.facilitator, (tx, ctx) => findMatch(tx, ctx, id));
async function reserve(id: MatchId): Promise<void> {
  await world.as(world.requester, (tx, ctx) => acceptMatch(tx, ctx, id, 1));
  await world.as(world.donor, (tx, ctx) => acceptMatch(tx, ctx, id, 2));
}
const verdictOf = async (offerLineId: OfferLineId, needLineId: NeedLineId, rule: string) => {
  const { body } = await facilitator('GET', `/v1/offer-lines/${offerLineId}/candidates?include=excluded&limit=100`);
  const found = (body['items'] as { needLineId: string; rules: { rule: string; outcome: string; saw: object }[] }[]).find(
    (candidate) => candidate.needLineId === needLineId,
  );
  return found?.rules.find((one) => one.rule === rule);
};

t.test('money of another currency is matched by a rate of the day, or not at all', async (t) => {
  const [line, yen] = [await need(20), await moneyOffer('2000', 'JPY')];
  t.match(await verdictOf(yen, line, 'exchange-rate'), { outcome: 'fail', saw: { from: 'EUR', to: 'JPY', on: DAY } });
  const refusal = await refusalOf(propose(line, yen, 2));
  t.equal(refusal?.code, 'match-not-eligible');
  t.match(refusal?.details.facts, { rules: ['exchange-rate', 'lot'] });

  await rateOf('EUR', 'JPY', '163.42', { validFrom: '2026-11-22' });
  t.match(await verdictOf(yen, line, 'exchange-rate'), { outcome: 'fail' }, 'yesterday’s is none');
  await rateOf('EUR', 'JPY', '163.42');
  t.match(await verdictOf(yen, line, 'exchange-rate'), {
    outcome: 'pass',
    saw: { base: 'EUR', quote: 'JPY', rate: '163.42', validFrom: DAY, source: 'A bank of issue' },
  });
  t.match(await verdictOf(yen, line, 'lot'), { outcome: 'fail' }, 'two thousand yen buy no radio');
  t.match((await refusalOf(propose(line, yen, 2)))?.details.facts, { rules: ['lot'] });
});

t.test('what it takes is of its own currency, rounded up, with the rate beside it; the line counts it so', async (t) => {
  const offerLineId = await moneyOffer('5000000', 'JPY');
  const id = await propose(await need(3), offerLineId, 3);
  const exact = (HIGH * 3 * 16342) / 100;
  const match = await read(id);
  t.strictSame(match.amount, { amount: String(Math.ceil(exact)), currency: 'JPY' });
  t.match(match.rate, { base: 'EUR', quote: 'JPY', rate: '163.42', validFrom: DAY, validUntil: DAY, source: 'A bank of issue' });
  await reserve(id);
  const [line] = await superuser<
    { committed: string }[]
  >`select trim_scale(committed_amount)::text as committed from offer_lines where id = ${offerLineId}`;
  t.equal(line?.committed, String(Math.ceil(exact)));
});

t.test('the ceiling is never passed, and its whole is used as far as whole pieces go', async (t) => {
  const each = HIGH * 163.42;
  const offerLineId = await moneyOffer(String(Math.ceil(each * 4)), 'JPY');
  const line = await need(20);
  t.equal((await refusalOf(propose(line, offerLineId, 5)))?.code, 'exceeds-offer-line');
  await reserve(await propose(line, offerLineId, 4));
  const rest = await refusalOf(propose(line, offerLineId, 1));
  t.ok(rest !== null, 'nothing is left');
});

t.test('what was reserved keeps its rate when that is put right; what wasn’t is reckoned anew', async (t) => {
  const rate = await rateOf('EUR', 'USD', '1.08');
  const offerLineId = await moneyOffer('1000000', 'USD');
  const line = await need(10);
  const [reserved, waiting] = [await propose(line, offerLineId, 2), await propose(line, offerLineId, 2)];
  await reserve(reserved);
  await rateOf('EUR', 'USD', '1.2', { corrects: rate });
  const before = await read(reserved);
  t.match(before, { state: 'reserved', rate: { rate: '1.08' }, amount: { amount: (HIGH * 2 * 1.08).toFixed(2), currency: 'USD' } });
  await world.as(world.requester, (tx, ctx) => acceptMatch(tx, ctx, waiting, 1));
  const refused = await refusalOf(world.as(world.donor, (tx, ctx) => acceptMatch(tx, ctx, waiting, 2)).catch(asRefusal));
  t.equal(refused?.code, 'rate-counts-no-more');
  const anew = await read(await propose(line, offerLineId, 2));
  t.match(anew, { rate: { rate: '1.2' }, amount: { amount: (HIGH * 2 * 1.2).toFixed(2) } });
});

t.test('the database takes no amount of another currency, without its rate, with more places, or below the price', async (t) => {
  const offerLineId = await moneyOffer('9000000', 'JPY');
  const id = await propose(await need(2), offerLineId, 2);
  for (const change of [
    superuser`update matches set amount_currency = 'EUR' where id = ${id}`,
    superuser`update matches set rate_id = null where id = ${id}`,
    superuser`update matches set amount = amount + 0.5 where id = ${id}`,
    superuser`update matches set amount = amount - 1 where id = ${id}`,
    superuser`update matches set amount = null, amount_currency = null, rate_id = null, state = 'reserved', expires_at = now() where id = ${id}`,
  ]) {
    await t.rejects(change, /amount|money|rate of the day|costs/);
  }
});

t.test('amounts are taken with the places of their currency, and told with all of them', async (t) => {
  const donor = await api.signIn(LOGIN_OF.donor);
  const draft = (ceiling: object) =>
    donor('POST', '/v1/offers', {
      body: {
        validFrom: '2026-01-01',
        validUntil: '2028-12-31',
        modality: 'funding',
        lines: [{ kind: 'funding', ceiling, mayBuyItemTypes: [ITEM] }],
      },
    });
  for (const [amount, currency, code] of [
    ['10.5', 'JPY', '/lines/0/ceiling/amount: too-many-decimals'],
    ['10.005', 'EUR', '/lines/0/ceiling/amount: too-many-decimals'],
    ['10.00', 'BGN', '/lines/0/ceiling/currency: currency-unknown'],
  ] as const) {
    const { status, body } = await draft({ amount, currency });
    t.equal(status, 400);
    t.strictSame(
      (body['fields'] as { pointer: string; code: string }[]).map((fault) => `${fault.pointer}: ${fault.code}`),
      [code],
    );
  }
  for (const [amount, currency, told] of [
    ['310.5', 'EUR', '310.50'],
    ['2000', 'JPY', '2000'],
    ['7.125', 'LYD', '7.125'],
    ['7.1', 'TND', '7.100'],
  ] as const) {
    const offer = await draft({ amount, currency });
    t.match(offer.body, { lines: [{ ceiling: { amount: told, currency } }] });
    const events = await donor('GET', `/v1/events?subjectType=offer&subjectId=${String(offer.body['id'])}`);
    t.match(JSON.stringify(events.body), new RegExp(`"${told.replace('.', '\\.')}"`), 'events too');
  }
});

/** What the database refuses, as the caller is told. */
function asRefusal(error: unknown): never {
  throw toldRefusal(error) ?? (error as Error);
}

t.test('a sum keeps its currency for as long as a match stands on it, whose amount is reckoned in that', async (t) => {
  const offerLineId = await moneyOffer('500000', 'EUR');
  const id = await propose(await need(3), offerLineId, 3);
  const [offer] = await superuser<{ id: OfferId; version: number }[]>`
    select offers.id, offers.version from offers join offer_lines on offer_lines.offer_id = offers.id where offer_lines.id = ${offerLineId}`;
  const { id: offerId, version } = must(offer, 'the offer');
  const inDollars = (): Promise<unknown> =>
    world.as(world.donor, (tx, ctx) =>
      proposeOfferRevision(tx, ctx, offerId, version, {
        reason: 'typed-wrong',
        lines: [{ lineId: offerLineId, ceiling: { amount: '600000', currency: 'USD' } }],
      }),
    );
  t.match(await refusalOf(inDollars()), {
    code: 'line-is-matched',
    details: { fields: [{ pointer: '/lines/0/ceiling/currency', code: 'line-is-matched' }] },
  });
  await t.rejects(superuser`update offer_lines set ceiling_currency = 'USD' where id = ${offerLineId}`, /line_is_matched|a match stands/);
  await world.as(world.donor, (tx, ctx) => declineMatch(tx, ctx, id, 1, 'other'));
  t.equal(await refusalOf(inDollars()), null, 'once it has ended the sum is free');
});
