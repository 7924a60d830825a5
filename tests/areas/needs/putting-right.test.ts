import t from 'tap';
import type { DraftNeed } from '#src/areas/needs/contract.ts';
import { draftNeed, publishNeed, returnNeed, reviseNeed, submitNeed, validateNeed } from '#src/areas/needs/index.ts';
import { findNeed, listNeeds } from '#src/areas/needs/queries.ts';
import type { NeedView } from '#src/areas/needs/record.ts';
import { copyNeed } from '#src/areas/needs/verbs/copy-need.ts';
import { closeNeed, keepNeedOpen, reinstateNeed, rejectNeed, withdrawNeed } from '#src/areas/needs/verbs/end-need.ts';
import { discardNeed, holdNeed, recallNeed } from '#src/areas/needs/verbs/move-need.ts';
import {
  approveNeedRevision,
  proposeNeedRevision,
  refuseNeedRevision,
  withdrawNeedRevision,
} from '#src/areas/needs/verbs/revise-published-need.ts';
import { agreeMatch, cancelMatch, declineMatch, lapseDueMatches } from '#src/areas/matches/index.ts';
import { findMatch } from '#src/areas/matches/queries.ts';
import { acceptMatch, renewAcceptance, takeBackAcceptance } from '#src/areas/matches/verbs/accept-match.ts';
import { takeBackAgreement } from '#src/areas/matches/verbs/agree-match.ts';
import { proposeAmendment, withdrawAmendment } from '#src/areas/matches/verbs/amend-match.ts';
import { must } from '#src/kernel/assert.ts';
import { addDays } from '#src/kernel/calendar-date.ts';
import type { NeedId, NeedLineId } from '#src/kernel/id.ts';
import type { ActorContext, Person } from '#src/platform/auth/actor.ts';
import { asActor, type Tx } from '#src/platform/db/transaction.ts';
import { refusalOf as refusalIn } from '#src/platform/http/fault.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { actOf, makeUnit, REFERENCE_INSTANT, theSystem } from '#tests/support/people.ts';
import { QUANTITY_FAULTS } from '#tests/support/quantity-balances.ts';
import { agreed, halfAccepted, makeWorld, proposed } from '#tests/support/world.ts';

/** What people typed wrong about a need is put right by whose slip it was, and then everything is as if it had been right from the beginning. */
const database = await createTestDatabase(t, { template: 'migrated' });
const world = await makeWorld(database);
const superuser = connectAsSuperuser(t, database);
const { requester, validator, donor, facilitator } = world;
const ITEM = 'uniform-set-desert';

const RIGHT: DraftNeed = {
  unitId: world.unitId,
  priority: 'urgent',
  justification: { en: 'For a test' },
  neededBy: '2027-08-01',
  respondBy: '2027-02-01',
  fulfilTogether: false,
  lines: [{ itemType: ITEM, quantityRequested: 10, specifications: [], minimumLot: 1, acceptedSubstitutes: [], note: { en: 'Desert' } }],
};
const line = (change: Partial<DraftNeed['lines'][number]>): Partial<DraftNeed> => ({
  lines: RIGHT.lines.map((right) => ({ ...right, ...change })),
});
/** Each field that the requester types, wrong. */
const SLIPS: Readonly<Record<string, Partial<DraftNeed>>> = {
  priority: { priority: 'routine' },
  justification: { justification: { en: 'For another test' } },
  neededBy: { neededBy: '2027-08-11' },
  respondBy: { respondBy: '2027-02-11' },
  fulfilTogether: { fulfilTogether: true },
  'a quantity too high': line({ quantityRequested: 100 }),
  'a quantity too low': line({ quantityRequested: 1 }),
  'a lot': line({ minimumLot: 5 }),
  'a note': line({ note: { en: 'Dessert' } }),
};
const STAGES = ['draft', 'submitted', 'returned', 'validated', 'published', 'on-hold', 'stale'] as const;
type Stage = (typeof STAGES)[number];

