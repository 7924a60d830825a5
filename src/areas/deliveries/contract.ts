import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import {
  calendarDate,
  count,
  idOf,
  instant,
  localText,
  longText,
  quantity,
  reason,
  shortText,
  slug,
  versionField,
} from '../../platform/http/schemas.ts';
import { Party, UnitName } from '../../platform/http/shared-shapes.ts';
import { INCOTERMS } from '../offers/domain/offer.ts';
import { Consignment } from './contract-goods.ts';
import { DELIVERY_ACTIONS, DELIVERY_KINDS, DELIVERY_STATES, TRANSPORT_MODES } from './domain/delivery.ts';

const happenedOn = calendarDate.optional().meta({ description: 'The day that it happened; today where absent, never in the future.' });
const evidence = longText
  .optional()
  .meta({ description: 'What shows it, such as a document and its number.', example: 'bill-of-lading 77-2026' });

const serials = z.array(shortText).max(5000);

const aboutConsignment = {
  consignmentId: idOf('consignment')
    .optional()
    .meta({ description: 'Which consignment, where it is about one alone; needed where a line is in several.' }),
};

export const PlanDelivery = z
  .strictObject({
    kind: z.enum(DELIVERY_KINDS),
    transportMode: z.enum(TRANSPORT_MODES).default('none').meta({ description: 'none where nothing travels.' }),
    implementerId: idOf('organisation').optional().meta({ description: 'Who carries it out for the donor.' }),
    incoterm: z.enum(INCOTERMS).optional(),
    incotermPlace: slug.optional().meta({ description: 'The named place of the Incoterm (2020), where it is a site.' }),
    namedPlace: shortText.optional().meta({ description: 'The named place in words, where it is no site.', example: 'Tripoli, free zone' }),
    portOfEntry: slug.optional(),
    note: localText.optional(),
    lines: z
      .array(z.strictObject({ matchId: idOf('match'), planned: quantity }))
      .min(1)
      .max(100)
      .meta({ description: 'Agreed matches of the donor, and how much of each travels in this delivery.' }),
    milestones: z
      .array(z.strictObject({ milestone: slug, plannedOn: calendarDate }))
      .max(40)
      .default([])
      .meta({ description: 'Planned dates that the donor knows; the others are proposed from the usual durations.' }),
    omitted: z
      .array(z.strictObject({ milestone: slug, because: reason }))
      .max(40)
      .optional()
      .meta({ description: 'Optional milestones that this delivery does not pass, and why.' }),
  })
  .refine((body) => (body.kind === 'goods') === (body.transportMode !== 'none'), {
    path: ['transportMode'],
    error: 'goods-travel-and-nothing-else-does',
  })
  .refine((body) => body.incotermPlace === undefined || body.namedPlace === undefined, {
    path: ['namedPlace'],
    error: 'one-place-is-named',
  })
  .meta({ id: 'PlanDelivery', description: 'A new delivery.' });
export type PlanDelivery = z.output<typeof PlanDelivery>;

export const DeliveryStep = z
  .strictObject({ ...aboutConsignment, on: happenedOn, evidence })
  .meta({ id: 'DeliveryStep', description: 'A step, when it was taken and what shows it.' });
export type DeliveryStep = z.output<typeof DeliveryStep>;

export const ShipDelivery = z
  .strictObject({
    ...aboutConsignment,
    on: happenedOn,
    evidence,
    lines: z
      .array(z.strictObject({ lineId: idOf('delivery-line'), shipped: count }))
      .max(100)
      .default([])
      .meta({ description: 'Lines of which less than planned leaves; the others leave as planned.' }),
  })
  .meta({ id: 'ShipDelivery', description: 'What leaves, or what is performed.' });
export type ShipDelivery = z.output<typeof ShipDelivery>;

export const ReceiveDelivery = z
  .strictObject({
    ...aboutConsignment,
    on: happenedOn,
    evidence,
    lines: z
      .array(
        z.strictObject({
          lineId: idOf('delivery-line'),
          accepted: count,
          rejected: count.default(0),
          lost: count.default(0).meta({ description: 'Shipped, and not among what arrived.' }),
          rejectionReason: reason.optional(),
          lossReason: reason.optional(),
          rejectedSerials: serials.optional().meta({ description: 'The numbers of those rejected, where the packing list has numbers.' }),
          lostSerials: serials.optional(),
        }),
      )
      .min(1)
      .max(100)
      .meta({ description: 'On each line accepted, rejected and lost together make what was on its way; each failure says why.' }),
  })
  .meta({ id: 'ReceiveDelivery', description: "The receipt of one's own lines." });
