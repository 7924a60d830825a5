import t from 'tap';
import type { PartnershipCondition } from '#src/areas/partnerships/index.ts';
import { proposePartnership, recordText, signPartnership, warnOfExpiringPartnerships } from '#src/areas/partnerships/index.ts';
import { findPartnership } from '#src/areas/partnerships/queries.ts';
import { acceptMatch, agreeMatch, cancelMatch } from '#src/areas/matches/index.ts';
import { decideAmendment, proposeAmendment } from '#src/areas/matches/verbs/amend-match.ts';
import { findMatch } from '#src/areas/matches/queries.ts';
import { draftOffer, makeOfferAvailable, submitOffer } from '#src/areas/offers/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { MatchId, OfferLineId, PartnershipId } from '#src/kernel/id.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import { type Person, systemActor } from '#src/platform/auth/actor.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { newId } from '#src/platform/ids.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { makePerson } from '#tests/support/people.ts';
import { halfAccepted, makeWorld } from '#tests/support/world.ts';
import { refusalOf } from './partnership-world.ts';

const database = await createTestDatabase(t, { template: 'migrated' });
const superuser = connectAsSuperuser(t, database);
const world = await makeWorld(database); // a desert post of the crossing-point police at Ghat
const { donor, validator, facilitator, requester } = world;
const witness = await makePerson(database, { role: 'donor', organisation: 'eu-dg-mena' });
const stranger = await makePerson(database, { role: 'donor', organisation: 'de-foreign-office' });
const ministryOfDefence = await makePerson(database, { role: 'validator', organisation: 'ly-ministry-of-defence' });
const ITEM = 'uniform-set-desert';

interface Terms {
  readonly conditions?: readonly PartnershipCondition[];
  readonly ceiling?: { amount: string; currency: string };
}
async function under({ conditions = [], ceiling }: Terms): Promise<PartnershipId> {
  const id = await world.as(donor, (tx, ctx) =>
    proposePartnership(tx, ctx, {
      recipientId: validator.organisationId,
      kind: 'grant',
      title: 'With terms',
      validFrom: '2026-01-01',
      validUntil: '2027-12-31',
      conditions: conditions as never,
      ...(ceiling === undefined ? {} : { ceiling }),
    }),
  );
  await world.as(donor, (tx, ctx) => signPartnership(tx, ctx, id, 1));
  await world.as(validator, (tx, ctx) => signPartnership(tx, ctx, id, 2));
  return id;
}

/** A match of uniforms that both sides have accepted. */
async function reserved(quantity: number, offerLineId?: OfferLineId, itemType = ITEM): Promise<MatchId> {
  const need = await publishedNeed(database.db, world, world.unitId, [{ itemType, quantity }]);
  const line = offerLineId ?? must((await availableOffer(database.db, world, [{ itemType, quantity }])).lineIds[0], 'line');
  const id = await halfAccepted(world, must(need.lineIds[0], 'line'), line, quantity);
  await world.as(donor, (tx, ctx) => acceptMatch(tx, ctx, id, 2));
  return id;
}
const agree = (person: Person, id: MatchId, version: number, partnershipId?: PartnershipId) =>
  world.as(person, (tx, ctx) => agreeMatch(tx, ctx, id, version, partnershipId));
async function agreedUnder(partnershipId: PartnershipId, id: MatchId): Promise<void> {
  await agree(donor, id, 3, partnershipId);
  await agree(validator, id, 4);
}
const read = (person: Person, id: PartnershipId) => world.as(person, (tx, ctx) => findPartnership(tx, ctx, id));

/** An offer line at a unit value, or in another currency. */
async function offered(quantity: number, unitValue: { amount: string; currency: string }): Promise<OfferLineId> {
  const offerId = await world.as(donor, (tx, ctx) =>
    draftOffer(tx, ctx, {
      modality: 'in-kind-new',
      validFrom: '2026-11-01',
      validUntil: '2027-12-31',
      lines: [{ kind: 'item', itemType: ITEM, quantity, goodsCondition: 'new', unitValue }],
    }),
  );
  await world.as(donor, (tx, ctx) => submitOffer(tx, ctx, offerId, 1));
  await world.as(facilitator, (tx, ctx) => makeOfferAvailable(tx, ctx, offerId, 2));
  return must((await superuser<{ id: OfferLineId }[]>`select id from offer_lines where offer_id = ${offerId}`)[0], 'line').id;
}

