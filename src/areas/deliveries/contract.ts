import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import {
  calendarDate,
  explains,
  flag,
  idOf,
  listOf,
  localText,
  longText,
  quantity,
  quantityOrNone,
  ownNote,
  reasonCode,
  shortText,
  slugOf,
  whyFields,
} from '../../platform/http/schemas.ts';
import { INCOTERMS } from '../offers/domain/offer.ts';
import { FOUND_BECOMES, SURPLUS_BECOMES } from './domain/quantity-balances.ts';
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
    omitted: listOf(z.strictObject({ milestone: slugOf('milestone'), because: reasonCode('delivery') }), 'milestone')
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

const { transportMode, lines, milestones, omitted, incoterm, implementerId, incotermPlace, namedPlace, portOfEntry, note } =
  PlanDelivery.shape;

export const ReviseDelivery = z
  .strictObject({
    transportMode: transportMode.unwrap().optional(),
    implementerId: implementerId.unwrap().nullable().optional(),
    incoterm: incoterm.unwrap().nullable().optional(),
    incotermPlace: incotermPlace.unwrap().nullable().optional(),
    namedPlace: namedPlace.unwrap().nullable().optional(),
    portOfEntry: portOfEntry.unwrap().nullable().optional(),
    note: note.unwrap().nullable().optional(),
    lines: lines
      .optional()
      .meta({ description: 'Where given, all that is planned: of a match that is not named nothing travels any more.' }),
    milestones: milestones
      .unwrap()
      .optional()
      .meta({ description: 'Where given, all dates that the donor knows; the others are proposed anew.' }),
    omitted: omitted.unwrap().optional().meta({ description: 'Where given, all milestones that this delivery does not pass, and why.' }),
  })
  .meta({ id: 'ReviseDelivery', description: 'What is to change of a delivery that has not left; what is absent stays, null takes away.' });
export type ReviseDelivery = z.output<typeof ReviseDelivery>;

export const CancelDelivery = z
  .strictObject({
    consignmentId: idOf('consignment').optional().meta({ description: 'Which consignment; all that has not left where absent.' }),
    ...whyFields('delivery'),
  })
  .meta({ id: 'CancelDelivery', description: 'What will not leave, and why.' });
export type CancelDelivery = z.output<typeof CancelDelivery>;

export const ReinstateDelivery = z
  .strictObject({
    consignmentId: idOf('consignment').optional().meta({ description: 'Which consignment; all that was cancelled where absent.' }),
  })
  .meta({ id: 'ReinstateDelivery', description: 'A cancellation that is taken back.' });
export type ReinstateDelivery = z.output<typeof ReinstateDelivery>;

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
    reasonNote: ownNote.optional(),
    lines: listOf(
      z.strictObject({
        lineId: idOf('delivery-line'),
        accepted: quantityOrNone,
        rejected: quantityOrNone.default(0),
        lost: quantityOrNone.default(0).meta({ description: 'Shipped, and not among what arrived.' }),
        surplus: quantityOrNone.optional().meta({
          description:
            'Came beyond what was shipped, once all of that is accounted for. Counts nowhere until the donor says what becomes of it.',
        }),
        rejectionReason: reasonCode('rejection').optional(),
        lossReason: reasonCode('loss').optional(),
        acceptedSerials: serials.optional().meta({ description: 'Needed where numbered pieces stay in transit.' }),
        rejectedSerials: serials.optional().meta({ description: 'The numbers of those rejected, where the packing list has numbers.' }),
        lostSerials: serials.optional(),
      }),
      'lineId',
    )
      .min(1)
      .max(100)
      .meta({
        description:
          'Of each line what has come of it by now, each failure with its reason; what accepted, rejected and lost leave out stays in transit.',
      }),
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

const takenOff = listOf(takenOffLine, 'lineId')
  .max(100)
  .default([])
  .meta({ description: 'How much of which lines; all that is on its way where empty.' });

export const ReportLoss = z
  .strictObject({ ...aboutConsignment, ...whyFields('loss'), lines: takenOff })
  .meta({ id: 'ReportLoss', description: 'What will not arrive, and why.' });
export type ReportLoss = z.output<typeof ReportLoss>;

