import { eq, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { ApiKeyId, UserId } from '../../../kernel/id.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { AccountActor, Act } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { type KeyScope, scopesOf } from '../domain/scopes.ts';
import { hashSecret, newSecret } from '../secrets.ts';
import { apiKeys, sessions, users } from '../tables.ts';
import { checkIsAdministrator } from './administrator.ts';

/** Ends this session. A program has none: its key is revoked instead. */
export async function signOut(tx: Tx, act: Act<AccountActor>): Promise<void> {
  const { actor } = act;
  if (actor.kind !== 'person') throw new Refusal('scope-not-allowed', { facts: { needed: 'a session' } });
  await tx.delete(sessions).where(eq(sessions.id, actor.sessionId));
  await recordEvent(tx, act, {
    action: 'session.closed',
    subject: { type: 'session', id: actor.sessionId },
    parties: [actor.organisationId],
  });
}

/** Ends every session of this person, on every device. */
export async function signOutEverywhere(tx: Tx, act: Act<AccountActor>): Promise<void> {
  const { actor } = act;
  await tx.delete(sessions).where(eq(sessions.userId, actor.userId));
  await recordEvent(tx, act, {
    action: 'user.signed-out-everywhere',
    subject: { type: 'user', id: actor.userId },
    parties: [actor.organisationId],
  });
}

const userColumns = {
  id: users.id,
  login: users.login,
  organisationId: users.organisationId,
  role: users.role,
  suspendedAt: users.suspendedAt,
  designated: users.designated,
  version: users.version,
};

/**
 * An administrator closes or opens an account. Closing ends its sessions by a trigger, since an administrator reads no one else's, so
 * that opening it again brings none of them back; its API keys rest meanwhile.
 */
export async function setSuspension(tx: Tx, act: Act<AccountActor>, id: UserId, version: number, suspended: boolean): Promise<void> {
  checkIsAdministrator(act);
  if (id === act.actor.userId) throw new Refusal('your-own-account');
  const [before] = await tx.select(userColumns).from(users).where(eq(users.id, id)).for('no key update');
  if (!before) throw new Refusal('not-found');
  if (before.version !== version) throw new Refusal('stale-version', { facts: { version: before.version } });
  if ((before.suspendedAt !== null) === suspended) {
    throw new Refusal('transition-not-allowed', {
      facts: { state: suspended ? 'suspended' : 'active', event: suspended ? 'suspend' : 'reinstate', allowed: [] },
    });
  }
  await tx
    .update(users)
    .set({ suspendedAt: suspended ? act.now : null, version: sql`${users.version} + 1` })
    .where(eq(users.id, id));
  await recordEvent(tx, act, {
    action: suspended ? 'user.suspended' : 'user.reinstated',
    subject: { type: 'user', id },
    parties: [before.organisationId],
  });
}

/**
 * An administrator designates a facilitator for human-rights due diligence, whose files nobody else reads (DESIGN section 6), or ends
 * that. Whoever has another role can't be designated.
 */
export async function setDesignation(tx: Tx, act: Act<AccountActor>, id: UserId, version: number, designated: boolean): Promise<void> {
  checkIsAdministrator(act);
  const [before] = await tx.select(userColumns).from(users).where(eq(users.id, id)).for('no key update');
  if (!before) throw new Refusal('not-found');
  if (before.version !== version) throw new Refusal('stale-version', { facts: { version: before.version } });
  if (before.designated === designated || (designated && before.role !== 'facilitator')) {
    throw new Refusal('transition-not-allowed', {
      facts: { state: before.designated ? 'designated' : before.role, event: designated ? 'designate' : 'end-designation', allowed: [] },
    });
  }
  await tx
    .update(users)
    .set({ designated, version: sql`${users.version} + 1` })
    .where(eq(users.id, id));
  await recordEvent(tx, act, {
    action: designated ? 'user.designated' : 'user.designation-ended',
    subject: { type: 'user', id },
    parties: [before.organisationId],
  });
}

export interface CreateApiKey {
  readonly name: string;
  readonly scopes: readonly KeyScope[];
  readonly expiresAt?: string | undefined;
}

/** A key for a program: this account's rights, narrowed to scopes. The token is given back this once. */
export async function createApiKey(tx: Tx, act: Act<AccountActor>, input: CreateApiKey): Promise<{ id: ApiKeyId; token: string }> {
  const { actor } = act;
  if (actor.kind !== 'person') throw new Refusal('scope-not-allowed', { facts: { needed: 'a session' } });
  const allowed = scopesOf(actor.role);
  input.scopes.forEach((scope, index) => {
    if (!allowed.includes(scope)) throw refuseField('scope-not-allowed', `/scopes/${index}`);
  });
  const expiresAt = input.expiresAt === undefined ? null : new Date(input.expiresAt);
  if (expiresAt !== null && expiresAt <= act.now) throw refuseField('date-order', '/expiresAt', 'in-the-past');
  const token = newSecret('apiKey');
  const [key] = await tx
    .insert(apiKeys)
    .values({
      id: newId<'api-key'>(),
      userId: actor.userId,
      name: input.name,
      tokenHash: hashSecret(token),
      prefix: token.slice(0, 12),
      scopes: [...input.scopes],
      expiresAt,
      createdAt: act.now,
    })
    .returning({ id: apiKeys.id, name: apiKeys.name, prefix: apiKeys.prefix, scopes: apiKeys.scopes });
  const created = must(key, 'an inserted key comes back');
  await recordEvent(tx, act, {
    action: 'api-key.created',
    subject: { type: 'api-key', id: created.id },
    parties: [actor.organisationId],
  });
  return { id: created.id, token };
}

export async function revokeApiKey(tx: Tx, act: Act<AccountActor>, id: ApiKeyId, version: number): Promise<void> {
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
    .set({ revokedAt: act.now, version: sql`${apiKeys.version} + 1` })
    .where(eq(apiKeys.id, id));
  await recordEvent(tx, act, {
    action: 'api-key.revoked',
    subject: { type: 'api-key', id },
    parties: [act.actor.organisationId],
  });
}
