import { eq, sql } from 'drizzle-orm';
import type { ApiKeyId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { apiKeys } from '../tables.ts';

export async function revokeApiKey(tx: Tx, ctx: ActorContext<AccountActor>, id: ApiKeyId, version: number): Promise<void> {
  const [before] = await tx
    .select({ id: apiKeys.id, name: apiKeys.name, revokedAt: apiKeys.revokedAt, version: apiKeys.version })
    .from(apiKeys)
    .where(eq(apiKeys.id, id))
    .for('no key update');
  if (!before) throw new Refusal('not-found');
  if (before.version !== version) throw new Refusal('stale-version', { facts: { version: before.version } });
  if (before.revokedAt !== null) throw new Refusal('transition-not-allowed', { facts: { state: 'revoked', event: 'revoke', allowed: [] } });
  await tx
    .update(apiKeys)
    .set({ revokedAt: ctx.now, version: sql`${apiKeys.version} + 1` })
    .where(eq(apiKeys.id, id));
  await recordEvent(tx, ctx, {
    action: 'api-key.revoked',
    subject: { type: 'api-key', id },
    parties: [ctx.actor.organisationId],
  });
}
