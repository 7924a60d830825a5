import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import t from 'tap';
import {
  classifyMatch,
  confirmClassification,
  elapseSilences,
  expireEntries,
  objectToEntry,
  recordEntry,
  refuseEntry,
  requestEntry,
  startSilence,
  waiveEntry,
  warnOfClearance,
} from '#src/areas/compliance/index.ts';
import type { ClassifyMatch } from '#src/areas/compliance/contract.ts';
import { adviseOnMatch } from '#src/areas/compliance/advice-queries.ts';
import { selectRegimesInForce } from '#src/areas/compliance/regime-version-queries.ts';
import { findClearance, findEntry, listEntries } from '#src/areas/compliance/queries.ts';
import { attachDocument } from '#src/areas/documents/verbs/attach-document.ts';
import { findDocument } from '#src/areas/documents/queries.ts';
import { confirmEntry, declareReadiness } from '#src/flows/pass-the-gate.ts';
import { clearPlannedDeliveries, handOverDelivery, shipDelivery } from '#src/areas/deliveries/index.ts';
import { must } from '#src/kernel/assert.ts';
import type { DeliveryId } from '#src/kernel/id.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import type { Person } from '#src/platform/auth/actor.ts';
import { systemActor } from '#src/platform/auth/actor.ts';
import { publishRegime } from '#tests/support/regimes.ts';
import { recordDocument } from '#tests/support/documents.ts';
import { type AgreedMatch, makeDeliveryWorld, refusalOf } from '../deliveries/delivery-world.ts';

const world = await makeDeliveryWorld(t, { isGated: true });
const { people, others, as, match, plan, move, step, unit, superuser } = world;
const { donor, facilitator, requester } = people;
const system = systemActor('test');
const at = (day: string) => new Date(`${day}T09:00:00.000Z`);

const OUTCOMES: Readonly<Record<string, string>> = {
  'unsc-asset-freeze-screening': 'clear',
  'ly-customs-exemption': 'granted',
  'ly-ectn': 'issued',
  'transport-dangerous-goods': 'declared',
  'end-user-certificate': 'issued',
  'unsc-approval-libyan-authorities': 'approved',
  'unsc-standing-nonlethal-government': 'standing-exemption',
  'eu-common-position-2008-944': 'cleared',
};

const CERTIFICATE = 'document end-user-certificate';
const APPROVAL = 'unsc-approval-libyan-authorities';

const found: Omit<ClassifyMatch, 'parts'> = {
  model: 'a model',
  militaryList: [],
  dualUse: [],
  lethal: false,
  purpose: 'security-assistance',
  foreignOriginControlled: false,
  ownUseOfInternationalStaff: false,
  hrddpOutOfScope: false,
  importerIsMinistry: true,
  paidByLetterOfCredit: false,
};

async function classified({ matchId }: AgreedMatch, change: Partial<ClassifyMatch> = {}): Promise<void> {
  await as(donor, (tx, ctx) =>
    classifyMatch(tx, ctx, matchId, { ...found, parts: [{ embargoClass: 'outside', quantity: 10 }], ...change }),
  );
  const [standing] = await superuser<{ version: number }[]>`
    select version from classifications where match_id = ${matchId} and superseded_at is null`;
  await as(facilitator, (tx, ctx) => confirmClassification(tx, ctx, matchId, must(standing, 'just recorded').version));
}

t.test('a classification that another has replaced is not confirmed in its stead', async (t) => {
  const { matchId } = await match(10);
  const record = (model: string) =>
    as(donor, (tx, ctx) => classifyMatch(tx, ctx, matchId, { ...found, model, parts: [{ embargoClass: 'outside', quantity: 10 }] }));
  await record('as it was read');
  await record('as it came to be');
  t.equal(await refusalOf(as(facilitator, (tx, ctx) => confirmClassification(tx, ctx, matchId, 1))), 'stale-version');
  t.equal(await refusalOf(as(facilitator, (tx, ctx) => confirmClassification(tx, ctx, matchId, 2))), 'no refusal');
});