type Work<T> = (tx: Tx, ctx: ActorContext<Person>) => Promise<T>;
const as = <T>(person: Person, work: Work<T>): Promise<T> => world.as(person, work);
const versionOf = async (id: string, table: 'needs' | 'matches' = 'needs'): Promise<number> =>
  must((await superuser<{ version: number }[]>`select version from ${superuser(table)} where id = ${id}`)[0], 'the record').version;
const refusalOf = async (attempt: Promise<unknown>): Promise<string> => {
  try {
    await attempt;
    return 'no refusal';
  } catch (error) {
    const refusal = refusalIn(error);
    if (refusal === null) throw error;
    return refusal.code;
  }
};
/** A step at the version that there is. */
const step = async (
  person: Person,
  verb: (tx: Tx, ctx: ActorContext<Person>, id: NeedId, version: number) => Promise<unknown>,
  id: NeedId,
): Promise<unknown> => {
  const version = await versionOf(id);
  return as(person, (tx, ctx) => verb(tx, ctx, id, version));
};
const read = (id: NeedId, person: Person = requester): Promise<NeedView> => as(person, (tx, ctx) => findNeed(tx, ctx, id));
const draft = (change: Partial<DraftNeed> = {}): Promise<NeedId> => as(requester, (tx, ctx) => draftNeed(tx, ctx, { ...RIGHT, ...change }));
const validate = (id: NeedId) => step(validator, (tx, ctx, at, version) => validateNeed(tx, ctx, at, version, { lines: [] }), id);
const publish = (id: NeedId) =>
  step(
    facilitator,
    (tx, ctx, at, version) =>
      publishNeed(tx, ctx, at, version, { disclosureLevel: 'partners', disclosedTo: [], summary: { en: 'Uniforms' } }),
    id,
  );

/** Takes a need on from where it stands, as far as this stage. */
const ROADS: Readonly<Record<Stage, (id: NeedId) => Promise<unknown>>> = {
  draft: async () => undefined,
  submitted: (id) => step(requester, submitNeed, id),
  returned: async (id) => {
    await ROADS.submitted(id);
    await step(validator, (tx, ctx, at, version) => returnNeed(tx, ctx, at, version, 'incomplete'), id);
  },
  validated: async (id) => {
    await ROADS.submitted(id);
    await validate(id);
  },
  published: async (id) => {
    await ROADS.validated(id);
    await publish(id);
  },
  'on-hold': async (id) => {
    await ROADS.published(id);
    await step(facilitator, (tx, ctx, at, version) => holdNeed(tx, ctx, at, version, 'due-diligence-review'), id);
  },
  stale: async (id) => {
    await ROADS.published(id);
    await superuser`update needs set state = 'stale' where id = ${id}`;
  },
};
const revise = (id: NeedId, change: Partial<DraftNeed>) => {
  const { unitId, citedMeetingId, ...fields } = change;
  return step(requester, (tx, ctx, at, version) => reviseNeed(tx, ctx, at, version, fields), id);
};
/** The slip is put right in the state that it is found in, and the need goes on until it is published. */
async function putRight(id: NeedId, stage: Stage, right: Partial<DraftNeed>): Promise<void> {
  if (stage === 'submitted') await step(requester, recallNeed, id);
  if (stage === 'validated') await step(validator, (tx, ctx, at, version) => returnNeed(tx, ctx, at, version, 'typed-wrong'), id);
  if (stage === 'published' || stage === 'on-hold' || stage === 'stale') {
    const { lines, unitId, citedMeetingId, ...header } = right;
    const lineId = must((await read(id)).lines[0], 'a line').id as NeedLineId;
    const lineChange = lines?.[0] && {
      quantityRequested: lines[0].quantityRequested,
      minimumLot: lines[0].minimumLot,
      note: lines[0].note,
    };
    await step(
      requester,
      (tx, ctx, at, version) =>
        proposeNeedRevision(tx, ctx, at, version, {
          ...header,
          ...(lineChange ? { lines: [{ lineId, ...lineChange }] } : {}),
          reason: 'typed-wrong',
        }),
      id,
    );
    await step(validator, approveNeedRevision, id);
    return;
  }
  await revise(id, right);
  await ROADS.published(id);
}

