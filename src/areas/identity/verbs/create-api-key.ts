import { must } from '../../../kernel/assert.ts';
import type { ApiKeyId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { scopesOf } from '../../../kernel/scope.ts';
import type { CreateApiKey } from '../contract.ts';
import { keyTerm } from '../domain/key-term.ts';
import { hashSecret, newSecret } from '../secrets.ts';
import { apiKeys } from '../tables.ts';

/** A key for a program: this account's rights, narrowed to scopes. The token is given back this once. */
export async function createApiKey(tx: Tx, ctx: ActorContext<AccountActor>, input: CreateApiKey): Promise<{ id: ApiKeyId; token: string }> {
  const { name, scopes, expiresAt: ending, ...rest } = input;
  nothingLeft(rest);
  const { actor } = ctx;
  if (actor.kind !== 'person') throw new Refusal('scope-not-allowed', { facts: { needed: 'a session' } });
  const allowed = scopesOf(actor.role);
  scopes.forEach((scope, index) => {
    if (!allowed.includes(scope)) throw refuseField('scope-not-allowed', `/scopes/${index}`);
  });
  const ends = keyTerm(ctx.now.getTime(), ending === undefined ? undefined : new Date(ending).getTime());
  if (typeof ends === 'string') throw refuseField('date-order', '/expiresAt', ends);
  const expiresAt = new Date(ends);
  const token = newSecret('apiKey');
  const [key] = await tx
    .insert(apiKeys)
    .values({
      id: newId<'api-key'>(),
      userId: actor.userId,
      name,
      tokenHash: hashSecret(token),
      prefix: token.slice(0, 12),
      scopes,
      expiresAt,
      createdAt: ctx.now,
    })
    .returning({ id: apiKeys.id, name: apiKeys.name, prefix: apiKeys.prefix, scopes: apiKeys.scopes });
  const created = must(key, 'an inserted key comes back');
  await recordEvent(tx, ctx, {
    action: 'api-key.created',
    subject: { type: 'api-key', id: created.id },
    parties: [actor.organisationId],
  });
  return { id: created.id, token };
}