const entriesOf = (deliveryId: DeliveryId, by: Person = facilitator) =>
  as(by, async (tx, ctx) => (await listEntries(tx, ctx, { deliveryId, limit: 200 })).items);
/** As the refusal of the gate names it. */
const nameOf = ({ regime, documentType }: { regime: string | null; documentType: string | null }) => regime ?? `document ${documentType}`;
const entryOf = async (id: DeliveryId, name: string) =>
  must(
    (await entriesOf(id)).find((entry) => nameOf(entry) === name),
    name,
  );
const missing = async (attempt: Promise<unknown>): Promise<string[]> => {
  try {
    await attempt;
    return [];
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'not-cleared') throw error;
    return [...(must(error.details.facts, 'a refusal of the gate says what')['missing'] as readonly string[])];
  }
};

/** Who records the part of each side, and who confirms it. */
const HANDS = {
  donor: [donor, facilitator],
  recipient: [people.validator, facilitator],
  facilitator: [facilitator, donor],
} as const;

/** Obtains and confirms everything that a delivery needs to leave, decisions before the documents that they ask for, but for some. */
async function met(id: DeliveryId, but: readonly string[] = []): Promise<void> {
  await as(requester, (tx, ctx) =>
    declareReadiness(tx, ctx, id, { unitId: unit.id, storage: true, consignee: true, operators: true, fuel: true }),
  );
  for (const kind of ['decision', 'document'] as const) {
    for (const entry of (await entriesOf(id)).filter((one) => one.kind === kind)) {
      if (!entry.neededFor || !['clear', 'ship'].includes(entry.neededFor) || entry.confirmedAt !== null) continue;
      if (entry.state === 'not-required' || but.includes(nameOf(entry))) continue;
      const said = entry.regime === null ? { referenceNumber: 'A-1' } : { outcome: OUTCOMES[entry.regime] ?? 'granted' };
      const [first, second] = HANDS[entry.ownerRole];
      await as(first, (tx, ctx) => recordEntry(tx, ctx, entry.id, entry.version, said));
      await as(second, (tx, ctx) => confirmEntry(tx, ctx, entry.id, entry.version + 1));
    }
  }
}

/** Packed before anybody asked what it lacks, so that the gate of shipping itself is asked. */
const packed = async (one: AgreedMatch): Promise<DeliveryId> => {
  const id = await plan([{ matchId: one.matchId, planned: 10 }]);
  await superuser.begin(async (sql) => {
    await sql`set local session_replication_role = replica`;
    await sql`update deliveries set state = 'packed' where id = ${id}`;
    await sql`update consignments set state = 'packed' where delivery_id = ${id}`;
  });
  return id;
};
const ship = (id: DeliveryId, now?: Date) => step(donor, id, shipDelivery, { lines: [] }, now);

t.test('what nobody has classified needs a check, and the gate says what', async (t) => {
  const one = await match(10);
  const id = await packed(one);
  const found = await missing(ship(id));
  t.ok(found.includes('ly-customs-exemption: required'), 'a missing exemption stops shipping');
  t.ok(found.includes('end-user-certificate: check-needed'), 'a hint of the catalogue decides nothing');
  t.ok(found.includes('readiness-to-receive: required'));
  const advice = await as(facilitator, (tx, ctx) => adviseOnMatch(tx, ctx, one.matchId));
  t.match(advice.notice, { en: 'Advice as of 23 November 2026, not a legal ruling.', fr: /Avis à la date/u });
  t.ok(advice.requirements.every(({ citations }) => citations.length > 0));
  await classified(one);
  t.notOk(
    (await missing(ship(id))).some((requirement) => requirement.endsWith('check-needed')),
    'the confirmed classification decides',
  );
});

