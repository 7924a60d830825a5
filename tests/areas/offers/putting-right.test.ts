import t from 'tap';
import type { DraftOffer } from '#src/areas/offers/contract.ts';
import { returnOffer, reviseOffer, submitOffer, suspendOffer, withdrawOffer } from '#src/areas/offers/index.ts';
import type { OfferView } from '#src/areas/offers/record.ts';
import { copyOffer } from '#src/areas/offers/verbs/copy-offer.ts';
import { discardOffer, makeOfferAvailable, recallOffer, reinstateOffer } from '#src/areas/offers/verbs/move-offer.ts';
import {
  approveOfferRevision,
  proposeOfferRevision,
  refuseOfferRevision,
  withdrawOfferRevision,
} from '#src/areas/offers/verbs/revise-available-offer.ts';
import { must } from '#src/kernel/assert.ts';
import type { OfferId, OfferLineId } from '#src/kernel/id.ts';
import type { ActorContext, Person } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { publishedNeed } from '#tests/support/lines.ts';
import { QUANTITY_FAULTS } from '#tests/support/quantity-balances.ts';
import { proposeMatch } from '#src/areas/matches/index.ts';
import { makeOfferWorld, RADIO, radios, refusalOf } from './offer-world.ts';

/** What a donor typed wrong about an offer is put right in the state that it is found in, and then everything is as if it had been right before. */
const world = await makeOfferWorld(t);
const { people, as, superuser, find } = world;
const { donor, facilitator } = people;

type Line = Extract<NonNullable<DraftOffer['lines']>[number], { kind: 'item' }>;
const RIGHT = radios({ conditions: [] });
const rightLine = must(RIGHT.lines?.[0], 'an offer of radios') as Line;
const line = (change: Partial<Line>): Partial<DraftOffer> => ({ lines: [{ ...rightLine, ...change }, ...(RIGHT.lines ?? []).slice(1)] });
/** Each field that a donor types, wrong. */
const SLIPS: Readonly<Record<string, Partial<DraftOffer>>> = {
  modality: { modality: 'in-kind-used' },
  validFrom: { validFrom: '2026-11-20' },
  validUntil: { validUntil: '2027-06-30' },
  conditions: { conditions: [{ type: 'training-first' }] },
  budget: { budget: { amount: '999.00', currency: 'EUR' } },
  note: { note: { en: 'Wrong' } },
  'a quantity too high': line({ quantity: 100 }),
  'a quantity too low': line({ quantity: 1 }),
  'a price': line({ unitValue: { amount: '1.50', currency: 'EUR' } }),
  'a day': line({ availableFrom: '2027-01-01' }),
  'a condition of goods': line({ goodsCondition: 'used' }),
};
const STAGES = ['draft', 'submitted', 'returned', 'available', 'suspended'] as const;
type Stage = (typeof STAGES)[number];

const step = async (
  person: Person,
  verb: (tx: Tx, ctx: ActorContext, id: OfferId, version: number) => Promise<unknown>,
  id: OfferId,
): Promise<unknown> => {
  const { version } = await world.stateOf(id);
  return as(person, (tx, ctx) => verb(tx, ctx, id, version));
};
const ROADS: Readonly<Record<Stage, (id: OfferId) => Promise<unknown>>> = {
  draft: async () => undefined,
  submitted: (id) => step(donor, submitOffer, id),
  returned: async (id) => {
    await ROADS.submitted(id);
    await step(facilitator, (tx, ctx, at, version) => returnOffer(tx, ctx, at, version, 'incomplete'), id);
  },
  available: async (id) => {
    await ROADS.submitted(id);
    await step(facilitator, makeOfferAvailable, id);
  },
  suspended: async (id) => {
    await ROADS.available(id);
    await step(donor, (tx, ctx, at, version) => suspendOffer(tx, ctx, at, version, 'budget-changed'), id);
  },
};

