import { eq, inArray, sql } from 'drizzle-orm';
import type { Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ByteStore, ContentHash } from '../../../platform/files/byte-store.ts';
import { findOldestContents } from '../queries.ts';
import { documents } from '../tables.ts';

const KEPT_MS = 24 * 3_600_000;
/** Nearly every file has its document: asked for one by one, a hundred thousand of them would take as many questions. */
const AT_ONCE = 500;

/**
 * Removes stored bytes that no document has named for a day: those of an upload whose transaction failed. A timer's work; answers how
 * many went. None go from a store that isn't known to be this database's: by one that is empty, or another's, all in it are named by none.
 */
export async function sweepOrphans(tx: Tx, act: Act, files: ByteStore): Promise<number> {
  if (!(await isItsStore(tx, files))) return 0;
  let swept = 0;
  for await (const hashes of inBatches(files.putBefore(new Date(act.now.getTime() - KEPT_MS)))) {
    const rows = await tx.selectDistinct({ sha256: documents.sha256 }).from(documents).where(inArray(documents.sha256, hashes));
    const named = new Set(rows.map(({ sha256 }) => sha256));
    for (const hash of hashes) if (!named.has(hash) && (await sweep(tx, files, hash))) swept += 1;
  }
  return swept;
}

async function isItsStore(tx: Tx, files: ByteStore): Promise<boolean> {
  // One alone may have been lost.
  for (const hash of await findOldestContents(tx)) if ((await files.sizeOf(hash)) !== null) return true;
  return false;
}

/** The lock closes the race with an upload of the same content: either its row is there to see, or it waits and stores anew. */
async function sweep(tx: Tx, files: ByteStore, hash: ContentHash): Promise<boolean> {
  const [lock] = await tx.execute<{ taken: boolean }>(sql`select pg_try_advisory_xact_lock(hashtextextended(${hash}, 0)) as taken`);
  if (!lock?.taken) return false;
  const [named] = await tx.select({ id: documents.id }).from(documents).where(eq(documents.sha256, hash)).limit(1);
  if (named) return false;
  await files.remove(hash);
  return true;
}

async function* inBatches(hashes: AsyncIterable<ContentHash>): AsyncGenerator<ContentHash[]> {
  let batch: ContentHash[] = [];
  for await (const hash of hashes) {
    batch.push(hash);
    if (batch.length === AT_ONCE) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
