import { and, eq, isNull, sql } from 'drizzle-orm';
import type { UserId } from '../../../../kernel/id.ts';
import type { ActorContext } from '../../../../platform/auth/actor.ts';
import { recordEvents } from '../../../../platform/audit/record-event.ts';
import type { Tx } from '../../../../platform/db/transaction.ts';
import { accountChanges, invitations } from '../../tables.ts';

/** What somebody proposed and nobody has decided ends with their account: a second hand alone completes nothing. */
export async function withdrawProposalsOf(tx: Tx, ctx: ActorContext, id: UserId): Promise<void> {
  const revoked = await tx
    .update(invitations)
    .set({ revokedAt: ctx.now, version: sql`${invitations.version} + 1` })
    .where(and(eq(invitations.invitedBy, id), isNull(invitations.approvedAt), isNull(invitations.refusedAt), isNull(invitations.revokedAt)))
    .returning({ id: invitations.id, organisationId: invitations.organisationId });
  const withdrawn = await tx
    .update(accountChanges)
    .set({ state: 'withdrawn', decidedAt: ctx.now, version: sql`${accountChanges.version} + 1` })
    .where(and(eq(accountChanges.proposedBy, id), eq(accountChanges.state, 'proposed')))
    .returning({ id: accountChanges.id, organisationId: accountChanges.organisationId });
  await recordEvents(tx, ctx, [
    ...revoked.map((one) => ({
      action: 'invitation.revoked' as const,
      subject: { type: 'invitation' as const, id: one.id },
      parties: [one.organisationId],
    })),
    ...withdrawn.map((one) => ({
      action: 'account-change.withdrawn' as const,
      subject: { type: 'account-change' as const, id: one.id },
      parties: [one.organisationId],
    })),
  ]);
}
