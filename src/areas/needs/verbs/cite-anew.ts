import { and, asc, eq, inArray, isNull, sql } from 'drizzle-orm';
import type { NeedId, UnitId } from '../../../kernel/id.ts';
import type { Steps } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { lockNamed } from '../../../platform/db/lock-named.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { computeGaps } from '../../gaps/index.ts';
import { readCitedElsewhere } from '../citation-queries.ts';
import { citeGaps } from '../domain/citation.ts';
import { needLines } from '../tables.ts';

/**
 * Lets the lines of a need cite what others have left of the unit's gaps at this moment: no gap is cited twice over. Needs of one unit
 * take turns, or two that come to be asked for at once would each be left what the other takes. `itemTypes`: lines of these alone.
 */
export async function citeAnew(
  tx: Tx,
  ctx: ActorContext,
  need: { readonly id: NeedId; readonly unitId: UnitId },
  itemTypes?: readonly string[],
): Promise<void> {
  if (itemTypes?.length === 0) return;
  await lockNamed(tx, 'citations', need.unitId);
  await asConsequence(tx, ctx, 'citations', async () => {
    const lines = await tx
      .select({
        id: needLines.id,
        itemType: needLines.itemType,
        quantityRequested: needLines.quantityRequested,
        promised: sql<Steps>`${needLines.agreed} - ${needLines.failed}`.mapWith(needLines.agreed),
      })
      .from(needLines)
      .where(
        and(eq(needLines.needId, need.id), isNull(needLines.leftOutAt), itemTypes && inArray(needLines.itemType, [...new Set(itemTypes)])),
      )
      .orderBy(asc(needLines.position));
    const citations = citeGaps(lines, await computeGaps(tx, need.unitId, ctx.now), await readCitedElsewhere(tx, need));
    for (const [index, { id }] of lines.entries()) {
      await tx
        .update(needLines)
        .set({ citedGap: citations[index]?.cited ?? null })
        .where(eq(needLines.id, id));
    }
  });
}
