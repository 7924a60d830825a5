import { and, eq, sql } from 'drizzle-orm';
import type { OrganisationId, PartnershipId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import type { Why } from '../../../kernel/reason.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { PARTNERSHIP_RIGHTS } from '../domain/partnership.ts';
import { partnerships } from '../tables.ts';

export const partnershipColumns = {
  id: partnerships.id,
  reference: partnerships.reference,
  signedReference: partnerships.signedReference,
  documentId: partnerships.documentId,
  donorId: partnerships.donorId,
  recipientId: partnerships.recipientId,
  facilitatorId: partnerships.facilitatorId,
  kind: partnerships.kind,
  title: partnerships.title,
  state: partnerships.state,
  conditions: partnerships.conditions,
  conditionsInWords: partnerships.conditionsInWords,
  ceilingAmount: partnerships.ceilingAmount,
  ceilingCurrency: partnerships.ceilingCurrency,
  donorSignedAt: partnerships.donorSignedAt,
  recipientSignedAt: partnerships.recipientSignedAt,
  validFrom: partnerships.validFrom,
  validUntil: partnerships.validUntil,
  endSignedOn: partnerships.endSignedOn,
  endedById: partnerships.endedById,
  version: partnerships.version,
};
export type LockedPartnership = Pick<typeof partnerships.$inferSelect, keyof typeof partnershipColumns>;

export function checkPartnershipRight(ctx: ActorContext, action: keyof typeof PARTNERSHIP_RIGHTS): void {
  const { role } = ctx.actor;
  const named: readonly ActingRole[] = PARTNERSHIP_RIGHTS[action];
  if (!named.includes(role)) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
}

/** Locked until the transaction ends; a partnership that the reader may not change, such as another donor's, is not found. */
export async function lockPartnership(tx: Tx, id: PartnershipId, version: number): Promise<LockedPartnership> {
  const [partnership] = await tx.select(partnershipColumns).from(partnerships).where(eq(partnerships.id, id)).for('no key update');
  if (!partnership) throw new Refusal('not-found');
  if (partnership.version !== version) throw new Refusal('stale-version', { facts: { version: partnership.version } });
  return partnership;
}

export interface PartnershipChange {
  readonly action: ActionOn<'partnership'>;
  readonly set?: Partial<typeof partnerships.$inferInsert>;
  /** Whom it concerns besides its two sides as they stood. */
  readonly involves?: readonly OrganisationId[];
  readonly reason?: Why;
}

/** Changes a locked partnership and writes the event; every change counts its version up, also one of its parts alone. */
export async function changePartnership(tx: Tx, ctx: ActorContext, before: LockedPartnership, change: PartnershipChange): Promise<void> {
  const [after] = await tx
    .update(partnerships)
    .set({ ...change.set, version: sql`${partnerships.version} + 1` })
    .where(and(eq(partnerships.id, before.id), eq(partnerships.version, before.version)))
    .returning(partnershipColumns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action: change.action,
    subject: { type: 'partnership', id: before.id },
    reason: change.reason ?? null,
    parties: [...new Set([before.donorId, before.recipientId, ...(change.involves ?? [])])],
  });
}
