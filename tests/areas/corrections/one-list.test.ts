import { eq } from 'drizzle-orm';
import t from 'tap';
import { correctEntry, entryCorrections, expireEntries, recordEntry, refuseConfirmation } from '#src/areas/compliance/index.ts';
import type { EntryValues } from '#src/areas/compliance/domain/entry-values.ts';
import { findEntry, listEntries } from '#src/areas/compliance/queries.ts';
import type { ListCorrections } from '#src/areas/corrections/contract.ts';
import { findCorrection, listCorrections } from '#src/areas/corrections/queries.ts';
import { Correction } from '#src/areas/corrections/record.ts';
import { listReceipts } from '#src/areas/deliveries/goods-queries.ts';
import { confirmHolding, recordHoldingReport, recordRequirement, stockCorrections } from '#src/areas/gaps/index.ts';
import { findProposedHolding, listProposedHoldings } from '#src/areas/gaps/holding-queries.ts';
import { correctRequirement } from '#src/areas/gaps/verbs/correct-requirement.ts';
import { correctHoldingReport, correctProposedHolding } from '#src/areas/gaps/verbs/correct-stock.ts';
import {
  confirmLift,
  correctSeverity,
  correctWait,
  holdBack,
  obstacleCorrections,
  putObstacleRight,
  waitForAuthority,
} from '#src/areas/obstacles/index.ts';
import { confirmEntry } from '#src/flows/pass-the-gate.ts';
import { confirmCorrection, correctDelivery } from '#src/flows/put-right.ts';
import { assert, must } from '#src/kernel/assert.ts';
import { addDays } from '#src/kernel/calendar-date.ts';
import type { ComplianceEntryId, CorrectionId } from '#src/kernel/id.ts';
import type { Scope } from '#src/kernel/scope.ts';
import { type ActorContext, type AccountActor, type Person, systemActor } from '#src/platform/auth/actor.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { newId } from '#src/platform/ids.ts';
import { RADIO, refusalOf } from '#tests/areas/deliveries/delivery-world.ts';
import { makeObstacleWorld } from '#tests/areas/obstacles/obstacle-world.ts';
import { caller, LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { organisationIdOf } from '#tests/support/people.ts';

const world = await makeObstacleWorld(t);
const { match, people, others, superuser, take } = world;
const { donor, requester, validator, facilitator, auditor } = people;
const designated = others.facilitator;
await superuser`update users set designated = true where id = ${designated.userId}`;
const TODAY = '2026-11-23';
const LATER = new Date('2026-11-25T09:00:00.000Z');

const as = <T>(person: AccountActor, work: (tx: Tx, ctx: ActorContext<AccountActor>) => Promise<T>, now?: Date): Promise<T> =>
  world.as(person, (tx, ctx) => work(tx, { ...ctx, actor: person }), now);
/** What the database says against it. */
const causeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (error: unknown) => String((error as { cause?: Error }).cause?.message),
  );
const list = (person: AccountActor, filters: Partial<ListCorrections> = {}) =>
  as(person, async (tx, ctx) =>
    (await listCorrections(tx, ctx, { limit: 200, ...filters })).items.map((one) => Correction.schema.parse(one)),
  );

/** What each correction must be told as, and by whom it is read. */
interface Expected {
  readonly what: string;
  readonly by: Person;
  readonly told: Readonly<Record<string, unknown>>;
  readonly readers: readonly Person[];
}
const made = new Map<CorrectionId, Expected>();
const everybody = {
  donor,
  requester,
  validator,
  facilitator,
  designated,
  auditor,
  stranger: others.donor,
  other: others.requester,
  mission: others.mission,
};
const overseers = [facilitator, designated, auditor, others.mission];
const partiesOfDelivery = [donor, requester, validator, ...overseers];
const ofTheUnit = [requester, validator, ...overseers];

