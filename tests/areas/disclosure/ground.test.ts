import { isDeepStrictEqual } from 'node:util';
import t, { type Test } from 'tap';
import { agreeMatch } from '#src/areas/matches/index.ts';
import { markCausesGone, raiseFoundObstacles } from '#src/areas/obstacles/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { MatchId, NeedId } from '#src/kernel/id.ts';
import { asActor } from '#src/platform/db/transaction.ts';
import { newId } from '#src/platform/ids.ts';
import { type Caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { recordDocument } from '#tests/support/documents.ts';
import { availableOffer, publishedNeed } from '#tests/support/lines.ts';
import { theSystem } from '#tests/support/people.ts';
import { halfAccepted, makeWorld } from '#tests/support/world.ts';

/** A right to see for whom one gives ends with its ground, and what was seen is listed for whoever it was of. */
const api = await startTestApi(t);
const world = await makeWorld(api.database);
const superuser = connectAsSuperuser(t, api.database);
const { db } = api.database;
const donor = await api.signIn(LOGIN_OF.donor);
const otherDonor = await api.signIn('donor@eu-dg-mena.demo');
const requester = await api.signIn(LOGIN_OF.requester);
const validator = await api.signIn(LOGIN_OF.validator);
const facilitator = await api.signIn(LOGIN_OF.facilitator);
const auditor = await api.signIn(LOGIN_OF.auditor);

type Json = Record<string, unknown>;
async function get(caller: Caller, path: string): Promise<Json> {
  const reply = await caller('GET', path);
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}
const itemsOf = async (caller: Caller, path: string): Promise<Json[]> => (await get(caller, path))['items'] as Json[];
async function step(caller: Caller, path: string, verb: string, body?: Json): Promise<Json> {
  const { version } = await get(caller === donor ? facilitator : caller, path);
  const reply = await caller('POST', `${path}/${verb}`, { ifMatch: `"${String(version)}"`, ...(body ? { body } : {}) });
  if (reply.status !== 200) throw new Error(`${verb}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}

/** A need of two lines, of which a match of the first is reserved; what its donor reads of it before and now. */
async function reserved() {
  const need = await publishedNeed(db, world, world.unitId, [
    { itemType: 'vehicle-4x4-pickup', quantity: 37 },
    { itemType: 'uniform-set-desert', quantity: 83 },
  ]);
  const offer = await availableOffer(db, world, [{ itemType: 'vehicle-4x4-pickup', quantity: 1 }]);
  const attachment = await recordDocument(superuser, world.requester, { type: 'need', id: need.needId });
  const before = await get(donor, `/v1/needs/${need.needId}`);
  const matchId = await halfAccepted(world, must(need.lineIds[0], 'a line'), must(offer.lineIds[0], 'a line'), 1);
  await step(donor, `/v1/matches/${matchId}`, 'accept');
  return { needId: need.needId, matchId, attachment, before };
}

const withoutState = ({ state: _state, version: _version, ...rest }: Json): Json => rest;

/** As it was read before, but that of the first line the donor's own part, which it knows, is open no longer. */
function lessOwnPart({ lines, ...rest }: Json, own: number): Json {
  const [first, ...others] = lines as { quantityBand: { from: number; to: number } }[];
  const { from, to } = must(first, 'a line').quantityBand;
  return { ...rest, lines: [{ ...first, quantityBand: { from: from - own, to: to - own } }, ...others] };
}

/** All ways to what a donor is told of a need while the ground for it holds. */
async function told(needId: NeedId, matchId: MatchId, attachment: string) {
  const need = await get(donor, `/v1/needs/${needId}`);
  const listed = (await itemsOf(donor, '/v1/needs?limit=200')).find(({ id }) => id === needId);
  const match = await get(donor, `/v1/matches/${matchId}`);
  const [first, second] = need['lines'] as Json[];
  return {
    need,
    isSameInList: isDeepStrictEqual(listed, need),
    unitOfNeed: 'unit' in need,
    dateOfNeed: 'neededBy' in need,
    matchedLine: 'quantityValidated' in must(first, 'a line'),
    otherLine: 'quantityValidated' in must(second, 'a line'),
    unitOfMatch: 'unit' in match,
    quantityOfMatch: 'quantity' in match,
    consignee: 'consignee' in match,
    contact: typeof match['contact'] === 'string',
    handoverPoint: 'handoverPoint' in match,
    unit: (await donor('GET', `/v1/units/${world.unitId}`)).status,
    attachments: (await itemsOf(donor, `/v1/documents?subjectType=need&subjectId=${needId}`)).length,
    attachment: (await donor('GET', `/v1/documents/${attachment}`)).status,
    advice: (await donor('GET', `/v1/matches/${matchId}/compliance`)).status,
    quantityInEvents: JSON.stringify(await itemsOf(donor, `/v1/events?subjectType=match&subjectId=${matchId}`)).includes('"quantity"'),
  };
}
const IN_FULL = {
  isSameInList: true,
  unitOfNeed: true,
  dateOfNeed: true,
  matchedLine: true,
  otherLine: false,
  unitOfMatch: true,
  quantityOfMatch: true,
  consignee: true,
  contact: true,
  handoverPoint: true,
  unit: 200,
  attachments: 1,
  attachment: 200,
  advice: 200,
  quantityInEvents: true,
};
const UNDISCLOSED = {
  ...Object.fromEntries(Object.keys(IN_FULL).map((way) => [way, false])),
  isSameInList: true,
  unit: 404,
  attachments: 0,
  attachment: 404,
  advice: 404,
};
async function expectTold(t: Pick<Test, 'match'>, made: Awaited<ReturnType<typeof reserved>>, expected: object, when: string) {
  t.match(await told(made.needId, made.matchId, made.attachment), expected, when);
}

const ENDS: Readonly<Record<string, (made: Awaited<ReturnType<typeof reserved>>) => Promise<unknown>>> = {
  'the donor declines': ({ matchId }) => step(donor, `/v1/matches/${matchId}`, 'decline', { reason: 'other' }),
  'the requester declines': ({ matchId }) => step(requester, `/v1/matches/${matchId}`, 'decline', { reason: 'other' }),
  'a facilitator cancels': ({ matchId }) => step(facilitator, `/v1/matches/${matchId}`, 'cancel', { reason: 'other' }),
  'the need is withdrawn': ({ needId }) => step(requester, `/v1/needs/${needId}`, 'withdraw', { reason: 'other' }),
  'the need is put on hold': ({ needId }) => step(facilitator, `/v1/needs/${needId}`, 'hold', { reason: 'other' }),
};

for (const [how, end] of Object.entries(ENDS)) {
  t.test(`once ${how}, the donor is told what it was told before`, async (t) => {
    const made = await reserved();
    await expectTold(t, made, IN_FULL, 'while it is reserved');
    await end(made);
    await expectTold(t, made, UNDISCLOSED, 'after its end');
    const after = await get(donor, `/v1/needs/${made.needId}`);
    // What is held keeps its match, of one piece.
    const expected = how === 'the need is put on hold' ? lessOwnPart(made.before, 1) : made.before;
    t.strictSame(withoutState(after), withoutState(expected));
  });
}

t.test('what is put on hold and resumed is told again, and what is agreed goes on through a hold', async (t) => {
  const made = await reserved();
  const path = `/v1/needs/${made.needId}`;
  await step(facilitator, path, 'hold', { reason: 'other' });
  await expectTold(t, made, UNDISCLOSED, 'on hold');
  await step(facilitator, path, 'resume');
  await expectTold(t, made, IN_FULL, 'resumed');
  await world.as(world.donor, (tx, ctx) => agreeMatch(tx, ctx, made.matchId, 3, world.partnershipId));
  await world.as(world.validator, (tx, ctx) => agreeMatch(tx, ctx, made.matchId, 4, undefined));
  await step(facilitator, path, 'hold', { reason: 'other' });
  await expectTold(t, made, IN_FULL, 'agreed, then on hold');
  await step(donor, `/v1/matches/${made.matchId}`, 'cancel', { reason: 'other' });
  await expectTold(t, made, UNDISCLOSED, 'agreed, then cancelled');
});

t.test('a planned delivery tells no recipient any more once its match is cancelled', async (t) => {
  const made = await reserved();
  await world.as(world.donor, (tx, ctx) => agreeMatch(tx, ctx, made.matchId, 3, world.partnershipId));
  await world.as(world.validator, (tx, ctx) => agreeMatch(tx, ctx, made.matchId, 4, undefined));
  const { status, body } = await donor('POST', '/v1/deliveries', {
    body: { kind: 'goods', transportMode: 'road', lines: [{ matchId: made.matchId, planned: 1 }] },
  });
  t.equal(status, 201, JSON.stringify(body));
  const path = `/v1/deliveries/${String(body['id'])}`;
  t.ok(JSON.stringify(await get(donor, path)).includes(world.unitId));
  await step(donor, `/v1/matches/${made.matchId}`, 'cancel', { reason: 'other' });
  t.notOk(JSON.stringify(await get(donor, path)).includes(world.unitId));
  t.notOk(JSON.stringify(await itemsOf(donor, '/v1/deliveries?limit=200')).includes(world.unitId));
  t.notOk(JSON.stringify(await itemsOf(donor, `/v1/events?subjectType=delivery&subjectId=${String(body['id'])}`)).includes(world.unitId));
  t.strictSame(await itemsOf(donor, `/v1/deliveries?unitId=${world.unitId}&state=planned`), []);
});

/** Agreed and planned, with something that the recipients' side has put down in every place that the donor reads beside it. */
async function besidePlan() {
  const made = await reserved();
  await world.as(world.donor, (tx, ctx) => agreeMatch(tx, ctx, made.matchId, 3, world.partnershipId));
  await world.as(world.validator, (tx, ctx) => agreeMatch(tx, ctx, made.matchId, 4, undefined));
  const { status, body } = await donor('POST', '/v1/deliveries', {
    body: { kind: 'goods', transportMode: 'road', lines: [{ matchId: made.matchId, planned: 1 }] },
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  const deliveryId = String(body['id']);
  const reply = await requester('POST', '/v1/obstacles', {
    body: {
      kind: 'duty-exemption-pending',
      detail: { en: THEIRS },
      blocks: [{ matchId: made.matchId }, { deliveryId }],
      ownerId: world.donor.organisationId,
    },
  });
  if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
  const obstacleId = String(reply.body['id']);
  const { status: said } = await requester('POST', `/v1/obstacles/${obstacleId}/comments`, { body: { text: { en: THEIRS } } });
  if (said !== 201) throw new Error(`comment: ${said}`);
  await superuser`update delivery_milestones set evidence = ${THEIRS} where delivery_id = ${deliveryId}`;
  await superuser`update compliance_entries set evidence = ${THEIRS} where delivery_id = ${deliveryId} and not restricted`;
  await superuser`insert into delivery_forecasts (id, delivery_id, milestone, forecast_on, by_role, by_organisation_id, created_at)
    values (${newId<'delivery-forecast'>()}, ${deliveryId}, 'inland-delivered', '2027-05-17', 'validator', ${world.validator.organisationId}, now())`;
  await superuser`insert into corrections (id, subject_type, delivery_id, kind, before, after, reason, state, needs_other_side, recorded_late,
      proposed_by, proposed_by_organisation_id, proposed_by_role, created_at)
    values (${newId<'correction'>()}, 'delivery', ${deliveryId}, 'milestone', '{"kind": "milestone", "milestone": "production-completed", "actualOn": "2026-11-20", "evidence": null}',
      '{"kind": "milestone", "milestone": "production-completed", "actualOn": "2026-11-21", "evidence": null}', ${THEIRS}, 'proposed', true, false,
      ${world.validator.userId}, ${world.validator.organisationId}, 'validator', now())`;
  const theirPaper = await recordDocument(superuser, world.requester, { type: 'delivery', id: deliveryId });
  const ownPaper = await recordDocument(superuser, world.donor, { type: 'delivery', id: deliveryId });
  await superuser`insert into delivery_documents (id, delivery_id, type, number, document_id, created_at)
    values (${newId<'delivery-document'>()}, ${deliveryId}, 'certificate-of-origin', ${THEIRS}, ${theirPaper}, now())`;
  return { ...made, deliveryId, obstacleId, theirPaper, ownPaper };
}
const THEIRS = 'Put down by the other side';

/** Where the donor reads something that the recipients' side has put down beside a delivery. */
async function besideRead({ deliveryId, obstacleId, theirPaper, ownPaper }: Awaited<ReturnType<typeof besidePlan>>) {
  const says = async (path: string, what = THEIRS) => JSON.stringify((await donor('GET', path)).body).includes(what);
  return {
    delivery: await says(`/v1/deliveries/${deliveryId}`),
    listedDelivery: await says('/v1/deliveries?limit=200'),
    papers: await says(`/v1/deliveries/${deliveryId}/documents`),
    forecasts: await says(`/v1/deliveries/${deliveryId}/forecasts`, '2027-05-17'),
    obstacle: await says(`/v1/obstacles/${obstacleId}`),
    listedObstacle: await says('/v1/obstacles?limit=200'),
    obstacleOfDelivery: await says(`/v1/obstacles?deliveryId=${deliveryId}`),
    comments: await says(`/v1/obstacles/${obstacleId}/comments`),
    entries: await says(`/v1/compliance-entries?deliveryId=${deliveryId}`),
    corrections: await says(`/v1/corrections?deliveryId=${deliveryId}`),
    theirPaper: await says(`/v1/documents?subjectType=delivery&subjectId=${deliveryId}`, theirPaper),
    ownPaper: await says(`/v1/documents?subjectType=delivery&subjectId=${deliveryId}`, ownPaper),
    changesOfDelivery: await says(`/v1/events?subjectType=delivery&subjectId=${deliveryId}`, '"milestones"'),
    changesOfObstacle: await says(`/v1/events?subjectType=obstacle&subjectId=${obstacleId}`, '"detail"'),
  };
}

t.test('what others have put down beside a match is read no more once it has ended; what the donor did stays its own', async (t) => {
  const made = await besidePlan();
  const before = await besideRead(made);
  for (const [way, read] of Object.entries(before)) t.ok(read, `${way}, while it is agreed`);
  await step(donor, `/v1/matches/${made.matchId}`, 'cancel', { reason: 'other' });
  const after = await besideRead(made);
  t.strictSame(after, { ...Object.fromEntries(Object.keys(before).map((way) => [way, false])), ownPaper: true });
  t.equal((await donor('GET', `/v1/obstacles/${made.obstacleId}`)).status, 404);
  t.equal((await requester('GET', `/v1/obstacles/${made.obstacleId}`)).status, 200, 'the recipients go on');
  t.equal((await donor('GET', `/v1/deliveries/${made.deliveryId}`)).status, 200, 'its own delivery stays');
});

t.test('a facilitator is asked to hand on an obstacle that its owner no longer sees', async (t) => {
  const made = await besidePlan();
  const raise = () =>
    asActor(db, theSystem(), async (tx) => {
      await raiseFoundObstacles(tx, theSystem());
      await markCausesGone(tx, theSystem());
    });
  const { reference } = await get(facilitator, `/v1/obstacles/${made.obstacleId}`);
  const prompts = async () =>
    (await itemsOf(facilitator, `/v1/obstacles?matchId=${made.matchId}&open=true`)).filter(({ detail }) =>
      JSON.stringify(detail).includes(String(reference)),
    );
  await raise();
  t.strictSame(await prompts(), []);
  await step(donor, `/v1/matches/${made.matchId}`, 'cancel', { reason: 'other' });
  await raise();
  await raise();
  const [prompt, ...more] = await prompts();
  t.match(prompt, { kind: 'status-unknown', owner: { slug: 'unsmil' } });
  t.strictSame(more, []);
  await step(facilitator, `/v1/obstacles/${made.obstacleId}`, 'triage', {
    ownerId: world.validator.organisationId,
    waitingOnId: world.validator.organisationId,
  });
  await raise();
  t.match(await prompts(), [{ causeGone: true }], 'it is offered for closing');
});

t.test('who saw a need is listed for its own side: who, on what ground, how often, from when until when', async (t) => {
  const made = await reserved();
  const path = `/v1/needs/${made.needId}`;
  const [begun] = await itemsOf(requester, `${path}/disclosures`);
  t.match(begun, { reads: 1, matchId: made.matchId, stands: true }, 'the answer to the acceptance was the first');
  api.setTime(new Date('2026-11-23T09:20:00.000Z'));
  t.teardown(() => api.setTime(new Date('2026-11-23T09:00:00.000Z')));
  for (let time = 0; time < 3; time += 1) await get(donor, path);
  await itemsOf(donor, '/v1/needs?limit=200');
  await get(donor, `/v1/matches/${made.matchId}`);
  await get(otherDonor, path);
  const listed = await itemsOf(requester, `${path}/disclosures`);
  t.match(listed, [
    {
      matchId: made.matchId,
      matchState: 'reserved',
      donor: { slug: 'it-ministry-of-interior' },
      reads: 6,
      stands: true,
      firstReadAt: '2026-11-23T09:00:00.000Z',
      lastReadAt: '2026-11-23T09:20:00.000Z',
    },
  ]);
  t.equal(listed.length, 1);
  t.notOk('readerId' in must(listed[0], 'one'), 'the donor’s person is for those who oversee');
  t.ok('readerId' in must((await itemsOf(auditor, `${path}/disclosures`))[0], 'one'));
  t.strictSame(
    (await itemsOf(validator, `${path}/full-reads`)).map(({ shownBy }) => shownBy),
    ['match', 'need', 'need', 'need', 'need', 'match'],
  );
  const events = await itemsOf(requester, `/v1/events?subjectType=need&subjectId=${made.needId}&action=need.read-in-full`);
  t.equal(events.length, 1, 'the first one is an event');
  for (const list of ['disclosures', 'full-reads']) t.equal((await donor('GET', `${path}/${list}`)).status, 403);

  await step(donor, `/v1/matches/${made.matchId}`, 'decline', { reason: 'other' });
  await get(donor, path);
  t.match(
    await itemsOf(requester, `${path}/disclosures`),
    [{ reads: 6, stands: false, matchState: 'declined' }],
    'no full one after its end',
  );
});
