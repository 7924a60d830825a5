import { and, eq, ne, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { ApiKeyId, UserId } from '../../../kernel/id.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { AccountActor, Act } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { type Tx, withinGate } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { passwordFault } from '../domain/password.ts';
import { type KeyScope, scopesOf } from '../domain/scopes.ts';
import { hashPassword, hashSecret, isRightPassword, newSecret } from '../secrets.ts';
import { apiKeys, sessions, users } from '../tables.ts';
import { checkIsAdministrator } from './administrator.ts';
import { accountKey, countFailure, findLock } from './count-failures.ts';

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

/**
 * A new password needs the old one, and ends the sessions elsewhere. Only the gate reads and writes hashes. A wrong guess is
 * counted with the failed sign-ins, or a session left open would be a way to guess without end: the refusal is given back, not
 * thrown, so that the count stays.
 */
export async function changePassword(
  tx: Tx,
  act: Act<AccountActor>,
  input: { readonly currentPassword: string; readonly newPassword: string },
): Promise<Refusal | undefined> {
  const { actor } = act;
  const refusal = await withinGate(tx, act, async () => {
    const [user] = await tx
      .select({ login: users.login, passwordHash: users.passwordHash })
      .from(users)
      .where(eq(users.id, actor.userId))
      .for('no key update');
    const account = must(user, 'who acts has an account');
    const key = accountKey(account.login);
    const locked = await findLock(tx, [key], act);
    if (locked) return locked;
    if (!(await isRightPassword(account.passwordHash, input.currentPassword))) {
      return (await countFailure(tx, act, { account: key })) ?? refuseField('wrong-credentials', '/currentPassword');
    }
    const fault = passwordFault(input.newPassword, account.login);
    if (fault !== null) throw refuseField('password-too-weak', '/newPassword', fault);
    const passwordHash = await hashPassword(input.newPassword);
    await tx
      .update(users)
      .set({ passwordHash, version: sql`${users.version} + 1` })
      .where(eq(users.id, actor.userId));
    const others = actor.kind === 'person' ? ne(sessions.id, actor.sessionId) : undefined;
    await tx.delete(sessions).where(and(eq(sessions.userId, actor.userId), others));
    return undefined;
  });
  if (refusal) return refusal;
  await recordEvent(tx, act, {
    action: 'user.password-changed',
    subject: { type: 'user', id: actor.userId },
    parties: [actor.organisationId],
  });
  return undefined;
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
 * An administrator closes or opens an account. Closing ends its sessions in the same transaction, so that opening it again
 * brings none of them back; its API keys rest meanwhile.
 */
export async function setSuspension(tx: Tx, act: Act<AccountActor>, id: UserId, version: number, suspended: boolean): Promise<void> {
  checkIsAdministrator(act);
  if (id === act.actor.userId) throw new Refusal('not-your-own');
  const [before] = await tx.select(userColumns).from(users).where(eq(users.id, id)).for('no key update');
  if (!before) throw new Refusal('not-found');
  if (before.version !== version) throw new Refusal('stale-version', { facts: { version: before.version } });
  if ((before.suspendedAt !== null) === suspended) {
    throw new Refusal('transition-not-allowed', {
      facts: { state: suspended ? 'suspended' : 'active', event: suspended ? 'suspend' : 'reinstate', allowed: [] },
    });
  }
  const [after] = await tx
    .update(users)
    .set({ suspendedAt: suspended ? act.now : null, version: sql`${users.version} + 1` })
    .where(eq(users.id, id))
    .returning(userColumns);
  // At the gate: a DELETE finds only rows that its role may also read, and an administrator reads no one else's sessions.
  if (suspended) await withinGate(tx, act, () => tx.delete(sessions).where(eq(sessions.userId, id)));
  await recordEvent(tx, act, {
    action: suspended ? 'user.suspended' : 'user.reinstated',
    subject: { type: 'user', id },
    before,
    after: after ?? null,
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
  const [after] = await tx
    .update(users)
    .set({ designated, version: sql`${users.version} + 1` })
    .where(eq(users.id, id))
    .returning(userColumns);
  await recordEvent(tx, act, {
    action: designated ? 'user.designated' : 'user.designation-ended',
    subject: { type: 'user', id },
    before,
    after: after ?? null,
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
    after: created,
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
  const [after] = await tx
    .update(apiKeys)
    .set({ revokedAt: act.now, version: sql`${apiKeys.version} + 1` })
    .where(eq(apiKeys.id, id))
    .returning({ id: apiKeys.id, name: apiKeys.name, revokedAt: apiKeys.revokedAt, version: apiKeys.version });
  await recordEvent(tx, act, {
    action: 'api-key.revoked',
    subject: { type: 'api-key', id },
    before,
    after: after ?? null,
    parties: [act.actor.organisationId],
  });
}
