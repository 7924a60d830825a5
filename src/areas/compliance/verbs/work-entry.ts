import { and, asc, eq, lt } from 'drizzle-orm';
import type { ComplianceEntryId } from '../../../kernel/id.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { addWorkingDays, calendarOfParty } from '../../calendars/domain/working-calendar.ts';
import { readCalendars } from '../../calendars/index.ts';
import type { BeginSilence, RecordEntry, RequestEntry } from '../contract.ts';
import { isReady, READINESS_REGIME, SILENCE_WORKING_DAYS } from '../domain/entry.ts';
import { findAuthorityParty, findRegimeContent } from '../regime-queries.ts';
import { complianceEntries } from '../tables.ts';
import { type EntryRecord, stepEntry, takeUp } from './change-entry.ts';

/** What people do with one entry of a checklist. */

/** It has been asked for, of whom and when. */
export async function requestEntry(tx: Tx, act: Act, id: ComplianceEntryId, version: number, input: RequestEntry): Promise<void> {
  const entry = await takeUp(tx, act, id, version, 'request');
  const requestedOn = input.on ?? dayOf(act.now);
  if (requestedOn > dayOf(act.now)) throw refuseField('date-order', '/on', 'in-the-future');
  await stepEntry(tx, act, entry, {
    event: 'request',
    action: 'compliance.requested',
    set: { requestedOn, authorityId: input.authorityId ?? entry.authorityId, issuedNumber: input.number ?? null },
  });
}

/**
 * The authority has been notified, and its silence will be consent: five of its own working days without a negative decision
 * (resolution 1970 (2011), the Committee's guidelines; regimes.json, durations with a source).
 */
export async function beginSilence(tx: Tx, act: Act, id: ComplianceEntryId, version: number, input: BeginSilence): Promise<void> {
  const entry = await takeUp(tx, act, id, version, 'begin-silence');
  const from = input.from ?? dayOf(act.now);
  if (from > dayOf(act.now)) throw refuseField('date-order', '/from', 'in-the-future');
  const party = entry.authorityId === null ? null : await findAuthorityParty(tx, entry.authorityId);
  if (party === null) throw refuseField('reference-unknown', '/from', 'missing');
  const calendar = (await readCalendars(tx))(calendarOfParty(party));
  await stepEntry(tx, act, entry, {
    event: 'begin-silence',
    action: 'compliance.silence-begun',
    set: { silenceFrom: from, silenceEndsOn: addWorkingDays(calendar, from, SILENCE_WORKING_DAYS) },
  });
}

/** The timer: silences that ended yesterday or before are consents, which a person has yet to confirm. Answers how many were. */
export async function elapseSilences(tx: Tx, act: Act): Promise<number> {
  const due = await tx
    .select({ id: complianceEntries.id })
    .from(complianceEntries)
    .where(and(eq(complianceEntries.state, 'in-silence'), lt(complianceEntries.silenceEndsOn, dayOf(act.now))))
    .orderBy(asc(complianceEntries.id))
    .limit(200)
    .for('no key update', { skipLocked: true });
  for (const { id } of due) {
    const entry = await takeUp(tx, act, id, null, 'elapse');
    await stepEntry(tx, act, entry, {
      event: 'elapse',
      action: 'compliance.silence-elapsed',
      set: { outcome: 'approved', issuedBy: 'silence-procedure', validFrom: entry.silenceEndsOn, recordedAt: act.now, recordedBy: null },
    });
  }
  return due.length;
}

