import { and, eq } from 'drizzle-orm';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { holdingMoves } from '../correction-tables.ts';
import { followHistory, lockAllHoldings } from './follow-history.ts';
import type { GoneGoods } from './take-back-holdings.ts';

/** Goods that came on another day than was recorded: which counts have found them is worked out anew. */
export function redateReceipt(
  tx: Tx,
  ctx: ActorContext,
  goods: readonly Omit<GoneGoods, 'quantity'>[],
  { from, to }: { readonly from: CalendarDate; readonly to: CalendarDate },
): Promise<void> {
  return asConsequence(tx, ctx, 'proposed-holdings', async (system) => {
    await lockAllHoldings(tx, goods);
    for (const { unitId, organisationId, itemType, deliveryLineId } of goods) {
      const moved = await tx
        .update(holdingMoves)
        .set({ happenedOn: to })
        .where(
          and(
            eq(holdingMoves.unitId, unitId),
            eq(holdingMoves.itemType, itemType),
            eq(holdingMoves.deliveryLineId, deliveryLineId),
            eq(holdingMoves.kind, 'accepted'),
            eq(holdingMoves.happenedOn, from),
          ),
        )
        .returning({ id: holdingMoves.id });
      if (moved.length > 0) await followHistory(tx, system, { unitId, organisationId, itemType });
    }
  });
}
