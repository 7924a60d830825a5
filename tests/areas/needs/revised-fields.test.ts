import t from 'tap';
import { planMeeting } from '#src/areas/follow-up/index.ts';
import { cancelMatch } from '#src/areas/matches/index.ts';
import { candidatesForNeedLine, candidatesForOfferLine } from '#src/areas/matching/queries.ts';
import { DraftNeed, NeedLineInput, ProposeNeedRevision, RevisedNeedLineInput } from '#src/areas/needs/contract.ts';
import { NEVER_REVISED } from '#src/areas/needs/domain/revision.ts';
import { draftNeed, publishNeed, submitNeed, validateNeed } from '#src/areas/needs/index.ts';
import { findNeed, listNeeds } from '#src/areas/needs/queries.ts';
import type { NeedView } from '#src/areas/needs/record.ts';
import { copyNeed } from '#src/areas/needs/verbs/copy-need.ts';
import { withdrawNeed } from '#src/areas/needs/verbs/end-need.ts';
import { approveNeedRevision, proposeNeedRevision, withdrawNeedRevision } from '#src/areas/needs/verbs/revise-published-need.ts';
import { readOverview } from '#src/areas/overview/queries.ts';
import { must } from '#src/kernel/assert.ts';
import type { NeedId, NeedLineId } from '#src/kernel/id.ts';
import type { ActorContext, Person } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { refusalOf as refusalIn } from '#src/platform/http/fault.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { availableOffer } from '#tests/support/lines.ts';
import { QUANTITY_FAULTS } from '#tests/support/quantity-balances.ts';
import { agreed, makeWorld, proposed } from '#tests/support/world.ts';

/**
 * Whatever a draft takes, a revision of the published need can put right, or it is named as what none changes; and then everything is as
 * if it had been right from the beginning.
 */
const database = await createTestDatabase(t, { template: 'migrated' });
const world = await makeWorld(database);
const superuser = connectAsSuperuser(t, database);
const { requester, validator, donor, facilitator } = world;
const TRUCK = 'vehicle-4x4-pickup';
const COURSE = 'course-offroad-driving';
await superuser`insert into requirements (id, organisation_id, unit_id, item_type, authorised, effective_on, created_at)
  values (gen_random_uuid(), ${requester.organisationId}, ${world.unitId}, ${TRUCK}, 12, '2026-01-01', now())`;
const meeting = (place: string) =>
  world.as(facilitator, (tx, ctx) =>
    planMeeting(tx, ctx, {
      title: { en: 'Follow-up meeting' },
      purpose: { en: 'To see what is lacking.' },
      startsOn: '2026-11-20',
      place: { en: place },
      participants: [{ organisationId: requester.organisationId, delegationSize: 3 }, { organisationId: donor.organisationId }],
      agenda: [],
      links: [],
    }),
  );
const [ghadames, tripoli] = [await meeting('Ghadames'), await meeting('Tripoli')];
const trucks = await availableOffer(database.db, world, [
  { itemType: TRUCK, quantity: 40 },
  { itemType: 'vehicle-4x4-station-wagon', quantity: 40 },
  { itemType: COURSE, quantity: 4 },
]);

