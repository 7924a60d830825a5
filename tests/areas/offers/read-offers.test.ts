import t from 'tap';
import { readersOfRecords } from '#tests/support/readers.ts';
import type { DraftOffer, ListOffers } from '#src/areas/offers/contract.ts';
import type { OfferView } from '#src/areas/offers/record.ts';
import { suspendOffer } from '#src/areas/offers/index.ts';
import type { Actor } from '#src/platform/auth/actor.ts';
import { makeOfferWorld, PICKUP, RADIO, refusalOf } from './offer-world.ts';

const world = await makeOfferWorld(t);
const { people, otherDonor, available, draft, find, list } = world;
const { donor, facilitator, requester, validator, auditor, administrator } = people;

const full: Partial<DraftOffer> = {
  conditions: [{ type: 'region-only', regions: ['fezzan'] }],
  budget: { amount: '77777.00', currency: 'EUR' },
  note: { en: 'Surplus of the harbour police', ar: 'معدات فائضة' },
  lines: [
    { kind: 'item', itemType: RADIO, quantity: 4321, unitValue: { amount: '310.12', currency: 'EUR' } },
    { kind: 'funding', ceiling: { amount: '66666.00', currency: 'EUR' }, mayBuyAreas: ['power-energy'] },
  ],
};
const offerId = await available(full);
const pickups = await available({
  validFrom: '2026-12-01',
  validUntil: '2027-03-31',
  lines: [{ kind: 'item', itemType: PICKUP, quantity: 2 }],
});
const foreign = await available({ note: { en: 'Mothballed in Malta' } }, otherDonor);
const ownDraft = await draft();

const found = async (actor: Actor, filters: Partial<ListOffers> = {}) => (await list(actor, filters)).items.map(({ id }) => id);
const fieldsFor = (resource: 'Offer' | 'OfferLine', audience: string) =>
  Object.entries<readonly string[]>(readersOfRecords().get(resource) ?? {})
    .filter(([, audiences]) => audiences.includes(audience))
    .map(([field]) => field)
    .sort();

t.test('each reader gets the fields that the record lets it read, all of them and no other', async (t) => {
  const audiences: [Actor, string][] = [
    [donor, 'donor-party'],
    [otherDonor, 'donor'],
    [requester, 'recipient'],
    [validator, 'recipient'],
    [facilitator, 'facilitator'],
    [auditor, 'auditor'],
  ];
  for (const [actor, audience] of audiences) {
    const offer = await find(actor, offerId);
    t.strictSame(Object.keys(offer).sort(), fieldsFor('Offer', audience), audience);
    for (const line of offer.lines) t.strictSame(Object.keys(line).sort(), fieldsFor('OfferLine', audience), `a line, ${audience}`);
  }
});

t.test('another donor sees no amount, condition or word of an offer, in the list neither', async (t) => {
  const read: OfferView[] = [await find(otherDonor, offerId), ...(await list(otherDonor, { donorId: donor.organisationId })).items];
  for (const secret of ['4321', '77777', '66666', '310.12', 'fezzan', 'harbour']) t.notOk(JSON.stringify(read).includes(secret), secret);
  t.equal(read[0]?.lines[0]?.itemType, RADIO, 'but what is offered');
});

t.test('a draft is its donor’s own; what is available is for every partner, and nothing for the administrator', async (t) => {
  for (const actor of [otherDonor, facilitator, requester, validator, administrator]) {
    t.equal(await refusalOf(find(actor, ownDraft)), 'not-found', actor.role);
  }
  t.ok((await find(donor, ownDraft)).id);
  t.ok((await find(auditor, ownDraft)).id);
  t.equal(await refusalOf(find(administrator, offerId)), 'not-found');
});

t.test('an offer that is suspended is out of other partners’ sight', async (t) => {
  const id = await available();
  t.ok((await found(otherDonor)).includes(id));
  await world.as(donor, (tx, ctx) => suspendOffer(tx, ctx, id, 3, 'budget-changed'));
  t.notOk((await found(otherDonor)).includes(id));
  t.equal(await refusalOf(find(requester, id)), 'not-found');
  t.ok((await found(facilitator, { state: 'suspended' })).includes(id));
});

