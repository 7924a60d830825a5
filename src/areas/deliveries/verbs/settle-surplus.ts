import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { steps } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { SettleSurplus } from '../contract.ts';
import { openSurplus } from '../domain/quantity-balances.ts';
import { beginStep, changeConsignedLine, namedConsignments, stepDelivery } from './change-delivery.ts';
import { chooseLines } from './choose-lines.ts';
import { proposeGoods } from './propose-goods.ts';

/**
 * The donor says what becomes of what came beyond what was shipped. What it leaves is proposed to the unit as a holding; it is a gift
 * beyond the match, so it covers nothing of the need, which others may have promised meanwhile.
 */
export async function settleSurplus(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: SettleSurplus): Promise<void> {
  const { consignmentId, becomes, lines: told, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'settle-surplus');
  const consigned = namedConsignments(ctx, locked, consignmentId).flatMap(({ lines }) => lines);
  const named = told.map(({ lineId, quantity, ...restOfLine }) => {
    nothingLeft(restOfLine);
    return { lineId, quantity };
  });
  const settled = chooseLines(consigned, named, { available: openSurplus, exceeds: 'exceeds-surplus' });
  for (const { line, quantity } of settled) {
    await changeConsignedLine(
      tx,
      line,
      becomes === 'left'
        ? { surplusLeft: steps(line.surplusLeft + quantity) }
        : { surplusTakenBack: steps(line.surplusTakenBack + quantity) },
    );
  }
  await stepDelivery(tx, ctx, locked, { action: becomes === 'left' ? 'delivery.surplus-left' : 'delivery.surplus-taken-back' });
  if (becomes === 'left') await proposeGoods(tx, ctx, locked.delivery, locked.today, settled);
}