/** Makes one, and remembers what it has to be told as: it is the newest of those whom it concerns. */
async function correcting(what: string, expected: Omit<Expected, 'what'>, correct: () => Promise<unknown>): Promise<CorrectionId> {
  await correct();
  const [found, ...more] = (await list(must(expected.readers.at(-1), 'a reader'))).filter(({ id }) => !made.has(id));
  // Not told to `t`: outside of a test that would end the file.
  assert(more.length === 0, `${what}: one correction`);
  const { id } = must(found, what);
  made.set(id, { what, ...expected });
  return id;
}

const agreed = await match(10);
const deliveryId = await world.arrived([{ matchId: agreed.matchId, planned: 10 }]);
const lineId = await world.lineOf(deliveryId, agreed.matchId);
await world.receive(deliveryId, [{ lineId, accepted: 10 }]);
const unitId = world.unit.id;

// A delivery: what both sides haven't signed yet is in force at once.
const receipts = await as(requester, (tx, ctx) => listReceipts(tx, ctx, deliveryId, { limit: 10 }));
const receiptId = must(receipts.items[0], 'a receipt').id;
const version = await world.versionOf(deliveryId);
await correcting(
  'receipt',
  {
    by: requester,
    told: {
      subjectType: 'delivery',
      subjectId: deliveryId,
      deliveryId,
      kind: 'receipt',
      before: { lines: [{ accepted: 10 }] },
      after: { lines: [{ accepted: 9 }] },
      reason: 'typed-wrong',
      state: 'in-force',
    },
    readers: partiesOfDelivery,
  },
  () =>
    as(requester, (tx, ctx) =>
      correctDelivery(tx, ctx, deliveryId, version, {
        putRight: { kind: 'receipt', receiptId, lines: [{ lineId, accepted: 9 }] },
        reason: 'typed-wrong',
      }),
    ),
);

// Papers: the donor's, and one of a human-rights file.
const papers = (await as(facilitator, (tx, ctx) => listEntries(tx, ctx, { deliveryId, limit: 200, kind: 'document' }))).items;
const [paper, another] = papers.filter((one) => one.ownerRole === 'donor' && !one.restricted);
const paperId = must(paper, 'a document of the donor').id;
const anotherId = must(another, 'a second one').id;
const fileId = must(
  papers.find((one) => one.id !== paperId && one.id !== anotherId),
  'a third document',
).id;
await superuser`update compliance_entries set restricted = true, owner_role = 'facilitator' where id = ${fileId}`;
const versionOfEntry = async (id: ComplianceEntryId) => (await as(designated, (tx, ctx) => findEntry(tx, ctx, id))).version;
const correctPaper = async (by: Person, id: ComplianceEntryId, referenceNumber: string) => {
  const at = await versionOfEntry(id);
  return as(by, (tx, ctx) => correctEntry(tx, ctx, id, at, { referenceNumber, reason: 'misread' }));
};
const paperCorrection = await correcting(
  'paper',
  {
    by: donor,
    told: {
      subjectType: 'compliance-entry',
      subjectId: paperId,
      deliveryId,
      kind: null,
      before: { referenceNumber: null },
      after: { referenceNumber: 'A-1', state: 'obtained' },
      reason: 'misread',
      needsOtherSide: true,
      proposedByRole: 'donor',
    },
    readers: partiesOfDelivery,
  },
  () => correctPaper(donor, paperId, 'A-1'),
);
await correcting(
  'human-rights file',
  {
    by: designated,
    told: {
      subjectType: 'compliance-entry',
      subjectId: fileId,
      before: { referenceNumber: null },
      after: { referenceNumber: 'HR-7' },
      reason: 'misread',
    },
    readers: [designated],
  },
  () => correctPaper(designated, fileId, 'HR-7'),
);

