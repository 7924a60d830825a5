import type { ComplianceEntryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type ActorContext, organisationOf, roleOf, userOf } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { addWorkingDays } from '../../calendars/domain/working-calendar.ts';
import { readCalendars } from '../../calendars/index.ts';
import { requireDocument } from '../../documents/index.ts';
import type { CorrectEntry, Papers, RecordEntry, RefuseEntry, RequestEntry, StartSilence, WaiveEntry } from '../contract.ts';
import { DECIDED_ELSEWHERE, DOCUMENT_OUTCOME, POSITIVE_OUTCOMES, SILENCE_DAYS } from '../domain/entry.ts';
import { refusalOfConfirming, refusalOfCorrecting, refusalOfRecording } from '../domain/hands.ts';
import { refusalOfWaiving } from '../domain/waiving.ts';
import { selectLatestFile } from '../file-queries.ts';
import { selectRegimeVersions } from '../regime-version-queries.ts';
import { complianceFiles } from '../tables.ts';
import { deriveDocuments } from './derive-entries.ts';
import { type EntryRecord, stepEntry, beginEntryStep } from './change-entry.ts';
import { findOpenCorrection, valuesOf } from './keep-correction.ts';
import { todayOfPaper } from '../../reference/index.ts';

/** What is left of an earlier answer when the authority is asked again: nothing. */
const ANEW = {
  outcome: null,
  reason: null,
  validFrom: null,
  validUntil: null,
  confirmedBy: null,
  confirmedById: null,
  confirmedAt: null,
} as const;

/** Whoever records something now; whoever has confirmed what was there before has not confirmed this. */
const recordedNow = (ctx: ActorContext) => ({
  recordedBy: userOf(ctx),
  recordedById: organisationOf(ctx),
  recordedByRole: roleOf(ctx),
  recordedAt: ctx.now,
  confirmedBy: null,
  confirmedById: null,
  confirmedAt: null,
});

/** The authority has been asked. */
export async function requestEntry(tx: Tx, ctx: ActorContext, id: ComplianceEntryId, version: number, input: RequestEntry): Promise<void> {
  const { referenceNumber, evidence, documentId, finding, ...rest } = input;
  nothingLeft(rest);
  const entry = await beginEntryStep(tx, ctx, id, version, 'request');
  refuseWhereDecidedElsewhere(entry);
  const file = await fileAway(tx, ctx, entry, { referenceNumber, evidence, documentId, finding });
  await stepEntry(tx, ctx, entry, { event: 'request', action: 'compliance-entry.requested', set: { ...ANEW, ...file } });
}

/** The Committee has been notified: if it says nothing for five of its working days, its silence is its answer. */
export async function startSilence(tx: Tx, ctx: ActorContext, id: ComplianceEntryId, version: number, input: StartSilence): Promise<void> {
  const { on: day, referenceNumber, evidence, documentId, finding, ...rest } = input;
  nothingLeft(rest);
  const entry = await beginEntryStep(tx, ctx, id, version, 'start-silence');
  const today = await todayOfPaper(tx, ctx, entry);
  const started = day ?? today;
  if (!(await regimeOf(tx, entry))?.documents.includes('committee-notification-letter')) throw new Refusal('no-silence-procedure');
  if (started > today) throw refuseField('date-order', '/on', 'in-the-future');
  const calendar = (await readCalendars(tx))('un');
  await stepEntry(tx, ctx, entry, {
    event: 'start-silence',
    action: 'compliance-entry.silence-started',
    set: {
      ...ANEW,
      ...(await fileAway(tx, ctx, entry, { referenceNumber, evidence, documentId, finding })),
      silenceStartedOn: started,
      silenceEndsOn: addWorkingDays(calendar, started, SILENCE_DAYS),
      ...recordedNow(ctx),
    },
  });
}

/** A negative decision ends the silence. */
export async function objectToEntry(tx: Tx, ctx: ActorContext, id: ComplianceEntryId, version: number, input: RefuseEntry): Promise<void> {
  const { reason, ...rest } = input;
  nothingLeft(rest);
  const entry = await beginEntryStep(tx, ctx, id, version, 'object');
  await stepEntry(tx, ctx, entry, {
    event: 'object',
    action: 'compliance-entry.refused',
    set: { outcome: 'refused', ...recordedNow(ctx) },
    reason,
  });
}

/**
 * A positive decision or a document is here, as the side whose part it is says; it counts once another side has confirmed it, and until then
 * may be recorded anew.
 */
