import { and, eq, sql } from 'drizzle-orm';
import type { UserId } from '../../../../kernel/id.ts';
import type { ActorContext } from '../../../../platform/auth/actor.ts';
import { recordEvents } from '../../../../platform/audit/record-event.ts';
import type { Tx } from '../../../../platform/db/transaction.ts';
import { regimeProposals } from '../../tables.ts';

/** What somebody proposed of regimes and nobody has decided ends with their account. */
export async function withdrawRegimeProposalsOf(tx: Tx, ctx: ActorContext, id: UserId): Promise<void> {
  const withdrawn = await tx
    .update(regimeProposals)
    .set({ state: 'withdrawn', decidedAt: ctx.now, version: sql`${regimeProposals.version} + 1` })
    .where(and(eq(regimeProposals.proposedBy, id), eq(regimeProposals.state, 'proposed')))
    .returning({ id: regimeProposals.id });
  await recordEvents(
    tx,
    ctx,
    withdrawn.map((one) => ({
      action: 'regime-proposal.withdrawn' as const,
      subject: { type: 'regime-proposal' as const, id: one.id },
      parties: [],
    })),
  );
}
