import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ReportDiversion } from '../contract.ts';
import { mayRead, namedConsignments, stepDelivery, beginStep } from './change-delivery.ts';
import { freezeEndUsers } from './freeze-end-user.ts';
import { LOSS, takeOffTheWay } from './lose-delivery.ts';

/**
 * Goods have gone elsewhere than to their end user, on the way or after it. What was still on its way and is gone is booked as lost;
 * what was accepted before stays so in the balances. Either way all that is coming to the units concerned is frozen.
 */
export async function reportDiversion(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: ReportDiversion): Promise<void> {
  const { consignmentId, reason, reasonNote, detail, lines, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'report-diversion');
  const details = { diversion: detail };
  if (lines.length > 0) {
    const lost = await takeOffTheWay(
      tx,
      ctx,
      locked,
      { consignmentId, reason, reasonNote, lines },
      { ...LOSS, wrote: 'delivery.diversion-reported' },
      details,
    );
    return freezeEndUsers(tx, ctx, locked.delivery, lost, 'diverted');
  }
  // A line that was arranged out of every consignment is still of the delivery.
  const concerned =
    consignmentId === undefined ? locked.lines : namedConsignments(ctx, locked, consignmentId).flatMap((consignment) => consignment.lines);
  await stepDelivery(tx, ctx, locked, { action: 'delivery.diversion-reported', details, reason: { code: reason, note: reasonNote } });
  await freezeEndUsers(
    tx,
    ctx,
    locked.delivery,
    concerned.filter((line) => mayRead(ctx.actor, line)),
    'diverted',
  );
}