t.test('only the own donor and who oversees are told what may be done next', async (t) => {
  t.strictSame((await find(donor, offerId)).allowedActions, ['propose-revision', 'suspend', 'withdraw']);
  t.strictSame((await find(facilitator, offerId)).allowedActions, ['suspend']);
  t.strictSame((await find(auditor, offerId)).allowedActions, []);
  t.equal((await find(otherDonor, offerId)).allowedActions, undefined);
});

t.test('the list is newest first, and its pages meet without a gap or a repeat', async (t) => {
  const all = await found(facilitator);
  const newest = await world.superuser<{ id: string }[]>`select id from offers where id = any(${[...all]}) order by creation_order desc`;
  t.strictSame(
    all,
    newest.map(({ id }) => id),
  );
  const paged: string[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await list(facilitator, { limit: 2, cursor });
    paged.push(...page.items.map(({ id }) => id));
    if (page.next === null) break;
    cursor = page.next;
  }
  t.strictSame(paged, all);
  t.equal(await refusalOf(list(facilitator, { cursor: 'nonsense' })), 'invalid-field query/cursor');
});

t.test('filters combine: donor, state, item, area, region, day', async (t) => {
  t.strictSame(await found(facilitator, { donorId: otherDonor.organisationId }), [foreign]);
  t.strictSame(await found(donor, { donorId: donor.organisationId, state: 'draft' }), [ownDraft]);
  t.strictSame(await found(facilitator, { itemType: PICKUP }), [pickups]);
  t.strictSame(await found(requester, { area: 'mobility', state: 'available' }), [pickups]);
  t.strictSame(await found(facilitator, { area: 'mobility', donorId: otherDonor.organisationId }), []);
  t.notOk((await found(facilitator, { region: 'cyrenaica' })).includes(offerId), 'an offer for Fezzan alone may not go to Cyrenaica');
  t.ok((await found(facilitator, { region: 'cyrenaica' })).includes(pickups), 'one without such a condition may');
  t.ok((await found(facilitator, { region: 'fezzan' })).includes(offerId));
  t.notOk((await found(facilitator, { availableOn: '2026-11-30' })).includes(pickups));
  for (const day of ['2026-12-01', '2027-03-31']) t.ok((await found(facilitator, { availableOn: day })).includes(pickups), day);
});

t.test('a donor can’t ask by region what the hidden conditions of another donor’s offers say', async (t) => {
  t.equal(await refusalOf(list(otherDonor, { region: 'cyrenaica' })), 'filter-not-available query/region');
  t.equal(await refusalOf(list(otherDonor, { region: 'cyrenaica', donorId: donor.organisationId })), 'filter-not-available query/region');
  t.strictSame(await found(otherDonor, { region: 'cyrenaica', donorId: otherDonor.organisationId }), [foreign]);
});

t.test('Arabic is found without its diacritics and with them, in the items and in the note', async (t) => {
  for (const words of ['لاسلكي', 'لاسلكيّ', 'فائضة', 'فائِضَة']) t.ok((await found(facilitator, { q: words })).includes(offerId), words);
  t.strictSame(await found(facilitator, { q: 'مركبات بحرية' }), []);
  for (const words of ['walkie-talkie', 'radio portatile', 'Radio portative']) {
    t.ok((await found(requester, { q: words })).includes(offerId), words);
  }
});

t.test('a donor searches the notes of its own offers, not those of another’s', async (t) => {
  t.strictSame(await found(donor, { q: 'harbour' }), [offerId]);
  t.strictSame(await found(otherDonor, { q: 'harbour' }), []);
  t.strictSame(await found(donor, { q: 'mothballed' }), []);
  t.strictSame(await found(facilitator, { q: 'mothballed' }), [foreign]);
  t.ok((await found(otherDonor, { q: 'handheld radio' })).includes(offerId), 'what is offered is searched for everyone');
});
