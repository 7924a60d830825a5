import { and, eq, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { AccountChangeId } from '../../../kernel/id.ts';
import { stateAt } from '../../../kernel/proposal.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { checkSecondHand } from '../../../platform/auth/two-hands.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { accountChanges, users } from '../tables.ts';
import { DECISION_OF } from './change-account.ts';

const changeColumns = {
  id: accountChanges.id,
  userId: accountChanges.userId,
  change: accountChanges.change,
  organisationId: accountChanges.organisationId,
  handOverTo: accountChanges.handOverTo,
  state: accountChanges.state,
  expiresAt: accountChanges.expiresAt,
  proposedBy: accountChanges.proposedBy,
  proposedByOrganisation: accountChanges.proposedByOrganisation,
  version: accountChanges.version,
};
/** A change that is still open, locked, with the organisations that it is for. */
export interface OpenChange extends Pick<typeof accountChanges.$inferSelect, keyof typeof changeColumns> {
  readonly heldBy: typeof users.$inferSelect.organisationId;
}

/** A change of an account that is still open, locked until the transaction ends. */
export async function lockOpenChange(tx: Tx, ctx: ActorContext, id: AccountChangeId, version: number, event: string): Promise<OpenChange> {
  const [change] = await tx.select(changeColumns).from(accountChanges).where(eq(accountChanges.id, id)).for('no key update');
  if (!change) throw new Refusal('not-found');
  if (change.version !== version) throw new Refusal('stale-version', { facts: { version: change.version } });
  const state = stateAt(change, ctx.now);
  if (state !== 'proposed') throw new Refusal('transition-not-allowed', { facts: { state, event, allowed: [] } });
  const [account] = await asConsequence(tx, ctx, 'account-changes', () =>
    tx.select({ organisationId: users.organisationId }).from(users).where(eq(users.id, change.userId)),
  );
  return { ...change, heldBy: must(account, 'a change is of an account').organisationId };
}

/** Refuses who may not decide it: its proposer, whom it is about, and the people of the organisations that it is for. */
export function checkDecides(ctx: ActorContext<AccountActor>, change: OpenChange): void {
  if (change.userId === ctx.actor.userId) throw new Refusal('your-own-account');
  const first = { userId: change.proposedBy, organisationId: change.proposedByOrganisation };
  checkSecondHand(DECISION_OF[change.change], first, ctx, [change.heldBy, change.organisationId ?? change.heldBy]);
}

/** Whoever may confirm it may refuse it instead, and says why. */
export async function refuseAccountChange(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: AccountChangeId,
  version: number,
  reason: string,
): Promise<void> {
  const change = await lockOpenChange(tx, ctx, id, version, 'refuse');
  checkDecides(ctx, change);
  await tx
    .update(accountChanges)
    .set({
      state: 'refused',
      decidedBy: ctx.actor.userId,
      decidedAt: ctx.now,
      refusalReason: reason,
      version: sql`${accountChanges.version} + 1`,
    })
    .where(and(eq(accountChanges.id, id), eq(accountChanges.version, version)));
  await recordEvent(tx, ctx, {
    action: 'account-change.refused',
    subject: { type: 'account-change', id },
    note: reason,
    parties: [change.heldBy, change.organisationId],
  });
}

/** Whoever proposed it takes it back. */
export async function withdrawAccountChange(tx: Tx, ctx: ActorContext<AccountActor>, id: AccountChangeId, version: number): Promise<void> {
  const change = await lockOpenChange(tx, ctx, id, version, 'withdraw');
  if (change.proposedBy !== ctx.actor.userId) throw new Refusal('not-your-own');
  await tx
    .update(accountChanges)
    .set({ state: 'withdrawn', decidedAt: ctx.now, version: sql`${accountChanges.version} + 1` })
    .where(and(eq(accountChanges.id, id), eq(accountChanges.version, version)));
  await recordEvent(tx, ctx, {
    action: 'account-change.withdrawn',
    subject: { type: 'account-change', id },
    parties: [change.heldBy, change.organisationId],
  });
}