const KEPT: readonly PartnershipCondition[] = [
  { type: 'region-only', regions: ['south-west', 'south'] },
  { type: 'site-kind-only', siteKinds: ['border-town'] },
  { type: 'unit-type-only', unitTypes: ['desert-post'] },
  { type: 'recipient-only', organisations: ['ly-gasbcp'] },
  { type: 'civilian-recipient-only' },
  { type: 'area-only', areas: ['shelter-and-personal'] },
  { type: 'item-type-only', itemTypes: [ITEM] },
  { type: 'item-kind-only', itemKinds: ['equipment'] },
  { type: 'latest-handover', date: '2027-11-30' },
  { type: 'training-first' },
];
const BROKEN: readonly PartnershipCondition[] = [
  { type: 'region-only', regions: ['north-east'] },
  { type: 'site-kind-only', siteKinds: ['seaport'] },
  { type: 'unit-type-only', unitTypes: ['coastal-station'] },
  { type: 'recipient-only', organisations: ['ly-coast-guard'] },
  { type: 'area-only', areas: ['training'] },
  { type: 'item-type-only', itemTypes: ['vehicle-4x4-pickup'] },
  { type: 'item-kind-only', itemKinds: ['training'] },
  { type: 'latest-handover', date: '2026-11-24' },
];
/** Conditions name records; those of this world are looked up, so that the lists above need not know the reference data. */
const [place] = await superuser<{ region: string; kind: string; area: string; item_kind: string }[]>`
  select sites.region, sites.kind, item_types.area, item_types.kind as item_kind from units join sites on sites.slug = units.site, item_types
  where units.id = ${world.unitId} and item_types.slug = ${ITEM}`;
const elsewhere = {
  region: must(
    (await superuser<{ slug: string }[]>`select slug from regions where slug <> ${must(place, 'place').region} limit 1`)[0],
    'region',
  ).slug,
  kind: must(
    (await superuser<{ slug: string }[]>`select slug from site_kinds where slug <> ${must(place, 'place').kind} limit 1`)[0],
    'kind',
  ).slug,
  area: must(
    (await superuser<{ slug: string }[]>`select slug from capability_areas where slug <> ${must(place, 'place').area} limit 1`)[0],
    'area',
  ).slug,
  unitType: must((await superuser<{ slug: string }[]>`select slug from unit_types where slug <> 'desert-post' limit 1`)[0], 'type').slug,
  itemKind: 'works',
};
function placed(condition: PartnershipCondition, here: boolean): PartnershipCondition {
  const { region, kind, area, item_kind } = must(place, 'place');
  if (condition.type === 'region-only') return { ...condition, regions: [here ? region : elsewhere.region] };
  if (condition.type === 'site-kind-only') return { ...condition, siteKinds: [here ? kind : elsewhere.kind] };
  if (condition.type === 'unit-type-only') return { ...condition, unitTypes: [here ? 'desert-post' : elsewhere.unitType] };
  if (condition.type === 'area-only') return { ...condition, areas: [here ? area : elsewhere.area] };
  if (condition.type === 'item-kind-only') return { ...condition, itemKinds: [(here ? item_kind : elsewhere.itemKind) as 'works'] };
  return condition;
}

t.test('a match that meets every condition is agreed', async (t) => {
  const id = await under({ conditions: KEPT.map((condition) => placed(condition, true)) });
  await agreedUnder(id, await reserved(2));
  const shown = await read(donor, id);
  t.match(shown.matches, [{ itemType: ITEM, state: 'agreed', quantity: 2, shipped: 0, notYetShipped: 2 }]);
  t.equal(shown.pendingMatches, 1);
});

for (const condition of BROKEN.map((one) => placed(one, false))) {
  t.test(`a match that breaks ${condition.type} is not agreed, and the refusal names the condition`, async (t) => {
    const partnershipId = await under({
      conditions: [...KEPT.filter(({ type }) => type !== condition.type).map((one) => placed(one, true)), condition],
    });
    const id = await reserved(1);
    for (const person of [donor, validator]) {
      const refused = (await agree(person, id, 3, partnershipId).catch((error: unknown) => error)) as Refusal;
      t.ok(refused instanceof Refusal, person.role);
      t.equal(refused.code, 'partnership-condition-not-met');
      t.strictSame(refused.details.facts?.['conditions'], [condition.type]);
      const told = Object.keys(refused.details.facts ?? {}).filter((name) => name.startsWith(condition.type));
      t.equal(told.length > 0, person.role === 'validator', 'a donor isn’t told what the rule saw of the unit');
    }
  });
}