export async function recordEntry(tx: Tx, ctx: ActorContext, id: ComplianceEntryId, version: number, input: RecordEntry): Promise<void> {
  const entry = await beginEntryStep(tx, ctx, id, version, 'record');
  throwWhere(refusalOfRecording(entry, ctx.actor.role));
  const corrected = await findOpenCorrection(tx, entry);
  await recordAnew(tx, ctx, entry, input, { event: 'record', action: 'compliance-entry.recorded', corrected });
}

/**
 * What was confirmed turns out to be wrong: it is recorded anew, with the reason, and confirmed by the other side again. While that waits the
 * gate refuses: what its own side says is wrong lets nothing leave. Both values stay on record (correction-tables.ts).
 */
export async function correctEntry(tx: Tx, ctx: ActorContext, id: ComplianceEntryId, version: number, input: CorrectEntry): Promise<void> {
  const { reason, outcome, issuedBy, validFrom, validUntil, referenceNumber, evidence, documentId, finding, ...rest } = input;
  nothingLeft(rest);
  const right = { outcome, issuedBy, validFrom, validUntil, referenceNumber, evidence, documentId, finding };
  const entry = await beginEntryStep(tx, ctx, id, version, 'correct');
  throwWhere(refusalOfCorrecting(entry, ctx.actor.role));
  const before = await valuesOf(tx, entry);
  await recordAnew(tx, ctx, entry, right, {
    event: 'correct',
    action: 'compliance-entry.corrected',
    reason,
    corrected: { before, reason },
  });
}

/** Who may only confirm may also refuse to, and says why: it goes back to the side whose part it is, which records it anew. */
export async function refuseConfirmation(
  tx: Tx,
  ctx: ActorContext,
  id: ComplianceEntryId,
  version: number,
  input: RefuseEntry,
): Promise<void> {
  const { reason, ...rest } = input;
  nothingLeft(rest);
  const entry = await beginEntryStep(tx, ctx, id, version, 'refuse-confirmation');
  if (ctx.actor.kind !== 'system') throwWhere(refusalOfConfirming(entry, ctx.actor));
  await stepEntry(tx, ctx, entry, {
    event: 'refuse-confirmation',
    action: 'compliance-entry.confirmation-refused',
    set: {
      ...ANEW,
      ...(entry.restricted ? {} : { referenceNumber: null, evidence: null, evidenceDocumentId: null }),
      reason: await keepReason(tx, ctx, entry, reason),
      recordedBy: null,
      recordedById: null,
      recordedByRole: null,
      recordedAt: null,
    },
    reason,
  });
  if (entry.kind === 'decision') await deriveDocuments(tx, ctx, entry.deliveryId);
}

/** What a recording or a correction writes. */
async function recordAnew(
  tx: Tx,
  ctx: ActorContext,
  entry: EntryRecord,
  input: RecordEntry,
  step: Omit<Parameters<typeof stepEntry>[3], 'set'>,
): Promise<void> {
  const { outcome, issuedBy, validFrom = null, validUntil = null, referenceNumber, evidence, documentId, finding, ...rest } = input;
  nothingLeft(rest);
  refuseWhereDecidedElsewhere(entry);
  const reached = await requireOutcome(tx, entry, outcome);
  if (validFrom !== null && validUntil !== null && validFrom > validUntil) throw refuseField('date-order', '/validUntil');
  await stepEntry(tx, ctx, entry, {
    ...step,
    set: {
      ...(await fileAway(tx, ctx, entry, { referenceNumber, evidence, documentId, finding }, { isProof: entry.kind === 'document' })),
      outcome: reached,
      issuedBy: issuedBy ?? entry.issuedBy,
      validFrom,
      validUntil,
      reason: toldReason(entry, step.reason),
      ...recordedNow(ctx),
    },
  });
  if (entry.kind === 'decision') await deriveDocuments(tx, ctx, entry.deliveryId);
}

/** The authority has said no. It needs no second person: a refusal lets nothing pass. */
export async function refuseEntry(tx: Tx, ctx: ActorContext, id: ComplianceEntryId, version: number, input: RefuseEntry): Promise<void> {
  const { reason, ...rest } = input;
  nothingLeft(rest);
  const entry = await beginEntryStep(tx, ctx, id, version, 'refuse');
  refuseWhereDecidedElsewhere(entry);
  await stepEntry(tx, ctx, entry, {
    event: 'refuse',
    action: 'compliance-entry.refused',
    set: { outcome: 'refused', ...recordedNow(ctx) },
    reason,
  });
}

