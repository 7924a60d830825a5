import type { DeliveryId } from '../../../kernel/id.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ReportLoss } from '../contract.ts';
import { endOfJourney, inTransit } from '../domain/books.ts';
import type { BookedLine } from '../line-queries.ts';
import { changeLine, type Consignment, inOrderOfMatches, stepDelivery, takeUp } from './change-delivery.ts';
import { settleMatches } from './settle-matches.ts';

/** What will not arrive: stolen, sunk, destroyed. The need re-opens by it at once. */
export function reportLoss(tx: Tx, act: Act, id: DeliveryId, version: number, input: ReportLoss): Promise<void> {
  return takeOffTheWay(tx, act, id, version, input, LOSS);
}

/** What turns back before it is received. What a recipient refuses at the door is rejected in its receipt instead. */
export function returnToDonor(tx: Tx, act: Act, id: DeliveryId, version: number, input: ReportLoss): Promise<void> {
  return takeOffTheWay(tx, act, id, version, input, RETURN);
}

const LOSS = { action: 'report-loss', event: 'lose', counter: 'lost', wrote: 'delivery.loss-reported' } as const;
const RETURN = { action: 'return', event: 'return-to-donor', counter: 'returned', wrote: 'delivery.returned' } as const;

async function takeOffTheWay(
  tx: Tx,
  act: Act,
  id: DeliveryId,
  version: number,
  input: ReportLoss,
  { action, event, counter, wrote }: typeof LOSS | typeof RETURN,
): Promise<void> {
  const consignment = await takeUp(tx, act, id, version, action);
  const quantities = decideQuantities(consignment, input);
  const concerned = inOrderOfMatches([...quantities.keys()]);
  const after = new Map(consignment.lines.map((line) => [line.id, line]));
  for (const line of concerned) {
    after.set(line.id, await changeLine(tx, line, { [counter]: line[counter] + (quantities.get(line) ?? 0) }));
  }
  await stepDelivery(tx, act, consignment, {
    event: endOfJourney([...after.values()], event),
    action: wrote,
    detail: { lines: concerned.map((line) => ({ lineId: line.id, quantity: quantities.get(line) ?? 0 })) },
    reason: input.reason,
  });
  await settleMatches(
    tx,
    act,
    concerned.map(({ matchId }) => matchId),
  );
}

/** How much of which lines: as said, or all that is on its way. */
function decideQuantities({ lines }: Consignment, input: ReportLoss): Map<BookedLine, number> {
  if (input.lines.length === 0) {
    return new Map(lines.filter((line) => inTransit(line) > 0).map((line) => [line, inTransit(line)]));
  }
  const quantities = new Map<BookedLine, number>();
  for (const [index, { lineId, quantity }] of input.lines.entries()) {
    const line = lines.find((one) => one.id === lineId);
    if (!line) throw refuseField('reference-unknown', `/lines/${index}/lineId`);
    if (quantities.has(line)) throw refuseField('invalid-field', `/lines/${index}/lineId`, 'named-twice');
    if (quantity > inTransit(line)) throw refuseField('receipt-does-not-balance', `/lines/${index}/quantity`);
    quantities.set(line, quantity);
  }
  return quantities;
}
