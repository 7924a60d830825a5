import t from 'tap';
import { candidatesForOfferLine } from '#src/areas/matching/queries.ts';
import { DraftOffer, FundingLineInput, ItemLineInput, ProposeOfferRevision, RevisedOfferLineInput } from '#src/areas/offers/contract.ts';
import { NEVER_REVISED_OF_LINES } from '#src/areas/offers/domain/revision.ts';
import { submitOffer } from '#src/areas/offers/index.ts';
import type { OfferView } from '#src/areas/offers/record.ts';
import { makeOfferAvailable } from '#src/areas/offers/verbs/move-offer.ts';
import { approveOfferRevision, proposeOfferRevision } from '#src/areas/offers/verbs/revise-available-offer.ts';
import { proposeMatch } from '#src/areas/matches/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { OfferId, OfferLineId } from '#src/kernel/id.ts';
import type { ActorContext, Person } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { publishedNeed } from '#tests/support/lines.ts';
import { QUANTITY_FAULTS } from '#tests/support/quantity-balances.ts';
import { makeOfferWorld, PICKUP, RADIO, refusalOf } from './offer-world.ts';

/** Whatever a draft takes, a revision of the available offer can put right, or it is named as what none changes. */
const world = await makeOfferWorld(t);
const { people, as, superuser, find } = world;
const { donor, facilitator } = people;
const need = await publishedNeed(world.database.db, people, world.unit.id, [
  { itemType: PICKUP, quantity: 30 },
  { itemType: RADIO, quantity: 30 },
]);

type Draft = Parameters<typeof world.draft>[0] & object;
type Line = NonNullable<DraftOffer['lines']>[number];
const trucks = {
  kind: 'item',
  itemType: PICKUP,
  quantity: 10,
  goodsCondition: 'new',
  specifications: [{ attribute: 'seats', value: 5 }],
  unitValue: { amount: '30000.00', currency: 'EUR' },
  availableFrom: '2027-01-10',
  lotSize: 2,
} as const satisfies Line;
const drivers = {
  kind: 'item',
  itemType: 'course-offroad-driving',
  quantity: 2,
  accompanies: 1,
  course: { seats: 12, startsOn: '2027-03-01', endsOn: '2027-03-12', prerequisites: [], certificateMonths: 24 },
} as const satisfies Line;
const money = {
  kind: 'funding',
  ceiling: { amount: '50000.00', currency: 'EUR' },
  mayBuyAreas: ['communications'],
  mayBuyItemTypes: [RADIO],
  availableFrom: '2027-02-01',
} as const satisfies Line;
const mutable = (lines: readonly object[]): Line[] => structuredClone(lines) as Line[];
const RIGHT = {
  modality: 'in-kind-new',
  validFrom: '2026-11-01',
  validUntil: '2027-10-31',
  incoterm: 'DAP',
  incotermPlace: 'port-tripoli',
  implementerId: facilitator.organisationId,
  conditions: [],
  budget: { amount: '900000.00', currency: 'EUR' },
  note: { en: 'White' },
  lines: mutable([trucks, drivers, money]),
} as const satisfies Draft;
const WRONG: Readonly<Record<string, Draft>> = {
  modality: { modality: 'in-kind-used' },
  validFrom: { validFrom: '2026-11-20' },
  validUntil: { validUntil: '2027-06-30' },
  incoterm: { incoterm: 'EXW' },
  incotermPlace: { incotermPlace: undefined },
  implementerId: { implementerId: undefined },
  conditions: { conditions: [{ type: 'training-first' }] },
  budget: { budget: { amount: '999.00', currency: 'EUR' } },
  note: { note: { en: 'Black' } },
  'lines, one left out': { lines: mutable([trucks, drivers]) },
  'lines, one too many': { lines: mutable([trucks, drivers, money, trucks]) },
};
const WRONG_LINES: Readonly<Record<string, readonly object[]>> = {
  itemType: [{ ...trucks, itemType: 'diesel-fuel', specifications: [] }, drivers, money],
  'quantity, too high': [{ ...trucks, quantity: 100 }, drivers, money],
  'quantity, too low': [{ ...trucks, quantity: 2 }, drivers, money],
  goodsCondition: [{ ...trucks, goodsCondition: 'used' }, drivers, money],
  specifications: [{ ...trucks, specifications: [] }, drivers, money],
  unitValue: [{ ...trucks, unitValue: { amount: '3.00', currency: 'USD' } }, drivers, money],
  availableFrom: [{ ...trucks, availableFrom: '2027-06-01' }, drivers, { ...money, availableFrom: undefined }],
  lotSize: [{ ...trucks, lotSize: 5 }, drivers, money],
  accompanies: [trucks, { ...drivers, accompanies: undefined }, money],
  'accompanies, the wrong way': [{ ...trucks, accompanies: 2 }, { ...drivers, accompanies: undefined }, money],
  course: [trucks, { ...drivers, course: { ...drivers.course, seats: 20 } }, money],
  'course, left out': [trucks, { ...drivers, course: undefined }, money],
  ceiling: [trucks, drivers, { ...money, ceiling: { amount: '5.00', currency: 'USD' } }],
  mayBuyAreas: [trucks, drivers, { ...money, mayBuyAreas: [] }],
  mayBuyItemTypes: [trucks, drivers, { ...money, mayBuyItemTypes: [PICKUP] }],
};

