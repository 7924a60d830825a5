import { eq } from 'drizzle-orm';
import type { UnitChangeId } from '../../../kernel/id.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { type ProposalEvent, refusalOfProposalStep, stateAt } from '../../../kernel/proposal.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { unitChanges } from '../tables.ts';

const changeColumns = {
  id: unitChanges.id,
  unitId: unitChanges.unitId,
  organisationId: unitChanges.organisationId,
  change: unitChanges.change,
  successorId: unitChanges.successorId,
  reason: unitChanges.reason,
  state: unitChanges.state,
  expiresAt: unitChanges.expiresAt,
  proposedBy: unitChanges.proposedBy,
  proposedByOrganisation: unitChanges.proposedByOrganisation,
  proposedByRole: unitChanges.proposedByRole,
  version: unitChanges.version,
};
export type OpenUnitChange = Pick<typeof unitChanges.$inferSelect, keyof typeof changeColumns>;

/** A change of a unit that is still open, locked until the transaction ends. */
export async function lockOpenUnitChange(
  tx: Tx,
  ctx: ActorContext,
  id: UnitChangeId,
  version: number,
  event: ProposalEvent,
): Promise<OpenUnitChange> {
  const [change] = await tx.select(changeColumns).from(unitChanges).where(eq(unitChanges.id, id)).for('no key update');
  if (!change) throw new Refusal('not-found');
  if (change.version !== version) throw new Refusal('stale-version', { facts: { version: change.version } });
  const state = stateAt(change, ctx.now);
  if (state !== 'proposed') throw new Refusal('transition-not-allowed', { facts: { state, event, allowed: [] } });
  return change;
}

/** A change of a unit that still waits for a second person, as the reader may see it; null where none does. */
export async function readOpenUnitChange(tx: Tx, ctx: ActorContext, id: UnitChangeId): Promise<OpenUnitChange | null> {
  const [change] = await tx.select(changeColumns).from(unitChanges).where(eq(unitChanges.id, id));
  return change && stateAt(change, ctx.now) === 'proposed' ? change : null;
}

/** Refuses who may not take this step with it: its proposer withdraws, another decides. */
export function requireHand({ actor }: ActorContext<AccountActor>, change: OpenUnitChange, event: ProposalEvent): void {
  const first = { userId: change.proposedBy, organisationId: change.proposedByOrganisation, role: change.proposedByRole };
  throwWhere(refusalOfProposalStep('end-unit', event, first, actor));
}
