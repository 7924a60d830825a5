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

/** What an administrator keeps: accounts with what belongs to them, calendars and regimes. */
export const ADMINISTERED_SUBJECTS = [
  'user',
  'invitation',
  'session',
  'api-key',
  'calendar-correction',
  'regime-version',
] as const satisfies readonly EventSubject[];
