import { eq } from 'drizzle-orm';
import type { UserId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { users } from '../tables.ts';

const columns = {
  id: users.id,
  login: users.login,
  organisationId: users.organisationId,
  role: users.role,
  suspendedAt: users.suspendedAt,
  designated: users.designated,
  unlockedAt: users.unlockedAt,
  version: users.version,
};
export type LockedAccount = Pick<typeof users.$inferSelect, keyof typeof columns>;

/** An account that an administrator is about to change, locked until the transaction ends. */
export async function lockAccount(tx: Tx, id: UserId, version: number): Promise<LockedAccount> {
  const [account] = await tx.select(columns).from(users).where(eq(users.id, id)).for('no key update');
  if (!account) throw new Refusal('not-found');
  if (account.version !== version) throw new Refusal('stale-version', { facts: { version: account.version } });
  return account;
}
