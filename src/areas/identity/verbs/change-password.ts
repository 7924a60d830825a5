import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { type Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent, recordEvents } from '../../../platform/audit/record-event.ts';
import { asAuthenticator, ownerOf, type Db, type Tx } from '../../../platform/db/transaction.ts';
import type { ChangePassword } from '../contract.ts';
import { hashPassword, isRightPassword } from '../secrets.ts';
import { findSlugOfOrganisation } from '../account-queries.ts';
import { apiKeys, sessions, users } from '../tables.ts';
import { type OwnWords, passwordFault } from '../weak-passwords.ts';
import { countFailure, findLock, passwordChangeKeys } from './count-failures.ts';

/**
 * A new password needs the old one, and ends the sessions elsewhere, and on request the API keys. Only the authenticator reads and writes hashes, and the login that serves a
 * person's own transaction can't become the authenticator: so this is done at the authenticator alone, its event included.
 *
 * As when signing in, passwords are hashed between two short transactions, so that slow work holds neither a connection nor a lock. A
 * wrong guess is counted as a failed sign-in is, or a session left open would be a way to guess without end, and the count is
 * committed before the refusal is thrown.
 */
export async function changePassword(db: Db, ctx: ActorContext<AccountActor>, input: ChangePassword): Promise<void> {
  const { currentPassword, newPassword, endApiKeys, ...rest } = input;
  nothingLeft(rest);
  const account = await asAuthenticator(db, ownerOf(ctx.actor), async (tx) => {
    const [user] = await tx
      .select({
        login: users.login,
        displayName: users.displayName,
        organisationId: users.organisationId,
        passwordHash: users.passwordHash,
      })
      .from(users)
      .where(eq(users.id, ctx.actor.userId));
    const found = must(user, 'who acts has an account');
    const refusal = await findLock(tx, passwordChangeKeys(found.login), ctx);
    if (refusal) throw refusal;
    return { ...found, organisation: await findSlugOfOrganisation(tx, found.organisationId) };
  });
  const refusal = (await isRightPassword(account.passwordHash, currentPassword))
    ? await replacePassword(db, ctx, account, { newPassword, endApiKeys })
    : await asAuthenticator(
        db,
        ownerOf(ctx.actor),
        async (tx) => (await countFailure(tx, ctx, passwordChangeKeys(account.login))) ?? wrongGuess(),
      );
  if (refusal) throw refusal;
}

const wrongGuess = (): Refusal => refuseField('wrong-credentials', '/currentPassword');

/** `checked` is the account as its password was compared: by now it may have another, or be locked. */
async function replacePassword(
  db: Db,
  ctx: ActorContext<AccountActor>,
  checked: OwnWords & Pick<typeof users.$inferSelect, 'passwordHash'>,
  { newPassword, endApiKeys }: Pick<ChangePassword, 'newPassword' | 'endApiKeys'>,
): Promise<Refusal | null> {
  const fault = await passwordFault(newPassword, checked);
  if (fault !== null) return refuseField('password-too-weak', '/newPassword', fault);
  const passwordHash = await hashPassword(newPassword);
  return asAuthenticator(db, ownerOf(ctx.actor), async (tx) => {
    const locked = await findLock(tx, passwordChangeKeys(checked.login), ctx);
    if (locked) return locked;
    const [changed] = await tx
      .update(users)
      .set({ passwordHash, version: sql`${users.version} + 1` })
      .where(and(eq(users.id, ctx.actor.userId), eq(users.passwordHash, checked.passwordHash)))
      .returning({ id: users.id });
    if (!changed) return wrongGuess();
    await endOtherSessions(tx, ctx);
    if (endApiKeys) await endAllKeys(tx, ctx);
    await recordEvent(tx, ctx, {
      action: 'user.password-changed',
      subject: { type: 'user', id: ctx.actor.userId },
      parties: [ctx.actor.organisationId],
    });
    return null;
  });
}

async function endOtherSessions(tx: Tx, { actor }: ActorContext<AccountActor>): Promise<void> {
  const others = actor.kind === 'person' ? ne(sessions.id, actor.sessionId) : undefined;
  await tx.delete(sessions).where(and(eq(sessions.userId, actor.userId), others));
}

async function endAllKeys(tx: Tx, ctx: ActorContext<AccountActor>): Promise<void> {
  const ended = await tx
    .update(apiKeys)
    .set({ revokedAt: ctx.now, version: sql`${apiKeys.version} + 1` })
    .where(and(eq(apiKeys.userId, ctx.actor.userId), isNull(apiKeys.revokedAt)))
    .returning({ id: apiKeys.id });
  await recordEvents(
    tx,
    ctx,
    ended.map(({ id }) => ({ action: 'api-key.revoked', subject: { type: 'api-key', id }, parties: [ctx.actor.organisationId] })),
  );
}
