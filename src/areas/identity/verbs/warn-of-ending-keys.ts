import { and, asc, eq, gt, isNull, lte } from 'drizzle-orm';
import { Refusal } from '../../../kernel/refusal.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { dueKeyWarning, WARNING_DAYS } from '../domain/key-term.ts';
import { apiKeys, users } from '../tables.ts';

/**
 * The scheduled job tells ahead that a key ends by itself: whoever made it and their organisation, and administrators, who read what becomes
 * of keys. The key remembers what was told, and is locked for it: a second run, or another process at the same moment, tells nothing again.
 */
export async function warnOfEndingKeys(tx: Tx, ctx: ActorContext): Promise<number> {
  if (ctx.actor.role !== 'system') throw new Refusal('role-not-allowed', { facts: { role: ctx.actor.role, allowed: [] } });
  const now = ctx.now.getTime();
  const ending = await tx
    .select({
      id: apiKeys.id,
      createdAt: apiKeys.createdAt,
      expiresAt: apiKeys.expiresAt,
      warnedDays: apiKeys.warnedDays,
      organisationId: users.organisationId,
    })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .where(
      and(isNull(apiKeys.revokedAt), gt(apiKeys.expiresAt, ctx.now), lte(apiKeys.expiresAt, new Date(now + WARNING_DAYS[0] * 86_400_000))),
    )
    .orderBy(asc(apiKeys.creationOrder))
    .for('no key update', { of: apiKeys });
  let told = 0;
  for (const { id, createdAt, expiresAt, warnedDays, organisationId } of ending) {
    const days = dueKeyWarning({ createdAt: createdAt.getTime(), expiresAt: expiresAt.getTime(), warnedDays }, now);
    if (days === null) continue;
    told += 1;
    await tx.update(apiKeys).set({ warnedDays: days }).where(eq(apiKeys.id, id));
    await recordEvent(tx, ctx, {
      action: 'api-key.expiry-warned',
      subject: { type: 'api-key', id },
      reason: `expires-in-${days}-days` as const,
      parties: [organisationId],
    });
  }
  return told;
}
