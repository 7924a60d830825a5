import { createHash } from 'node:crypto';
import { and, eq, lt } from 'drizzle-orm';
import { Refusal } from '../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../auth/actor.ts';
import type { Tx } from '../db/transaction.ts';
import { idempotencyKeys } from './tables.ts';

export interface StoredAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

/** What a POST may be sent again under, and what it asked then. */
export interface Retriable {
  readonly key: string;
  readonly requestHash: string;
}

/** What two requests under one key must share to be the same request. */
export function hashRequest(method: string, url: string, ifMatch: string | undefined, body: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([method, url, ifMatch ?? null, body ?? null]))
    .digest('base64url');
}

/**
 * Takes the key for this transaction, or finds the answer that it already has. A rival with the same key waits on the unique
 * index until this transaction ends: after a commit it reads the stored answer, after a rollback it takes the key itself.
 */
export async function claimKey(tx: Tx, actor: AccountActor, { key, requestHash }: Retriable): Promise<StoredAnswer | null> {
  const [claimed] = await tx
    .insert(idempotencyKeys)
    .values({ userId: actor.userId, key, requestHash })
    .onConflictDoNothing()
    .returning({ key: idempotencyKeys.key });
  if (claimed) return null;
  const earlier = await findAnswer(tx, actor, { key, requestHash });
  if (!earlier) throw new Refusal('try-again');
  return earlier;
}

/** The answer that the key has already; null where it has none, or none yet. Refuses a key under which something else was asked. */
export async function findAnswer(tx: Tx, actor: AccountActor, { key, requestHash }: Retriable): Promise<StoredAnswer | null> {
  const [earlier] = await tx
    .select({
      requestHash: idempotencyKeys.requestHash,
      status: idempotencyKeys.status,
      headers: idempotencyKeys.headers,
      body: idempotencyKeys.body,
    })
    .from(idempotencyKeys)
    .where(and(eq(idempotencyKeys.userId, actor.userId), eq(idempotencyKeys.key, key)));
  if (!earlier || earlier.status === null) return null;
  if (earlier.requestHash !== requestHash) throw new Refusal('idempotency-key-reused');
  return { status: earlier.status, headers: earlier.headers ?? {}, body: earlier.body };
}

export async function storeAnswer(tx: Tx, actor: AccountActor, key: string, answer: StoredAnswer): Promise<void> {
  await tx
    .update(idempotencyKeys)
    .set({ status: answer.status, headers: answer.headers, body: answer.body ?? null })
    .where(and(eq(idempotencyKeys.userId, actor.userId), eq(idempotencyKeys.key, key)));
}

const KEPT_DAYS = 7;

/** A key is kept for a week: longer than any retry, shorter than a growing table. A scheduled job's work; answers how many went. */
export async function sweepIdempotencyKeys(tx: Tx, ctx: ActorContext): Promise<number> {
  const swept = await tx
    .delete(idempotencyKeys)
    .where(lt(idempotencyKeys.createdAt, new Date(ctx.now.getTime() - KEPT_DAYS * 86_400_000)))
    .returning({ key: idempotencyKeys.key });
  return swept.length;
}
