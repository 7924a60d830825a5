export { Partnership, PartnershipAmendment, PartnershipParty, PartnershipWarning } from './record.ts';
export { partnershipReading } from './rows.ts';
export { PARTNERSHIP_DUTIES, type PartnershipCondition } from './domain/conditions.ts';
export { endPartnership } from './verbs/end-partnership.ts';
export { recordText } from './verbs/record-text.ts';
export { signPartnership } from './verbs/sign-partnership.ts';
export { proposePartnership } from './verbs/propose-partnership.ts';
export { requireConditionsMet, requirePartnershipInForce } from './verbs/require-partnership.ts';
export { warnOfExpiringPartnerships } from './verbs/warn-of-expiry.ts';
