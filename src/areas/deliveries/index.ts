export { handOverDelivery, putInService } from './verbs/hand-over-delivery.ts';
export { reportLoss, returnToDonor } from './verbs/lose-delivery.ts';
export { moveDelivery } from './verbs/move-delivery.ts';
export { planDelivery } from './verbs/plan-delivery.ts';
export { receiveDelivery } from './verbs/receive-delivery.ts';
export { recordMilestone } from './verbs/record-milestone.ts';
export { reviseEta } from './verbs/revise-eta.ts';
export { performDelivery, shipDelivery } from './verbs/ship-delivery.ts';
export { verifyDelivery } from './verbs/verify-delivery.ts';
