import { eq, sql } from 'drizzle-orm';
import type { UserId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { users } from '../tables.ts';
import { checkIsAdministrator } from './administrator.ts';
import { lockAccount } from './lock-account.ts';

/**
 * An administrator closes or opens an account. Closing ends its sessions by a trigger, since an administrator reads no one else's, so
 * that opening it again brings none of them back; its API keys rest meanwhile.
 */
export async function setSuspension(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: UserId,
  version: number,
  suspended: boolean,
): Promise<void> {
  checkIsAdministrator(ctx);
  if (id === ctx.actor.userId) throw new Refusal('your-own-account');
  const before = await lockAccount(tx, id, version);
  if ((before.suspendedAt !== null) === suspended) {
    throw new Refusal('transition-not-allowed', {
      facts: { state: suspended ? 'suspended' : 'active', event: suspended ? 'suspend' : 'reinstate', allowed: [] },
    });
  }
  await tx
    .update(users)
    .set({ suspendedAt: suspended ? ctx.now : null, version: sql`${users.version} + 1` })
    .where(eq(users.id, id));
  await recordEvent(tx, ctx, {
    action: suspended ? 'user.suspended' : 'user.reinstated',
    subject: { type: 'user', id },
    parties: [before.organisationId],
  });
}
