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
 * An administrator lets somebody sign in again at once: failures from before this moment count no more for the account. The failures
 * themselves are the authenticator's; here only the moment is said. Never the own account, or a session left open could guess without end.
 */
export async function unlockAccount(tx: Tx, ctx: ActorContext<AccountActor>, id: UserId, version: number): Promise<void> {
  checkIsAdministrator(ctx);
  if (id === ctx.actor.userId) throw new Refusal('your-own-account');
  const before = await lockAccount(tx, id, version);
  await tx
    .update(users)
    .set({ unlockedAt: ctx.now, version: sql`${users.version} + 1` })
    .where(eq(users.id, id));
  await recordEvent(tx, ctx, {
    action: 'user.unlocked',
    subject: { type: 'user', id },
    parties: [before.organisationId],
  });
}