// Stock: a count, what was found of a receipt, a requirement.
const stock = { unitId, itemType: RADIO };
const figures = { serviceable: 90, unserviceableRepairable: 2, beyondRepair: 1 };
const countId = await as(requester, (tx, ctx) => recordHoldingReport(tx, ctx, { ...stock, ...figures, asOf: '2026-11-20' }));
await correcting(
  'count',
  {
    by: requester,
    told: {
      subjectType: 'holding-report',
      subjectId: countId,
      deliveryId: null,
      before: { serviceable: 90 },
      after: { serviceable: 9 },
      state: 'in-force',
    },
    readers: ofTheUnit,
  },
  () => as(requester, (tx, ctx) => correctHoldingReport(tx, ctx, countId, 1, { serviceable: 9, reason: 'typed-wrong' })),
);
const proposed = await as(
  requester,
  async (tx, ctx) => (await listProposedHoldings(tx, ctx, { limit: 10, unitId, state: 'proposed' })).items,
);
const holding = must(proposed[0], 'what a receipt adds');
await as(requester, (tx, ctx) => confirmHolding(tx, ctx, holding.id, holding.version, {}));
const confirmed = await as(requester, (tx, ctx) => findProposedHolding(tx, ctx, holding.id));
await correcting(
  'confirmed receipt',
  {
    by: requester,
    told: { subjectType: 'proposed-holding', subjectId: holding.id, before: { serviceable: holding.quantity }, after: { serviceable: 1 } },
    readers: ofTheUnit,
  },
  () =>
    as(requester, (tx, ctx) => correctProposedHolding(tx, ctx, holding.id, confirmed.version, { serviceable: 1, reason: 'typed-wrong' })),
);
const requirementId = await as(validator, (tx, ctx) =>
  recordRequirement(tx, ctx, { ...stock, authorised: 120, effectiveOn: '2026-01-01' }),
);
await correcting(
  'requirement',
  {
    by: validator,
    told: {
      subjectType: 'requirement',
      subjectId: requirementId,
      before: { authorised: 120 },
      after: { authorised: 12 },
      proposedByRole: 'validator',
    },
    readers: ofTheUnit,
  },
  () => as(validator, (tx, ctx) => correctRequirement(tx, ctx, requirementId, 1, { authorised: 12, reason: 'typed-wrong' })),
);

// An obstacle: its kind and detail, its wait, its severity; and one that two sides take out of a kind that nobody may waive.
const obstacleId = await world.inProgress();
const customs = await organisationIdOf(world.database, 'ly-customs-authority');
const wrongDetail = { en: 'The form has not been issued.' };
const rightDetail = { en: 'The form was issued, and lost.' };
await correcting(
  'detail',
  {
    by: facilitator,
    told: { subjectType: 'obstacle', subjectId: obstacleId, kind: 'kind', before: { detail: wrongDetail }, after: { detail: rightDetail } },
    readers: partiesOfDelivery,
  },
  () => take(facilitator, obstacleId, putObstacleRight, { detail: rightDetail, reason: 'misread' }),
);
await take(donor, obstacleId, waitForAuthority, { authorityId: customs, externalReference: 'NV-181', expectedOn: addDays(TODAY, 20) });
await correcting(
  'wait',
  {
    by: donor,
    told: {
      subjectId: obstacleId,
      kind: 'wait',
      before: { authorityId: customs, externalReference: 'NV-181' },
      after: { authorityId: customs, externalReference: 'NV-118' },
      reason: 'misread',
      proposedByRole: 'donor',
    },
    readers: partiesOfDelivery,
  },
  () => take(donor, obstacleId, correctWait, { externalReference: 'NV-118', reason: 'misread' }, LATER),
);
await correcting(
  'severity',
  {
    by: facilitator,
    told: {
      subjectId: obstacleId,
      kind: 'severity',
      before: { severityReason: null },
      after: { severity: 'low', severityReason: 'others-can-wait' },
    },
    readers: partiesOfDelivery,
  },
  () => take(facilitator, obstacleId, correctSeverity, { severity: 'low', reason: 'others-can-wait' }, LATER),
);
const graveId = await world.report([{ matchId: (await match(5)).matchId }], { kind: 'human-rights-allegation' }, facilitator);
await take(facilitator, graveId, putObstacleRight, { kind: 'no-transport', reason: 'another-unit' }, LATER);
await correcting(
  'kind that nobody may waive',
  {
    by: facilitator,
    told: {
      subjectId: graveId,
      kind: 'kind',
      before: { kind: 'human-rights-allegation' },
      after: { kind: 'no-transport' },
      needsOtherSide: true,
    },
    readers: partiesOfDelivery,
  },
  () => take(donor, graveId, (tx, ctx, id, at) => confirmLift(tx, ctx, id, at), undefined, LATER),
);

