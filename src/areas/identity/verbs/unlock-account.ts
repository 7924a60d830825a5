import { eq, sql } from 'drizzle-orm';
import type { UserId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { AccountActor, Act } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { users } from '../tables.ts';
import { checkIsAdministrator } from './administrator.ts';

const columns = {
  id: users.id,
  login: users.login,
  organisationId: users.organisationId,
  unlockedAt: users.unlockedAt,
  version: users.version,
};

/**
 * An administrator lets somebody sign in again at once: failures from before this moment count no more for the account. The failures
 * themselves are the gate's; here only the moment is said. Never the own account, or a session left open could guess without end.
 */
export async function unlockAccount(tx: Tx, act: Act<AccountActor>, id: UserId, version: number): Promise<void> {
  checkIsAdministrator(act);
  if (id === act.actor.userId) throw new Refusal('your-own-account');
  const [before] = await tx.select(columns).from(users).where(eq(users.id, id)).for('no key update');
  if (!before) throw new Refusal('not-found');
  if (before.version !== version) throw new Refusal('stale-version', { facts: { version: before.version } });
  await tx
    .update(users)
    .set({ unlockedAt: act.now, version: sql`${users.version} + 1` })
    .where(eq(users.id, id));
  await recordEvent(tx, act, {
    action: 'user.unlocked',
    subject: { type: 'user', id },
    parties: [before.organisationId],
  });
}
