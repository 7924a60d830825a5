/** What an event can be about: the records that have a history of their own. */
export const EVENT_SUBJECTS = [
  'agreement',
  'allocation',
  'api-key',
  'calendar-correction',
  'classification',
  'compliance-entry',
  'delivery',
  'document',
  'holding-report',
  'invitation',
  'match',
  'meeting',
  'need',
  'obstacle',
  'offer',
  'package',
  'partnership',
  'proposed-holding',
  'recommendation',
  'regime-version',
  'requirement',
  'session',
  'training-record',
  'unit',
  'user',
] as const;
export type EventSubject = (typeof EVENT_SUBJECTS)[number];

/** Accounts and what belongs to them, which an administrator keeps. */
export const ACCOUNT_SUBJECTS = ['user', 'invitation', 'session', 'api-key'] as const satisfies readonly EventSubject[];
