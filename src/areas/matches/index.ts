export { Amendment, Match } from './record.ts';
export { matchReading } from './rows.ts';
export { acceptMatch } from './verbs/accept-match.ts';
export { agreeMatch, markReady, startProcurement } from './verbs/agree-match.ts';
export { cancelMatch, declineMatch, lapseDueReservations, releaseReservations } from './verbs/end-match.ts';
export { proposeMatch, suggestMatch } from './verbs/propose-match.ts';
export { recordDeliveryProgress } from './verbs/record-delivery-progress.ts';