t.test('a missing exemption alone stops shipping; with it a planned delivery is cleared by itself', async (t) => {
  const one = await match(10);
  const id = await plan([{ matchId: one.matchId, planned: 10 }]);
  await classified(one);
  await met(id, ['ly-customs-exemption']);
  t.notOk(await world.clear(id));
  t.equal(await refusalOf(move('pack', id)), 'transition-not-allowed', 'and nothing is packed that is not clear');
  const waiting = await packed(await match(10));
  t.ok((await missing(ship(waiting))).includes('ly-customs-exemption: required'));
  t.strictSame((await as(donor, (tx, ctx) => findClearance(tx, ctx, id))).missing.map(nameOf), ['ly-customs-exemption']);

  const other = await match(10);
  const second = await plan([{ matchId: other.matchId, planned: 10 }]);
  await classified(other);
  await met(second);
  t.equal((await world.read(second)).state, 'cleared', 'by the last confirmation');
  t.equal(await as(system, clearPlannedDeliveries), 0, 'once');
  await move('pack', second);
  await ship(second);
  t.equal((await world.read(second)).state, 'shipped');
});

t.test('a delivery that waits for a paper which is not valid yet is cleared on its first day', async (t) => {
  const one = await match(10);
  const id = await plan([{ matchId: one.matchId, planned: 10 }], {
    milestones: [{ milestone: 'shipped', plannedOn: '2026-11-25' }],
  });
  await classified(one);
  await met(id, ['ly-customs-exemption']);
  const exemption = await entryOf(id, 'ly-customs-exemption');
  await as(donor, (tx, ctx) => recordEntry(tx, ctx, exemption.id, exemption.version, { outcome: 'granted', validFrom: '2026-12-01' }));
  await as(facilitator, (tx, ctx) => confirmEntry(tx, ctx, exemption.id, exemption.version + 1));
  t.equal(await as(system, clearPlannedDeliveries), 0);
  t.equal((await world.read(id)).state, 'planned');
  t.equal(await as(system, clearPlannedDeliveries, new Date('2026-12-01T09:00:00.000Z')), 1);
  t.equal((await world.read(id)).state, 'cleared');
});

t.test('an expired end-user certificate stops shipping, and no one confirms what they recorded', async (t) => {
  const one = await match(10);
  const id = await packed(one);
  await classified(one, { dualUse: ['5A002'] });
  await met(id, [CERTIFICATE]);
  const certificate = await entryOf(id, CERTIFICATE);
  const record = { referenceNumber: 'EUC-7', validFrom: '2026-01-01', validUntil: '2026-11-30' };
  await as(people.validator, (tx, ctx) => recordEntry(tx, ctx, certificate.id, certificate.version, record));
  t.strictSame(await missing(ship(id)), [`${CERTIFICATE}: unconfirmed`]);
  t.equal(
    await refusalOf(as(people.validator, (tx, ctx) => confirmEntry(tx, ctx, certificate.id, certificate.version + 1))),
    'recorder-may-not-confirm',
  );
  t.equal(await refusalOf(as(donor, (tx, ctx) => confirmEntry(tx, ctx, certificate.id, certificate.version))), 'stale-version');
  await as(others.facilitator, (tx, ctx) => confirmEntry(tx, ctx, certificate.id, certificate.version + 1));
  t.strictSame(await missing(ship(id, at('2026-12-01'))), [`${CERTIFICATE}: expired`]);
  t.equal(await as(system, expireEntries, at('2026-12-01')), 1);
  t.equal(await as(system, expireEntries, at('2026-12-01')), 0);
  t.equal((await entryOf(id, CERTIFICATE)).state, 'expired');
});

t.test('a paper holds from its first day to its last, both included', async (t) => {
  const certified = async () => {
    const one = await match(10);
    const id = await packed(one);
    await classified(one, { dualUse: ['5A002'] });
    await met(id, [CERTIFICATE]);
    const { id: entryId, version } = await entryOf(id, CERTIFICATE);
    const record = { referenceNumber: 'EUC-8', validFrom: '2026-11-29', validUntil: '2026-11-30' };
    await as(people.validator, (tx, ctx) => recordEntry(tx, ctx, entryId, version, record));
    await as(facilitator, (tx, ctx) => confirmEntry(tx, ctx, entryId, version + 1));
    return id;
  };
  const [early, late] = [await certified(), await certified()];
  t.strictSame(await missing(ship(early, at('2026-11-28'))), [`${CERTIFICATE}: not-yet-valid`]);
  await ship(early, at('2026-11-29'));
  t.equal((await world.read(early)).state, 'shipped');
  await as(system, expireEntries, at('2026-11-30'));
  t.equal((await entryOf(late, CERTIFICATE)).state, 'obtained', 'on its last day it has not run out');
  await ship(late, at('2026-11-30'));
  t.equal((await world.read(late)).state, 'shipped');
});

