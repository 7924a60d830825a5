import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, idOf, listOf, money, quantity, shortText } from '../../platform/http/schemas.ts';
import { TRANSPORT_MODES } from './domain/delivery.ts';
import { DOCUMENT_TYPES, PACKING_KINDS, weighsNoLess } from './domain/papers.ts';
import { DeliveryDocument, PackingUnit, Receipt } from './record-goods.ts';

const weight = z
  .string()
  .regex(/^\d{1,9}(?:\.\d{1,3})?$/)
  .meta({ description: 'Kilograms, decimal text.', example: '1240.500' });
const serials = listOf(shortText).max(5000);
const lineId = idOf('delivery-line');

export const ArrangeConsignments = z
  .strictObject({
    consignments: listOf(
      z.strictObject({
        id: idOf('consignment').optional().meta({ description: 'One that is there and hasn\u2019t left; a new one where absent.' }),
        transportMode: z.enum(TRANSPORT_MODES).optional().meta({ description: 'As the delivery, where absent.' }),
        carrier: shortText.optional(),
        conveyance: shortText.optional().meta({ description: 'Vessel, flight or truck.', example: 'MV Grimaldi 114' }),
        containers: listOf(z.strictObject({ number: shortText, seal: shortText.optional() }), 'number')
          .max(200)
          .optional(),
        lines: listOf(z.strictObject({ lineId, planned: quantity }), 'lineId')
          .min(1)
          .max(100),
      }),
      'id',
    ).max(50),
  })
  .meta({ id: 'ArrangeConsignments', description: 'All that hasn\u2019t left, divided anew; what has left stays as it is.' });
export type ArrangeConsignments = z.output<typeof ArrangeConsignments>;

export const RecordPacking = z
  .strictObject({
    consignmentId: idOf('consignment'),
    units: listOf(
      z
        .strictObject({
          mark: shortText.meta({ description: 'What stands on it.', example: '3/12' }),
          kind: z.enum(PACKING_KINDS),
          grossWeightKg: weight.optional(),
          netWeightKg: weight.optional(),
          contents: listOf(z.strictObject({ lineId, quantity, serials: serials.optional() }), 'lineId')
            .min(1)
            .max(100),
        })
        .refine(({ grossWeightKg, netWeightKg }) => weighsNoLess(grossWeightKg, netWeightKg), {
          path: ['grossWeightKg'],
          error: 'gross-below-net',
        }),
      'mark',
    )
      .min(1)
      .max(500),
  })
  .meta({ id: 'RecordPacking', description: 'The packing list of a consignment, in place of the one before.' });
export type RecordPacking = z.output<typeof RecordPacking>;

export const DescribeGoods = z
  .strictObject({
    lines: listOf(
      z.strictObject({
        lineId,
        hs: z
          .strictObject({ code: z.string().regex(/^\d{4}(?:\.?\d{2}){1,3}$/), edition: z.string().regex(/^(?:HS ?)?\d{4}$/) })
          .optional()
          .meta({ description: 'HS code and the edition that it is of.', example: { code: '8517.62', edition: '2022' } }),
        originCountry: z
          .string()
          .regex(/^[A-Z]{2}$/)
          .optional()
          .meta({ description: 'ISO 3166-1.', example: 'IT' }),
        customsValue: money.optional(),
        netWeightKg: weight.optional(),
        grossWeightKg: weight.optional(),
      }),
      'lineId',
    )
      .min(1)
      .max(100),
  })
  .meta({ id: 'DescribeGoods', description: 'What customs asks of each line; what is left out stays.' });
export type DescribeGoods = z.output<typeof DescribeGoods>;

export const AddDeliveryDocument = z
  .strictObject({
    consignmentId: idOf('consignment').optional().meta({ description: 'Where it covers one consignment alone.' }),
    type: z.enum(DOCUMENT_TYPES),
    number: shortText.meta({ example: 'MEDUIT4471822' }),
    issuedOn: calendarDate.optional(),
    issuedBy: shortText.optional(),
    documentId: idOf('document').optional().meta({ description: 'The paper itself, attached to this delivery.' }),
  })
  .meta({ id: 'AddDeliveryDocument', description: 'A transport or customs paper.' });
export type AddDeliveryDocument = z.output<typeof AddDeliveryDocument>;

export const WithdrawDeliveryDocument = z
  .strictObject({
    deliveryDocumentId: idOf('delivery-document'),
    reason: shortText.meta({ example: 'Two digits of the number were exchanged.' }),
  })
  .meta({
    id: 'WithdrawDeliveryDocument',
    description: 'Takes back a paper that was entered wrongly; it stays to be seen, with the reason.',
  });
export type WithdrawDeliveryDocument = z.output<typeof WithdrawDeliveryDocument>;
export const DeliveryDocumentPage = pageOf(DeliveryDocument.schema, 'DeliveryDocumentPage');
export const PackingUnitPage = pageOf(PackingUnit.schema, 'PackingUnitPage');
export const ReceiptPage = pageOf(Receipt.schema, 'ReceiptPage');

export const partsQuery = z.strictObject(pageQuery);
export type ListParts = z.output<typeof partsQuery>;
