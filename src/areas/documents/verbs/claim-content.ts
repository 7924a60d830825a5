import { sql } from 'drizzle-orm';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { AttachDocument } from '../contract.ts';
import { contentClaims } from '../tables.ts';
import { contentsOf } from '../../../platform/files/received-file.ts';
import { requireAttachable } from './require-attachable.ts';

/**
 * Claims what is about to be stored (what everybody gets, and the original where that is another), in a transaction that ends before it is: `sweepOrphans` takes away bytes that no document
 * names, and may have looked for the document just before it is there. What may not be attached is refused here, so it is never stored.
 *
 * Both take a lock on the content, the claim a shared one, and hold it until their transaction ends. So either the claim is there when
 * the scheduled job looks, which then leaves the bytes; or the scheduled job was first, the claim waits until they are gone, and they are stored anew.
 *
 * A claim counts for a day, and nothing ends it sooner: wherever its request or its process comes to an end, bytes without a document stay
 * for that day and are swept then as any others. A document comes within an hour of its claim or not at all, however long the store took
 * (register-route.ts), so never by one that counts no more. What the store still does of a put that was given up leaves such bytes at most.
 */
export async function claimContent(tx: Tx, ctx: ActorContext<AccountActor>, input: AttachDocument): Promise<void> {
  const { subjectType, subjectId, kind = null, confidentiality } = input;
  await requireAttachable(tx, ctx, { subjectType, subjectId, kind, confidentiality });
  for (const { sha256 } of contentsOf(input.file)) {
    await tx.execute(sql`select pg_advisory_xact_lock_shared(hashtextextended(${sha256}, 0))`);
    await tx.insert(contentClaims).values({ id: newId<'content-claim'>(), sha256, claimedAt: ctx.now });
  }
}