t.test('each is told once, with both values, to whoever may read the record and to nobody else', async (t) => {
  t.equal(made.size, 10);
  for (const [name, reader] of Object.entries(everybody)) {
    const listed = await list(reader);
    const expected = [...made].filter(([, { readers }]) => readers.includes(reader));
    t.strictSame(listed.map(({ id }) => id).toSorted(), expected.map(([id]) => id).toSorted(), `${name} is told of all that they may read`);
    for (const [id, { what, told, by }] of expected) {
      const one = must(
        listed.find((item) => item.id === id),
        what,
      );
      t.match(one, told, `${what}, to ${name}`);
      t.strictSame(
        await as(reader, async (tx, ctx) => Correction.schema.parse(await findCorrection(tx, ctx, id))),
        one,
        `${what} by itself`,
      );
      const isTold = overseers.includes(reader) || [reader.organisationId, ...reader.scope].includes(by.organisationId);
      if (isTold) t.equal(one.proposedBy?.id, by.organisationId, `${what}: whose word it is, to ${name}`);
    }
    for (const [id, { what, readers }] of made) {
      if (readers.includes(reader)) continue;
      t.equal(await refusalOf(as(reader, (tx, ctx) => findCorrection(tx, ctx, id))), 'not-found', `${what} is not ${name}’s`);
    }
  }
});

t.test('pages over all kinds give each once, in one order', async (t) => {
  for (const [name, reader] of Object.entries(everybody)) {
    for (const limit of [1, 2, 3]) {
      const paged: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await as(reader, (tx, ctx) => listCorrections(tx, ctx, { limit, ...(cursor === undefined ? {} : { cursor }) }));
        t.ok(page.items.length <= limit);
        paged.push(...page.items.map(({ id }) => id));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      t.strictSame(
        paged,
        (await list(reader)).map(({ id }) => id),
        `${name}, ${limit} a page`,
      );
    }
  }
  const times = (await list(designated)).map(({ createdAt }) => createdAt);
  t.strictSame(times, times.toSorted().toReversed(), 'the newest first');
});

t.test('filters combine, and tell nothing that the record hides', async (t) => {
  const whats = async (reader: Person, filters: Partial<ListCorrections>) =>
    (await list(reader, filters)).map(({ id }) => String(made.get(id)?.what)).toSorted();
  t.strictSame(await whats(facilitator, { subjectType: 'obstacle' }), ['detail', 'kind that nobody may waive', 'severity', 'wait']);
  t.strictSame(await whats(facilitator, { subjectType: 'obstacle', subjectId: obstacleId, kind: 'wait' }), ['wait']);
  t.strictSame(await whats(facilitator, { subjectId: countId }), ['count']);
  t.strictSame(await whats(facilitator, { deliveryId }), ['paper', 'receipt']);
  t.strictSame(await whats(designated, { state: 'proposed' }), ['human-rights file', 'paper']);
  t.strictSame(await whats(facilitator, { since: LATER.toISOString() }), ['kind that nobody may waive', 'severity', 'wait']);
  t.strictSame(await whats(facilitator, { organisationId: donor.organisationId }), ['paper', 'wait']);
  t.strictSame(
    await whats(requester, { organisationId: donor.organisationId }),
    [],
    'a record that tells the role alone is found by no organisation',
  );
  t.strictSame(await whats(facilitator, { organisationId: validator.organisationId }), ['requirement']);
  t.strictSame(await whats(facilitator, { subjectId: newId<'need'>() }), []);
});

