import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { OrganisationId } from '../../../kernel/id.ts';
import type { LocalText } from '../../../kernel/language.ts';
import type { Severity } from '../../reference/domain/vocabulary.ts';

/** What of an obstacle can be put right: its kind with its detail, what was recorded of its last wait, how severe it is. */
export const OBSTACLE_CORRECTION_KINDS = ['kind', 'wait', 'severity'] as const;
export type ObstacleCorrectionKind = (typeof OBSTACLE_CORRECTION_KINDS)[number];

/** What an obstacle said of that: the fields of the part that is put right. */
export interface ObstacleValues {
  readonly kind?: string;
  readonly detail?: LocalText;
  readonly authorityId?: OrganisationId | null;
  readonly externalReference?: string | null;
  readonly expectedOn?: CalendarDate | null;
  readonly severity?: Severity;
  readonly severityReason?: string | null;
}