/** What others see and count of a need: all but its history. */
function figures({
  id,
  reference,
  version,
  createdAt,
  submittedAt,
  validatedAt,
  publishedAt,
  confirmedAt,
  stateReason,
  ...need
}: NeedView) {
  const { lines, ...rest } = need;
  return { ...rest, lines: lines.map(({ id: lineId, ...ofLine }) => ofLine) };
}

for (const stage of STAGES) {
  t.test(`each field that was typed wrong and is found in a need that is ${stage} can be put right`, async (t) => {
    const twin = await draft();
    await ROADS[stage === 'on-hold' ? 'on-hold' : 'published'](twin);
    const expected = figures(await read(twin));
    await step(requester, (tx, ctx, id, version) => withdrawNeed(tx, ctx, id, version, 'no-longer-needed'), twin);
    for (const [field, slip] of Object.entries(SLIPS)) {
      const id = await draft(slip);
      await ROADS[stage](id);
      const right = Object.fromEntries(Object.keys(slip).map((key) => [key, RIGHT[key as keyof DraftNeed]])) as Partial<DraftNeed>;
      await putRight(id, stage, right);
      const { stateReason: _, ...now } = { stateReason: null, ...figures(await read(id)) };
      t.strictSame(now, expected, field);
      await step(requester, (tx, ctx, at, version) => withdrawNeed(tx, ctx, at, version, 'no-longer-needed'), id);
    }
    t.strictSame([...(await superuser.unsafe(QUANTITY_FAULTS))], [], 'and every balance is kept');
  });
}

t.test('a validator who approved the wrong quantity validates again, more than asked only with a reason', async (t) => {
  const id = await draft();
  await ROADS.validated(id);
  const lineId = must((await read(id)).lines[0], 'a line').id as NeedLineId;
  const again = (quantityValidated: number, reason?: string) =>
    step(
      validator,
      (tx, ctx, at, version) =>
        validateNeed(tx, ctx, at, version, { lines: [{ lineId, quantityValidated, ...(reason === undefined ? {} : { reason }) }] }),
      id,
    );
  t.match(await refusalOf(again(12)), 'reason-required');
  await again(12, 'packs-of-twelve');
  t.match((await read(id)).lines[0], { quantityRequested: 10, quantityValidated: 12, validationReason: 'packs-of-twelve' });
  await again(10);
  t.match((await read(id)).lines[0], { quantityValidated: 10, validationReason: null });
});

t.test('a revision stands aside until it is approved, by the validator and, of the donors’ text, the facilitator', async (t) => {
  const id = await draft();
  await ROADS.published(id);
  const propose = (change: object) =>
    step(requester, (tx, ctx, at, version) => proposeNeedRevision(tx, ctx, at, version, { ...change, reason: 'typed-wrong' }), id);
  t.match(await refusalOf(propose({ priority: 'urgent' })), 'invalid-field', 'that changes nothing');
  t.match(await refusalOf(propose({ neededBy: '2020-01-01', respondBy: '2020-01-01' })), 'need-incomplete');
  await propose({ summary: { en: 'Uniforms for the desert' }, priority: 'critical' });
  t.match(await read(id), { priority: 'urgent', revision: { before: { priority: 'urgent' }, changes: { priority: 'critical' } } });
  t.match(await refusalOf(propose({ priority: 'routine' })), 'revision-open');
  t.match(await refusalOf(step(requester, approveNeedRevision, id)), 'role-not-allowed');
  await step(facilitator, approveNeedRevision, id);
  t.match(await refusalOf(step(facilitator, approveNeedRevision, id)), 'already-accepted');
  t.equal((await read(id)).priority, 'urgent', 'one of two is not enough');
  await step(validator, approveNeedRevision, id);
  t.match(await read(id), { priority: 'critical', summary: { en: 'Uniforms for the desert' }, revision: null });
  t.match(await refusalOf(step(validator, approveNeedRevision, id)), 'no-open-revision');

  await propose({ priority: 'routine' });
  await step(validator, (tx, ctx, at, version) => refuseNeedRevision(tx, ctx, at, version, 'other'), id);
  await propose({ priority: 'routine' });
  await step(requester, withdrawNeedRevision, id);
  t.match(await read(id), { priority: 'critical', revision: null });
  await propose({ priority: 'routine' });
  await step(requester, (tx, ctx, at, version) => withdrawNeed(tx, ctx, at, version, 'no-longer-needed'), id);
  t.match(await read(id), { revision: null }, 'and ends with its need');
});