t.test('all unmet conditions are told at once, in a fixed order', async (t) => {
  const conditions = BROKEN.map((one) => placed(one, false)).toReversed();
  const partnershipId = await under({ conditions });
  const refused = (await agree(donor, await reserved(1), 3, partnershipId).catch((error: unknown) => error)) as Refusal;
  t.strictSame(refused.details.facts?.['conditions'], [
    'region-only',
    'site-kind-only',
    'unit-type-only',
    'recipient-only',
    'area-only',
    'item-type-only',
    'item-kind-only',
    'latest-handover',
  ]);
});

t.test('training first: a pick-up’s required courses, none, don’t stop it; an item whose course is missing does', async (t) => {
  const partnershipId = await under({ conditions: [{ type: 'training-first' }] });
  const id = await reserved(1, undefined, 'radio-vhf-mobile'); // requires course-radio-operator
  const refused = (await agree(validator, id, 3, partnershipId).catch((error: unknown) => error)) as Refusal;
  t.strictSame(refused.details.facts?.['conditions'], ['training-first']);
  t.strictSame(refused.details.facts?.['training-first.missing'], ['course-radio-operator']);
});

t.test('duties stop nothing and are shown on the match', async (t) => {
  const partnershipId = await under({
    conditions: [{ type: 'no-retransfer' }, { type: 'end-user-certificate' }, { type: 'use-only', purposes: ['protective'] }],
  });
  const id = await reserved(1);
  await agreedUnder(partnershipId, id);
  const match = await world.as(donor, (tx, ctx) => findMatch(tx, ctx, id));
  t.strictSame(match.duties?.toSorted(), ['end-user-certificate', 'no-retransfer', 'use-only']);
});

t.test('conditions and parties name what exists', async (t) => {
  const base = {
    recipientId: validator.organisationId,
    kind: 'grant' as const,
    title: 'x',
    validFrom: '2026-01-01',
    validUntil: '2027-01-01',
  };
  const propose = (extra: object) => refusalOf(world.as(donor, (tx, ctx) => proposePartnership(tx, ctx, { ...base, ...extra })));
  t.equal(
    await propose({ conditions: [{ type: 'no-retransfer' }, { type: 'region-only', regions: ['atlantis'] }] }),
    'reference-unknown /conditions/1/regions/0',
  );
  t.equal(
    await propose({ conditions: [{ type: 'item-type-only', itemTypes: [ITEM, 'howitzer'] }] }),
    'reference-unknown /conditions/0/itemTypes/1',
  );
  const twice = { organisationId: witness.organisationId, part: 'witness' };
  t.equal(await propose({ parties: [twice, twice] }), 'invalid-field /parties/1');
  t.equal(
    await propose({ parties: [{ organisationId: '01900000-0000-7000-8000-000000000000', part: 'witness' }] }),
    'reference-unknown /parties/0/organisationId',
  );
});

t.test('the ceiling counts what is agreed by stated value, and refuses what would pass it', async (t) => {
  const id = await under({ ceiling: { amount: '1000', currency: 'EUR' } });
  const line = await offered(40, { amount: '100.5', currency: 'EUR' });
  await agreedUnder(id, await reserved(6, line)); // 603
  t.match((await read(donor, id)).budget, {
    ceiling: { amount: '1000.00', currency: 'EUR' },
    used: { amount: '603.00', currency: 'EUR' },
    remaining: { amount: '397.00', currency: 'EUR' },
  });
  const more = await reserved(4, line); // 402
  const refused = (await agree(donor, more, 3, id).catch((error: unknown) => error)) as Refusal;
  t.equal(refused.code, 'exceeds-partnership-ceiling');
  t.match(refused.details.facts, { currency: 'EUR', ceiling: '1000.00', used: '603.00' });
  await agreedUnder(id, await reserved(3, line)); // 301.5
  t.equal((await read(validator, id)).budget?.used.amount, '904.50');
});

