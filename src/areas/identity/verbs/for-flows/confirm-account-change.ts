import { and, eq, sql } from 'drizzle-orm';
import type { AccountChangeId } from '../../../../kernel/id.ts';
import type { AccountActor, ActorContext } from '../../../../platform/auth/actor.ts';
import type { EventAction } from '../../../../platform/audit/event-actions.ts';
import { recordEvents } from '../../../../platform/audit/record-event.ts';
import type { Tx } from '../../../../platform/db/transaction.ts';
import type { AccountChangeKind } from '../../domain/account-change.ts';
import { accountChanges } from '../../tables.ts';
import { checkDecides, lockOpenChange, type OpenChange } from '../decide-account-change.ts';

const DONE: Readonly<Record<AccountChangeKind, EventAction>> = {
  role: 'user.role-changed',
  designation: 'user.designated',
  reinstatement: 'user.reinstated',
};

/**
 * A second person confirms a change of an account, which the database then makes (`wasl.make_account_change`). It has an event of its own, and
 * so has the account. Answers what was changed, for what has to follow.
 */
export async function confirmAccountChangeAlone(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: AccountChangeId,
  version: number,
): Promise<OpenChange> {
  const change = await lockOpenChange(tx, ctx, id, version, 'confirm');
  checkDecides(ctx, change);
  await tx
    .update(accountChanges)
    .set({ state: 'confirmed', decidedBy: ctx.actor.userId, decidedAt: ctx.now, version: sql`${accountChanges.version} + 1` })
    .where(and(eq(accountChanges.id, id), eq(accountChanges.version, version)));
  const parties = [change.heldBy, change.organisationId];
  await recordEvents(tx, ctx, [
    { action: 'account-change.confirmed', subject: { type: 'account-change', id }, parties },
    { action: DONE[change.change], subject: { type: 'user', id: change.userId }, parties },
  ]);
  return change;
}
