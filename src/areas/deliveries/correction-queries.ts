import { and, asc, desc, eq, max, ne } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { ConsignmentId, DeliveryId, ReceiptId, VerificationId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { consignments, serialNumbers } from './consignment-tables.ts';
import type { ConsignedLine } from './consignment-queries.ts';
import { receiptLines, receipts } from './receipt-tables.ts';
import { deliveries, deliveryMilestones, verifications } from './tables.ts';

/** A receipt of a delivery with what it says of each line, by what the reader may see. */
export async function selectReceipt(tx: Tx, deliveryId: DeliveryId, id: ReceiptId) {
  const [receipt] = await tx
    .select({ id: receipts.id, receivedOn: receipts.receivedOn, evidence: receipts.evidence })
    .from(receipts)
    .where(and(eq(receipts.id, id), eq(receipts.deliveryId, deliveryId)));
  if (!receipt) return null;
  const lines = await tx
    .select({
      consignmentLineId: receiptLines.consignmentLineId,
      deliveryLineId: receiptLines.deliveryLineId,
      accepted: receiptLines.accepted,
      rejected: receiptLines.rejected,
      lost: receiptLines.lost,
      surplus: receiptLines.surplus,
      rejectionReason: receiptLines.rejectionReason,
      lossReason: receiptLines.lossReason,
      acceptedSerials: receiptLines.acceptedSerials,
      rejectedSerials: receiptLines.rejectedSerials,
      lostSerials: receiptLines.lostSerials,
    })
    .from(receiptLines)
    .where(eq(receiptLines.receiptId, id))
    .orderBy(asc(receiptLines.deliveryLineId));
  return { ...receipt, lines };
}

/** The last day on which something of a delivery was received; null where nothing was. */
export async function selectLastReceipt(tx: Tx, deliveryId: DeliveryId): Promise<CalendarDate | null> {
  const [last] = await tx
    .select({ on: max(receipts.receivedOn) })
    .from(receipts)
    .where(eq(receipts.deliveryId, deliveryId));
  return last?.on ?? null;
}

/** Why the latest of the other receipts of a consigned line rejected some of it, and why one missed some; null where none did. */
export async function selectReasonsElsewhere(tx: Tx, line: ConsignedLine, besides: ReceiptId) {
  const others = await tx
    .select({
      rejected: receiptLines.rejected,
      lost: receiptLines.lost,
      rejectionReason: receiptLines.rejectionReason,
      lossReason: receiptLines.lossReason,
    })
    .from(receiptLines)
    .innerJoin(receipts, eq(receipts.id, receiptLines.receiptId))
    .where(and(eq(receiptLines.consignmentLineId, line.id), ne(receiptLines.receiptId, besides)))
    .orderBy(desc(receipts.creationOrder));
  return {
    rejectionReason: others.find(({ rejected }) => rejected > 0)?.rejectionReason ?? null,
    lossReason: others.find(({ lost }) => lost > 0)?.lossReason ?? null,
  };
}

/** When a consignment left; null where it hasn't. */
export async function selectShippedOn(tx: Tx, id: ConsignmentId): Promise<CalendarDate | null> {
  const [consignment] = await tx.select({ on: consignments.shippedOn }).from(consignments).where(eq(consignments.id, id));
  return consignment?.on ?? null;
}

/** When a consignment came to the port of entry, or left where nobody said so; null where it did neither. */
export async function selectCameOn(tx: Tx, id: ConsignmentId): Promise<CalendarDate | null> {
  const [consignment] = await tx
    .select({ arrivedOn: consignments.arrivedOn, shippedOn: consignments.shippedOn })
    .from(consignments)
    .where(eq(consignments.id, id));
  return consignment?.arrivedOn ?? consignment?.shippedOn ?? null;
}

export async function selectHandover(tx: Tx, id: DeliveryId) {
  const [delivery] = await tx
    .select({
      handedOverOn: deliveries.handedOverOn,
      handedOverBy: deliveries.handedOverBy,
      takenOverBy: deliveries.takenOverBy,
      document: deliveries.handoverDocument,
      documentId: deliveries.handoverDocumentId,
    })
    .from(deliveries)
    .where(eq(deliveries.id, id));
  return delivery;
}

export async function selectMilestone(tx: Tx, deliveryId: DeliveryId, milestone: string) {
  const [row] = await tx
    .select({ actualOn: deliveryMilestones.actualOn, evidence: deliveryMilestones.evidence })
    .from(deliveryMilestones)
    .where(and(eq(deliveryMilestones.deliveryId, deliveryId), eq(deliveryMilestones.milestone, milestone)));
  return row ?? null;
}

export async function selectVerification(tx: Tx, deliveryId: DeliveryId, id: VerificationId) {
  const [row] = await tx
    .select({
      dueOn: verifications.dueOn,
      verifiedOn: verifications.verifiedOn,
      verifiedByOrganisationId: verifications.verifiedByOrganisationId,
      inUse: verifications.inUse,
      finding: verifications.finding,
    })
    .from(verifications)
    .where(and(eq(verifications.id, id), eq(verifications.deliveryId, deliveryId)));
  return row ?? null;
}

/** The checks of a delivery, in the order of the days on which they are due. */
export const selectChecks = (tx: Tx, deliveryId: DeliveryId) =>
  tx
    .select({
      id: verifications.id,
      dueOn: verifications.dueOn,
      verifiedOn: verifications.verifiedOn,
      inUse: verifications.inUse,
    })
    .from(verifications)
    .where(eq(verifications.deliveryId, deliveryId))
    .orderBy(asc(verifications.dueOn));

/** What has become of each numbered piece of a consigned line. */
export async function selectNumbers(tx: Tx, line: ConsignedLine) {
  return tx
    .select({ serial: serialNumbers.serial, outcome: serialNumbers.outcome })
    .from(serialNumbers)
    .where(and(eq(serialNumbers.deliveryLineId, line.deliveryLineId), eq(serialNumbers.consignmentId, line.consignmentId)))
    .orderBy(asc(serialNumbers.serial));
}
