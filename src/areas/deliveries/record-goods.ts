import { REASON_CODES, REASONS } from '../../kernel/reason.ts';
import { z } from 'zod';
import { calendarDate, count, idOf, instant, shortText, toldQuantity } from '../../platform/http/schemas.ts';
import { CONSIGNMENT_STATES } from './domain/consignments.ts';
import { TRANSPORT_MODES } from './domain/delivery.ts';
import { DOCUMENT_TYPES, PACKING_KINDS } from './domain/papers.ts';
import { SERIAL_OUTCOMES } from './domain/serials.ts';
import { declareRecord, parties, type ViewOf } from '../disclosure/index.ts';

const lineId = idOf('delivery-line');

const Container = z
  .strictObject({ number: shortText, seal: shortText.optional() })
  .meta({ id: 'Container', description: 'A container and the seal that closes it.', example: { number: 'MSCU1234566', seal: 'IT-4471' } });

export const ConsignedLine = declareRecord('ConsignedLine', 'How much of a line travels in a consignment, and what became of it.', {
  lineId: parties(lineId),
  planned: parties(toldQuantity),
  shipped: parties(toldQuantity),
  accepted: parties(toldQuantity),
  rejected: parties(toldQuantity),
  lost: parties(toldQuantity),
  returned: parties(toldQuantity),
  inTransit: parties(toldQuantity),
  surplus: parties(
    toldQuantity.meta({
      description: 'Came beyond what was shipped; with what the donor has left or taken back, and what waits for its word.',
    }),
  ),
  surplusLeft: parties(toldQuantity),
  surplusTakenBack: parties(toldQuantity),
});

export const Consignment = declareRecord(
  'Consignment',
  'What travels together. A recipient sees those with something of its own, and of them that.',
  {
    id: parties(idOf('consignment')),
    position: parties(count),
    state: parties(z.enum(CONSIGNMENT_STATES)),
    transportMode: parties(z.enum(TRANSPORT_MODES)),
    carrier: parties(z.string().nullable()),
    conveyance: parties(z.string().nullable().meta({ description: 'Vessel, flight or truck.' })),
    containers: parties(z.array(Container)),
    shippedOn: parties(calendarDate.nullable()),
    recordedLateOn: parties(
      calendarDate.nullable().meta({
        description:
          'When it was put on record that it had left, where what let it leave had lapsed by then and the other side agreed; else null.',
      }),
    ),
    releaseRecordedLateOn: parties(calendarDate.nullable().meta({ description: 'The same of its release by customs.' })),
    arrivedOn: parties(calendarDate.nullable()),
    endedOn: parties(calendarDate.nullable()),
    stoodAt: parties(
      z.enum(CONSIGNMENT_STATES).nullable().meta({
        description:
          'Where it stood before its last step or, where it has come to an end, before that; null where it goes back no further.',
      }),
    ),
    lines: parties(z.array(ConsignedLine.schema)),
  },
);

export const DeliveryDocument = declareRecord('DeliveryDocument', 'A transport or customs paper, by type and number.', {
  id: parties(idOf('delivery-document')),
  consignmentId: parties(idOf('consignment').nullable().meta({ description: 'null: it covers the whole delivery.' })),
  type: parties(z.enum(DOCUMENT_TYPES)),
  number: parties(z.string()),
  issuedOn: parties(calendarDate.nullable()),
  issuedBy: parties(z.string().nullable()),
  documentId: parties(idOf('document').nullable()),
  withdrawnAt: parties(instant.nullable().meta({ description: 'Since when it no longer counts; null while it does.' })),
  withdrawalReason: parties(z.string().nullable()),
  createdAt: parties(instant),
});
export type DeliveryDocumentView = ViewOf<typeof DeliveryDocument>;

export const SerialNumber = declareRecord('SerialNumber', 'A numbered piece and what became of it.', {
  serial: parties(z.string()),
  outcome: parties(z.enum(SERIAL_OUTCOMES)),
});

export const PackedContent = declareRecord('PackedContent', 'What of a line is in a packing unit.', {
  lineId: parties(lineId),
  quantity: parties(toldQuantity),
  serials: parties(z.array(SerialNumber.schema)),
});

export const PackingUnit = declareRecord('PackingUnit', 'A crate, carton or pallet of the packing list.', {
  id: parties(idOf('packing-unit')),
  consignmentId: parties(idOf('consignment')),
  mark: parties(z.string()),
  kind: parties(z.enum(PACKING_KINDS)),
  grossWeightKg: parties(z.string().nullable()),
  netWeightKg: parties(z.string().nullable()),
  contents: parties(z.array(PackedContent.schema).meta({ description: 'A recipient sees what is for its own units alone.' })),
});
export type PackingUnitView = ViewOf<typeof PackingUnit>;

export const ReceiptLine = declareRecord('ReceiptLine', 'What a receipt says of one line.', {
  lineId: parties(lineId),
  accepted: parties(toldQuantity),
  rejected: parties(toldQuantity),
  lost: parties(toldQuantity),
  surplus: parties(toldQuantity),
  rejectionReason: parties(z.enum(REASONS.rejection).nullable()),
  lossReason: parties(z.enum(REASON_CODES).nullable()),
  acceptedSerials: parties(z.array(z.string()).meta({ description: 'Those named; where nothing stayed in transit, all others too.' })),
  rejectedSerials: parties(z.array(z.string())),
  lostSerials: parties(z.array(z.string())),
});

export const Receipt = declareRecord('Receipt', 'What a recipient signed for on a day.', {
  id: parties(idOf('receipt')),
  receivedOn: parties(calendarDate),
  evidence: parties(z.string().nullable()),
  lines: parties(z.array(ReceiptLine.schema).meta({ description: 'A recipient sees its own units\u2019 lines alone.' })),
  corrections: parties(count.meta({ description: 'How often it has been put right; GET /v1/corrections says what it said before.' })),
  createdAt: parties(instant),
});
export type ReceiptView = ViewOf<typeof Receipt>;
