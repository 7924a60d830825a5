import { eq, sql } from 'drizzle-orm';
import type { UserId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { users } from '../tables.ts';
import { checkIsAdministrator } from './administrator.ts';
import { lockAccount } from './lock-account.ts';

/** An administrator ends somebody's reading of human-rights files, which takes one hand; giving it takes two (`change-account.ts`). */
export async function endDesignation(tx: Tx, ctx: ActorContext<AccountActor>, id: UserId, version: number): Promise<void> {
  checkIsAdministrator(ctx);
  const before = await lockAccount(tx, id, version);
  if (!before.designated) {
    throw new Refusal('transition-not-allowed', { facts: { state: before.role, event: 'end-designation', allowed: [] } });
  }
  await tx
    .update(users)
    .set({ designated: false, version: sql`${users.version} + 1` })
    .where(eq(users.id, id));
  await recordEvent(tx, ctx, {
    action: 'user.designation-ended',
    subject: { type: 'user', id },
    parties: [before.organisationId],
  });
}