type Line = DraftNeed['lines'][number];
const truck: Line = {
  itemType: TRUCK,
  quantityRequested: 10,
  specifications: [{ attribute: 'seats', value: 5, mandatory: false }],
  minimumLot: 2,
  acceptedSubstitutes: ['vehicle-4x4-station-wagon'],
  note: { en: 'White' },
};
const course: Line = {
  itemType: COURSE,
  quantityRequested: 2,
  specifications: [],
  minimumLot: 1,
  acceptedSubstitutes: [],
  course: { seats: 12, startsOn: '2027-03-01', endsOn: '2027-03-12', prerequisites: [], certificateMonths: null },
};
const RIGHT: DraftNeed = {
  unitId: world.unitId,
  priority: 'urgent',
  justification: { en: 'For a test' },
  neededBy: '2027-08-01',
  respondBy: '2027-02-01',
  fulfilTogether: false,
  citedMeetingId: ghadames,
  lines: [truck, course],
};
/** What is typed wrong of each field of a need, and of each field of a line; in several ways where it matters. */
const WRONG: Readonly<Record<string, Partial<DraftNeed>>> = {
  priority: { priority: 'routine' },
  justification: { justification: { en: 'For another test' } },
  neededBy: { neededBy: '2027-08-11' },
  respondBy: { respondBy: '2027-02-11' },
  fulfilTogether: { fulfilTogether: true },
  citedMeetingId: { citedMeetingId: tripoli },
  'lines, one left out': { lines: [truck] },
  'lines, one too many': { lines: [truck, course, { ...truck, quantityRequested: 3 }] },
};
const WRONG_LINES: Readonly<Record<string, readonly Line[]>> = {
  itemType: [{ ...truck, itemType: 'diesel-fuel', specifications: [], acceptedSubstitutes: [] }, course],
  'itemType, of both': [
    { ...course, course: undefined },
    { ...truck, itemType: 'radio-vhf-mobile', specifications: [], acceptedSubstitutes: [] },
  ],
  'quantityRequested, too high': [{ ...truck, quantityRequested: 100 }, course],
  'quantityRequested, too low': [{ ...truck, quantityRequested: 2 }, course],
  specifications: [{ ...truck, specifications: [{ attribute: 'seats', value: 2, mandatory: true }] }, course],
  minimumLot: [{ ...truck, minimumLot: 5 }, course],
  acceptedSubstitutes: [{ ...truck, acceptedSubstitutes: [] }, course],
  note: [{ ...truck, note: { en: 'Black' } }, course],
  'note, left out': [{ ...truck, note: undefined }, course],
  course: [truck, { ...course, course: { ...must(course.course, 'terms'), seats: 20, prerequisites: ['course-code-of-conduct'] } }],
  'course, left out': [truck, { ...course, course: undefined }],
};

type Work = (tx: Tx, ctx: ActorContext<Person>, id: NeedId, version: number) => Promise<unknown>;
const step = async (person: Person, verb: Work, id: NeedId): Promise<unknown> => {
  const [{ version } = { version: 0 }] = await superuser<{ version: number }[]>`select version from needs where id = ${id}`;
  return world.as(person, (tx, ctx) => verb(tx, ctx, id, version));
};
const read = (id: NeedId, person: Person = requester): Promise<NeedView> => world.as(person, (tx, ctx) => findNeed(tx, ctx, id));
async function published(need: DraftNeed): Promise<NeedId> {
  const id = await world.as(requester, (tx, ctx) => draftNeed(tx, ctx, need));
  await step(requester, submitNeed, id);
  await step(validator, (tx, ctx, at, version) => validateNeed(tx, ctx, at, version, { lines: [] }), id);
  const disclosed = { disclosureLevel: 'partners' as const, disclosedTo: [], summary: { en: 'Vehicles' } };
  await step(facilitator, (tx, ctx, at, version) => publishNeed(tx, ctx, at, version, disclosed), id);
  return id;
}
type Change = Omit<Parameters<typeof proposeNeedRevision>[4], 'reason'>;
const propose = (id: NeedId, change: Change) =>
  step(requester, (tx, ctx, at, version) => proposeNeedRevision(tx, ctx, at, version, { ...change, reason: 'typed-wrong' }), id);
async function revise(id: NeedId, change: Change): Promise<void> {
  await propose(id, change);
  await step(validator, approveNeedRevision, id);
}
const withdraw = (id: NeedId) => step(requester, (tx, ctx, at, version) => withdrawNeed(tx, ctx, at, version, 'no-longer-needed'), id);
const standing = ({ lines }: NeedView) => lines.filter(({ leftOutAt }) => leftOutAt === null);
const lineOf = (need: NeedView, place: number) => must(need.lines[place], 'a line').id as NeedLineId;
const refusalOf = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    await attempt;
    return 'no refusal';
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal === null) throw error;
    return [refusal.code, ...(refusal.details.fields ?? []).map(({ pointer }) => pointer)].join(' ');
  }
};

/** What a need that is found wrong should say, line by line: what is too much is left out, what is missing is added. */
async function putRight(id: NeedId): Promise<void> {
  const { unitId, lines, ...header } = RIGHT;
  const wrong = (await read(id)).lines;
  const asRight = wrong.flatMap(({ id: lineId }, place): NonNullable<Change['lines']> => {
    const right = lines[place];
    if (!right) return [{ lineId, leftOut: true }];
    return [{ ...right, lineId, note: right.note ?? null, course: right.course ?? null }];
  });
  await revise(id, { ...header, lines: asRight, addedLines: lines.slice(wrong.length) });
}