t.test('a silence procedure that still runs stops shipping; it ends on the fifth working day of the Committee, or by a no', async (t) => {
  const silent = async () => {
    const one = await match(10);
    const id = await packed(one);
    await classified(one, { militaryList: ['ML11'], parts: [{ embargoClass: 'approval', quantity: 10 }] });
    await met(id, [APPROVAL]);
    const entry = await entryOf(id, APPROVAL);
    await as(donor, (tx, ctx) => startSilence(tx, ctx, entry.id, entry.version, { on: '2026-11-20' }));
    return id;
  };
  const id = await silent();
  const running = await entryOf(id, APPROVAL);
  t.strictSame([running.state, running.silenceEndsOn], ['in-silence', '2026-11-30'], 'Thanksgiving is no working day of the UN');
  t.strictSame(await missing(ship(id)), [`${APPROVAL}: in-silence`]);
  const second = await silent();
  const refused = await entryOf(second, APPROVAL);
  await as(facilitator, (tx, ctx) => objectToEntry(tx, ctx, refused.id, refused.version, { reason: 'committee-objects' }));
  t.strictSame(await missing(ship(second)), [`${APPROVAL}: refused`]);
  t.equal(await as(system, elapseSilences, at('2026-11-30')), 0, 'its last day counts');
  t.equal(await as(system, elapseSilences, at('2026-12-01')), 1);
  t.equal(await as(system, elapseSilences, at('2026-12-01')), 0);
  const elapsed = await entryOf(id, APPROVAL);
  await as(facilitator, (tx, ctx) => confirmEntry(tx, ctx, elapsed.id, elapsed.version));
  await ship(id, at('2026-12-01'));
  t.equal((await world.read(id)).state, 'shipped');
});

t.test('a line that mixes embargo classes must be split, and is told how', async (t) => {
  const { matchId } = await match(10);
  const parts = [
    { embargoClass: 'outside' as const, quantity: 7 },
    { embargoClass: 'approval' as const, quantity: 3 },
  ];
  try {
    await as(donor, (tx, ctx) => classifyMatch(tx, ctx, matchId, { ...found, parts }));
    t.fail('it was taken');
  } catch (error) {
    t.ok(error instanceof Refusal && error.code === 'mixed-embargo-classes');
    t.strictSame((error as Refusal).details.facts?.['splitInto'], ['7 outside', '3 approval']);
  }
});

t.test('a regime that is changed later does not change an old decision', async (t) => {
  const one = await match(10);
  const id = await packed(one);
  await classified(one);
  await met(id);
  const versionOf = (entry: Awaited<ReturnType<typeof entryOf>>) => [entry.askedBy[0]?.version, entry.askedBy[0]?.documents];
  const before = await entryOf(id, 'ly-ectn');
  await publishRegime(world.database, 'ly-ectn', 1, {
    validFrom: '2026-11-23',
    adoptedBy: 'Customs decree 9',
    documentsRequired: ['ectn', 'insurance-certificate'],
  });
  const after = await entryOf(id, 'ly-ectn');
  t.strictSame([versionOf(after), after.state], [versionOf(before), 'obtained']);
  const other = await match(10);
  const fresh = await entryOf(await packed(other), 'ly-ectn');
  t.strictSame(versionOf(fresh), [2, ['ectn', 'insurance-certificate']], 'a new one is asked by the new');
  await t.rejects(superuser`update regime_versions set adopted_by = 'x' where regime = 'ly-ectn'`, /append|change/u);
  await ship(id);
});