export const ReturnToDonor = z
  .strictObject({ ...aboutConsignment, ...whyFields('return'), lines: takenOff })
  .meta({ id: 'ReturnToDonor', description: 'What turns back before it is received, and why.' });
export type ReturnToDonor = z.output<typeof ReturnToDonor>;

export const ReportFound = z
  .strictObject({
    ...aboutConsignment,
    becomes: z.enum(FOUND_BECOMES).meta({
      description: 'on-its-way: it still goes to the unit; back-to-donor: it doesn’t, and what re-opened the need stays open.',
    }),
    ...whyFields('delivery'),
    lines: listOf(takenOffLine, 'lineId').min(1).max(100),
  })
  .meta({ id: 'ReportFound', description: 'What was lost and has been found again.' });
export type ReportFound = z.output<typeof ReportFound>;

export const ReturnAccepted = z
  .strictObject({ ...aboutConsignment, ...whyFields('return'), lines: listOf(takenOffLine, 'lineId').min(1).max(100) })
  .meta({ id: 'ReturnAccepted', description: 'What was accepted and goes back to the donor; the need opens again by it.' });
export type ReturnAccepted = z.output<typeof ReturnAccepted>;

export const SettleSurplus = z
  .strictObject({
    ...aboutConsignment,
    becomes: z
      .enum(SURPLUS_BECOMES)
      .meta({ description: 'left: the unit keeps it, as a gift beyond the match; taken-back: it goes back.' }),
    lines: listOf(z.strictObject({ lineId: idOf('delivery-line'), quantity }), 'lineId')
      .min(1)
      .max(100),
  })
  .meta({ id: 'SettleSurplus', description: 'What becomes of what came beyond what was shipped: its owner says.' });
export type SettleSurplus = z.output<typeof SettleSurplus>;

export const TakeBackStep = z
  .strictObject({ ...aboutConsignment, ...whyFields('delivery') })
  .meta({ id: 'TakeBackStep', description: 'The last step was not taken after all: the consignment stands where it stood before.' });
export type TakeBackStep = z.output<typeof TakeBackStep>;

export const ReportDiversion = z
  .strictObject({
    ...aboutConsignment,
    ...whyFields('diversion'),
    detail: localText.meta({ description: 'What is known; told to the donor and the recipients of this delivery alone.' }),
    lines: listOf(takenOffLine, 'lineId')
      .max(100)
      .default([])
      .meta({ description: 'What was still on its way and is gone; empty where it went astray after the receipt, or is only suspected.' }),
  })
  .meta({ id: 'ReportDiversion', description: 'Goods that went elsewhere than to their end user.' });
export type ReportDiversion = z.output<typeof ReportDiversion>;

export const SeizeDelivery = z
  .strictObject({ ...aboutConsignment, on: happenedOn, ...whyFields('delivery') })
  .meta({ id: 'SeizeDelivery', description: 'An authority holds goods, or gives them back, and why.' });
export type SeizeDelivery = z.output<typeof SeizeDelivery>;

export const RecordMilestone = z
  .strictObject({
    milestone: slugOf('milestone'),
    plannedOn: calendarDate.optional(),
    forecastOn: calendarDate.optional(),
    forecastReason: reasonCode('delay')
      .optional()
      .meta({ description: 'Mandatory where the forecast is later than what was expected before.' }),
    actualOn: calendarDate
      .optional()
      .meta({ description: 'When it was reached. Milestones that a step of the delivery reaches are set by that step.' }),
    omittedBecause: reasonCode('delivery')
      .optional()
      .meta({ description: 'Why this delivery does not pass it; only of an optional milestone. A later `actualOn` takes it back.' }),
    reasonNote: ownNote.optional(),
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
  .strictObject({
    expectedOn: calendarDate.meta({ description: 'When the unit can expect it; not a day that has passed.' }),
    ...whyFields('delay'),
  })
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
  recordedLate: flag
    .optional()
    .meta({ description: 'Deliveries of which something was put on record late, with the other side’s agreement; or those without.' }),
});
export type ListDeliveries = z.output<typeof listDeliveriesQuery>;

export const deliveryParams = z.strictObject({ id: idOf('delivery') });
