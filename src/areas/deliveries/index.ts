export { consignments, deliveryDocuments, packingUnits } from './consignment-tables.ts';
export { receipts } from './receipt-tables.ts';
export { DeliveryForecast } from './record-history.ts';
export {
  ConsignedLine,
  Consignment,
  DeliveryDocument,
  PackedContent,
  PackingUnit,
  Receipt,
  ReceiptLine,
  SerialNumber,
} from './record-goods.ts';
export { PutRight, DeliveryValues } from './contract-corrections.ts';
export { findDelivery } from './queries.ts';
export { deliveryReading } from './rows.ts';
export { Delivery, DeliveryLine, DeliveryMilestone, Verification } from './record.ts';
export { addDeliveryDocument, describeGoods, withdrawDeliveryDocument } from './verbs/describe-goods.ts';
export { arrangeConsignments } from './verbs/arrange-consignments.ts';
export { cancelDelivery, reinstateDelivery } from './verbs/cancel-delivery.ts';
export { clearPlannedDeliveries, clearWhereMet } from './verbs/clear-delivery.ts';
export { handOverDelivery, putInService } from './verbs/hand-over-delivery.ts';
export { reportLoss, returnToDonor } from './verbs/lose-delivery.ts';
export { moveDelivery } from './verbs/move-delivery.ts';
export { planDelivery } from './verbs/plan-delivery.ts';
export { reportFound } from './verbs/find-lost-goods.ts';
export { returnAccepted } from './verbs/return-accepted.ts';
export { settleSurplus } from './verbs/settle-surplus.ts';
export { takeBackStep } from './verbs/take-back-step.ts';
export { receiveDelivery } from './verbs/receive-delivery.ts';
export { recordPacking } from './verbs/record-packing.ts';
export { reportDiversion } from './verbs/report-diversion.ts';
export { releaseFromSeizure, seizeDelivery } from './verbs/seize-delivery.ts';
export { recordMilestone } from './verbs/record-milestone.ts';
export { reviseDelivery } from './verbs/revise-delivery.ts';
export { reviseEta } from './verbs/revise-eta.ts';
export { performDelivery, shipDelivery } from './verbs/ship-delivery.ts';
export { verifyDelivery } from './verbs/verify-delivery.ts';