t.test('human-rights files are opened by designated facilitators alone', async (t) => {
  const one = await match(10);
  const id = await packed(one);
  await superuser`update deliveries set implementer_id = (select id from organisations where slug = 'unops') where id = ${id}`;
  await classified(one);
  const file = await entryOf(id, 'un-hrddp');
  t.ok(file.restricted);
  const open = await entryOf(id, 'eu-dual-use-annex-i');
  t.equal(
    await refusalOf(as(donor, (tx, ctx) => recordEntry(tx, ctx, open.id, open.version, { outcome: 'granted', finding: { en: 'x' } }))),
    'invalid-field /finding',
    'a finding would be kept nowhere',
  );
  t.equal(file.neededFor, 'hand-over');
  const finding = { en: 'secret finding' };
  const record = { outcome: 'cleared-with-mitigation', referenceNumber: 'HR-1', finding };
  t.equal(await refusalOf(as(facilitator, (tx, ctx) => recordEntry(tx, ctx, file.id, file.version, record))), 'designation-required');
  t.equal(await refusalOf(as(donor, (tx, ctx) => recordEntry(tx, ctx, file.id, file.version, record))), 'designation-required');
  await superuser`update users set designated = true, version = version + 1 where id = ${facilitator.userId}`;
  await as(facilitator, (tx, ctx) => recordEntry(tx, ctx, file.id, file.version, record));
  const opened = await as(facilitator, (tx, ctx) => findEntry(tx, ctx, file.id));
  t.strictSame([opened.finding, opened.referenceNumber], [finding, 'HR-1']);
  for (const by of [donor, others.facilitator, people.auditor]) {
    const seen = await as(by, (tx, ctx) => findEntry(tx, ctx, file.id));
    t.strictSame([seen.finding, seen.referenceNumber, seen.outcome], [undefined, null, null], by.role);
  }
  const told = await superuser`select before, after, reason from events where subject_id = ${file.id}`;
  t.notMatch(JSON.stringify(told), /HR-1|secret|cleared-with-mitigation/u, 'nor do the events tell it');
  const directory = t.testdir({ 'risk.pdf': '%PDF-1.7' });
  const received = {
    path: join(directory, 'risk.pdf'),
    mediaType: 'application/pdf',
    declaredName: 'risk.pdf',
    sizeBytes: 8,
    sha256: '1'.repeat(64),
    sentSha256: '1'.repeat(64),
    original: null,
    isSigned: false,
    discard: () => Promise.resolve(),
  };
  const attach = (by: Person) =>
    as(by, (tx, ctx) =>
      attachDocument(
        tx,
        { ...ctx, actor: by },
        {
          file: received,
          subjectType: 'compliance-entry',
          subjectId: file.id,
          confidentiality: 'parties',
        },
      ),
    );
  t.equal(await refusalOf(attach(donor)), 'role-not-allowed /confidentiality');
  const attached = await attach(facilitator);
  t.equal(
    (await as(facilitator, (tx, ctx) => findDocument(tx, ctx, attached))).confidentiality,
    'human-rights',
    'whatever its sender says',
  );
  await t.rejects(
    as(donor, (tx, ctx) => findDocument(tx, ctx, attached)),
    { code: 'not-found' },
  );
  await t.rejects(
    as(others.donor, (tx, ctx) => findEntry(tx, ctx, file.id)),
    { code: 'not-found' },
    'another donor sees no entry',
  );
  t.strictSame(await entriesOf(id, others.donor), []);
});

t.test('what is missing two weeks before shipping is an obstacle, once', async (t) => {
  const { matchId } = await match(10);
  const id = await plan([{ matchId, planned: 10 }], { milestones: [{ milestone: 'shipped', plannedOn: '2026-12-01' }] });
  const raised = await as(system, warnOfClearance);
  t.ok(raised > 0);
  t.equal(await as(system, warnOfClearance), 0);
  const [found] = await superuser<{ count: number }[]>`select count(*)::int as count from obstacle_blocks where delivery_id = ${id}`;
  t.ok((found?.count ?? 0) > 0);
});

