import { eq, sql } from 'drizzle-orm';
import type { UserId } from '../../../../kernel/id.ts';
import { Refusal } from '../../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../../platform/auth/actor.ts';
import { recordEvent } from '../../../../platform/audit/record-event.ts';
import type { Tx } from '../../../../platform/db/transaction.ts';
import { users } from '../../tables.ts';
import { checkIsAdministrator } from '../administrator.ts';
import { type LockedAccount, lockAccount } from '../lock-account.ts';

/**
 * An administrator closes an account, alone, since it may have to be quick; opening it again takes two persons (`change-account.ts`). Closing
 * ends its sessions and API keys by a trigger, since an administrator reads no one else's. Answers the account as it was.
 */
export async function suspendAccount(tx: Tx, ctx: ActorContext<AccountActor>, id: UserId, version: number): Promise<LockedAccount> {
  checkIsAdministrator(ctx);
  if (id === ctx.actor.userId) throw new Refusal('your-own-account');
  const before = await lockAccount(tx, id, version);
  if (before.suspendedAt !== null) {
    throw new Refusal('transition-not-allowed', { facts: { state: 'suspended', event: 'suspend', allowed: ['reinstate'] } });
  }
  await tx
    .update(users)
    .set({ suspendedAt: ctx.now, version: sql`${users.version} + 1` })
    .where(eq(users.id, id));
  await recordEvent(tx, ctx, {
    action: 'user.suspended',
    subject: { type: 'user', id },
    parties: [before.organisationId],
  });
  return before;
}