t.test('a program’s key is told of the records that it is good for', async (t) => {
  const key = (scopes: readonly Scope[]): AccountActor => {
    const { sessionId, kind, ...account } = requester;
    return { ...account, kind: 'api-key', apiKeyId: newId<'api-key'>(), scopes };
  };
  const subjects = async (actor: AccountActor) => [...new Set((await list(actor)).map(({ subjectType }) => subjectType))].toSorted();
  t.strictSame(await subjects(key(['deliveries:read'])), ['delivery']);
  t.strictSame(await subjects(key(['deliveries:write'])), ['delivery'], 'what it has decided it is answered');
  t.strictSame(await subjects(key(['deliveries:read', 'gaps:read'])), ['delivery', 'holding-report', 'proposed-holding', 'requirement']);
});

t.test('that of a paper is proposed until the other side has spoken, and falls where it is recorded anew', async (t) => {
  const steps = async () =>
    (await list(facilitator, { subjectId: paperId })).map(({ state, after }) => [
      state,
      'referenceNumber' in after && after.referenceNumber,
    ]);
  t.strictSame(await steps(), [['proposed', 'A-1']]);
  const record = async (referenceNumber: string) => {
    const at = await versionOfEntry(paperId);
    return as(donor, (tx, ctx) => recordEntry(tx, ctx, paperId, at, { referenceNumber }), LATER);
  };
  await record('A-2');
  t.strictSame(await steps(), [
    ['proposed', 'A-2'],
    ['withdrawn', 'A-1'],
  ]);
  t.match(
    (await list(donor, { subjectId: paperId }))[0],
    { before: { referenceNumber: null }, reason: 'misread' },
    'from what was confirmed, and for the same reason',
  );
  const at = await versionOfEntry(paperId);
  await as(validator, (tx, ctx) => confirmEntry(tx, ctx, paperId, at), LATER);
  t.match(await list(facilitator, { subjectId: paperId, state: 'in-force' }), [
    { after: { referenceNumber: 'A-2' }, decidedBy: { id: validator.organisationId }, decidedAt: LATER.toISOString(), version: 2 },
  ]);
  t.match(await list(donor, { subjectId: paperId, state: 'in-force' }), [{ decidedBy: null, proposedBy: { id: donor.organisationId } }]);
  t.equal(await refusalOf(correctPaper(donor, paperId, 'A-2')), 'invalid-field ', 'nothing to put right');

  await correctPaper(donor, anotherId, 'B-1');
  const refusing = await versionOfEntry(anotherId);
  await as(validator, (tx, ctx) => refuseConfirmation(tx, ctx, anotherId, refusing, { reason: 'number-unknown' }));
  t.match(await list(donor, { subjectId: anotherId }), [
    { state: 'refused', decisionReason: 'number-unknown', after: { referenceNumber: 'B-1' } },
  ]);
  const confirming = (person: Person) => refusalOf(as(person, (tx, ctx) => confirmCorrection(tx, ctx, paperCorrection, 1)));
  t.equal(await confirming(validator), 'transition-not-allowed', 'it is agreed to at the paper');
  t.equal(await confirming(others.requester), 'not-found', 'and is not there for whoever doesn’t read it');
});

t.test('that of a paper which runs out before the other side has spoken is withdrawn by nobody', async (t) => {
  const id = await world.plan([{ matchId: (await match(5)).matchId, planned: 5 }]);
  const asked = (await as(facilitator, (tx, ctx) => listEntries(tx, ctx, { deliveryId: id, limit: 200, kind: 'document' }))).items;
  const entryId = must(
    asked.find((one) => one.ownerRole === 'donor' && !one.restricted),
    'a document of the donor',
  ).id;
  const at = await versionOfEntry(entryId);
  await as(donor, (tx, ctx) => correctEntry(tx, ctx, entryId, at, { referenceNumber: 'C-1', validUntil: TODAY, reason: 'misread' }));
  await world.as(systemActor('test'), expireEntries, LATER);
  t.match(await list(facilitator, { deliveryId: id }), [
    { state: 'withdrawn', decidedBy: null, decidedAt: LATER.toISOString(), decisionReason: null, after: { validUntil: TODAY } },
  ]);
});