t.test('only a facilitator waives, and says why; a request is on record', async (t) => {
  const { matchId } = await match(10);
  const id = await plan([{ matchId, planned: 10 }]);
  const entry = await entryOf(id, 'ly-ectn');
  t.equal(await refusalOf(as(donor, (tx, ctx) => waiveEntry(tx, ctx, entry.id, entry.version, { reason: 'x' }))), 'role-not-allowed');
  await as(donor, (tx, ctx) => requestEntry(tx, ctx, entry.id, entry.version, { referenceNumber: 'E-1' }));
  await as(facilitator, (tx, ctx) => waiveEntry(tx, ctx, entry.id, entry.version + 1, { reason: 'road-instead' }));
  t.strictSame(await world.eventsOf(entry.id), ['compliance-entry.derived', 'compliance-entry.requested', 'compliance-entry.waived']);
});

t.test('an authority’s no holds the goods back until it is asked again and says yes', async (t) => {
  const one = await match(10);
  const id = await packed(one);
  await classified(one);
  await met(id, ['ly-customs-exemption']);
  const asked = await entryOf(id, 'ly-customs-exemption');
  const step = async (by: Person, verb: typeof refuseEntry, input: Parameters<typeof refuseEntry>[4]) => {
    const { version } = await entryOf(id, 'ly-customs-exemption');
    await as(by, (tx, ctx) => verb(tx, ctx, asked.id, version, input));
  };
  await step(donor, refuseEntry, { reason: 'form-incomplete' });
  t.strictSame(await missing(ship(id)), ['ly-customs-exemption: refused']);
  const version = async () => (await entryOf(id, 'ly-customs-exemption')).version;
  const record = (outcome?: string) => async () => {
    const at = await version();
    await as(donor, (tx, ctx) => recordEntry(tx, ctx, asked.id, at, outcome === undefined ? {} : { outcome }));
  };
  t.equal(await refusalOf(record()()), 'invalid-field /outcome', 'a decision has an outcome');
  t.equal(await refusalOf(record('refused')()), 'reference-unknown /outcome', 'a no is not recorded as a yes');
  t.equal(await refusalOf(record('clear')()), 'reference-unknown /outcome', 'nor the outcome of another regime');
  await record('granted')();
  t.strictSame(await missing(ship(id)), ['ly-customs-exemption: unconfirmed']);
  const recorded = await version();
  await as(facilitator, (tx, ctx) => confirmEntry(tx, ctx, asked.id, recorded));
  await ship(id);
  t.equal((await world.read(id)).state, 'shipped');
});

t.test('one document serves every regime that asks for it; a regime that does not apply asks for none', async (t) => {
  const one = await match(10);
  const id = await packed(one);
  await classified(one, { dualUse: ['5A002'] });
  const certificate = await entryOf(id, CERTIFICATE);
  t.ok(certificate.askedBy.length > 1, certificate.askedBy.map(({ regime }) => regime).join(', '));
  t.ok(certificate.askedBy.every(({ citations }) => citations.length > 0));
  const record = (input: Parameters<typeof recordEntry>[4]) =>
    refusalOf(as(people.validator, (tx, ctx) => recordEntry(tx, ctx, certificate.id, certificate.version, input)));
  t.equal(await record({}), 'evidence-required /referenceNumber', 'there is no document without a number or a file');
  t.equal(await record({ outcome: 'granted', referenceNumber: 'E-1' }), 'reference-unknown /outcome');
  const elsewhere = await recordDocument(superuser, donor, { type: 'delivery', id });
  t.equal(await record({ documentId: elsewhere }), 'reference-unknown /documentId', 'a file that is attached elsewhere');
  const documentId = await recordDocument(superuser, donor, { type: 'compliance-entry', id: certificate.id });
  t.equal(await record({ documentId, issuedBy: 'Ministry of Interior' }), 'no refusal');
  t.match(await entryOf(id, CERTIFICATE), { state: 'obtained', outcome: 'issued', documentId, confirmedAt: null });

  const memo = await entryOf(id, 'document classification-memo');
  t.equal(memo.state, 'required');
  const catchAll = await entryOf(id, 'eu-dual-use-annex-i');
  await as(donor, (tx, ctx) => recordEntry(tx, ctx, catchAll.id, catchAll.version, { outcome: 'not-listed' }));
  const left = (await entriesOf(id)).find(({ documentType }) => documentType === 'export-licence');
  t.notOk(
    left?.askedBy.some(({ regime }) => regime === 'eu-dual-use-annex-i'),
    'what is not listed asks for no licence',
  );
  t.equal((await entryOf(id, 'document classification-memo')).state, 'required', 'but for the memo that says so');
});

