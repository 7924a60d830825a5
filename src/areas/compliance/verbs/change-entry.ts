import { and, eq, sql } from 'drizzle-orm';
import type { ComplianceEntryId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import { nextState } from '../../../kernel/transition.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { ENTRY_RIGHTS, ENTRY_TRANSITIONS, type EntryEvent } from '../domain/entry.ts';
import { complianceEntries } from '../tables.ts';

export const entryColumns = {
  id: complianceEntries.id,
  reference: complianceEntries.reference,
  matchId: complianceEntries.matchId,
  organisationId: complianceEntries.organisationId,
  unitId: complianceEntries.unitId,
  donorId: complianceEntries.donorId,
  regime: complianceEntries.regime,
  regimeVersionId: complianceEntries.regimeVersionId,
  document: complianceEntries.document,
  confidential: complianceEntries.confidential,
  state: complianceEntries.state,
  ownerId: complianceEntries.ownerId,
  authorityId: complianceEntries.authorityId,
  requestedOn: complianceEntries.requestedOn,
  silenceFrom: complianceEntries.silenceFrom,
  silenceEndsOn: complianceEntries.silenceEndsOn,
  outcome: complianceEntries.outcome,
  issuedBy: complianceEntries.issuedBy,
  issuedNumber: complianceEntries.issuedNumber,
  validFrom: complianceEntries.validFrom,
  validUntil: complianceEntries.validUntil,
  readiness: complianceEntries.readiness,
  documentId: complianceEntries.documentId,
  stateReason: complianceEntries.stateReason,
  recordedBy: complianceEntries.recordedBy,
  recordedAt: complianceEntries.recordedAt,
  confirmedBy: complianceEntries.confirmedBy,
  confirmedAt: complianceEntries.confirmedAt,
  version: complianceEntries.version,
};
export type EntryRecord = Pick<typeof complianceEntries.$inferSelect, keyof typeof entryColumns>;

/** Refuses whoever the rights don't name; the policies decide whose entries they are. What happens by itself is the system's. */
export function checkEntryRight(act: Act, event: EntryEvent): void {
  const { role } = act.actor;
  const named: readonly ActingRole[] = ENTRY_RIGHTS[event];
  const allowed = role === 'system' || named.includes(role);
  if (!allowed) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
}

/** Locked until the transaction ends. One that the reader may not see, such as a confidential one, is not found. */
export async function lockEntry(tx: Tx, id: ComplianceEntryId, version: number | null): Promise<EntryRecord> {
  const [entry] = await tx.select(entryColumns).from(complianceEntries).where(eq(complianceEntries.id, id)).for('no key update');
  if (!entry) throw new Refusal('not-found');
  if (version !== null && entry.version !== version) throw new Refusal('stale-version', { facts: { version: entry.version } });
  return entry;
}

/** Right, lock, and whether the entry accepts it now, in this order. */
export async function takeUp(tx: Tx, act: Act, id: ComplianceEntryId, version: number | null, event: EntryEvent): Promise<EntryRecord> {
  checkEntryRight(act, event);
  const entry = await lockEntry(tx, id, version);
  nextState(ENTRY_TRANSITIONS, entry.state, event);
  return entry;
}

export interface EntryStep {
  readonly event: EntryEvent;
  readonly action: `compliance.${string}`;
  readonly set?: Partial<typeof complianceEntries.$inferInsert>;
  readonly reason?: string | undefined;
}

/** Moves a locked entry and writes the event. A confidential one tells nobody but those who oversee that it moved. */
export async function stepEntry(tx: Tx, act: Act, before: EntryRecord, step: EntryStep): Promise<EntryRecord> {
  const state = nextState(ENTRY_TRANSITIONS, before.state, step.event);
  const [after] = await tx
    .update(complianceEntries)
    .set({ ...step.set, state, stateReason: step.reason ?? null, version: sql`${complianceEntries.version} + 1` })
    .where(and(eq(complianceEntries.id, before.id), eq(complianceEntries.version, before.version)))
    .returning(entryColumns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, act, {
    action: step.action,
    subject: { type: 'compliance-entry', id: before.id },
    before: before.confidential ? null : before,
    after: before.confidential ? { state } : after,
    reason: before.confidential ? null : (step.reason ?? null),
    parties: before.confidential ? [] : [before.donorId, before.organisationId],
  });
  return after;
}