const step = async (
  person: Person,
  verb: (tx: Tx, ctx: ActorContext, id: OfferId, version: number) => Promise<unknown>,
  id: OfferId,
): Promise<unknown> => {
  const { version } = await world.stateOf(id);
  return as(person, (tx, ctx) => verb(tx, ctx, id, version));
};
async function available(offer: Draft): Promise<OfferId> {
  const id = await world.draft({ ...RIGHT, ...offer });
  await step(donor, submitOffer, id);
  await step(facilitator, makeOfferAvailable, id);
  return id;
}
type Change = Omit<Parameters<typeof proposeOfferRevision>[4], 'reason'>;
const propose = (id: OfferId, change: Change) =>
  step(donor, (tx, ctx, at, version) => proposeOfferRevision(tx, ctx, at, version, { ...change, reason: 'typed-wrong' }), id);
async function revise(id: OfferId, change: Change): Promise<void> {
  await propose(id, change);
  await step(facilitator, approveOfferRevision, id);
}
const standing = ({ lines }: OfferView) => lines.filter(({ leftOutAt }) => leftOutAt === null);
const lineOf = async (id: OfferId, place: number): Promise<OfferLineId> => must((await find(donor, id)).lines[place], 'a line').id;

/** What an offer that is found wrong should say, line by line: what is too much is left out, what is missing is added. */
async function putRight(id: OfferId): Promise<void> {
  const { lines, ...header } = RIGHT;
  const wrong = (await find(donor, id)).lines;
  const asRight = wrong.flatMap(({ id: lineId }, place): NonNullable<Change['lines']> => {
    const right = lines[place];
    if (!right) return [{ lineId, leftOut: true }];
    const { kind, ...given } = right;
    if (kind === 'funding') return [{ lineId, ...given } as NonNullable<Change['lines']>[number]];
    const nothing = {
      goodsCondition: null,
      specifications: [],
      unitValue: null,
      availableFrom: null,
      lotSize: 1,
      accompanies: null,
      course: null,
    };
    return [{ lineId, ...nothing, ...given } as NonNullable<Change['lines']>[number]];
  });
  const added = lines.slice(wrong.length) as Change['addedLines'];
  await revise(id, { ...header, conditions: [], lines: asRight, addedLines: added });
}

/** What others see and match of an offer: all but its history, and in which order it came to it. */
async function figures(id: OfferId) {
  const view = await find(donor, id);
  const { reference, version, createdAt, submittedAt, availableAt, stateReason, warnings, ...offer } = view;
  const placeOf = new Map(view.lines.map((line) => [line.id, line.position]));
  const lines = standing(view).map(({ id: lineId, position, accompanies, ...line }) => ({
    ...line,
    accompanies: accompanies == null ? null : placeOf.get(accompanies),
  }));
  const candidates = [];
  for (const { id: lineId } of standing(view)) {
    const page = await as(facilitator, (tx, ctx) => candidatesForOfferLine(tx, ctx, lineId, { limit: 200, include: 'excluded' }));
    candidates.push(page.items.map(({ offerLineId, offerId, offerReference, ...candidate }) => candidate));
  }
  const seen = (await find(people.requester, id)).lines.map(({ id: lineId, position, accompanies, ...line }) => line);
  return { ...offer, id: undefined, lines, candidates, seen };
}

