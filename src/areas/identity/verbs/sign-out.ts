import { eq } from 'drizzle-orm';
import { Refusal } from '../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { sessions } from '../tables.ts';

/** Ends this session. A program has none: its key is revoked instead. */
export async function signOut(tx: Tx, ctx: ActorContext<AccountActor>): Promise<void> {
  const { actor } = ctx;
  if (actor.kind !== 'person') throw new Refusal('scope-not-allowed', { facts: { needed: 'a session' } });
  await tx.delete(sessions).where(eq(sessions.id, actor.sessionId));
  await recordEvent(tx, ctx, {
    action: 'session.closed',
    subject: { type: 'session', id: actor.sessionId },
    parties: [actor.organisationId],
  });
}

/** Ends every session of this person, on every device. */
export async function signOutEverywhere(tx: Tx, ctx: ActorContext<AccountActor>): Promise<void> {
  const { actor } = ctx;
  await tx.delete(sessions).where(eq(sessions.userId, actor.userId));
  await recordEvent(tx, ctx, {
    action: 'user.signed-out-everywhere',
    subject: { type: 'user', id: actor.userId },
    parties: [actor.organisationId],
  });
}
