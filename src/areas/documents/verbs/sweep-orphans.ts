import { eq, sql } from 'drizzle-orm';
import type { Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ByteStore } from '../../../platform/files/byte-store.ts';
import { documents } from '../tables.ts';

const KEPT_MS = 24 * 3_600_000;

/**
 * Removes stored bytes that no document has named for a day: those of an upload whose transaction failed. A timer's work; answers how
 * many went. The lock closes the race with an upload of the same content: either its row is there to see, or it waits and stores anew.
 */
export async function sweepOrphans(tx: Tx, act: Act, files: ByteStore): Promise<number> {
  let swept = 0;
  for await (const hash of files.putBefore(new Date(act.now.getTime() - KEPT_MS))) {
    const [named] = await tx.select({ id: documents.id }).from(documents).where(eq(documents.sha256, hash)).limit(1);
    if (named) continue;
    const [lock] = await tx.execute<{ taken: boolean }>(sql`select pg_try_advisory_xact_lock(hashtextextended(${hash}, 0)) as taken`);
    if (!lock?.taken) continue;
    const [since] = await tx.select({ id: documents.id }).from(documents).where(eq(documents.sha256, hash)).limit(1);
    if (since) continue;
    await files.remove(hash);
    swept += 1;
  }
  return swept;
}
