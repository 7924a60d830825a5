import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import {
  calendarDate,
  explains,
  idOf,
  listOf,
  localText,
  longText,
  quantity,
  quantityOrNone,
  reason,
  shortText,
  slugOf,
} from '../../platform/http/schemas.ts';
import { INCOTERMS } from '../offers/domain/offer.ts';
import { DELIVERY_KINDS, DELIVERY_STATES, TRANSPORT_MODES } from './domain/delivery.ts';
import { Delivery } from './record.ts';

const happenedOn = calendarDate.optional().meta({ description: 'The day that it happened; today where absent, never in the future.' });
const evidence = longText
  .optional()
  .meta({ description: 'What shows it, such as a document and its number.', example: 'bill-of-lading 77-2026' });

const serials = listOf(shortText).max(5000);

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
    incotermPlace: slugOf('site').optional().meta({ description: 'The named place of the Incoterm (2020), where it is a site.' }),
    namedPlace: shortText.optional().meta({ description: 'The named place in words, where it is no site.', example: 'Tripoli, free zone' }),
    portOfEntry: slugOf('site').optional(),
    note: localText.optional(),
    lines: listOf(z.strictObject({ matchId: idOf('match'), planned: quantity }), 'matchId')
      .min(1)
      .max(100)
      .meta({ description: 'Agreed matches of the donor, and how much of each travels in this delivery.' }),
    milestones: listOf(z.strictObject({ milestone: slugOf('milestone'), plannedOn: calendarDate }), 'milestone')
      .max(40)
      .default([])
      .meta({ description: 'Planned dates that the donor knows; the others are proposed from the usual durations.' }),
    omitted: listOf(z.strictObject({ milestone: slugOf('milestone'), because: reason }), 'milestone')
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
    lines: listOf(z.strictObject({ lineId: idOf('delivery-line'), shipped: quantityOrNone }), 'lineId')
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
    lines: listOf(
      z.strictObject({
        lineId: idOf('delivery-line'),
        accepted: quantityOrNone,
        rejected: quantityOrNone.default(0),
        lost: quantityOrNone.default(0).meta({ description: 'Shipped, and not among what arrived.' }),
        rejectionReason: reason.optional(),
        lossReason: reason.optional(),
        rejectedSerials: serials.optional().meta({ description: 'The numbers of those rejected, where the packing list has numbers.' }),
        lostSerials: serials.optional(),
      }),
      'lineId',
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

export const PutInService = z
  .strictObject({ on: happenedOn, evidence })
  .meta({ id: 'PutInService', description: 'Since when one’s units use what they accepted, and what shows it.' });
export type PutInService = z.output<typeof PutInService>;

export const VerifyDelivery = z
  .strictObject({
    on: happenedOn,
    inUse: z.boolean().meta({ description: 'Whether what was delivered is there and in use.' }),
    finding: localText.optional(),
  })
  .meta({ id: 'VerifyDelivery', description: 'What a check after the handover found.' });
export type VerifyDelivery = z.output<typeof VerifyDelivery>;

const takenOffLine = z.strictObject({ lineId: idOf('delivery-line'), quantity, serials: serials.optional() });

export const ReportLoss = z
  .strictObject({
    ...aboutConsignment,
    reason,
    lines: listOf(takenOffLine, 'lineId')
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
    lines: listOf(takenOffLine, 'lineId')
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
    milestone: slugOf('milestone'),
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
  .refine(...explains('forecastReason', 'forecastOn'))
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

export const DeliveryPage = pageOf(Delivery.schema, 'DeliveryPage');

export const listDeliveriesQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(DELIVERY_STATES).optional(),
  kind: z.enum(DELIVERY_KINDS).optional(),
  donorId: idOf('organisation').optional(),
  unitId: idOf('unit').optional(),
  matchId: idOf('match').optional(),
  milestone: slugOf('milestone')
    .optional()
    .meta({ description: 'Deliveries that stand at this milestone.', example: 'arrived-port-of-entry' }),
});
export type ListDeliveries = z.output<typeof listDeliveriesQuery>;

export const deliveryParams = z.strictObject({ id: idOf('delivery') });