export type ReceiveDelivery = z.output<typeof ReceiveDelivery>;

export const HandOverDelivery = z
  .strictObject({
    handedOverOn: calendarDate,
    handedOverBy: shortText.meta({ description: 'Who signed for the donor.' }),
    takenOverBy: shortText.meta({ description: 'Who signed for the unit.' }),
    document: shortText.meta({ description: 'The signed document.', example: 'handover-certificate 12' }),
    documentId: idOf('document').optional().meta({ description: 'The signed document itself, attached to this delivery.' }),
  })
  .meta({ id: 'HandOverDelivery', description: 'The handover: both names, date and document.' });
export type HandOverDelivery = z.output<typeof HandOverDelivery>;

export const VerifyDelivery = z
  .strictObject({
    on: happenedOn,
    inUse: z.boolean().meta({ description: 'Whether what was delivered is there and in use.' }),
    finding: localText.optional(),
  })
  .meta({ id: 'VerifyDelivery', description: 'What a check after the handover found.' });
export type VerifyDelivery = z.output<typeof VerifyDelivery>;

export const ReportLoss = z
  .strictObject({
    ...aboutConsignment,
    reason,
    lines: z
      .array(z.strictObject({ lineId: idOf('delivery-line'), quantity, serials: serials.optional() }))
      .max(100)
      .default([])
      .meta({ description: 'How much of which lines; all that is on its way where empty.' }),
  })
  .meta({ id: 'ReportLoss', description: 'What will not arrive, and why.' });
export type ReportLoss = z.output<typeof ReportLoss>;

export const ReportDiversion = z
  .strictObject({
    ...aboutConsignment,
    reason,
    detail: localText.meta({ description: 'What is known; told to the donor and the recipients of this delivery alone.' }),
    lines: z
      .array(z.strictObject({ lineId: idOf('delivery-line'), quantity, serials: serials.optional() }))
      .max(100)
      .default([])
      .meta({ description: 'What was still on its way and is gone; empty where it went astray after the receipt, or is only suspected.' }),
  })
  .meta({ id: 'ReportDiversion', description: 'Goods that went elsewhere than to their end user.' });
export type ReportDiversion = z.output<typeof ReportDiversion>;

export const SeizeDelivery = z
  .strictObject({ ...aboutConsignment, on: happenedOn, reason })
  .meta({ id: 'SeizeDelivery', description: 'An authority holds goods, or gives them back, and why.' });
export type SeizeDelivery = z.output<typeof SeizeDelivery>;

export const RecordMilestone = z
  .strictObject({
    milestone: slug,
    plannedOn: calendarDate.optional(),
    forecastOn: calendarDate.optional(),
    forecastReason: reason.optional().meta({ description: 'Mandatory where the forecast is later than what was expected before.' }),
    actualOn: calendarDate
      .optional()
      .meta({ description: 'When it was reached. Milestones that a step of the delivery reaches are set by that step.' }),
    omittedBecause: reason
      .optional()
      .meta({ description: 'Why this delivery does not pass it; only of an optional milestone. A later `actualOn` takes it back.' }),
    evidence,
  })
  .refine((body) => [body.plannedOn, body.forecastOn, body.actualOn, body.omittedBecause].some((value) => value !== undefined), {
    path: ['actualOn'],
    error: 'a-date-is-needed',
  })
  .refine((body) => body.omittedBecause === undefined || body.actualOn === undefined, {
    path: ['omittedBecause'],
    error: 'already-reached',
  })
  .meta({ id: 'RecordMilestone', description: 'Plan, forecast or truth of a milestone.' });
export type RecordMilestone = z.output<typeof RecordMilestone>;

export const ReviseEta = z
  .strictObject({ expectedOn: calendarDate.meta({ description: 'When the unit can expect it; not a day that has passed.' }), reason })
  .meta({ id: 'ReviseEta', description: 'A new expected arrival, and why; both sides read it.' });
export type ReviseEta = z.output<typeof ReviseEta>;

