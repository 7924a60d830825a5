import { must } from '../../../kernel/assert.ts';
import { quantityOf } from '../../../kernel/quantity.ts';
import type { DeliveryLineId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { PutRight } from '../contract-corrections.ts';
import { selectHandover, selectMilestone, selectReceipt, selectShippedOn, selectVerification } from '../correction-queries.ts';
import type { CorrectionOf, DeliveryCorrection, ReceiptLineValues } from '../domain/corrections.ts';
import { takes } from '../domain/consignments.ts';
import { SIGNED_STATES, UNSIGNED_STATES } from '../domain/delivery.ts';
import type { BalancedLine } from '../line-queries.ts';
import { type LockedDelivery, namedConsignments } from './change-delivery.ts';

/** A receipt as it stands now, in units of measure. */
export async function receiptAsItStands(tx: Tx, { delivery, lines }: LockedDelivery, id: CorrectionOf<'receipt'>['receiptId']) {
  const receipt = await selectReceipt(tx, delivery.id, id);
  if (receipt === null) return null;
  return {
    kind: 'receipt' as const,
    receiptId: id,
    receivedOn: receipt.receivedOn,
    evidence: receipt.evidence,
    lines: receipt.lines.map(
      ({ consignmentLineId, deliveryLineId: lineId, accepted, rejected, lost, surplus, ...said }): ReceiptLineValues => {
        const { decimals } = must(
          lines.find((line) => line.id === lineId),
          'a receipt is of lines of the delivery',
        );
        return {
          lineId,
          ...said,
          accepted: quantityOf(accepted, decimals),
          rejected: quantityOf(rejected, decimals),
          lost: quantityOf(lost, decimals),
          surplus: quantityOf(surplus, decimals),
        };
      },
    ),
  };
}

/** A handover that nobody has recorded. */
const NOT_HANDED_OVER: CorrectionOf<'handover'> = {
  kind: 'handover',
  handedOverOn: null,
  handedOverBy: null,
  takenOverBy: null,
  document: null,
  documentId: null,
};

/** How much of a line is in use, as people say it. */
export const inServiceOf = ({ id: lineId, inService, decimals }: BalancedLine) => ({ lineId, inService: quantityOf(inService, decimals) });

/** Lines in the order in which a correction names them, so that what still stands is the same whatever that order. */
const inOrderOf = <Line>(
  named: readonly { readonly lineId: DeliveryLineId }[],
  lines: readonly Line[],
  idOf: (line: Line) => DeliveryLineId,
): Line[] => named.flatMap(({ lineId }) => lines.filter((line) => idOf(line) === lineId));

/** What a correction speaks of, as it stands now; null where it isn't there any more. */
export async function currentValues(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  named: DeliveryCorrection | PutRight,
): Promise<DeliveryCorrection | null> {
  const { id } = locked.delivery;
  switch (named.kind) {
    case 'receipt': {
      const receipt = await receiptAsItStands(tx, locked, named.receiptId);
      return receipt && { ...receipt, lines: inOrderOf(named.lines ?? [], receipt.lines, ({ lineId }) => lineId) };
    }
    case 'shipment': {
      const [consignment] = namedConsignments(ctx, locked, named.consignmentId);
      const lines = (named.lines ?? []).flatMap(({ lineId }) => {
        const line = consignment?.lines.find(({ deliveryLineId }) => deliveryLineId === lineId);
        return line ? { lineId, shipped: quantityOf(line.shipped, line.decimals) } : [];
      });
      return { kind: 'shipment', consignmentId: named.consignmentId, shippedOn: await selectShippedOn(tx, named.consignmentId), lines };
    }
    case 'release': {
      const [consignment] = namedConsignments(ctx, locked, named.consignmentId);
      if (!consignment || !takes(consignment.state, 'release')) return null;
      return { kind: 'release', consignmentId: consignment.id, releasedOn: null, evidence: null };
    }
    case 'use': {
      if (!SIGNED_STATES.includes(locked.delivery.state)) return null;
      const lines = inOrderOf('lines' in named ? named.lines : [], locked.lines, (line) => line.id);
      return { kind: 'use', inServiceOn: null, evidence: null, lines: lines.map(inServiceOf) };
    }
    case 'handover': {
      if (UNSIGNED_STATES.includes(locked.delivery.state)) return NOT_HANDED_OVER;
      const stands = await selectHandover(tx, id);
      if (!SIGNED_STATES.includes(locked.delivery.state) || !stands) return null;
      const { handedOverOn, handedOverBy, takenOverBy, document, documentId } = stands;
      if (handedOverOn === null || handedOverBy === null || takenOverBy === null || document === null) return null;
      return { kind: 'handover', handedOverOn, handedOverBy, takenOverBy, document, documentId };
    }
    case 'milestone': {
      const stands = await selectMilestone(tx, id, named.milestone);
      return stands && { kind: 'milestone', milestone: named.milestone, ...stands };
    }
    case 'verification': {
      const stands = await selectVerification(tx, id, named.verificationId);
      if (!stands || stands.verifiedOn === null || stands.inUse === null) return null;
      const { verifiedOn, inUse, finding } = stands;
      return { kind: 'verification', verificationId: named.verificationId, verifiedOn, inUse, finding };
    }
  }
}