/** What was obtained: by whom issued, under which number, valid from and until, and the document that shows it. Another confirms it. */
export async function recordEntry(tx: Tx, act: Act, id: ComplianceEntryId, version: number | null, input: RecordEntry): Promise<void> {
  const entry = await takeUp(tx, act, id, version, 'record');
  const regime = await findRegimeContent(tx, entry.regimeVersionId);
  if (!regime.outcomes.includes(input.outcome)) throw refuseField('reference-unknown', '/outcome');
  if (input.validFrom !== undefined && input.validUntil !== undefined && input.validUntil < input.validFrom) {
    throw refuseField('date-order', '/validUntil', 'before-valid-from');
  }
  checkReadiness(act, entry, input);
  await stepEntry(tx, act, entry, {
    event: 'record',
    action: 'compliance.recorded',
    set: {
      outcome: input.outcome,
      issuedBy: input.issuedBy,
      issuedNumber: input.number ?? entry.issuedNumber,
      validFrom: input.validFrom ?? null,
      validUntil: input.validUntil ?? null,
      readiness: input.readiness ?? null,
      documentId: input.documentId ?? entry.documentId,
      recordedBy: act.actor.kind === 'system' ? null : act.actor.userId,
      recordedAt: act.now,
      confirmedBy: null,
      confirmedAt: null,
    },
  });
}

/** Readiness is for the recipient to state, point by point, and it is ready only where every point is. */
function checkReadiness(act: Act, entry: EntryRecord, { readiness, outcome }: RecordEntry): void {
  if (entry.regime !== READINESS_REGIME) {
    if (readiness !== undefined) throw refuseField('invalid-field', '/readiness', 'not-for-this');
    return;
  }
  const { role } = act.actor;
  if (role === 'donor') throw new Refusal('role-not-allowed', { facts: { role, allowed: ['requester', 'validator'] } });
  if (readiness === undefined) throw refuseField('invalid-field', '/readiness', 'missing');
  if ((outcome === 'ready') !== isReady(readiness)) throw refuseField('invalid-field', '/outcome', 'readiness-says-otherwise');
}

/** The authority said no; a negative decision ends a silence at once. */
export async function refuseEntry(tx: Tx, act: Act, id: ComplianceEntryId, version: number, reason: string): Promise<void> {
  const entry = await takeUp(tx, act, id, version, 'refuse');
  await stepEntry(tx, act, entry, {
    event: 'refuse',
    action: 'compliance.refused',
    reason,
    set: { outcome: 'refused', silenceFrom: null, silenceEndsOn: null, recordedAt: act.now },
  });
}

/** A second person has looked at what was recorded; never the one who recorded it, which the database holds too. */
export async function confirmEntry(tx: Tx, act: Act, id: ComplianceEntryId, version: number | null): Promise<EntryRecord> {
  const entry = await takeUp(tx, act, id, version, 'confirm');
  const userId = act.actor.kind === 'system' ? null : act.actor.userId;
  if (userId !== null && userId === entry.recordedBy) throw new Refusal('recorder-may-not-confirm');
  return stepEntry(tx, act, entry, {
    event: 'confirm',
    action: 'compliance.confirmed',
    set: { confirmedBy: userId, confirmedAt: act.now },
  });
}

/** What was recorded is not what it should be. */
export async function sendBackEntry(tx: Tx, act: Act, id: ComplianceEntryId, version: number, reason: string): Promise<void> {
  const entry = await takeUp(tx, act, id, version, 'send-back');
  await stepEntry(tx, act, entry, { event: 'send-back', action: 'compliance.sent-back', reason, set: EMPTY });
}

/** A decision that was confirmed no longer holds: withdrawn by its issuer, or found wrong. */
export async function withdrawEntry(tx: Tx, act: Act, id: ComplianceEntryId, version: number, reason: string): Promise<void> {
  const entry = await takeUp(tx, act, id, version, 'withdraw');
  await stepEntry(tx, act, entry, { event: 'withdraw', action: 'compliance.withdrawn', reason, set: EMPTY });
}

/** The events keep what stood there. */
const EMPTY = {
  outcome: null,
  issuedBy: null,
  issuedNumber: null,
  validFrom: null,
  validUntil: null,
  readiness: null,
  recordedBy: null,
  recordedAt: null,
  confirmedBy: null,
  confirmedAt: null,
} as const;