t.test('whom an obstacle involves only afterwards is told of what is right, and not of what it had said before', async (t) => {
  const { matchId } = await match(5, { by: others.donor });
  await take(facilitator, obstacleId, holdBack, { blocks: [{ matchId }] }, LATER);
  t.match(await world.readObstacle(obstacleId, others.donor, LATER), { detail: rightDetail, externalReference: 'NV-118' });
  t.strictSame(await list(others.donor), []);
  await take(facilitator, obstacleId, putObstacleRight, { detail: wrongDetail, reason: 'misread' }, LATER);
  t.match(await list(others.donor), [{ subjectId: obstacleId, before: { detail: rightDetail }, after: { detail: wrongDetail } }]);
  t.match(await list(donor, { subjectId: obstacleId }), { length: 4 }, 'whom it involved all along is told of all');
  await superuser`update matches set state = 'declined' where id = ${matchId}`;
  t.strictSame(await list(others.donor), [], 'a right ends with its ground');
});

t.test('nobody writes a correction in another’s name, nor puts one in force beside its record', async (t) => {
  const second = others.mission;
  await superuser`update users set designated = true where id = ${second.userId}`;
  const waiting = must((await list(second, { subjectId: fileId, state: 'proposed' }))[0], 'one that waits');
  const id = newId<'correction'>();
  const values = { state: 'obtained', outcome: null, issuedBy: null, referenceNumber: null, evidence: null } as const;
  const before: EntryValues = { ...values, documentId: null, validFrom: null, validUntil: null, finding: null };
  const of = { entryId: paperId, deliveryId, restricted: false, before, after: { ...before, issuedBy: 'x' }, reason: 'misread' } as const;
  const proposed = { ...of, id, state: 'proposed', proposedBy: donor.userId, proposedByOrganisationId: donor.organisationId } as const;
  const forgeEntry = (person: Person, change: Partial<typeof entryCorrections.$inferInsert>) =>
    causeOf(
      as(person, (tx, ctx) => tx.insert(entryCorrections).values({ ...proposed, proposedByRole: 'donor', createdAt: ctx.now, ...change })),
    );
  t.match(await forgeEntry(validator, {}), /row-level security/u, 'in the donor’s name');
  t.match(await forgeEntry(donor, {}), /row-level security/u, 'of what the other side has confirmed');
  t.match(
    await forgeEntry(donor, {
      state: 'in-force',
      decidedBy: validator.userId,
      decidedByOrganisationId: validator.organisationId,
      decidedAt: LATER,
    }),
    /row-level security/u,
    'with the other side’s word',
  );
  const decided = {
    state: 'in-force',
    decidedBy: second.userId,
    decidedByOrganisationId: second.organisationId,
    decidedAt: LATER,
  } as const;
  t.match(
    await causeOf(
      as(second, (tx) =>
        tx
          .update(entryCorrections)
          .set(decided)
          .where(eq(entryCorrections.id, waiting.id as CorrectionId)),
      ),
    ),
    /row-level security/u,
    'while the file itself isn’t confirmed',
  );

  const hand = { proposedBy: donor.userId, proposedByOrganisationId: donor.organisationId, proposedByRole: 'donor' } as const;
  const forgeObstacle = (person: Person, change: Partial<typeof obstacleCorrections.$inferInsert>) =>
    causeOf(
      as(person, (tx, ctx) =>
        tx.insert(obstacleCorrections).values({
          ...hand,
          id,
          obstacleId,
          kind: 'severity',
          before: { severity: 'low' },
          after: { severity: 'high' },
          parties: [],
          createdAt: ctx.now,
          ...change,
        }),
      ),
    );
  t.match(await forgeObstacle(facilitator, {}), /row-level security/u, 'in the donor’s name');
  const agreeing = { decidedBy: facilitator.userId, decidedByOrganisationId: facilitator.organisationId };
  t.match(await forgeObstacle(facilitator, agreeing), /row-level security/u, 'agreed to without anything that was put forward');
  const stockRow = { id: newId<'stock-correction'>(), unitId, organisationId: world.unit.organisationId, requirementId };
  t.match(
    await causeOf(
      as(validator, (tx, ctx) =>
        tx.insert(stockCorrections).values({
          ...stockRow,
          before: { unitId, itemType: RADIO, effectiveOn: '2026-01-01', withdrawn: false },
          after: { unitId, itemType: RADIO, effectiveOn: '2026-01-02', withdrawn: false },
          reason: 'misread',
          correctedBy: requester.userId,
          correctedByOrganisationId: requester.organisationId,
          correctedByRole: 'requester',
          createdAt: ctx.now,
        }),
      ),
    ),
    /row-level security/u,
    'of stock, in a requester’s name',
  );
});

