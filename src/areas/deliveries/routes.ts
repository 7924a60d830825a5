import { type AnyRoute, route } from '../../platform/http/route.ts';
import {
  CancelDelivery,
  DeliveryPage,
  deliveryParams,
  DeliveryStep,
  HandOverDelivery,
  listDeliveriesQuery,
  PlanDelivery,
  PutInService,
  ReceiveDelivery,
  RecordMilestone,
  ReinstateDelivery,
  ReportDiversion,
  ReportFound,
  ReportLoss,
  ReturnAccepted,
  ReturnToDonor,
  SettleSurplus,
  TakeBackStep,
  ReviseDelivery,
  ReviseEta,
  SeizeDelivery,
  ShipDelivery,
  VerifyDelivery,
} from './contract.ts';
import { DeliveryForecastPage, DueVerificationPage, listForecastsQuery, listVerificationsQuery } from './contract-history.ts';
import {
  AddDeliveryDocument,
  ArrangeConsignments,
  DeliveryDocumentPage,
  DescribeGoods,
  PackingUnitPage,
  ReceiptPage,
  RecordPacking,
  WithdrawDeliveryDocument,
} from './contract-goods.ts';
import { listDocuments, listPacking, listReceipts } from './goods-queries.ts';
import { DELIVERY_RIGHTS } from './domain/delivery.ts';
import { listForecasts, listVerifications } from './history-queries.ts';
import { findDelivery, listDeliveries } from './queries.ts';
import { Delivery } from './record.ts';
import { getDelivery, onOne, parts, readers, step, tag } from './routes-of-one.ts';
import { handOverDelivery, putInService } from './verbs/hand-over-delivery.ts';
import { reportLoss, returnToDonor } from './verbs/lose-delivery.ts';
import { type DeliveryMove, moveDelivery } from './verbs/move-delivery.ts';
import { planDelivery } from './verbs/plan-delivery.ts';
import { arrangeConsignments } from './verbs/arrange-consignments.ts';
import { addDeliveryDocument, describeGoods, withdrawDeliveryDocument } from './verbs/describe-goods.ts';
import { recordPacking } from './verbs/record-packing.ts';
import { reportDiversion } from './verbs/report-diversion.ts';
import { reportFound } from './verbs/find-lost-goods.ts';
import { returnAccepted } from './verbs/return-accepted.ts';
import { settleSurplus } from './verbs/settle-surplus.ts';
import { takeBackStep } from './verbs/take-back-step.ts';
import { releaseFromSeizure, seizeDelivery } from './verbs/seize-delivery.ts';
import { reviseEta } from './verbs/revise-eta.ts';
import { receiveDelivery } from './verbs/receive-delivery.ts';
import { cancelDelivery, reinstateDelivery } from './verbs/cancel-delivery.ts';
import { reviseDelivery } from './verbs/revise-delivery.ts';
import { recordMilestone } from './verbs/record-milestone.ts';
import { performDelivery, shipDelivery } from './verbs/ship-delivery.ts';
import { verifyDelivery } from './verbs/verify-delivery.ts';
import { showsItsDelivery, showsWhatItNames } from '../disclosure/index.ts';

const move = (name: DeliveryMove, operationId: string, summary: string): AnyRoute =>
  step(name, operationId, summary, DELIVERY_RIGHTS[name], DeliveryStep, (tx, ctx, id, version, input) =>
    moveDelivery(tx, ctx, name, id, version, input),
  );

