import { and, eq, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import { canonicalJson } from '../../../kernel/canonical-json.ts';
import type { CorrectionState } from '../../../kernel/correction.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import { type ActorContext, organisationOf, userOf } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { entryCorrections } from '../correction-tables.ts';
import type { EntryEvent } from '../domain/entry.ts';
import type { EntryValues } from '../domain/entry-values.ts';
import { selectLatestFile } from '../file-queries.ts';
import type { EntryRecord } from './change-entry.ts';

/** What an entry is corrected from, and why. */
export interface Corrected {
  readonly before: EntryValues;
  readonly reason: string;
}

/** What stands recorded of an entry; of a human-rights file in its latest papers. */
export async function valuesOf(tx: Tx, entry: EntryRecord): Promise<EntryValues> {
  const { state, outcome, issuedBy, validFrom, validUntil } = entry;
  const file = entry.restricted ? await selectLatestFile(tx, entry.id) : undefined;
  const papers = entry.restricted ? file : entry;
  return {
    state,
    outcome,
    issuedBy,
    referenceNumber: papers?.referenceNumber ?? null,
    evidence: papers?.evidence ?? null,
    documentId: papers?.evidenceDocumentId ?? null,
    validFrom,
    validUntil,
    finding: file?.finding ?? null,
  };
}

/** What the correction that waits for the other side puts right, where one does: recorded anew, the entry is corrected from the same. */
export async function findOpenCorrection(tx: Tx, { id }: EntryRecord): Promise<Corrected | null> {
  const [open] = await tx
    .select({ before: entryCorrections.before, reason: entryCorrections.reason })
    .from(entryCorrections)
    .where(and(eq(entryCorrections.entryId, id), eq(entryCorrections.state, 'proposed')));
  return open ?? null;
}

/**
 * Keeps both values of a corrected entry, why and by whom; it waits for the other side. What puts nothing right is no correction: that is refused,
 * or where it was recorded anew, takes back the one that waited.
 */
export async function keepCorrection(
  tx: Tx,
  ctx: ActorContext,
  entry: EntryRecord,
  { event, before, reason }: Corrected & { readonly event: EntryEvent },
): Promise<void> {
  const after = await valuesOf(tx, entry);
  if (canonicalJson(before) === canonicalJson(after)) {
    if (event === 'correct') throw refuseField('invalid-field', '', 'nothing-to-put-right');
    return;
  }
  const { actor } = ctx;
  if (actor.kind === 'system') throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: [] } });
  await tx.insert(entryCorrections).values({
    id: newId<'correction'>(),
    entryId: entry.id,
    deliveryId: entry.deliveryId,
    restricted: entry.restricted,
    before,
    after,
    reason,
    state: 'proposed',
    proposedBy: actor.userId,
    proposedByOrganisationId: actor.organisationId,
    proposedByRole: actor.role,
    createdAt: ctx.now,
  });
}

/** What a step of the entry makes of a correction that waits; any other leaves nothing to agree to. */
const SETTLES: Partial<Record<EntryEvent, CorrectionState>> = { confirm: 'in-force', 'refuse-confirmation': 'refused' };

/** What becomes of a correction that waits: the other side confirms or refuses it, or the entry is recorded anew or runs out before that. */
export async function settleCorrection(
  tx: Tx,
  ctx: ActorContext,
  { id }: EntryRecord,
  { event, reason }: { readonly event: EntryEvent; readonly reason?: string | undefined },
): Promise<void> {
  const state = SETTLES[event] ?? 'withdrawn';
  await tx
    .update(entryCorrections)
    .set({
      state,
      decidedBy: userOf(ctx),
      decidedByOrganisationId: organisationOf(ctx),
      decidedAt: ctx.now,
      decisionReason: state === 'refused' ? must(reason, 'who refuses says why') : null,
      version: sql`${entryCorrections.version} + 1`,
    })
    .where(and(eq(entryCorrections.entryId, id), eq(entryCorrections.state, 'proposed')));
}