t.test('both values stay as they are, whatever statement is sent; of a human-rights file no event tells them', async (t) => {
  for (const table of ['entry_corrections', 'obstacle_corrections', 'stock_corrections']) {
    await t.rejects(superuser.unsafe(`update ${table} set after = '{}'`), table);
    await t.rejects(superuser.unsafe(`delete from ${table}`), table);
  }
  const events = await superuser`select before, after, reason, note from events where subject_id = ${fileId}`;
  t.ok(events.length > 0);
  t.notMatch(JSON.stringify(events), /HR-7|misread/u);
  const [undesignated] = await as(facilitator, (tx) =>
    tx.execute<{ rows: number }>(`select count(*)::int as rows from entry_corrections where restricted`),
  );
  t.equal(undesignated?.rows, 0);
});

t.test('over HTTP: one sealed cursor leads through all that were made', async (t) => {
  const api = await startTestApi(t);
  const requesting = await api.signIn(LOGIN_OF.requester);
  const validating = await api.signIn(LOGIN_OF.validator);
  const mine = (await requesting('GET', '/v1/units?limit=1')).body['items'] as { id: string }[];
  const unit = must(mine[0], 'a unit').id;
  for (const asOf of ['2026-10-01', '2026-10-02', '2026-10-03']) {
    const body = { unitId: unit, itemType: RADIO, serviceable: 5, unserviceableRepairable: 0, beyondRepair: 0, asOf };
    const counted = await requesting('POST', '/v1/holding-reports', { body });
    t.equal(counted.status, 201, JSON.stringify(counted.body));
    const path = `/v1/holding-reports/${String(counted.body['id'])}/correct`;
    t.equal((await requesting('POST', path, { body: { serviceable: 4, reason: 'typed wrong' }, ifMatch: '"1"' })).status, 200);
  }
  const body = { unitId: unit, itemType: RADIO, authorised: 30, effectiveOn: '2026-10-05' };
  const required = await validating('POST', '/v1/requirements', { body });
  const path = `/v1/requirements/${String(required.body['id'])}/correct`;
  t.equal((await validating('POST', path, { body: { authorised: 3, reason: 'typed wrong' }, ifMatch: '"1"' })).status, 200);

  const all = (await requesting('GET', '/v1/corrections')).body['items'] as { id: string; subjectType: string }[];
  t.strictSame(
    all
      .slice(0, 4)
      .map(({ subjectType }) => subjectType)
      .toSorted(),
    ['holding-report', 'holding-report', 'holding-report', 'requirement'],
  );
  const paged: string[] = [];
  let next: unknown = null;
  do {
    const query: string = typeof next === 'string' ? `&cursor=${next}` : '';
    const page = await requesting('GET', `/v1/corrections?limit=1${query}`);
    t.equal(page.status, 200, JSON.stringify(page.body));
    paged.push(...(page.body['items'] as { id: string }[]).map(({ id }) => id));
    next = page.body['next'];
  } while (next !== null);
  t.strictSame(
    paged,
    all.map(({ id }) => id),
  );
  t.match((await requesting('GET', `/v1/corrections/${must(paged[0], 'one')}`)).body, { before: {}, after: {} });
  const giving = await api.signIn(LOGIN_OF.donor);
  t.strictSame((await giving('GET', '/v1/corrections?subjectType=holding-report')).body['items'], []);
  const administering = await api.signIn(LOGIN_OF.administrator);
  t.equal((await administering('GET', '/v1/corrections')).status, 403);
  t.equal((await caller(api.address, null)('GET', '/v1/corrections')).status, 401);
});