t.test('a cancelled match gives its share of the ceiling back, and an amended quantity is counted anew and bounded', async (t) => {
  const id = await under({ ceiling: { amount: '1000', currency: 'EUR' } });
  const line = await offered(40, { amount: '100', currency: 'EUR' });
  const match = await reserved(10, line);
  await agreedUnder(id, match);
  t.equal((await read(donor, id)).budget?.remaining.amount, '0.00');
  await world.as(donor, (tx, ctx) => proposeAmendment(tx, ctx, match, 5, { quantity: 4, reason: 'plan-changed' }));
  await world.as(validator, (tx, ctx) => decideAmendment(tx, ctx, match, 6, 'accepted'));
  t.equal((await read(donor, id)).budget?.used.amount, '400.00');
  const other = await reserved(6, line);
  await agreedUnder(id, other);
  await world.as(donor, (tx, ctx) => proposeAmendment(tx, ctx, match, 7, { quantity: 5, reason: 'plan-changed' }));
  const raised = world.as(validator, (tx, ctx) => decideAmendment(tx, ctx, match, 8, 'accepted'));
  await t.rejects(raised, /partnership_ceiling_is_kept|need_line_not_overpromised|Failed query/);
  await world.as(validator, (tx, ctx) => cancelMatch(tx, ctx, other, 5, 'not-applicable'));
  t.equal((await read(donor, id)).budget?.used.amount, '400.00');
});

t.test('without a stated value the catalogue’s upper cost counts in euro; in another currency the worth is not known', async (t) => {
  const [cost] = await superuser<{ high: string }[]>`select unit_cost_high_eur as high from item_types where slug = ${ITEM}`;
  const euro = await under({ ceiling: { amount: '1000000', currency: 'EUR' } });
  await agreedUnder(euro, await reserved(3));
  t.equal(Number((await read(donor, euro)).budget?.used.amount), 3 * Number(cost?.high));
  const dinar = await under({ ceiling: { amount: '1000000', currency: 'LYD' } });
  t.equal(await refusalOf(agree(donor, await reserved(3), 3, dinar)), 'worth-not-known /partnershipId');
  const line = await offered(5, { amount: '10', currency: 'EUR' });
  t.equal(await refusalOf(agree(donor, await reserved(3, line), 3, dinar)), 'worth-not-known /partnershipId');
});

t.test(
  'under a ceiling in another currency a match counts by the rate of the day on which it is agreed, rounded up, and keeps it',
  async (t) => {
    const rateOf = async (rate: string, quote = 'TND'): Promise<void> => {
      await superuser`
      insert into exchange_rates (id, base, quote, rate, valid_from, valid_until, source, state, recorded_by, recorded_by_organisation,
        recorded_by_role, decided_by, decided_by_organisation, decided_at, created_at)
      values (gen_random_uuid(), 'EUR', ${quote}, ${rate}, '2026-11-23', '2026-11-23', 'A bank of issue', 'confirmed', ${facilitator.userId},
        ${facilitator.organisationId}, 'facilitator', ${donor.userId}, ${donor.organisationId}, now(), now())`;
    };
    await rateOf('3.3333');
    const id = await under({ ceiling: { amount: '1000', currency: 'TND' } });
    const line = await offered(20, { amount: '10.01', currency: 'EUR' });
    await agreedUnder(id, await reserved(3, line));
    // 3 × 10.01 × 3.3333 = 100.098999
    t.match((await read(donor, id)).budget, { used: { amount: '100.099', currency: 'TND' }, remaining: { amount: '899.901' } });
    t.match((await read(donor, id)).matches, [
      { worth: { amount: '100.099', currency: 'TND' }, worthRate: { base: 'EUR', quote: 'TND', rate: '3.3333' } },
    ]);
    await rateOf('9.9999');
    t.match(
      (await read(donor, id)).matches,
      [{ worth: { amount: '100.099' }, worthRate: { rate: '3.3333' } }],
      'another rate of the day changes nothing',
    );
    await agreedUnder(id, await reserved(2, line));
    t.match(
      (await read(donor, id)).budget,
      { used: { amount: '300.297' } },
      'what is agreed from now on counts by it: 2 × 10.01 × 9.9999 = 200.197998',
    );
    t.equal(await refusalOf(agree(donor, await reserved(8, line), 3, id)), 'exceeds-partnership-ceiling /partnershipId');
  },
);