const lineOf = async (id: OfferId): Promise<OfferLineId> => must((await find(donor, id)).lines[0], 'a line').id;
type Change = Omit<Parameters<typeof proposeOfferRevision>[4], 'reason'>;
const propose = (id: OfferId, change: Change) =>
  step(donor, (tx, ctx, at, version) => proposeOfferRevision(tx, ctx, at, version, { ...change, reason: 'typed-wrong' }), id);

async function putRight(id: OfferId, stage: Stage, slip: Partial<DraftOffer>): Promise<void> {
  if (stage === 'available' || stage === 'suspended') {
    const { lines, ...header } = slip;
    const rightHeader = Object.fromEntries(Object.keys(header).map((key) => [key, RIGHT[key as keyof DraftOffer] ?? null]));
    const { quantity, unitValue = null, availableFrom = null, goodsCondition = null } = rightLine;
    const rightLines = lines ? { lines: [{ lineId: await lineOf(id), quantity, unitValue, availableFrom, goodsCondition }] } : {};
    await propose(id, { ...rightHeader, ...rightLines });
    await step(facilitator, approveOfferRevision, id);
    return;
  }
  if (stage === 'submitted') await step(donor, recallOffer, id);
  const right = Object.fromEntries(Object.keys(slip).map((key) => [key, RIGHT[key as keyof DraftOffer] ?? null])) as Partial<DraftOffer>;
  await step(donor, (tx, ctx, at, version) => reviseOffer(tx, ctx, at, version, right), id);
  await ROADS.available(id);
}

/** What others see and count of an offer: all but its history. */
function figures({ id, reference, version, createdAt, submittedAt, availableAt, stateReason, warnings, lines, ...offer }: OfferView) {
  return { ...offer, lines: lines.map(({ id: lineId, ...ofLine }) => ofLine) };
}

for (const stage of STAGES) {
  t.test(`each field that was typed wrong and is found in an offer that is ${stage} can be put right`, async (t) => {
    const twin = await world.draft();
    await ROADS[stage === 'suspended' ? 'suspended' : 'available'](twin);
    const expected = figures(await find(donor, twin));
    for (const [field, slip] of Object.entries(SLIPS)) {
      const id = await world.draft(slip);
      await ROADS[stage](id);
      await putRight(id, stage, slip);
      t.strictSame(figures(await find(donor, id)), expected, field);
    }
    t.strictSame([...(await superuser.unsafe(QUANTITY_FAULTS))], []);
  });
}

t.test('a revision waits for the facilitator, who may refuse it, and for the donor, who may take it back', async (t) => {
  const id = await world.available();
  t.match(await refusalOf(propose(id, { validUntil: RIGHT.validUntil })), /^invalid-field/, 'that changes nothing');
  t.match(await refusalOf(propose(id, { validUntil: '2026-11-22' })), /^offer-incomplete|^date-order/);
  await propose(id, { validUntil: '2027-05-05' });
  t.match(await find(donor, id), { validUntil: RIGHT.validUntil, revision: { changes: { validUntil: '2027-05-05' } } });
  t.match(await refusalOf(propose(id, { validUntil: '2027-05-06' })), /^revision-open/);
  t.match(await refusalOf(step(donor, approveOfferRevision, id)), /^role-not-allowed/);
  await step(facilitator, (tx, ctx, at, version) => refuseOfferRevision(tx, ctx, at, version, 'other'), id);
  await propose(id, { validUntil: '2027-05-05' });
  await step(donor, withdrawOfferRevision, id);
  t.match(await find(donor, id), { validUntil: RIGHT.validUntil, revision: null });
  t.match(await refusalOf(step(facilitator, approveOfferRevision, id)), /^no-open-revision/);
});