/** What is seen, counted and matched of a need: all but its history, and in which order it came to it. */
async function figures(id: NeedId) {
  const view = await read(id);
  const { reference, version, createdAt, submittedAt, validatedAt, publishedAt, confirmedAt, stateReason, ...need } = view;
  const lines = standing(view).map(({ id: lineId, position, ...line }) => line);
  const candidates = [];
  for (const { id: lineId } of standing(view)) {
    const page = await world.as(facilitator, (tx, ctx) =>
      candidatesForNeedLine(tx, ctx, lineId as NeedLineId, { limit: 200, include: 'excluded' }),
    );
    candidates.push(page.items.map(({ needLineId, needId, needReference, ...candidate }) => candidate));
  }
  const seenByDonor = (await read(id, donor)).lines.map(({ id: lineId, position, ...line }) => line);
  const listed = [];
  for (const itemType of [TRUCK, COURSE, 'diesel-fuel', 'radio-vhf-mobile']) {
    const page = await world.as(requester, (tx, ctx) => listNeeds(tx, ctx, { itemType, state: 'published', limit: 200, sort: 'newest' }));
    listed.push(page.items.some((one) => one.id === id));
  }
  return { ...need, id: undefined, lines, candidates, seenByDonor, listed };
}

/** How many lines are counted among all, and what they are worth: ended needs, too. */
async function counted(): Promise<readonly [number, number]> {
  const { needLines, validatedValueEur } = await world.as(requester, (tx, ctx) => readOverview(tx, ctx));
  return [must(needLines, 'a count'), validatedValueEur];
}

t.test('each field that a draft takes is revised, or is named with the reason why not', async (t) => {
  const covered = (field: string): boolean => field in ProposeNeedRevision.shape || field in NEVER_REVISED;
  for (const field of Object.keys(DraftNeed.shape)) {
    t.ok(covered(field), `${field} of a need`);
    if (field in NEVER_REVISED) continue;
    t.ok(
      Object.keys(WRONG).some((name) => name.split(',')[0] === field),
      `${field} is typed wrong below`,
    );
  }
  for (const field of Object.keys(NeedLineInput.shape)) {
    t.ok(field in RevisedNeedLineInput.shape, `${field} of a line`);
    t.ok(
      Object.keys(WRONG_LINES).some((name) => name.split(',')[0] === field),
      `${field} of a line is typed wrong below`,
    );
  }
  for (const [field, why] of Object.entries(NEVER_REVISED)) {
    t.ok(field in DraftNeed.shape && why.length > 20, field);
    t.notOk(field in ProposeNeedRevision.shape, `${field} is not revised after all`);
  }
});

t.test('what was typed wrong and is put right ends as if it had been right from the beginning', async (t) => {
  const twin = await published(RIGHT);
  const expected = await figures(twin);
  t.match(expected.lines[0], { citedGap: 10 });
  await withdraw(twin);
  const slips = { ...WRONG, ...Object.fromEntries(Object.entries(WRONG_LINES).map(([field, lines]) => [field, { lines: [...lines] }])) };
  const worth = (await counted())[1];
  for (const [field, slip] of Object.entries(slips)) {
    const before = await counted();
    const id = await published({ ...RIGHT, ...slip });
    await putRight(id);
    t.strictSame(await figures(id), expected, field);
    const after = await counted();
    t.strictSame([after[0] - before[0], after[1] - before[1]], [2, worth], `${field}: as many lines are counted, of the same worth`);
    t.match(await refusalOf(putRight(id)), /^invalid-field/, `${field}: nothing is left to change`);
    await withdraw(id);
  }
  t.strictSame([...(await superuser.unsafe(QUANTITY_FAULTS))], []);
});