/** A facilitator lets it pass without, and says why, where it may be waived at all; the second person is needed all the same. */
export async function waiveEntry(tx: Tx, ctx: ActorContext, id: ComplianceEntryId, version: number, input: WaiveEntry): Promise<void> {
  const { reason, validUntil = null, ...rest } = input;
  nothingLeft(rest);
  const entry = await beginEntryStep(tx, ctx, id, version, 'waive');
  throwWhere(refusalOfWaiving(entry));
  await stepEntry(tx, ctx, entry, {
    event: 'waive',
    action: 'compliance-entry.waived',
    set: {
      reason: await keepReason(tx, ctx, entry, reason),
      outcome: null,
      validFrom: null,
      validUntil,
      ...recordedNow(ctx),
    },
    reason,
  });
  if (entry.kind === 'decision') await deriveDocuments(tx, ctx, entry.deliveryId);
}

/** The version of the regime that a decision is made under; a document is of no one regime. */
const regimeOf = async (tx: Tx, { kind, askedBy }: EntryRecord) =>
  kind === 'decision' ? (await selectRegimeVersions(tx, askedBy))[0] : undefined;

/** A decision comes to one of the positive outcomes of its regime; a document is issued. */
async function requireOutcome(tx: Tx, entry: EntryRecord, outcome: string | undefined): Promise<string> {
  if (entry.kind === 'document') {
    if (outcome !== undefined && outcome !== DOCUMENT_OUTCOME) throw refuseField('reference-unknown', '/outcome');
    return DOCUMENT_OUTCOME;
  }
  if (outcome === undefined) throw refuseField('invalid-field', '/outcome', 'missing');
  const possible = (await regimeOf(tx, entry))?.content.outcomes ?? [];
  if (!POSITIVE_OUTCOMES.includes(outcome) || !possible.includes(outcome)) throw refuseField('reference-unknown', '/outcome');
  return outcome;
}

/** Where the partnership itself or the recipients decide, nobody else enters it. */
function refuseWhereDecidedElsewhere({ regime }: EntryRecord): void {
  if (regime !== null && DECIDED_ELSEWHERE.includes(regime)) throw new Refusal('decided-elsewhere', { facts: { regime } });
}

type FiledPapers = Pick<typeof complianceFiles.$inferInsert, 'referenceNumber' | 'evidence' | 'evidenceDocumentId'>;

/** The number and the evidence of an entry; of a human-rights file they go where only the designated look. */
async function fileAway(
  tx: Tx,
  ctx: ActorContext,
  entry: EntryRecord,
  { referenceNumber, evidence, documentId, finding, ...rest }: Papers,
  { isProof = false }: { isProof?: boolean } = {},
): Promise<FiledPapers> {
  nothingLeft(rest);
  if (finding !== undefined && !entry.restricted) throw refuseField('invalid-field', '/finding', 'not-kept-here');
  const subject = { type: 'compliance-entry', id: entry.id } as const;
  if (documentId !== undefined) {
    await requireDocument(tx, documentId, subject, '/documentId', entry.restricted ? 'human-rights' : undefined);
  }
  // The answer to a question is told under its number; whatever begins anew has none yet.
  const known = entry.state === 'requested' ? await papersOf(tx, entry) : undefined;
  const papers: FiledPapers = {
    referenceNumber: referenceNumber ?? known?.referenceNumber ?? null,
    evidence: evidence ?? known?.evidence ?? null,
    evidenceDocumentId: documentId ?? known?.evidenceDocumentId ?? null,
  };
  const isEmpty = Object.values(papers).every((paper) => paper === null);
  if (isProof && isEmpty) throw refuseField('evidence-required', '/referenceNumber', 'missing');
  if (!entry.restricted) return papers;
  await tx.insert(complianceFiles).values({
    ...papers,
    id: newId<'compliance-file'>(),
    entryId: entry.id,
    finding: finding ?? null,
    writtenBy: userOf(ctx),
    createdAt: ctx.now,
  });
  return {};
}

/** What has been filed of an entry so far. */
async function papersOf(tx: Tx, entry: EntryRecord): Promise<FiledPapers | undefined> {
  return entry.restricted ? selectLatestFile(tx, entry.id) : entry;
}

/** What an entry says instead of a reason that only those are told whom its file is open to. */
const IN_THE_FILE = 'in-the-file';

/** Why it was corrected, as far as the entry says so; the correction says it to whom its file is open to. */
function toldReason({ restricted }: EntryRecord, reason: string | undefined): string | null {
  if (reason === undefined) return null;
  return restricted ? IN_THE_FILE : reason;
}

/** A reason; of a human-rights file it is written into it. */
async function keepReason(tx: Tx, ctx: ActorContext, entry: EntryRecord, reason: string): Promise<string> {
  if (!entry.restricted) return reason;
  await fileAway(tx, ctx, entry, { finding: { en: reason } });
  return IN_THE_FILE;
}