t.test('papers that are born on the way are asked for at customs, human-rights diligence at the handover', async (t) => {
  const one = await match(10);
  const id = await plan([{ matchId: one.matchId, planned: 10 }]);
  await superuser`update deliveries set implementer_id = (select id from organisations where slug = 'unops') where id = ${id}`;
  await classified(one);
  await met(id);
  await move('pack', id);
  await ship(id);
  await move('arrive', id);
  await move('enter-customs', id);
  t.strictSame(await missing(move('release', id)), ['document bill-of-lading: required', 'document delivery-order: required']);
  for (const name of ['document bill-of-lading', 'document delivery-order']) {
    const entry = await entryOf(id, name);
    await as(donor, (tx, ctx) => recordEntry(tx, ctx, entry.id, entry.version, { referenceNumber: 'MEDU 118' }));
    await as(facilitator, (tx, ctx) => confirmEntry(tx, ctx, entry.id, entry.version + 1));
  }
  await move('release', id);
  await world.receive(id, [{ lineId: await world.lineOf(id, one.matchId), accepted: 10 }]);
  const signed = { handedOverOn: '2026-11-23', handedOverBy: 'A', takenOverBy: 'B', document: 'certificate 1' };
  t.strictSame(await missing(step(requester, id, handOverDelivery, signed)), [
    'un-hrddp: required',
    'document hrddp-risk-assessment: required',
  ]);
});

t.test('a regime may ask for training: it is not asked of whom the code of conduct has been taught', async (t) => {
  await publishRegime(world.database, 'untoc-protocols', 1, {
    validFrom: '2026-11-23',
    adoptedBy: 'Agreement on conduct, annex 2',
    appliesWhen: { not: { field: 'recipient.completed_courses', op: 'intersects', value: ['course-code-of-conduct'] } },
  });
  const one = await match(10);
  const id = await plan([{ matchId: one.matchId, planned: 10 }]);
  t.equal((await entryOf(id, 'untoc-protocols')).state, 'required');
  await superuser`
    insert into training_records (id, organisation_id, unit_id, item_type, courses, seats, completed_on, evidence, state, recorded_by, recorded_by_organisation, confirmed_by, confirmed_at, created_at)
    values (gen_random_uuid(), ${unit.organisationId}, ${unit.id}, 'course-code-of-conduct', 1, 20, '2026-10-01', 'register 4', 'confirmed',
      ${requester.userId}, ${requester.organisationId}, ${facilitator.userId}, now(), now())`;
  await classified(one);
  t.equal((await entryOf(id, 'untoc-protocols')).state, 'not-required');
});

