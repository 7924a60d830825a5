import type { CalendarDate } from '../../../kernel/calendar-date.ts';

/**
 * The conditions that a donor may set, as data that the machine checks. Some decide eligibility at once;
 * the others are duties that a match carries along (`DUTIES`) and later gates look at.
 */
export type OfferCondition =
  | { readonly type: 'region-only'; readonly regions: readonly string[] }
  | { readonly type: 'site-kind-only'; readonly siteKinds: readonly string[] }
  | { readonly type: 'unit-type-only'; readonly unitTypes: readonly string[] }
  | { readonly type: 'recipient-only'; readonly organisations: readonly string[] }
  | { readonly type: 'civilian-recipient-only' }
  | { readonly type: 'area-only'; readonly areas: readonly string[] }
  | { readonly type: 'minimum-lot'; readonly quantity: number }
  | { readonly type: 'latest-handover'; readonly date: CalendarDate }
  | { readonly type: 'training-first' }
  | { readonly type: 'end-user-certificate' }
  | { readonly type: 'no-retransfer' }
  | { readonly type: 'visibility' }
  | { readonly type: 'unit-vetting' }
  | { readonly type: 'recipient-pays-inland' }
  | { readonly type: 'women-participation'; readonly minimumPercent: number };

export type ConditionType = OfferCondition['type'];

/** Conditions that don't exclude a need but bind the recipient once a match is agreed. */
export const DUTIES = [
  'end-user-certificate',
  'no-retransfer',
  'visibility',
  'unit-vetting',
  'recipient-pays-inland',
  'women-participation',
] as const satisfies readonly ConditionType[];
