import t from 'tap';
import { DraftOffer } from '#src/areas/offers/contract.ts';
import { OfferCondition } from '#src/areas/offers/contract-conditions.ts';
import type { ConditionType } from '#src/areas/offers/domain/conditions.ts';
import { OFFER_STATES, isEditable } from '#src/areas/offers/domain/offer.ts';
import { draftOffer, reviseOffer } from '#src/areas/offers/index.ts';
import { ROLES } from '#src/kernel/role.ts';
import { newId } from '#src/platform/ids.ts';
import { makeOfferWorld, PICKUP, RADIO, radios, refusalOf } from './offer-world.ts';

const world = await makeOfferWorld(t);
const { people, otherDonor, as, draft, bringTo, stateOf, actionsOf, find, superuser } = world;
const { donor } = people;

type Condition = NonNullable<DraftOffer['conditions']>[number];

/** One of each type: a type without a condition here does not compile. */
const ONE_OF_EACH: { readonly [Type in ConditionType]: Extract<Condition, { type: Type }> } = {
  'region-only': { type: 'region-only', regions: ['fezzan'] },
  'site-kind-only': { type: 'site-kind-only', siteKinds: ['land-crossing'] },
  'unit-type-only': { type: 'unit-type-only', unitTypes: ['desert-post'] },
  'recipient-only': { type: 'recipient-only', organisations: ['ly-gasbcp'] },
  'civilian-recipient-only': { type: 'civilian-recipient-only' },
  'area-only': { type: 'area-only', areas: ['communications'] },
  'minimum-lot': { type: 'minimum-lot', quantity: 5 },
  'latest-handover': { type: 'latest-handover', date: '2027-06-30' },
  'training-first': { type: 'training-first' },
  'end-user-certificate': { type: 'end-user-certificate' },
  'no-retransfer': { type: 'no-retransfer' },
  visibility: { type: 'visibility' },
  'unit-vetting': { type: 'unit-vetting' },
  'recipient-pays-inland': { type: 'recipient-pays-inland' },
  'women-participation': { type: 'women-participation', minimumPercent: 30 },
};

t.test('a donor drafts an offer of goods and money and reads it back as it was written', async (t) => {
  const id = await draft({
    incoterm: 'CIP',
    incotermPlace: 'port-tripoli',
    conditions: Object.values(ONE_OF_EACH),
    budget: { amount: '450000.5', currency: 'EUR' },
    note: { en: 'With two batteries each' },
    lines: [
      { kind: 'funding', ceiling: { amount: '1200000', currency: 'LYD' }, mayBuyAreas: ['power-energy'], mayBuyItemTypes: ['ups-3kva'] },
      {
        kind: 'item',
        itemType: RADIO,
        quantity: 40,
        goodsCondition: 'new',
        unitValue: { amount: '310.12', currency: 'EUR' },
        lotSize: 10,
        accompanies: 3,
      },
      { kind: 'item', itemType: PICKUP, quantity: 4, specifications: [{ attribute: 'drivetrain', value: '4x4' }] },
    ],
  });
  const offer = await find(donor, id);
  t.match(offer.reference, /^F-[0-9A-Z]{4}-[0-9A-Z]{2}$/);
  t.match(offer, {
    state: 'draft',
    version: 1,
    donor: { slug: 'it-ministry-of-interior' },
    incoterm: 'CIP',
    incotermPlace: 'port-tripoli',
    budget: { amount: '450000.50', currency: 'EUR' },
    allowedActions: ['submit', 'discard', 'withdraw'],
  });
  t.strictSame(offer.conditions, Object.values(ONE_OF_EACH));
  const [money, radio, pickup] = offer.lines;
  t.match(money, {
    kind: 'funding',
    itemType: null,
    ceiling: { amount: '1200000.000', currency: 'LYD' },
    mayBuyAreas: ['power-energy'],
    remaining: null,
  });
  t.match(radio, {
    kind: 'item',
    area: 'communications',
    quantity: 40,
    remaining: 40,
    committed: 0,
    unitValue: { amount: '310.12', currency: 'EUR' },
    lotSize: 10,
  });
  t.equal(radio?.accompanies, pickup?.id, 'a line may go with one that stands after it');
  t.strictSame(await actionsOf(id), ['offer.drafted']);
});