t.test('a revision goes no lower than what is promised, and asks whoever accepted the need as it was', async (t) => {
  const { needId, lineIds } = await publishedNeed(database.db, world, world.unitId, [
    { itemType: ITEM, quantity: 20 },
    { itemType: ITEM, quantity: 8 },
  ]);
  const offer = await availableOffer(database.db, world, [{ itemType: ITEM, quantity: 40 }]);
  const [first, second] = [must(lineIds[0], 'a line'), must(lineIds[1], 'a line')];
  const from = must(offer.lineIds[0], 'a line');
  const going = await agreed(world, first, from, 5);
  const reserved = await halfAccepted(world, first, from, 4);
  await as(donor, (tx, ctx) => acceptMatch(tx, ctx, reserved, 2));
  await as(donor, (tx, ctx) => agreeMatch(tx, ctx, reserved, 3, world.partnershipId));
  const byDonor = await proposed(world, first, from, 3);
  await as(donor, (tx, ctx) => acceptMatch(tx, ctx, byDonor, 1));
  const onOther = await halfAccepted(world, second, from, 2);
  await as(donor, (tx, ctx) => acceptMatch(tx, ctx, onOther, 2));

  const propose = (quantityRequested: number) =>
    step(
      requester,
      (tx, ctx, at, version) =>
        proposeNeedRevision(tx, ctx, at, version, { lines: [{ lineId: first, quantityRequested }], reason: 'typed-wrong' }),
      needId,
    );
  t.match(await refusalOf(propose(8)), 'quantity-below-committed');
  await propose(9);
  await step(validator, approveNeedRevision, needId);
  t.match((await read(needId)).lines[0], { quantityRequested: 9, quantityValidated: 9, coverage: { agreed: 5, reserved: 4, gap: 0 } });
  const match = (id: typeof going) => as(donor, (tx, ctx) => findMatch(tx, ctx, id));
  t.match(await match(going), { state: 'agreed', askedAgainAt: null });
  t.match(await match(reserved), { state: 'reserved', donorAgreedAt: null });
  t.type((await match(reserved)).askedAgainAt, 'string');
  t.match(await match(byDonor), { state: 'proposed', donorAcceptedAt: null });
  t.match(await match(onOther), { state: 'reserved', askedAgainAt: null }, 'what nothing changed of is not asked');
  const told = await superuser<
    { id: string }[]
  >`select subject_id as id from events where action = 'match.terms-changed' and subject_id in (${going}, ${onOther})`;
  t.equal(told.length, 2, 'but told');

  const agree = async () =>
    refusalOf(as(donor, async (tx, ctx) => agreeMatch(tx, ctx, reserved, await versionOf(reserved, 'matches'), world.partnershipId)));
  t.match(await agree(), 'renewal-awaited');
  await as(donor, async (tx, ctx) => renewAcceptance(tx, ctx, reserved, await versionOf(reserved, 'matches')));
  t.match(await match(reserved), { state: 'reserved', askedAgainAt: null });
  t.equal(await agree(), 'no refusal');
  t.strictSame([...(await superuser.unsafe(QUANTITY_FAULTS))], []);
});