export const deliveryRoutes: AnyRoute[] = [
  route({
    method: 'GET',
    url: '/v1/deliveries',
    operationId: 'listDeliveries',
    summary: 'List deliveries',
    description:
      'Donors see their own, recipients those with lines for their units and of them these lines, facilitators and auditors all. Newest first, filters combine.',
    tag,
    roles: readers,
    scope: 'deliveries:read',
    query: listDeliveriesQuery,
    status: 200,
    response: DeliveryPage,
    handle: ({ tx, ctx, query }) => listDeliveries(tx, ctx, query),
  }),
  getDelivery,
  route({
    method: 'GET',
    url: '/v1/deliveries/:id/forecasts',
    operationId: 'listDeliveryForecasts',
    summary: 'List what was expected of a delivery, and who moved it why',
    tag,
    roles: readers,
    scope: 'deliveries:read',
    params: deliveryParams,
    query: listForecastsQuery,
    status: 200,
    response: DeliveryForecastPage,
    shows: showsItsDelivery,
    handle: ({ tx, ctx, params, query }) => listForecasts(tx, ctx, params.id, query),
  }),
  parts('packing-list', 'listPacking', 'List the crates of a delivery, their contents and serial numbers', PackingUnitPage, listPacking),
  parts('documents', 'listDeliveryDocuments', 'List the transport and customs papers of a delivery', DeliveryDocumentPage, listDocuments),
  parts('receipts', 'listReceipts', 'List what recipients have signed for', ReceiptPage, listReceipts),
  route({
    method: 'GET',
    url: '/v1/verifications',
    operationId: 'listVerifications',
    summary: 'List the checks that are due, over all deliveries',
    description: 'Donors see those of their own deliveries, facilitators and auditors all; the earliest first.',
    tag,
    roles: ['donor', 'facilitator', 'auditor'],
    scope: 'deliveries:read',
    query: listVerificationsQuery,
    status: 200,
    response: DueVerificationPage,
    shows: showsWhatItNames('delivery'),
    handle: ({ tx, ctx, query }) => listVerifications(tx, ctx, query),
  }),
  route({
    method: 'POST',
    url: '/v1/deliveries',
    operationId: 'planDelivery',
    summary: 'Plan a delivery of agreed matches',
    tag,
    roles: ['donor'],
    scope: 'deliveries:write',
    body: PlanDelivery,
    status: 201,
    response: Delivery.schema,
    answer: { as: 'json', location: (delivery) => `/v1/deliveries/${delivery.id}` },
    handle: async ({ tx, ctx, body }) => findDelivery(tx, ctx, await planDelivery(tx, ctx, body)),
  }),
  route({
    ...onOne,
    method: 'PATCH',
    url: '/v1/deliveries/:id',
    operationId: 'reviseDelivery',
    summary: 'Change a delivery that has not left',
    roles: DELIVERY_RIGHTS.revise,
    body: ReviseDelivery,
    isBulk: true,
    handle: async ({ tx, ctx, params, body, version }) => {
      await reviseDelivery(tx, ctx, params.id, version, body);
      return findDelivery(tx, ctx, params.id);
    },
  }),
  step('cancel', 'cancelDelivery', 'Call off what has not left, and say why', DELIVERY_RIGHTS.cancel, CancelDelivery, cancelDelivery),
  step(
    'reinstate',
    'reinstateDelivery',
    'Take a cancellation back, while the matches hold',
    DELIVERY_RIGHTS.reinstate,
    ReinstateDelivery,
    reinstateDelivery,
  ),
  move('pack', 'packDelivery', 'Say that the goods are packed'),
  step('ship', 'shipDelivery', 'Ship, as planned or less', DELIVERY_RIGHTS.ship, ShipDelivery, shipDelivery),
  step('perform', 'performDelivery', 'Begin a course, a service or works', DELIVERY_RIGHTS.perform, ShipDelivery, performDelivery),
  move('arrive', 'arriveDelivery', 'Say that the goods are at the port of entry'),
  move('enter-customs', 'enterCustoms', 'Say that customs has the goods'),
  move('release', 'releaseDelivery', 'Release the goods from customs'),
  move('move-inland', 'moveInland', 'Say that the goods are on their way inland'),
  step(
    'receive',
    'receiveDelivery',
    'Receive one’s own lines, and say what is missing or rejected',
    DELIVERY_RIGHTS.receive,
    ReceiveDelivery,
    receiveDelivery,
  ),
  step('hand-over', 'handOverDelivery', 'Sign the handover', DELIVERY_RIGHTS['hand-over'], HandOverDelivery, handOverDelivery),
  step(
    'put-in-service',
    'putDeliveryInService',
    'Say that one’s units use it',
    DELIVERY_RIGHTS['put-in-service'],
    PutInService,
    putInService,
  ),
  // A receiver may ask, to be told why not: the refusal has a code of its own.
  step(
    'verify',
    'verifyDelivery',
    'Verify after the handover: never the receiver',
    [...DELIVERY_RIGHTS.verify, 'requester'],
    VerifyDelivery,
    verifyDelivery,
  ),
  step('report-loss', 'reportLoss', 'Report what will not arrive', DELIVERY_RIGHTS['report-loss'], ReportLoss, reportLoss),
  step('seize', 'seizeDelivery', 'Say that an authority holds goods, and why', DELIVERY_RIGHTS.seize, SeizeDelivery, seizeDelivery),
  step(
    'release-from-seizure',
    'releaseFromSeizure',
    'Say that the authority gives them back',
    DELIVERY_RIGHTS['release-from-seizure'],
    SeizeDelivery,
    releaseFromSeizure,
  ),
  step(
    'report-diversion',
    'reportDiversion',
    'Report goods that went elsewhere; freezes what is coming to that end user',
    DELIVERY_RIGHTS['report-diversion'],
    ReportDiversion,
    reportDiversion,
  ),
  step(
    'consignments',
    'arrangeConsignments',
    'Divide what has not left into consignments',
    DELIVERY_RIGHTS.arrange,
    ArrangeConsignments,
    arrangeConsignments,
  ),
  step(
    'packing-list',
    'recordPacking',
    'Record the packing list of a consignment',
    DELIVERY_RIGHTS['record-packing'],
    RecordPacking,
    recordPacking,
  ),
  step('goods', 'describeGoods', 'Say what customs asks of each line', DELIVERY_RIGHTS['describe-goods'], DescribeGoods, describeGoods),
  step(
    'documents',
    'addDeliveryDocument',
    'Enter a transport or customs paper',
    DELIVERY_RIGHTS['add-document'],
    AddDeliveryDocument,
    addDeliveryDocument,
  ),
  step(
    'withdraw-document',
    'withdrawDeliveryDocument',
    'Take back a transport or customs paper that was entered wrongly',
    DELIVERY_RIGHTS['withdraw-document'],
    WithdrawDeliveryDocument,
    withdrawDeliveryDocument,
  ),
  step('eta', 'reviseEta', 'Revise the expected arrival, and say why', DELIVERY_RIGHTS['revise-eta'], ReviseEta, reviseEta),
  step('report-found', 'reportFound', 'Report that what was lost is found', DELIVERY_RIGHTS['report-found'], ReportFound, reportFound),
  step(
    'return-accepted',
    'returnAccepted',
    'Give back what was accepted',
    DELIVERY_RIGHTS['return-accepted'],
    ReturnAccepted,
    returnAccepted,
  ),
  step(
    'settle-surplus',
    'settleSurplus',
    'Say what becomes of what came beyond what was shipped',
    DELIVERY_RIGHTS['settle-surplus'],
    SettleSurplus,
    settleSurplus,
  ),
  step(
    'take-back',
    'takeBackStep',
    'Take back a step that was not taken after all',
    DELIVERY_RIGHTS['take-back'],
    TakeBackStep,
    takeBackStep,
  ),
  step('return', 'returnDelivery', 'Take back what is on its way', DELIVERY_RIGHTS.return, ReturnToDonor, returnToDonor),
  step(
    'milestones',
    'recordMilestone',
    'Record plan, forecast or truth of a milestone',
    DELIVERY_RIGHTS['record-milestone'],
    RecordMilestone,
    recordMilestone,
  ),
];

export const deliveryTag = { name: tag, description: 'Agreed quantities on their way: plan, shipment, receipt, handover, verification.' };