t.test('only a donor drafts, and for itself', async (t) => {
  for (const role of ROLES.filter((one) => one !== 'donor')) {
    t.equal(await refusalOf(as(people[role], (tx, ctx) => draftOffer(tx, ctx, radios()))), 'role-not-allowed', role);
  }
  const id = await draft({}, otherDonor);
  t.equal((await find(otherDonor, id)).donor.id, otherDonor.organisationId);
});

t.test('a name that doesn’t exist is refused where it stands, with all others', async (t) => {
  const attempt = refusalOf(
    draft({
      incotermPlace: 'atlantis',
      implementerId: newId<'organisation'>(),
      conditions: [
        { type: 'region-only', regions: ['fezzan', 'nowhere'] },
        { type: 'site-kind-only', siteKinds: ['space-port'] },
        { type: 'unit-type-only', unitTypes: ['fleet'] },
        { type: 'recipient-only', organisations: ['nobody'] },
        { type: 'area-only', areas: ['weather'] },
      ],
      lines: [{ kind: 'funding', ceiling: { amount: '1', currency: 'EUR' }, mayBuyAreas: ['weather'], mayBuyItemTypes: ['flying-carpet'] }],
    }),
  );
  t.strictSame((await attempt).split(' ').sort(), [
    '/conditions/0/regions/1',
    '/conditions/1/siteKinds/0',
    '/conditions/2/unitTypes/0',
    '/conditions/3/organisations/0',
    '/conditions/4/areas/0',
    '/implementerId',
    '/incotermPlace',
    '/lines/0/mayBuyAreas/0',
    '/lines/0/mayBuyItemTypes/0',
    'reference-unknown',
  ]);
});

t.test('the catalogue checks item lines at their own place, behind a funding line too', async (t) => {
  const money = { kind: 'funding', ceiling: { amount: '1', currency: 'EUR' } } as const;
  const behind = (itemType: string, specifications: { attribute: string; value: string }[] = []) =>
    draft({ lines: [money, { kind: 'item', itemType, quantity: 1, specifications }] });
  t.equal(await refusalOf(behind('flying-carpet')), 'reference-unknown /lines/1/itemType');
  t.equal(await refusalOf(behind('small-arms')), 'item-excluded /lines/1/itemType');
  t.equal(
    await refusalOf(behind(RADIO, [{ attribute: 'drivetrain', value: '4x4' }])),
    'specification-invalid /lines/1/specifications/0/attribute',
  );
});

t.test('goods go with the goods of another line: not with themselves, with money, or with nothing', async (t) => {
  const money = { kind: 'funding', ceiling: { amount: '1', currency: 'EUR' } } as const;
  for (const accompanies of [1, 2, 3]) {
    const attempt = draft({ lines: [{ kind: 'item', itemType: RADIO, quantity: 1, accompanies }, money] });
    t.equal(await refusalOf(attempt), 'reference-unknown /lines/0/accompanies', String(accompanies));
  }
});

t.test('an offer doesn’t end before it begins', async (t) => {
  t.equal(await refusalOf(draft({ validFrom: '2027-01-02', validUntil: '2027-01-01' })), 'date-order /validUntil');
  const id = await draft();
  t.equal(await refusalOf(as(donor, (tx, ctx) => reviseOffer(tx, ctx, id, 1, { validFrom: '2027-11-01' }))), 'date-order /validUntil');
});

t.test('an offer is revised while it is a draft or returned, and in no other state', async (t) => {
  for (const state of OFFER_STATES) {
    const id = await bringTo[state]();
    const { version } = await stateOf(id);
    const outcome = await refusalOf(as(donor, (tx, ctx) => reviseOffer(tx, ctx, id, version, { note: { en: 'Another' } })));
    t.equal(outcome, isEditable(state) ? 'no refusal' : 'transition-not-allowed', state);
    t.equal((await actionsOf(id)).includes('offer.revised'), isEditable(state));
  }
});

