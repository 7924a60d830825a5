import type { DeliveryId } from '../../../kernel/id.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { Actor, Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ReceiveDelivery } from '../contract.ts';
import { balances, endOfJourney } from '../domain/books.ts';
import type { BookedLine } from '../line-queries.ts';
import { changeLine, type Consignment, happenedOn, inOrderOfMatches, stepDelivery, takeUp } from './change-delivery.ts';
import { askToPass, reachMilestone } from './pass-milestone.ts';
import { settleMatches } from './settle-matches.ts';

/**
 * A requester signs for what arrived for its own units, line by line, and says what did not; what failed re-opens the need at
 * once. When nothing of the delivery is on its way any more it is received, or received in part.
 */
export async function receiveDelivery(tx: Tx, act: Act, id: DeliveryId, version: number, input: ReceiveDelivery): Promise<void> {
  const consignment = await takeUp(tx, act, id, version, 'receive');
  const on = happenedOn(act, input.on);
  const receipts = matchReceipts(act.actor, consignment, input.lines);
  const concerned = inOrderOfMatches([...receipts.keys()]);
  await askToPass(tx, act, consignment, 'receive', concerned);

  const after = new Map(consignment.lines.map((line) => [line.id, line]));
  for (const line of concerned) {
    const receipt = receipts.get(line);
    if (!receipt) continue;
    after.set(
      line.id,
      await changeLine(tx, line, {
        accepted: line.accepted + receipt.accepted,
        rejected: line.rejected + receipt.rejected,
        lost: line.lost + receipt.lost,
        rejectionReason: receipt.rejectionReason ?? null,
        receivedAt: act.now,
        receivedBy: act.actor.kind === 'system' ? null : act.actor.userId,
      }),
    );
  }
  const event = endOfJourney([...after.values()], 'lose');
  if (event !== null) await reachMilestone(tx, consignment.delivery, 'receive', on, input.evidence);
  await stepDelivery(tx, act, consignment, {
    event,
    action: event === null ? 'delivery.lines-received' : 'delivery.received',
    detail: { on, evidence: input.evidence ?? null, lines: input.lines },
  });
  await settleMatches(
    tx,
    act,
    concerned.map(({ matchId }) => matchId),
  );
}

type ReceiptOfLine = ReceiveDelivery['lines'][number];

/** Each receipt with its line, once; refuses another recipient's line as if it weren't there, and what doesn't add up. */
function matchReceipts(actor: Actor, { lines }: Consignment, receipts: readonly ReceiptOfLine[]): Map<BookedLine, ReceiptOfLine> {
  const matched = new Map<BookedLine, ReceiptOfLine>();
  for (const [index, receipt] of receipts.entries()) {
    const line = lines.find(({ id }) => id === receipt.lineId);
    if (!line || !isOwnLine(actor, line)) throw refuseField('reference-unknown', `/lines/${index}/lineId`);
    if (matched.has(line)) throw refuseField('invalid-field', `/lines/${index}/lineId`, 'named-twice');
    if (!balances(line, receipt)) {
      throw new Refusal('receipt-does-not-balance', {
        fields: [{ pointer: `/lines/${index}/accepted`, code: 'receipt-does-not-balance' }],
      });
    }
    if (receipt.rejected > 0 && receipt.rejectionReason === undefined) {
      throw refuseField('reason-required', `/lines/${index}/rejectionReason`, 'missing');
    }
    matched.set(line, receipt);
  }
  return matched;
}

/** What the policy on lines says too: the unit's own people, or anyone of the organisation who isn't tied to one unit. */
export function isOwnLine(actor: Actor, line: BookedLine): boolean {
  if (actor.kind === 'system') return true;
  return line.organisationId === actor.organisationId && (actor.unitId === null || line.unitId === actor.unitId);
}
