export { endPartnership, proposePartnership, requirePartnershipInForce, signPartnership } from './verbs/keep-partnership.ts';