t.test('asking again begins anew: neither the confirmation nor the validity of what ran out is carried over', async (t) => {
  const one = await match(10);
  const id = await packed(one);
  await classified(one, { militaryList: ['ML11'], parts: [{ embargoClass: 'approval', quantity: 10 }] });
  const version = async () => (await entryOf(id, APPROVAL)).version;
  const { id: entryId } = await entryOf(id, APPROVAL);
  const approved = { outcome: 'approved', referenceNumber: 'S/AC.52/2026/7', validUntil: '2026-11-30' };
  const first = await version();
  await as(donor, (tx, ctx) => recordEntry(tx, ctx, entryId, first, approved));
  await as(facilitator, (tx, ctx) => confirmEntry(tx, ctx, entryId, first + 1));
  t.equal(await as(system, expireEntries, at('2026-12-01')), 1);
  const late = await version();
  await as(donor, (tx, ctx) => requestEntry(tx, ctx, entryId, late, {}), at('2026-12-01'));
  t.match(await entryOf(id, APPROVAL), { state: 'requested', confirmedAt: null, validUntil: null, referenceNumber: null });
  await as(donor, (tx, ctx) => startSilence(tx, ctx, entryId, late + 1, { referenceNumber: 'S/AC.52/2026/9' }), at('2026-12-01'));
  t.equal(await as(system, elapseSilences, at('2026-12-14')), 1);
  t.match(await entryOf(id, APPROVAL), { state: 'obtained', confirmedAt: null, validUntil: null, referenceNumber: 'S/AC.52/2026/9' });
});

t.test('the number under which an authority was asked stays when its answer is recorded without one', async (t) => {
  const id = await plan([{ matchId: (await match(10)).matchId, planned: 10 }]);
  const entry = await entryOf(id, 'ly-customs-exemption');
  await as(donor, (tx, ctx) => requestEntry(tx, ctx, entry.id, entry.version, { referenceNumber: 'NV-118/2026' }));
  await as(donor, (tx, ctx) => recordEntry(tx, ctx, entry.id, entry.version + 1, { outcome: 'granted' }));
  t.match(await entryOf(id, 'ly-customs-exemption'), { state: 'obtained', referenceNumber: 'NV-118/2026' });
});

t.test('the database holds the gate too: no delivery is cleared or leaves while something that it needs is open', async (t) => {
  const waiting = await plan([{ matchId: (await match(10)).matchId, planned: 10 }]);
  await t.rejects(superuser`update deliveries set state = 'cleared' where id = ${waiting}`, /gate/u);
  const ready = await packed(await match(10));
  await t.rejects(superuser`update deliveries set state = 'shipped' where id = ${ready}`, /gate/u);
  const [entry] = await entriesOf(ready);
  await t.rejects(
    superuser`update compliance_entries set state = 'obtained', outcome = 'granted', recorded_by = ${donor.userId},
      recorded_by_organisation = ${donor.organisationId}, recorded_at = now(), confirmed_at = now()
      where id = ${must(entry, 'an entry').id}`,
    /confirmed_by_somebody/u,
  );
});

t.test('what is missing is told in the reader’s words', async (t) => {
  const { matchId } = await match(10);
  const id = await plan([{ matchId, planned: 10 }], { milestones: [{ milestone: 'shipped', plannedOn: '2026-12-02' }] });
  await as(system, warnOfClearance);
  const told = await superuser<{ detail: Record<string, string> }[]>`
    select detail from obstacles join obstacle_blocks on obstacle_id = obstacles.id where delivery_id = ${id}`;
  t.ok(told.length > 0);
  for (const { detail } of told) {
    t.strictSame(Object.keys(detail).sort(), ['ar', 'en', 'fr', 'it']);
    t.notMatch(detail['en'], /ly-customs-exemption|check-needed/u, 'names and words, no codes');
  }
});

t.test('a regime is in force on the last day of its version, and not a day longer', async (t) => {
  const { id } = await world.as(facilitator, async (tx) => {
    const [latest] = await tx.execute<{ id: number }>(sql`select max(version)::int as id from regime_versions where regime = 'ly-ectn'`);
    return must(latest, 'the regime is known');
  });
  await publishRegime(world.database, 'ly-ectn', id, { validFrom: '2026-11-23', validUntil: '2026-11-23', adoptedBy: 'Decree 12' });
  const isInForce = async (on: string) =>
    (await world.as(facilitator, (tx) => selectRegimesInForce(tx, on))).some(({ regime }) => regime === 'ly-ectn');
  t.ok(await isInForce('2026-11-23'), 'today is its last day');
  t.notOk(await isInForce('2026-11-24'), 'tomorrow is none');
});