t.test('each field that a draft takes is revised, or is named with the reason why not', async (t) => {
  const isTypedWrong = (field: string, slips: object): boolean => Object.keys(slips).some((name) => name.split(',')[0] === field);
  for (const field of Object.keys(DraftOffer.shape)) {
    t.ok(field in ProposeOfferRevision.shape, `${field} of an offer`);
    t.ok(isTypedWrong(field, WRONG), `${field} is typed wrong below`);
  }
  for (const field of Object.keys({ ...ItemLineInput.shape, ...FundingLineInput.shape })) {
    if (field in NEVER_REVISED_OF_LINES) continue;
    t.ok(field in RevisedOfferLineInput.shape, `${field} of a line`);
    t.ok(isTypedWrong(field, WRONG_LINES), `${field} of a line is typed wrong below`);
  }
  for (const [field, why] of Object.entries(NEVER_REVISED_OF_LINES)) {
    t.ok(field in ItemLineInput.shape && field in FundingLineInput.shape && why.length > 20, field);
    t.notOk(field in RevisedOfferLineInput.shape, `${field} is not revised after all`);
  }
});

t.test('what was typed wrong and is put right ends as if it had been right from the beginning', async (t) => {
  const expected = await figures(await available({}));
  const slips = {
    ...WRONG,
    ...Object.fromEntries(Object.entries(WRONG_LINES).map(([field, lines]) => [field, { lines: mutable(lines) }])),
  };
  for (const [field, slip] of Object.entries(slips)) {
    const id = await available(slip);
    await putRight(id);
    t.strictSame(await figures(id), expected, field);
    t.match(await refusalOf(putRight(id)), /^invalid-field/, `${field}: nothing is left to change`);
  }
  t.strictSame([...(await superuser.unsafe(QUANTITY_FAULTS))], []);
});

t.test('a line that was left out gives nothing, is read by its own side alone, and gives again when it is taken in', async (t) => {
  const id = await available({});
  const [vehicles, courses, sum] = [await lineOf(id, 0), await lineOf(id, 1), await lineOf(id, 2)];
  t.match(
    await refusalOf(propose(id, { lines: [{ lineId: vehicles, leftOut: true }] })),
    'reference-unknown /lines/0/leftOut',
    'drivers go with them',
  );
  await revise(id, {
    lines: [
      { lineId: sum, leftOut: true },
      { lineId: vehicles, leftOut: true },
      { lineId: courses, accompanies: null },
    ],
  });
  t.strictSame(
    (await find(people.requester, id)).lines.map((line) => line.id),
    [courses],
  );
  t.match((await find(donor, id)).lines[0], { quantity: 10, remaining: 0 });
  t.type((await find(donor, id)).lines[0]?.leftOutAt, 'string');
  const needLineId = must(need.lineIds[0], 'a line of vehicles');
  const match = (quantity: number) =>
    as(facilitator, (tx, ctx) =>
      proposeMatch(tx, ctx, { needLineId, offerLineId: vehicles, quantity, reservationDays: 14, deviationReason: 'other' }),
    );
  t.match(await refusalOf(match(2)), /^reference-unknown/);
  t.match(await refusalOf(propose(id, { lines: [{ lineId: courses, leftOut: true }] })), 'offer-incomplete /lines');
  await revise(id, { lines: [{ lineId: vehicles, leftOut: false }] });
  await match(2);
  t.match(await refusalOf(propose(id, { lines: [{ lineId: vehicles, leftOut: true }] })), 'line-is-matched /lines/0/leftOut');
  t.match(
    await refusalOf(propose(id, { lines: [{ lineId: vehicles, itemType: RADIO, specifications: [] }] })),
    'line-is-matched /lines/0/itemType',
  );
  t.match(await refusalOf(propose(id, { lines: [{ lineId: sum, quantity: 3 }] })), 'invalid-field /lines/0/quantity', 'money has none');
  await t.rejects(superuser`update offer_lines set left_out_at = now() where id = ${vehicles}`, /a match stands on line/);
  t.strictSame([...(await superuser.unsafe(QUANTITY_FAULTS))], []);
});