const DeliveryLine = z
  .object({
    id: idOf('delivery-line'),
    matchId: idOf('match'),
    unitId: idOf('unit'),
    unit: UnitName.nullable(),
    itemType: slug,
    unitOfMeasure: z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' }),
    planned: quantity,
    shipped: count,
    accepted: count,
    rejected: count,
    lost: count,
    returned: count,
    inTransit: count.meta({ description: 'What is left: with the four before it, all that was shipped.' }),
    inService: count,
    verified: count,
    rejectionReason: z.string().nullable(),
    lossReason: z.string().nullable(),
    consignee: Party.meta({ description: 'The organisation it is for; it is handed over at the named place, not at the post.' }),
    hs: z
      .object({ code: z.string(), edition: z.string() })
      .nullable()
      .meta({ description: 'HS code; from the catalogue unless the donor says another.' }),
    originCountry: z.string().nullable().meta({ description: 'ISO 3166-1.', example: 'IT' }),
    customsValue: z.object({ amount: z.string(), currency: z.string() }).nullable().meta({ description: 'Of the whole line.' }),
    netWeightKg: z.string().nullable(),
    grossWeightKg: z.string().nullable(),
    receivedAt: instant.nullable(),
  })
  .meta({ id: 'DeliveryLine', description: 'What of a delivery serves one match.' });

const DeliveryMilestone = z
  .object({
    milestone: slug,
    plannedOn: calendarDate.nullable(),
    isProposed: z.boolean().meta({ description: 'Worked out from the usual durations; nobody has said it.' }),
    forecastOn: calendarDate.nullable(),
    forecastReason: z.string().nullable(),
    expectedOn: calendarDate
      .nullable()
      .meta({ description: 'Reached, forecast, or planned and as late as the slowest predecessor; null where it is not passed.' }),
    actualOn: calendarDate.nullable(),
    omittedBecause: z.string().nullable().meta({ description: 'Why this delivery does not pass it; null where it does.' }),
    evidence: z.string().nullable(),
  })
  .meta({ id: 'DeliveryMilestone', description: 'Plan, forecast and truth of one milestone.' });

const Verification = z
  .object({
    id: idOf('verification'),
    dueOn: calendarDate,
    verifiedOn: calendarDate.nullable(),
    inUse: z.boolean().nullable(),
    finding: localText.nullable(),
  })
  .meta({ id: 'Verification', description: 'A check after the handover.' });

const Handover = z
  .object({
    handedOverOn: calendarDate,
    handedOverBy: z.string(),
    takenOverBy: z.string(),
    document: z.string(),
    documentId: idOf('document').nullable(),
  })
  .meta({ id: 'Handover', description: 'Who signed, when, and on which document.' });

const DeliveryObstacle = z
  .object({ id: idOf('obstacle'), reference: z.string().meta({ example: 'B-7F3K-2Q' }), kind: slug, blocksMilestone: slug })
  .meta({ id: 'DeliveryObstacle', description: 'An open obstacle that the reader is involved in.' });

export const Delivery = z
  .object({
    id: idOf('delivery'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'D-7F3K-2Q' }),
    donor: Party,
    implementer: Party.nullable(),
    kind: z.enum(DELIVERY_KINDS),
    state: z.enum(DELIVERY_STATES),
    transportMode: z.enum(TRANSPORT_MODES),
    incoterm: z.enum(INCOTERMS).nullable(),
    incotermPlace: slug.nullable(),
    namedPlace: z.string().nullable(),
    portOfEntry: slug.nullable(),
    note: localText.nullable(),
    lines: z.array(DeliveryLine).meta({ description: "A recipient sees its own units' lines alone." }),
    consignments: z.array(Consignment),
    milestones: z.array(DeliveryMilestone),
    currentMilestone: slug.nullable().meta({ description: 'The milestone reached last; null before the first.' }),
    eta: calendarDate.nullable().meta({ description: 'When it is expected to arrive now, or the day that it did.' }),
    etaReason: z.string().nullable().meta({ description: 'Why the expected arrival was last revised.' }),
    lateDays: count.meta({ description: 'Days that the expected arrival is after the planned one; 0 where it is not.' }),
    verifications: z.array(Verification),
    handover: Handover.nullable(),
    blockedBy: z.array(DeliveryObstacle),
    allowedActions: z.array(z.enum(DELIVERY_ACTIONS)).meta({ description: 'What the reader may do next.' }),
    version: versionField,
    createdAt: instant,
  })
  .meta({ id: 'Delivery', description: 'Agreed quantities on their way, up to their verification.' });
export type DeliveryView = z.output<typeof Delivery>;

export const DeliveryPage = pageOf(Delivery, 'DeliveryPage');

export const listDeliveriesQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(DELIVERY_STATES).optional(),
  kind: z.enum(DELIVERY_KINDS).optional(),
  donorId: idOf('organisation').optional(),
  unitId: idOf('unit').optional(),
  matchId: idOf('match').optional(),
  milestone: slug.optional().meta({ description: 'Deliveries that stand at this milestone.', example: 'arrived-port-of-entry' }),
});
export type ListDeliveries = z.output<typeof listDeliveriesQuery>;

export const deliveryParams = z.strictObject({ id: idOf('delivery') });
