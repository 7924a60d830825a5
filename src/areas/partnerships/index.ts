export { Partnership, PartnershipAmendment } from './record.ts';
export { PARTNERSHIP_DUTIES, type PartnershipCondition } from './domain/conditions.ts';
export { endPartnership, recordText, signPartnership } from './verbs/keep-partnership.ts';
export { proposePartnership } from './verbs/propose-partnership.ts';
export { requireConditionsMet, requirePartnershipInForce } from './verbs/require-partnership.ts';
export { warnOfExpiringPartnerships } from './verbs/warn-of-expiry.ts';