t.test('an end ends what hangs on it, and is taken back by the side that made it', async (t) => {
  const offer = await availableOffer(database.db, world, [{ itemType: ITEM, quantity: 40 }]);
  const from = must(offer.lineIds[0], 'a line');
  const opened = async () => {
    const { needId, lineIds } = await publishedNeed(database.db, world, world.unitId, [{ itemType: ITEM, quantity: 20 }]);
    const to = must(lineIds[0], 'a line');
    const matches = [await proposed(world, to, from, 1), await halfAccepted(world, to, from, 1)];
    return { needId, matches };
  };
  const statesOf = async (ids: readonly string[]) =>
    (await superuser<{ state: string }[]>`select state from matches where id in ${superuser(ids)}`).map(({ state }) => state);

  const withdrawn = await opened();
  await step(requester, (tx, ctx, id, version) => withdrawNeed(tx, ctx, id, version, 'no-longer-needed'), withdrawn.needId);
  t.strictSame(await statesOf(withdrawn.matches), ['cancelled', 'cancelled']);
  const takeBack = (person: Person, id: NeedId) =>
    step(person, (tx, ctx, at, version) => reinstateNeed(tx, ctx, at, version, 'done-by-mistake'), id);
  t.match(await refusalOf(takeBack(validator, withdrawn.needId)), 'role-not-allowed');
  await takeBack(requester, withdrawn.needId);
  t.match(await read(withdrawn.needId), { state: 'published', endedFrom: null, endedBy: null });

  const closed = await opened();
  const close = (person: Person) =>
    step(person, (tx, ctx, id, version) => closeNeed(tx, ctx, id, version, 'no-offer-in-sight'), closed.needId);
  await close(validator);
  await step(facilitator, keepNeedOpen, closed.needId);
  t.match(await read(closed.needId), { state: 'published', closingRequestedBy: null }, 'the other side refuses');
  await close(validator);
  await close(facilitator);
  t.strictSame(await statesOf(closed.matches), ['cancelled', 'cancelled']);
  await takeBack(facilitator, closed.needId);
  t.match(await read(closed.needId), { state: 'closed-with-gap', reinstatingRequestedBy: 'facilitator' });
  t.match(await refusalOf(takeBack(facilitator, closed.needId)), 'closing-awaits-other-side');
  await takeBack(validator, closed.needId);
  t.match(await read(closed.needId), { state: 'published', closingRequestedBy: null, reinstatingRequestedBy: null });

  const rejected = await draft();
  await ROADS.validated(rejected);
  await step(facilitator, (tx, ctx, id, version) => rejectNeed(tx, ctx, id, version, 'duplicate'), rejected);
  await takeBack(facilitator, rejected);
  t.equal((await read(rejected)).state, 'validated', 'it is what it was');
});

t.test('a draft that was thrown away stands in no list but its own, and no facilitator knows of it', async (t) => {
  const id = await draft();
  await step(requester, discardNeed, id);
  const listed = async (person: Person, state?: 'discarded') =>
    (await as(person, (tx, ctx) => listNeeds(tx, ctx, { limit: 200, sort: 'newest', state }))).items.some((need) => need.id === id);
  t.notOk(await listed(requester));
  t.ok(await listed(requester, 'discarded'));
  t.notOk(await listed(facilitator, 'discarded'));
  t.match(await refusalOf(read(id, facilitator)), 'not-found');
  t.match(await refusalOf(step(requester, submitNeed, id)), 'transition-not-allowed');
});

t.test('a copy asks for the same, on days that are set anew', async (t) => {
  const id = await draft();
  await ROADS.published(id);
  const copy = await as(requester, (tx, ctx) => copyNeed(tx, ctx, id));
  t.match(await read(copy), {
    state: 'draft',
    priority: 'urgent',
    neededBy: null,
    respondBy: null,
    summary: null,
    lines: [{ itemType: ITEM, quantityRequested: 10, quantityValidated: null, citedGap: null, note: { en: 'Desert' } }],
  });
  t.match(await refusalOf(as(facilitator, (tx, ctx) => copyNeed(tx, ctx, id))), 'role-not-allowed');
});

