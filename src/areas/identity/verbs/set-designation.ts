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
 * An administrator designates a facilitator for human-rights due diligence, whose files nobody else reads, or ends
 * that. Whoever has another role can't be designated.
 */
export async function setDesignation(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: UserId,
  version: number,
  designated: boolean,
): Promise<void> {
  checkIsAdministrator(ctx);
  const before = await lockAccount(tx, id, version);
  if (before.designated === designated || (designated && before.role !== 'facilitator')) {
    throw new Refusal('transition-not-allowed', {
      facts: { state: before.designated ? 'designated' : before.role, event: designated ? 'designate' : 'end-designation', allowed: [] },
    });
  }
  await tx
    .update(users)
    .set({ designated, version: sql`${users.version} + 1` })
    .where(eq(users.id, id));
  await recordEvent(tx, ctx, {
    action: designated ? 'user.designated' : 'user.designation-ended',
    subject: { type: 'user', id },
    parties: [before.organisationId],
  });
}