t.test('a revision changes what it names, replaces the lines as a whole, and says in its event what was before', async (t) => {
  const id = await draft({ note: { en: 'First' }, budget: { amount: '1.00', currency: 'EUR' } });
  await as(donor, (tx, ctx) =>
    reviseOffer(tx, ctx, id, 1, { note: { en: 'Second' }, lines: [{ kind: 'item', itemType: PICKUP, quantity: 2 }] }),
  );
  const offer = await find(donor, id);
  t.strictSame(
    offer.lines.map((line) => [line.itemType, line.quantity]),
    [[PICKUP, 2]],
  );
  t.match(offer, { version: 2, note: { en: 'Second' }, budget: { amount: '1.00' }, validFrom: '2026-11-01' });
  const [event] = await superuser<
    { before: { note: unknown }; after: { note: unknown } }[]
  >`select before, after from events where subject_id = ${id} and action = 'offer.revised'`;
  t.strictSame([event?.before.note, event?.after.note], [{ en: 'First' }, { en: 'Second' }]);
});

t.test('a revision takes away what it names as null', async (t) => {
  const id = await draft({
    note: { en: 'First' },
    budget: { amount: '1.00', currency: 'EUR' },
    incoterm: 'CIP',
    incotermPlace: 'port-tripoli',
  });
  const nothing = { note: null, budget: null, incoterm: null, incotermPlace: null, implementerId: null };
  await as(donor, (tx, ctx) => reviseOffer(tx, ctx, id, 1, nothing));
  t.match(await find(donor, id), { version: 2, note: null, budget: null, incoterm: null, incotermPlace: null, implementer: null });
});

t.test('a revision by another donor, another role, or over a version that has passed is refused', async (t) => {
  const id = await draft();
  const revise = (person: typeof donor, version: number) =>
    refusalOf(as(person, (tx, ctx) => reviseOffer(tx, ctx, id, version, { note: { en: 'Mine' } })));
  t.equal(await revise(otherDonor, 1), 'not-found');
  for (const role of ROLES.filter((one) => one !== 'donor')) t.equal(await revise(people[role], 1), 'role-not-allowed', role);
  t.equal(await revise(donor, 2), 'stale-version');
  t.strictSame(await actionsOf(id), ['offer.drafted'], 'and leaves no event');
});

t.test('of two revisions at once one is told that the offer has changed', async (t) => {
  const id = await draft();
  const both = await Promise.all(
    ['One', 'Two'].map((en) => refusalOf(as(donor, (tx, ctx) => reviseOffer(tx, ctx, id, 1, { note: { en } })))),
  );
  t.strictSame(both.sort(), ['no refusal', 'stale-version']);
});

t.test('the contract knows every condition, and nothing else in one', async (t) => {
  for (const condition of Object.values(ONE_OF_EACH)) t.strictSame(OfferCondition.parse(condition), condition);
  t.notOk(OfferCondition.safeParse({ type: 'friends-only' }).success);
  t.notOk(OfferCondition.safeParse({ type: 'visibility', logo: 'large' }).success);
  t.notOk(OfferCondition.safeParse({ type: 'region-only', regions: [] }).success);
  t.notOk(OfferCondition.safeParse({ type: 'women-participation', minimumPercent: 101 }).success);
});

t.test('the contract refuses money of nothing, lots larger than the line, and fields of the other kind of line', async (t) => {
  const refused = (line: unknown) => !DraftOffer.safeParse({ ...radios(), lines: [line] }).success;
  t.notOk(refused({ kind: 'item', itemType: RADIO, quantity: 10, lotSize: 10 }));
  t.ok(refused({ kind: 'item', itemType: RADIO, quantity: 10, lotSize: 11 }));
  t.ok(refused({ kind: 'item', itemType: RADIO, quantity: 10, ceiling: { amount: '1', currency: 'EUR' } }));
  t.notOk(refused({ kind: 'funding', ceiling: { amount: '0.01', currency: 'EUR' } }));
  t.ok(refused({ kind: 'funding', ceiling: { amount: '0.00', currency: 'EUR' } }));
  t.ok(refused({ kind: 'funding', ceiling: { amount: '0.0001', currency: 'EUR' } }), 'no currency has a fourth decimal');
  t.ok(refused({ kind: 'funding', ceiling: { amount: 100, currency: 'EUR' } }), 'money is text');
});
