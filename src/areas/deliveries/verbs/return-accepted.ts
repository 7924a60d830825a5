import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { steps } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { type ConsignedLine, selectSerials } from '../consignment-queries.ts';
import type { ReturnAccepted } from '../contract.ts';
import { spelledAsPacked, takenOffFaults } from '../domain/serials.ts';
import { beginStep, changeConsignedLine, mayRead, namedConsignments, stepDelivery, withChanges } from './change-delivery.ts';
import { chooseLines } from './choose-lines.ts';
import { refuseSerials, settleSerials } from './deal-with-serials.ts';
import { keepWithinAccepted } from './keep-within-accepted.ts';
import { settleMatches } from './settle-matches.ts';
import { takeBackProposed } from './take-back-proposed.ts';

/**
 * A unit gives back what it had accepted: it leaves accepted, and with it what was in use and verified, and the need opens again by it.
 */
export async function returnAccepted(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: ReturnAccepted): Promise<void> {
  const { consignmentId, reason, reasonNote, lines: told, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'return-accepted');
  const own = namedConsignments(ctx, locked, consignmentId).flatMap(({ lines }) => lines.filter((line) => mayRead(ctx.actor, line)));
  const given = chooseLines(own, told, { available: ({ accepted }) => accepted, exceeds: 'receipt-does-not-balance' });
  const changed: ConsignedLine[] = [];
  for (const { line, quantity, serials, pointer } of given) {
    const numbers = await selectSerials(tx, line, 'accepted');
    const named = serials === undefined ? (quantity === line.accepted ? numbers : []) : spelledAsPacked(numbers, serials);
    const at = `${pointer}/serials`;
    refuseSerials(takenOffFaults(numbers, line.accepted - quantity, { quantity, serials: named }, 'returned'), {
      accepted: at,
      rejected: at,
      lost: at,
      returned: at,
    });
    await keepWithinAccepted(tx, locked, line.deliveryLineId, quantity);
    changed.push(
      await changeConsignedLine(tx, line, {
        accepted: steps(line.accepted - quantity),
        returned: steps(line.returned + quantity),
        returnReason: reason,
      }),
    );
    await settleSerials(tx, line, named, 'returned');
  }
  const balances = withChanges(locked, changed, 'return-to-donor');
  await stepDelivery(tx, ctx, locked, { balances, action: 'delivery.accepted-goods-returned', reason: { code: reason, note: reasonNote } });
  await settleMatches(tx, ctx, changed);
  await takeBackProposed(tx, ctx, locked.delivery, given, 'leaves');
}
