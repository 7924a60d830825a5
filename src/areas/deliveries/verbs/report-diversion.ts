import type { DeliveryId } from '../../../kernel/id.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ReportDiversion } from '../contract.ts';
import { mayRead, stepDelivery, takeUp } from './change-delivery.ts';
import { freezeEndUsers } from './freeze-end-user.ts';
import { LOSS, takeOffTheWay } from './lose-delivery.ts';

/**
 * Goods have gone elsewhere than to their end user, on the way or after it. What was still on its way and is gone is booked as lost;
 * what was accepted before stays so in the books. Either way all that is coming to the units concerned is frozen.
 */
export async function reportDiversion(tx: Tx, act: Act, id: DeliveryId, version: number, input: ReportDiversion): Promise<void> {
  const locked = await takeUp(tx, act, id, version, 'report-diversion');
  const details = { diversion: input.detail };
  if (input.lines.length > 0) {
    const lost = await takeOffTheWay(tx, act, locked, input, { ...LOSS, wrote: 'delivery.diversion-reported' }, details);
    return freezeEndUsers(tx, act, locked.delivery, lost, 'diverted');
  }
  await stepDelivery(tx, act, locked, { action: 'delivery.diversion-reported', details, reason: input.reason });
  await freezeEndUsers(
    tx,
    act,
    locked.delivery,
    locked.lines.filter((line) => mayRead(act.actor, line)),
    'diverted',
  );
}
