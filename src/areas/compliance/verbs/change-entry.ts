import { and, eq, sql } from 'drizzle-orm';
import type { ComplianceEntryId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { isDesignated } from '../../identity/index.ts';
import { selectParties } from '../delivery-queries.ts';
import {
  ENTRY_RIGHTS,
  ENTRY_TRANSITIONS,
  type EntryAction,
  type EntryEvent,
  EXCLUDED,
  mayActOnEntry,
  spanThatRanOut,
} from '../domain/entry.ts';
import { complianceEntries } from '../tables.ts';
import { type Corrected, keepCorrection, settleCorrection } from './keep-correction.ts';

export const entryColumns = {
  id: complianceEntries.id,
  reference: complianceEntries.reference,
  deliveryId: complianceEntries.deliveryId,
  kind: complianceEntries.kind,
  regime: complianceEntries.regime,
  documentType: complianceEntries.documentType,
  askedBy: complianceEntries.askedBy,
  ownerRole: complianceEntries.ownerRole,
  ownerId: complianceEntries.ownerId,
  state: complianceEntries.state,
  neededFor: complianceEntries.neededFor,
  restricted: complianceEntries.restricted,
  unknownFields: complianceEntries.unknownFields,
  issuedBy: complianceEntries.issuedBy,
  referenceNumber: complianceEntries.referenceNumber,
  outcome: complianceEntries.outcome,
  evidence: complianceEntries.evidence,
  evidenceDocumentId: complianceEntries.evidenceDocumentId,
  reason: complianceEntries.reason,
  validFrom: complianceEntries.validFrom,
  validUntil: complianceEntries.validUntil,
  heldBefore: complianceEntries.heldBefore,
  silenceStartedOn: complianceEntries.silenceStartedOn,
  silenceEndsOn: complianceEntries.silenceEndsOn,
  recordedBy: complianceEntries.recordedBy,
  recordedById: complianceEntries.recordedById,
  recordedByRole: complianceEntries.recordedByRole,
  recordedAt: complianceEntries.recordedAt,
  confirmedBy: complianceEntries.confirmedBy,
  confirmedById: complianceEntries.confirmedById,
  confirmedAt: complianceEntries.confirmedAt,
  version: complianceEntries.version,
};
export type EntryRecord = Pick<typeof complianceEntries.$inferSelect, keyof typeof entryColumns>;

/** What every step begins with: may this actor, is it still the one that was read, and is the file open to them? */
export async function beginEntryStep(
  tx: Tx,
  ctx: ActorContext,
  id: ComplianceEntryId,
  version: number,
  action: EntryAction,
): Promise<EntryRecord> {
  const { role } = ctx.actor;
  if (!mayActOnEntry(action, role)) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...ENTRY_RIGHTS[action]] } });
  const [entry] = await tx.select(entryColumns).from(complianceEntries).where(eq(complianceEntries.id, id));
  if (!entry) throw new Refusal('not-found');
  if (entry.restricted && !(await isDesignated(tx))) throw new Refusal('designation-required');
  if (entry.outcome === EXCLUDED) throw new Refusal('item-excluded');
  // The policies of change let nobody lock what they may not change, so the lock comes after the question.
  const [locked] = await tx.select(entryColumns).from(complianceEntries).where(eq(complianceEntries.id, id)).for('no key update');
  if (!locked) throw new Refusal('not-found');
  if (locked.version !== version) throw new Refusal('stale-version', { facts: { version: locked.version } });
  return locked;
}

/** Moves a locked entry, and writes the event for donor and recipients. */
export async function stepEntry(
  tx: Tx,
  ctx: ActorContext,
  entry: EntryRecord,
  step: {
    readonly event: EntryEvent;
    readonly action: ActionOn<'compliance-entry'>;
    readonly set?: Partial<typeof complianceEntries.$inferInsert>;
    readonly reason?: string | undefined;
    /** What it puts right of what was confirmed. */
    readonly corrected?: Corrected | null;
  },
): Promise<EntryRecord> {
  const state = nextState(ENTRY_TRANSITIONS, entry.state, step.event);
  // What left while it was held is recorded by what was held then, also once it has been asked for anew.
  const ranOut = spanThatRanOut({ ...entry, isConfirmed: entry.confirmedAt !== null });
  const [after] = await tx
    .update(complianceEntries)
    .set({
      ...step.set,
      ...(ranOut === null ? {} : { heldBefore: [...entry.heldBefore, ranOut] }),
      state,
      version: sql`${complianceEntries.version} + 1`,
    })
    .where(and(eq(complianceEntries.id, entry.id), eq(complianceEntries.version, entry.version)))
    .returning(entryColumns);
  if (!after) throw new Refusal('stale-version');
  if (entry.state === 'obtained' && entry.confirmedAt === null) await settleCorrection(tx, ctx, entry, step);
  if (step.corrected) await keepCorrection(tx, ctx, after, { ...step.corrected, event: step.event });
  await recordEvent(tx, ctx, {
    action: step.action,
    subject: { type: 'compliance-entry', id: entry.id },
    // What is said of a human-rights file stays in it.
    note: entry.restricted ? null : (step.reason ?? null),
    parties: await asConsequence(tx, ctx, 'compliance-parties', () => selectParties(tx, entry.deliveryId)),
  });
  return after;
}