t.test('an offer gives no less than is promised of it; what no longer fits ends, and says why', async (t) => {
  const id = await world.available();
  await world.hold(id, 4, 'agreed');
  const offerLineId = await lineOf(id);
  const { lineIds } = await publishedNeed(world.database.db, people, world.unit.id, [{ itemType: RADIO, quantity: 50 }]);
  const needLineId = must(lineIds[0], 'a line');
  const proposal = (quantity: number) =>
    as(facilitator, (tx, ctx) =>
      proposeMatch(tx, ctx, { needLineId, offerLineId, quantity, reservationDays: 14, deviationReason: 'other' }),
    );
  const [small, large] = [await proposal(1), await proposal(5)];
  t.match(
    await refusalOf(propose(id, { lines: [{ lineId: offerLineId, quantity: 3 }] })),
    /^quantity-below-committed \/lines\/0\/quantity/,
  );
  await propose(id, { lines: [{ lineId: offerLineId, quantity: 6 }] });
  await step(facilitator, approveOfferRevision, id);
  const [first] = (await find(donor, id)).lines;
  t.match(first, { quantity: 6, committed: 4, remaining: 2 });
  const ends = await superuser<{ id: string; state: string; reason: string | null }[]>`
    select id, state, end_reason as reason from matches where id in (${small}, ${large})`;
  t.match(
    new Map(ends.map((match) => [match.id, `${match.state} ${match.reason}`])),
    new Map([
      [small, 'proposed null'],
      [large, 'cancelled offer-revised'],
    ]),
  );
  t.strictSame([...(await superuser.unsafe(QUANTITY_FAULTS))], []);
});

t.test('a withdrawal is taken back while the last day is to come; what was only a draft is a draft again', async (t) => {
  const held = await world.bringTo['partly-reserved']();
  await world.hold(held, 2, 'agreed');
  const withdraw = (id: OfferId) => step(donor, (tx, ctx, at, version) => withdrawOffer(tx, ctx, at, version, 'done-by-mistake'), id);
  await withdraw(held);
  await step(donor, reinstateOffer, held);
  t.equal((await world.stateOf(held)).state, 'partly-reserved', 'by what is agreed of it');
  const draft = await world.draft();
  await withdraw(draft);
  await step(donor, reinstateOffer, draft);
  t.equal((await world.stateOf(draft)).state, 'draft');
  const over = await world.available();
  await withdraw(over);
  const { version } = await world.stateOf(over);
  const late = as(donor, (tx, ctx) => reinstateOffer(tx, ctx, over, version), new Date('2029-01-01T00:00:00Z'));
  t.match(await refusalOf(late), /^offer-incomplete \/validUntil/);
});

t.test('a copy gives the same on days of its own; who drafts is told of offers that give the same', async (t) => {
  const id = await world.available();
  const copy = await as(donor, (tx, ctx) => copyOffer(tx, ctx, id, { validFrom: '2027-01-01', validUntil: '2027-03-01' }));
  const view = await find(donor, copy);
  const source = await find(donor, id);
  t.match(view, { state: 'draft', validFrom: '2027-01-01', validUntil: '2027-03-01' });
  t.strictSame(
    view.lines.map(({ itemType, quantity }) => [itemType, quantity]),
    source.lines.map(({ itemType, quantity }) => [itemType, quantity]),
  );
  const same = view.warnings?.find(({ code, position }) => code === 'same-offer' && position === 1);
  t.ok(same?.offers.some((offer) => offer.id === id));
  t.match(
    await refusalOf(as(world.otherDonor, (tx, ctx) => copyOffer(tx, ctx, id, { validFrom: '2027-01-01', validUntil: '2027-03-01' }))),
    /^not-found/,
  );
});

t.test('a draft that was thrown away stands in no list but its own', async (t) => {
  const id = await world.draft();
  await step(donor, discardOffer, id);
  const listed = async (filters: object, person = donor) => (await world.list(person, filters)).items.some((offer) => offer.id === id);
  t.notOk(await listed({}));
  t.ok(await listed({ state: 'discarded' }));
  t.notOk(await listed({ state: 'discarded' }, facilitator));
});