t.test('a line that was left out asks for nothing, stays readable to its own side, and asks again when it is taken in', async (t) => {
  const id = await published(RIGHT);
  const [kept, out] = [lineOf(await read(id), 0), lineOf(await read(id), 1)];
  await revise(id, { lines: [{ lineId: out, leftOut: true }] });
  const coverage = { verified: 0, delivered: 0, inTransit: 0, agreed: 0, reserved: 0, gap: 0 };
  t.match((await read(id)).lines[1], { id: out, quantityRequested: 2, quantityValidated: 2, coverage });
  t.type((await read(id)).lines[1]?.leftOutAt, 'string');
  t.strictSame(
    (await read(id, donor)).lines.map((line) => line.id),
    [kept],
    'donors see what is asked for',
  );
  t.match(await refusalOf(world.as(facilitator, (tx, ctx) => candidatesForNeedLine(tx, ctx, out, { limit: 10 }))), 'not-found');
  const courseLine = must(trucks.lineIds[2], 'a line of courses');
  const candidates = () => world.as(donor, (tx, ctx) => candidatesForOfferLine(tx, ctx, courseLine, { limit: 200 }));
  t.notOk((await candidates()).items.some(({ needLineId }) => needLineId === out));
  t.match(await refusalOf(proposed(world, out, courseLine, 1)), /^reference-unknown/);
  await t.rejects(
    superuser`insert into matches (id, reference, need_id, need_line_id, organisation_id, unit_id, offer_id, offer_line_id, donor_id, quantity, state, proposed_by_role, created_at)
      select gen_random_uuid(), 'M-TEST-00', ${id}, ${out}, ${requester.organisationId}, ${world.unitId}, ${trucks.offerId}, ${courseLine}, ${donor.organisationId}, 1, 'proposed', 'facilitator', now()`,
    /left out/,
    'nor does the database take a match of it',
  );
  const copy = await world.as(requester, (tx, ctx) => copyNeed(tx, ctx, id));
  t.equal((await read(copy)).lines.length, 1);
  t.match(await refusalOf(propose(id, { lines: [{ lineId: kept, leftOut: true }] })), 'need-incomplete /lines', 'one line stays');

  await revise(id, { lines: [{ lineId: out, leftOut: false }] });
  t.match((await read(id)).lines[1], { leftOutAt: null, coverage: { gap: 2 } });
  t.ok((await candidates()).items.some(({ needLineId }) => needLineId === out));
  await withdraw(id);
});

t.test('under a match that stands no line is left out, and one that was ever matched keeps its item', async (t) => {
  const id = await published(RIGHT);
  const lineId = lineOf(await read(id), 0);
  const from = must(trucks.lineIds[0], 'a line of vehicles');
  const otherItem = { lineId, itemType: 'radio-vhf-mobile', specifications: [], acceptedSubstitutes: [] };
  await propose(id, { lines: [otherItem] });
  const match = await proposed(world, lineId, from, 4);
  t.match(await refusalOf(step(validator, approveNeedRevision, id)), 'line-is-matched /lines/0/itemType', 'made meanwhile');
  await step(requester, withdrawNeedRevision, id);
  t.match(await refusalOf(propose(id, { lines: [{ lineId, leftOut: true }] })), 'line-is-matched /lines/0/leftOut');
  await t.rejects(superuser`update need_lines set left_out_at = now() where id = ${lineId}`, /a match stands on line/);
  await world.as(facilitator, (tx, ctx) => cancelMatch(tx, ctx, match, 1, 'done-by-mistake'));
  t.match(await refusalOf(propose(id, { lines: [otherItem] })), 'line-is-matched /lines/0/itemType', 'its quantity is one of that');
  await revise(id, {
    lines: [{ lineId, leftOut: true }],
    addedLines: [{ ...truck, itemType: 'radio-vhf-mobile', specifications: [], acceptedSubstitutes: [] }],
  });
  t.strictSame(
    standing(await read(id)).map(({ itemType, quantityValidated }) => [itemType, quantityValidated]),
    [
      [COURSE, 2],
      ['radio-vhf-mobile', 10],
    ],
  );
  await withdraw(id);
});

t.test('a donor who accepted a course as it was is asked again; a gap is cited for what is asked now, less what others have', async (t) => {
  const id = await published(RIGHT);
  const [vehicles, courses] = [lineOf(await read(id), 0), lineOf(await read(id), 1)];
  await agreed(world, vehicles, must(trucks.lineIds[0], 'a line'), 6);
  const awaiting = await proposed(world, courses, must(trucks.lineIds[2], 'a line'), 1);
  await revise(id, {
    lines: [
      { lineId: vehicles, quantityRequested: 8 },
      { lineId: courses, course: { seats: 6, startsOn: null, endsOn: null, prerequisites: [], certificateMonths: null } },
    ],
    addedLines: [{ ...truck, quantityRequested: 9 }],
  });
  const [asked] = await superuser<{ at: Date | null }[]>`select asked_again_at as at from matches where id = ${awaiting}`;
  t.type(asked?.at, Date);
  t.strictSame(
    standing(await read(id)).map(({ citedGap }) => citedGap),
    [8, null, 4],
    'twelve in all',
  );
  t.strictSame([...(await superuser.unsafe(QUANTITY_FAULTS))], []);
});