t.test('what is over by its own days is not handed in, validated or published', async (t) => {
  const past = await draft({ neededBy: '2020-06-01', respondBy: '2020-05-01' });
  t.match(await refusalOf(step(requester, submitNeed, past)), 'need-incomplete');
  for (const [stage, person, verb] of [
    [
      'submitted',
      validator,
      (tx: Tx, ctx: ActorContext<Person>, id: NeedId, version: number) => validateNeed(tx, ctx, id, version, { lines: [] }),
    ],
    [
      'validated',
      facilitator,
      (tx: Tx, ctx: ActorContext<Person>, id: NeedId, version: number) =>
        publishNeed(tx, ctx, id, version, { disclosureLevel: 'partners', disclosedTo: [], summary: { en: 'Uniforms' } }),
    ],
  ] as const) {
    const id = await draft({ respondBy: '2026-11-23' });
    await ROADS[stage](id);
    const late = actOf(person, new Date(`${addDays('2026-11-23', 1)}T00:00:00Z`));
    const version = await versionOf(id);
    t.match(await refusalOf(asActor(database.db, late, (tx) => verb(tx, late, id, version))), 'need-incomplete');
  }
});

t.test('no gap is cited twice over, and who drafts is told of it and of needs that ask for the same', async (t) => {
  const unit = await makeUnit(database, { organisation: 'ly-gasbcp' });
  await superuser`insert into requirements (id, organisation_id, unit_id, item_type, authorised, effective_on, created_at)
    values (gen_random_uuid(), ${unit.organisationId}, ${unit.id}, ${ITEM}, 12, '2026-01-01', now())`;
  const asking = (quantityRequested: number) => draft({ unitId: unit.id, ...line({ quantityRequested }) });
  const first = await asking(10);
  t.strictSame((await read(first)).warnings, []);
  await step(requester, submitNeed, first);
  t.equal((await read(first)).lines[0]?.citedGap, 10, 'what it asks for, of a gap of twelve');

  const second = await asking(5);
  const { reference, state } = await read(first);
  t.match((await read(second)).warnings, [
    { code: 'same-need', position: 1, needs: [{ id: first, reference, state }] },
    { code: 'exceeds-gap', position: 1, gap: 12, citedElsewhere: 10 },
  ]);
  await step(requester, submitNeed, second);
  t.equal((await read(second)).lines[0]?.citedGap, 2, 'what the first has left');
  await step(requester, recallNeed, first);
  t.equal((await read(first)).lines[0]?.citedGap, null, 'what is recalled cites nothing');

  const withdraw = (id: NeedId) => step(requester, (tx, ctx, at, version) => withdrawNeed(tx, ctx, at, version, 'no-longer-needed'), id);
  await withdraw(second);
  await step(requester, submitNeed, first);
  t.equal((await read(first)).lines[0]?.citedGap, 10, 'what has ended leaves its part to others');
  await step(requester, (tx, ctx, id, version) => reinstateNeed(tx, ctx, id, version, 'done-by-mistake'), second);
  t.equal((await read(second)).lines[0]?.citedGap, 2, 'and cites what is left once its end is taken back');
  const third = await asking(12);
  const [fourth, fifth] = [await asking(12), await asking(12)];
  await withdraw(first);
  await Promise.all([third, fourth, fifth].map((id) => step(requester, submitNeed, id)));
  const cited = await Promise.all([third, fourth, fifth].map(async (id) => (await read(id)).lines[0]?.citedGap ?? 0));
  t.equal(
    cited.reduce<number>((sum, one) => sum + one, 0),
    10,
    `three that are handed in at once: ${cited.join()}`,
  );
});

