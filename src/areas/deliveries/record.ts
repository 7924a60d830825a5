import { REASON_CODES, REASONS } from '../../kernel/reason.ts';
import { z } from 'zod';
import { calendarDate, count, idOf, instant, localText, slugOf, toldQuantity, versionField } from '../../platform/http/schemas.ts';
import { notAllowedNow, Party, UnitName } from '../../platform/http/shared-shapes.ts';
import { INCOTERMS } from '../offers/domain/offer.ts';
import { DELIVERY_ACTIONS, DELIVERY_KINDS, DELIVERY_STATES, TRANSPORT_MODES } from './domain/delivery.ts';
import { declareRecord, parties, type ViewOf } from '../disclosure/index.ts';
import { Consignment } from './record-goods.ts';

export const DeliveryLine = declareRecord('DeliveryLine', 'What of a delivery serves one match.', {
  id: parties(idOf('delivery-line')),
  matchId: parties(idOf('match')),
  unitId: parties(idOf('unit')),
  unit: parties(UnitName.nullable()),
  itemType: parties(slugOf('item-type')),
  unitOfMeasure: parties(z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' })),
  planned: parties(toldQuantity),
  shipped: parties(toldQuantity),
  accepted: parties(toldQuantity),
  rejected: parties(toldQuantity),
  lost: parties(toldQuantity),
  returned: parties(toldQuantity),
  inTransit: parties(toldQuantity.meta({ description: 'What is left: with the four before it, all that was shipped.' })),
  inService: parties(toldQuantity),
  inServiceRecordedLateOn: parties(
    calendarDate.nullable().meta({
      description: 'When its use was put on record, where what let it begin had lapsed by then and the other side agreed; else null.',
    }),
  ),
  verified: parties(toldQuantity),
  rejectionReason: parties(z.enum(REASONS.rejection).nullable()),
  lossReason: parties(z.enum(REASON_CODES).nullable()),
  consignee: parties(Party.meta({ description: 'The organisation it is for; it is handed over at the named place, not at the post.' })),
  hs: parties(
    z
      .object({ code: z.string(), edition: z.string() })
      .nullable()
      .meta({ description: 'HS code; from the catalogue unless the donor says another.' }),
  ),
  originCountry: parties(z.string().nullable().meta({ description: 'ISO 3166-1.', example: 'IT' })),
  customsValue: parties(z.object({ amount: z.string(), currency: z.string() }).nullable().meta({ description: 'Of the whole line.' })),
  netWeightKg: parties(z.string().nullable()),
  grossWeightKg: parties(z.string().nullable()),
  receivedAt: parties(instant.nullable()),
});

export const DeliveryMilestone = declareRecord('DeliveryMilestone', 'Plan, forecast and truth of one milestone.', {
  milestone: parties(slugOf('milestone')),
  plannedOn: parties(calendarDate.nullable()),
  isProposed: parties(z.boolean().meta({ description: 'Worked out from the usual durations; nobody has said it.' })),
  forecastOn: parties(calendarDate.nullable()),
  forecastReason: parties(z.enum(REASONS.delay).nullable()),
  expectedOn: parties(
    calendarDate
      .nullable()
      .meta({ description: 'Reached, forecast, or planned and as late as the slowest predecessor; null where it is not passed.' }),
  ),
  actualOn: parties(calendarDate.nullable()),
  omittedBecause: parties(
    z.enum(REASONS.delivery).nullable().meta({ description: 'Why this delivery does not pass it; null where it does.' }),
  ),
  evidence: parties(z.string().nullable()),
});

export const Verification = declareRecord('Verification', 'A check after the handover.', {
  id: parties(idOf('verification')),
  dueOn: parties(calendarDate),
  verifiedOn: parties(calendarDate.nullable()),
  inUse: parties(z.boolean().nullable()),
  finding: parties(localText.nullable()),
});

export const Handover = declareRecord('Handover', 'Who signed, when, and on which document.', {
  handedOverOn: parties(calendarDate),
  handedOverBy: parties(z.string()),
  takenOverBy: parties(z.string()),
  document: parties(z.string()),
  documentId: parties(idOf('document').nullable()),
  recordedLateOn: parties(
    calendarDate.nullable().meta({
      description: 'When it was put on record, where what let it happen had lapsed by then and the other side agreed; else null.',
    }),
  ),
});

export const DeliveryObstacle = declareRecord('DeliveryObstacle', 'An open obstacle that the reader is involved in.', {
  id: parties(idOf('obstacle')),
  reference: parties(z.string().meta({ example: 'B-7F3K-2Q' })),
  kind: parties(slugOf('obstacle-kind')),
  blocksMilestone: parties(slugOf('milestone')),
});

export const Delivery = declareRecord('Delivery', 'Agreed quantities on their way, up to their verification.', {
  id: parties(idOf('delivery')),
  reference: parties(z.string().meta({ description: 'Short code for people.', example: 'D-7F3K-2Q' })),
  donor: parties(Party),
  implementer: parties(Party.nullable()),
  kind: parties(z.enum(DELIVERY_KINDS)),
  state: parties(z.enum(DELIVERY_STATES)),
  transportMode: parties(z.enum(TRANSPORT_MODES)),
  incoterm: parties(z.enum(INCOTERMS).nullable()),
  incotermPlace: parties(slugOf('site').nullable()),
  namedPlace: parties(z.string().nullable()),
  portOfEntry: parties(slugOf('site').nullable()),
  note: parties(localText.nullable()),
  lines: parties(z.array(DeliveryLine.schema).meta({ description: "A recipient sees its own units' lines alone." })),
  consignments: parties(z.array(Consignment.schema)),
  milestones: parties(z.array(DeliveryMilestone.schema)),
  currentMilestone: parties(slugOf('milestone').nullable().meta({ description: 'The milestone reached last; null before the first.' })),
  eta: parties(calendarDate.nullable().meta({ description: 'When it is expected to arrive now, or the day that it did.' })),
  etaReason: parties(z.enum(REASONS.delay).nullable().meta({ description: 'Why the expected arrival was last revised.' })),
  lateDays: parties(count.meta({ description: 'Days that the expected arrival is after the planned one; 0 where it is not.' })),
  verifications: parties(z.array(Verification.schema)),
  handover: parties(Handover.schema.nullable()),
  blockedBy: parties(z.array(DeliveryObstacle.schema)),
  allowedActions: parties(z.array(z.enum(DELIVERY_ACTIONS)).meta({ description: 'What the reader may do next.' })),
  notAllowedNow: parties(notAllowedNow(z.enum(DELIVERY_ACTIONS), 'DeliveryNotAllowedNow')),
  version: parties(versionField),
  createdAt: parties(instant),
});
export type DeliveryView = ViewOf<typeof Delivery>;