t.test('of two matches that fit the ceiling one by one, agreed at the same moment, one gets in', async (t) => {
  const id = await under({ ceiling: { amount: '1000', currency: 'EUR' } });
  const line = await offered(40, { amount: '100', currency: 'EUR' });
  const both = [await reserved(6, line), await reserved(7, line)];
  for (const match of both) await agree(donor, match, 3, id);
  const outcomes = await Promise.allSettled(both.map((match) => agree(validator, match, 4)));
  t.strictSame(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  const used = Number((await read(donor, id)).budget?.used.amount);
  t.ok(used === 600 || used === 700, String(used));
});

t.test('the counter of a ceiling belongs to the ledger', async (t) => {
  const id = await under({ ceiling: { amount: '1000', currency: 'EUR' } });
  await t.rejects(
    world.as(donor, (tx) => tx.execute(`update partnerships set used_amount = 5 where id = '${id}'`)),
    /Failed query/,
  );
});

t.test('a witness reads the text and its parties, and nothing of what is done or paid under it', async (t) => {
  const id = await world.as(facilitator, (tx, ctx) =>
    proposePartnership(tx, ctx, {
      donorId: donor.organisationId,
      recipientId: validator.organisationId,
      kind: 'memorandum',
      title: 'Before witnesses',
      validFrom: '2026-01-01',
      validUntil: '2027-12-31',
      ceiling: { amount: '5000', currency: 'EUR' },
      parties: [
        { organisationId: witness.organisationId, part: 'witness' },
        { organisationId: ministryOfDefence.organisationId, part: 'co-signatory' },
      ],
    }),
  );
  await world.as(donor, (tx, ctx) => signPartnership(tx, ctx, id, 1));
  await world.as(validator, (tx, ctx) => signPartnership(tx, ctx, id, 2));
  t.strictSame(
    (await read(donor, id)).parties.map(({ organisation, part }) => `${part}: ${organisation.slug}`),
    [
      'donor: it-ministry-of-interior',
      'recipient: ly-ministry-of-interior',
      'facilitator: unsmil',
      'co-signatory: ly-ministry-of-defence',
      'witness: eu-dg-mena',
    ],
  );
  for (const further of [witness, ministryOfDefence]) {
    const shown = await read(further, id);
    t.equal(shown.title, 'Before witnesses', further.role);
    for (const hidden of ['budget', 'matches', 'amendments', 'pendingMatches', 'documentId', 'warnings']) t.notOk(hidden in shown, hidden);
    t.strictSame(shown.allowedActions, []);
    t.equal(await refusalOf(world.as(further, (tx, ctx) => recordText(tx, ctx, id, 3, { signedReference: 'ours' }))), 'not-found');
  }
  t.equal(await refusalOf(read(stranger, id)), 'not-found');
  t.equal(await refusalOf(read(requester, id)), 'not-found');
  t.equal((await read(facilitator, id)).budget?.ceiling.amount, '5000.00');
});

t.test('the number of the signed text is kept besides ours', async (t) => {
  const id = await under({});
  await world.as(validator, (tx, ctx) => recordText(tx, ctx, id, 3, { signedReference: 'MoU 2026/114' }));
  const shown = await read(donor, id);
  t.equal(shown.signedReference, 'MoU 2026/114');
  t.match(shown.reference, /^P-/);
  t.equal(shown.version, 4);
  const unattached = world.as(donor, (tx, ctx) => recordText(tx, ctx, id, 4, { documentId: newId<'document'>() }));
  t.equal(await refusalOf(unattached), 'reference-unknown /documentId', 'a document that isn’t attached to it is not its text');
});

t.test('a requester sees its own matches under a partnership, and not what others take of the ceiling', async (t) => {
  const id = await under({ ceiling: { amount: '1000000', currency: 'EUR' } });
  await agreedUnder(id, await reserved(2));
  const shown = await read(requester, id);
  t.equal(shown.matches?.length, 1);
  t.notOk('worth' in must(shown.matches?.[0], 'match'));
  t.notOk('budget' in shown);
});

t.test('with a week left what is agreed and not yet shipped is an obstacle, once, that stops nothing by itself', async (t) => {
  const id = await under({});
  await agreedUnder(id, await reserved(2));
  const idle = await under({});
  const ctx = { actor: systemActor('test'), now: new Date('2027-12-24T07:07:00.000Z'), requestId: null };
  for (const expected of [6, 0]) t.equal((await asActor(database.db, ctx, (tx) => warnOfExpiringPartnerships(tx, ctx))) >= expected, true);
  const raised = await superuser<{ causeKey: string; kind: string; blocking: boolean; matches: number }[]>`
    select cause_key as "causeKey", kind, blocking, (select count(*)::int from obstacle_blocks where obstacle_id = obstacles.id and match_id is not null) as matches
    from obstacles where cause_key like ${`partnership-ends:%${id}%`} or cause_key like ${`partnership-ends:%${idle}%`}`;
  t.strictSame(
    [...raised],
    [{ causeKey: `partnership-ends:${id}:2027-12-31`, kind: 'arrangement-not-signed', blocking: false, matches: 1 }],
  );
});
