import type { DeliveryId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ReportDiversion } from '../contract.ts';
import { mayRead, stepDelivery, beginStep } from './change-delivery.ts';
import { freezeEndUsers } from './freeze-end-user.ts';
import { LOSS, takeOffTheWay } from './lose-delivery.ts';

/**
 * Goods have gone elsewhere than to their end user, on the way or after it. What was still on its way and is gone is booked as lost;
 * what was accepted before stays so in the balances. Either way all that is coming to the units concerned is frozen.
 */
export async function reportDiversion(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: ReportDiversion): Promise<void> {
  const locked = await beginStep(tx, ctx, id, version, 'report-diversion');
  const details = { diversion: input.detail };
  if (input.lines.length > 0) {
    const lost = await takeOffTheWay(tx, ctx, locked, input, { ...LOSS, wrote: 'delivery.diversion-reported' }, details);
    return freezeEndUsers(tx, ctx, locked.delivery, lost, 'diverted');
  }
  await stepDelivery(tx, ctx, locked, { action: 'delivery.diversion-reported', details, reason: input.reason });
  await freezeEndUsers(
    tx,
    ctx,
    locked.delivery,
    locked.lines.filter((line) => mayRead(ctx.actor, line)),
    'diverted',
  );
}