t.test('a proposal lapses by its own date, half-accepted or not', async (t) => {
  const { lineIds } = await publishedNeed(database.db, world, world.unitId, [{ itemType: ITEM, quantity: 20 }]);
  const offer = await availableOffer(database.db, world, [{ itemType: ITEM, quantity: 40 }]);
  const [to, from] = [must(lineIds[0], 'a line'), must(offer.lineIds[0], 'a line')];
  const both = [await proposed(world, to, from, 1), await halfAccepted(world, to, from, 1)];
  const lapse = (days: number) => {
    const later = theSystem(new Date(REFERENCE_INSTANT.getTime() + days * 86_400_000));
    return asActor(database.db, later, (tx) => lapseDueMatches(tx, later));
  };
  const states = async () =>
    (
      await superuser<
        { state: string; reason: string | null }[]
      >`select state, end_reason as reason from matches where id in ${superuser(both)}`
    ).map(({ state, reason }) => `${state} ${reason}`);
  // The fourteenth day ends at midnight where the unit stands: in Tripoli, two hours ahead.
  const [{ expires } = { expires: null }] = await superuser<
    { expires: Date }[]
  >`select expires_at as expires from matches where id = ${both[0] ?? ''}`;
  t.equal(expires?.toISOString(), '2026-12-07T22:00:00.000Z');
  await lapse(14);
  t.strictSame((await states()).sort(), ['proposed null', 'requester-accepted null']);
  await lapse(15);
  t.strictSame(await states(), ['lapsed proposal-expired', 'lapsed proposal-expired']);
});

t.test('what one side said alone it takes back: an acceptance, an agreement, an amendment', async (t) => {
  const { lineIds } = await publishedNeed(database.db, world, world.unitId, [{ itemType: ITEM, quantity: 20 }]);
  const offer = await availableOffer(database.db, world, [{ itemType: ITEM, quantity: 40 }]);
  const id = await halfAccepted(world, must(lineIds[0], 'a line'), must(offer.lineIds[0], 'a line'), 3);
  const on = async (person: Person, verb: (tx: Tx, ctx: ActorContext<Person>, match: typeof id, version: number) => Promise<unknown>) => {
    const version = await versionOf(id, 'matches');
    return as(person, (tx, ctx) => verb(tx, ctx, id, version));
  };
  t.match(await refusalOf(on(donor, takeBackAcceptance)), 'transition-not-allowed', 'not the other side’s');
  await on(requester, takeBackAcceptance);
  const match = () => as(requester, (tx, ctx) => findMatch(tx, ctx, id));
  t.match(await match(), { state: 'proposed', requesterAcceptedAt: null });
  await on(donor, acceptMatch);
  await on(requester, acceptMatch);
  t.match(await refusalOf(on(requester, takeBackAcceptance)), 'transition-not-allowed', 'both have accepted');
  await on(donor, (tx, ctx, at, version) => agreeMatch(tx, ctx, at, version, world.partnershipId));
  await on(donor, takeBackAgreement);
  t.match(await match(), { state: 'reserved', donorAgreedAt: null, partnershipId: null });
  await on(donor, (tx, ctx, at, version) => proposeAmendment(tx, ctx, at, version, { quantity: 2, reason: 'plan-changed' }));
  const withdraw = (person: Person) => on(person, (tx, ctx, at, version) => withdrawAmendment(tx, ctx, at, version, 'not-applicable'));
  t.match(await refusalOf(withdraw(requester)), 'not-your-own');
  await withdraw(donor);
  t.match(await match(), { quantity: 3, amendment: null });
  t.match(await refusalOf(withdraw(donor)), 'not-found');
  await on(donor, (tx, ctx, at, version) => declineMatch(tx, ctx, at, version, 'plan-changed'));
  t.match(
    await refusalOf(on(validator, (tx, ctx, at, version) => cancelMatch(tx, ctx, at, version, 'transport-late'))),
    'transition-not-allowed',
  );
});
