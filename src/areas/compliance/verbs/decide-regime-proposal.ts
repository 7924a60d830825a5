import { and, desc, eq, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { RegimeProposalId } from '../../../kernel/id.ts';
import { stateAt } from '../../../kernel/proposal.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { recordEvent, recordEvents } from '../../../platform/audit/record-event.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { checkSecondHand } from '../../../platform/auth/two-hands.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { documentsOf } from '../../documents/index.ts';
import { regimeProposals, regimeVersions } from '../tables.ts';
import { todayOfRegime } from '../../reference/index.ts';

const proposalColumns = {
  id: regimeProposals.id,
  regime: regimeProposals.regime,
  baseVersion: regimeProposals.baseVersion,
  validUntil: regimeProposals.validUntil,
  state: regimeProposals.state,
  expiresAt: regimeProposals.expiresAt,
  proposedBy: regimeProposals.proposedBy,
  proposedByOrganisation: regimeProposals.proposedByOrganisation,
  version: regimeProposals.version,
};

/** A proposal that is still open, locked until the transaction ends. */
async function lockOpen(tx: Tx, ctx: ActorContext, id: RegimeProposalId, version: number, event: string) {
  const [proposal] = await tx.select(proposalColumns).from(regimeProposals).where(eq(regimeProposals.id, id)).for('no key update');
  if (!proposal) throw new Refusal('not-found');
  if (proposal.version !== version) throw new Refusal('stale-version', { facts: { version: proposal.version } });
  const state = stateAt(proposal, ctx.now);
  if (state !== 'proposed') throw new Refusal('transition-not-allowed', { facts: { state, event, allowed: [] } });
  return proposal;
}

const firstHandOf = ({ proposedBy, proposedByOrganisation }: Awaited<ReturnType<typeof lockOpen>>) => ({
  userId: proposedBy,
  organisationId: proposedByOrganisation,
});

/**
 * A second person confirms what an administrator proposed, with the act it was adopted by attached, and the database publishes it
 * (`wasl.publish_regime_proposal`): from today where it was to begin on a day that has passed since.
 */
export async function confirmRegimeProposal(tx: Tx, ctx: ActorContext<AccountActor>, id: RegimeProposalId, version: number): Promise<void> {
  const proposal = await lockOpen(tx, ctx, id, version, 'confirm');
  checkSecondHand('publish-regime', firstHandOf(proposal), ctx);
  const { regime, baseVersion, validUntil } = proposal;
  const [latest] = await tx
    .select({ version: regimeVersions.version })
    .from(regimeVersions)
    .where(eq(regimeVersions.regime, regime))
    .orderBy(desc(regimeVersions.version))
    .limit(1);
  if (latest?.version !== baseVersion) {
    throw new Refusal('transition-not-allowed', { facts: { state: 'outdated', event: 'confirm', allowed: ['refuse', 'withdraw'] } });
  }
  const today = await todayOfRegime(tx, ctx, regime);
  if (validUntil !== null && validUntil < today) throw refuseField('date-order', '/validUntil', 'in-the-past');
  const acts = await documentsOf(tx, ctx, { type: 'regime-proposal', id });
  if (acts.length === 0) throw new Refusal('evidence-required');
  await tx
    .update(regimeProposals)
    .set({
      state: 'confirmed',
      decidedBy: ctx.actor.userId,
      decidedAt: ctx.now,
      publishedVersion: baseVersion + 1,
      version: sql`${regimeProposals.version} + 1`,
    })
    .where(and(eq(regimeProposals.id, id), eq(regimeProposals.version, version)));
  const [published] = await tx
    .select({ id: regimeVersions.id })
    .from(regimeVersions)
    .where(and(eq(regimeVersions.regime, regime), eq(regimeVersions.version, baseVersion + 1)));
  const { id: versionId } = must(published, 'a confirmed proposal is published');
  await recordEvents(tx, ctx, [
    { action: 'regime-proposal.confirmed', subject: { type: 'regime-proposal', id }, parties: [] },
    { action: 'regime.published', subject: { type: 'regime-version', id: versionId }, parties: [] },
  ]);
}

/** Whoever may confirm it may refuse it instead, and says why. */
export async function refuseRegimeProposal(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: RegimeProposalId,
  version: number,
  reason: string,
): Promise<void> {
  const proposal = await lockOpen(tx, ctx, id, version, 'refuse');
  checkSecondHand('publish-regime', firstHandOf(proposal), ctx);
  await tx
    .update(regimeProposals)
    .set({
      state: 'refused',
      decidedBy: ctx.actor.userId,
      decidedAt: ctx.now,
      refusalReason: reason,
      version: sql`${regimeProposals.version} + 1`,
    })
    .where(and(eq(regimeProposals.id, id), eq(regimeProposals.version, version)));
  await recordEvent(tx, ctx, { action: 'regime-proposal.refused', subject: { type: 'regime-proposal', id }, note: reason, parties: [] });
}

/** Whoever proposed it takes it back. */
export async function withdrawRegimeProposal(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: RegimeProposalId,
  version: number,
): Promise<void> {
  const { proposedBy } = await lockOpen(tx, ctx, id, version, 'withdraw');
  if (proposedBy !== ctx.actor.userId) throw new Refusal('not-your-own');
  await tx
    .update(regimeProposals)
    .set({ state: 'withdrawn', decidedAt: ctx.now, version: sql`${regimeProposals.version} + 1` })
    .where(and(eq(regimeProposals.id, id), eq(regimeProposals.version, version)));
  await recordEvent(tx, ctx, { action: 'regime-proposal.withdrawn', subject: { type: 'regime-proposal', id }, parties: [] });
}
