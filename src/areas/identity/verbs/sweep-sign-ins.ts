import { lt } from 'drizzle-orm';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { isForgotten } from '../domain/throttle.ts';
import { FAMILIAR_DAYS } from './familiar-places.ts';
import { familiarPlaces, sessions, signInThrottles } from '../tables.ts';
import { stateOf, throttleColumns } from './count-failures.ts';

const BATCH = 500;

/**
 * Clears away what no longer says anything: sessions that have run out, failures that nobody counts any more, and places long unused. Runs as the authenticator,
 * and writes no event, since nothing changes for anyone. Answers how many rows went.
 */
export async function sweepSignIns(tx: Tx, ctx: ActorContext): Promise<number> {
  const ended = await tx.delete(sessions).where(lt(sessions.expiresAt, ctx.now)).returning({ id: sessions.id });
  const throttles = await tx
    .select(throttleColumns)
    .from(signInThrottles)
    .orderBy(signInThrottles.windowStartedAt)
    .limit(BATCH)
    .for('update', { skipLocked: true });
  const forgotten = throttles.flatMap((row) => (isForgotten(stateOf(row), ctx.now.getTime()) ? [row.key] : []));
  await tx.delete(signInThrottles).where(oneOf(signInThrottles.key, forgotten));
  const unfamiliar = await tx
    .delete(familiarPlaces)
    .where(lt(familiarPlaces.lastUsedAt, new Date(ctx.now.getTime() - FAMILIAR_DAYS * 86_400_000)))
    .returning({ place: familiarPlaces.place });
  return ended.length + forgotten.length + unfamiliar.length;
}
