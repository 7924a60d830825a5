import { REASON_CODES, REASONS } from '../../kernel/reason.ts';
import { z } from 'zod';
import {
  calendarDate,
  idOf,
  listOf,
  localText,
  longText,
  quantityOrNone,
  reasonCode,
  shortText,
  slugOf,
} from '../../platform/http/schemas.ts';

const serials = listOf(shortText).max(5000).optional();

/** What of a delivery is put right, and to what: what is left out stays as it was recorded. */
export const PutRight = z
  .discriminatedUnion('kind', [
    z
      .strictObject({
        kind: z.literal('receipt'),
        receiptId: idOf('receipt'),
        receivedOn: calendarDate.optional(),
        evidence: longText.optional(),
        lines: listOf(
          z.strictObject({
            lineId: idOf('delivery-line'),
            accepted: quantityOrNone.optional(),
            rejected: quantityOrNone.optional(),
            lost: quantityOrNone.optional(),
            surplus: quantityOrNone.optional(),
            rejectionReason: reasonCode('rejection').optional(),
            lossReason: reasonCode('loss').optional(),
            acceptedSerials: serials,
            rejectedSerials: serials,
            lostSerials: serials,
          }),
          'lineId',
        )
          .max(100)
          .optional()
          .meta({ description: 'Lines of the receipt that say something else from now on.' }),
      })
      .meta({ id: 'PutReceiptRight', description: 'What a receipt should have said.' }),
    z
      .strictObject({
        kind: z.literal('shipment'),
        consignmentId: idOf('consignment'),
        shippedOn: calendarDate.optional(),
        lines: listOf(z.strictObject({ lineId: idOf('delivery-line'), shipped: quantityOrNone }), 'lineId')
          .max(100)
          .optional(),
      })
      .meta({ id: 'PutShipmentRight', description: 'What had left in truth, and when.' }),
    z
      .strictObject({
        kind: z.literal('release'),
        consignmentId: idOf('consignment'),
        releasedOn: calendarDate,
        evidence: longText.optional().meta({ description: 'What shows it.' }),
      })
      .meta({
        id: 'PutReleaseRight',
        description: 'That customs had released a consignment, and when, where nobody recorded it while its papers held.',
      }),
    z
      .strictObject({
        kind: z.literal('handover'),
        handedOverOn: calendarDate.optional(),
        handedOverBy: shortText.optional(),
        takenOverBy: shortText.optional(),
        document: shortText.optional(),
        documentId: idOf('document').optional(),
      })
      .meta({ id: 'PutHandoverRight', description: 'Names, day and document of the handover: all of them where nobody had recorded it.' }),
    z
      .strictObject({
        kind: z.literal('use'),
        inServiceOn: calendarDate,
        evidence: longText.optional().meta({ description: 'What shows it.' }),
      })
      .meta({
        id: 'PutUseRight',
        description: 'Since when one’s units use what they accepted, where nobody recorded it while its papers held.',
      }),
    z
      .strictObject({
        kind: z.literal('milestone'),
        milestone: slugOf('milestone'),
        actualOn: calendarDate,
        evidence: longText.meta({ description: 'What shows it.' }),
      })
      .meta({ id: 'PutMilestoneRight', description: 'The day on which a milestone was reached.' }),
    z
      .strictObject({
        kind: z.literal('verification'),
        verificationId: idOf('verification'),
        verifiedOn: calendarDate.optional(),
        inUse: z.boolean().optional(),
        finding: localText.optional(),
      })
      .meta({ id: 'PutVerificationRight', description: 'What a check had found.' }),
  ])
  .meta({ id: 'PutRight', description: 'What is put right, and to what; what is left out stays as it was recorded.' });
export type PutRight = z.output<typeof PutRight>;

const ReceiptLineValues = z
  .object({
    lineId: idOf('delivery-line'),
    accepted: z.number(),
    rejected: z.number(),
    lost: z.number(),
    surplus: z.number(),
    rejectionReason: z.enum(REASONS.rejection).nullable(),
    lossReason: z.enum(REASON_CODES).nullable(),
    acceptedSerials: z.array(z.string()),
    rejectedSerials: z.array(z.string()),
    lostSerials: z.array(z.string()),
  })
  .meta({ id: 'ReceiptLineValues', description: 'What a receipt says of a line.' });

/** A part of a delivery as it stood, or as it should have been recorded. */
export const DeliveryValues = z
  .discriminatedUnion('kind', [
    z
      .object({
        kind: z.literal('receipt'),
        receiptId: idOf('receipt'),
        receivedOn: calendarDate,
        evidence: z.string().nullable(),
        lines: z.array(ReceiptLineValues),
      })
      .meta({ id: 'ReceiptValues' }),
    z
      .object({
        kind: z.literal('shipment'),
        consignmentId: idOf('consignment'),
        shippedOn: calendarDate.nullable(),
        lines: z.array(z.object({ lineId: idOf('delivery-line'), shipped: z.number() })),
      })
      .meta({ id: 'ShipmentValues' }),
    z
      .object({
        kind: z.literal('release'),
        consignmentId: idOf('consignment'),
        releasedOn: calendarDate.nullable(),
        evidence: z.string().nullable(),
      })
      .meta({ id: 'ReleaseValues' }),
    z
      .object({
        kind: z.literal('handover'),
        handedOverOn: calendarDate.nullable(),
        handedOverBy: z.string().nullable(),
        takenOverBy: z.string().nullable(),
        document: z.string().nullable(),
        documentId: idOf('document').nullable(),
      })
      .meta({ id: 'HandoverValues' }),
    z
      .object({
        kind: z.literal('use'),
        inServiceOn: calendarDate.nullable(),
        evidence: z.string().nullable(),
        lines: z.array(z.object({ lineId: idOf('delivery-line'), inService: z.number() })),
      })
      .meta({ id: 'UseValues' }),
    z
      .object({
        kind: z.literal('milestone'),
        milestone: slugOf('milestone'),
        actualOn: calendarDate.nullable(),
        evidence: z.string().nullable(),
      })
      .meta({ id: 'MilestoneValues' }),
    z
      .object({
        kind: z.literal('verification'),
        verificationId: idOf('verification'),
        verifiedOn: calendarDate,
        inUse: z.boolean(),
        finding: localText.nullable(),
      })
      .meta({ id: 'VerificationValues' }),
  ])
  .meta({ id: 'DeliveryValues', description: 'A part of a delivery as it stood, or as it should have been recorded.' });
