import type { RefusalCode } from './refusal.ts';

/**
 * What the database's own refusals mean to a person, by the name of the constraint. A test asks the catalogue of the
 * database that each name here exists. Constraints that no caller can reach are deliberately absent: those are faults of ours.
 */
export const CONSTRAINT_REFUSALS: Readonly<Record<string, RefusalCode>> = {
  need_line_not_overpromised: 'exceeds-need-line',
  offer_line_not_overpromised: 'exceeds-offer-line',
  funding_line_not_overpromised: 'exceeds-offer-line',
  reservation_needs_published_need: 'need-not-published',
  reservation_needs_available_offer: 'offer-not-available',
  match_quantities_are_conserved: 'exceeds-match',
  shipped_is_conserved: 'receipt-does-not-balance',
  shipped_within_planned: 'exceeds-match',
  consigned_is_conserved: 'receipt-does-not-balance',
  shipped_within_consigned: 'exceeds-match',
  author_does_not_validate: 'author-may-not-validate',
  resolver_does_not_close: 'resolver-may-not-close',
  dependencies_have_no_cycle: 'dependency-cycle',
  reporter_does_not_confirm: 'recorder-may-not-confirm',
  meeting_days_are_a_span: 'date-order',
  one_open_amendment: 'amendment-open',
  users_login_unique: 'login-taken',
  offer_window_is_a_span: 'date-order',
  partnership_window_is_a_span: 'date-order',
  partnership_ceiling_is_kept: 'exceeds-partnership-ceiling',
  worth_is_known_under_ceiling: 'worth-not-known',
  agreement_needs_signed_partnership: 'partnership-not-in-force',
  one_package_per_match: 'match-does-not-fit-package',
  one_open_partnership_amendment: 'partnership-amendment-open',
  one_correction_per_day: 'already-recorded',
  recorder_does_not_confirm: 'recorder-may-not-confirm',
  recorder_does_not_confirm_classification: 'recorder-may-not-confirm',
  licence_window_is_a_span: 'date-order',
  gate_is_met: 'not-cleared',
};
