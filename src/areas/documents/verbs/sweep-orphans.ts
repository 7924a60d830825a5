import { and, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ByteStore, ContentHash } from '../../../platform/files/byte-store.ts';
import { contentClaims, documents } from '../tables.ts';

const KEPT_MS = 24 * 3_600_000;
/** Nearly every file has its document: asked for one by one, a hundred thousand of them would take as many questions. */
const AT_ONCE = 500;

/**
 * Removes stored bytes that no document has named and nobody has claimed for a day: those of an upload that failed; what was half stored
 * then goes too, and the claims of before. A scheduled job's work; answers how many went. None go where most of what is stored is named by none,
 * since the store is then another database's: one that is empty or new, or the wrong one, would else take all of it for such bytes.
 *
 * Its transaction waits for the store, with a connection of the scheduled jobs' own. The first call to the store that takes too long ends it, and
 * all of it together may take as long as the transaction of any scheduled job; what it had locked is free then, and it is tried again.
 */
export async function sweepOrphans(tx: Tx, ctx: ActorContext, files: ByteStore): Promise<number> {
  const then = new Date(ctx.now.getTime() - KEPT_MS);
  await files.removeDrafts(then);
  await tx.delete(contentClaims).where(lt(contentClaims.claimedAt, then));
  const orphans: ContentHash[] = [];
  let namedCount = 0;
  for await (const hashes of inBatches(files.putBefore(then))) {
    const named = await findNamed(tx, hashes);
    orphans.push(...hashes.filter((hash) => !named.has(hash)));
    namedCount += named.size;
  }
  if (orphans.length > namedCount) return 0;
  let swept = 0;
  for (const hash of orphans) if (await sweep(tx, files, hash, then)) swept += 1;
  return swept;
}

/** The lock closes the race with an upload of the same content: either its claim is there to see, or it waits and stores anew. */
async function sweep(tx: Tx, files: ByteStore, hash: ContentHash, then: Date): Promise<boolean> {
  const [lock] = await tx.execute<{ taken: boolean }>(sql`select pg_try_advisory_xact_lock(hashtextextended(${hash}, 0)) as taken`);
  if (!lock?.taken) return false;
  if ((await findNamed(tx, [hash])).size > 0) return false;
  const isClaimed = and(eq(contentClaims.sha256, hash), gte(contentClaims.claimedAt, then));
  const [claimed] = await tx.select({ id: contentClaims.id }).from(contentClaims).where(isClaimed).limit(1);
  if (claimed) return false;
  await files.remove(hash);
  return true;
}

/** Which of these a document names, as what everybody gets or as the original. */
async function findNamed(tx: Tx, hashes: readonly ContentHash[]): Promise<Set<ContentHash>> {
  const named = new Set<ContentHash>();
  for (const column of [documents.sha256, documents.originalSha256]) {
    const rows = await tx
      .selectDistinct({ hash: column })
      .from(documents)
      .where(inArray(column, [...hashes]));
    for (const { hash } of rows) if (hash !== null) named.add(hash);
  }
  return named;
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
