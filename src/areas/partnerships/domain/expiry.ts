import { addDays, type CalendarDate, daysBetween } from '../../../kernel/calendar-date.ts';

/** How many days before its last day both sides are told that a partnership ends, the earliest first. */
export const WARNING_THRESHOLDS = [60, 30, 7] as const;
export type WarningThreshold = (typeof WARNING_THRESHOLDS)[number];

/** The last warning: from here on what still waits under the partnership is an obstacle. */
export const LAST_THRESHOLD: WarningThreshold = 7;

/** Days from today to the last day in force: 0 on that day itself, negative once it is over. */
export const expiresInDays = (validUntil: CalendarDate, today: CalendarDate): number => daysBetween(today, validUntil);

/** The day on which the warning of a threshold falls due. */
export const warningDay = (validUntil: CalendarDate, threshold: WarningThreshold): CalendarDate => addDays(validUntil, -threshold);

/**
 * The warnings that are due today, the earliest first, whether or not they were written before. A threshold that had passed
 * when both sides signed this end is none: they knew it then. What was missed is still due, however late.
 */
export function dueThresholds(
  partnership: { readonly validUntil: CalendarDate; readonly endSignedOn: CalendarDate | null },
  today: CalendarDate,
): WarningThreshold[] {
  return WARNING_THRESHOLDS.filter((threshold) => {
    const day = warningDay(partnership.validUntil, threshold);
    return day <= today && (partnership.endSignedOn === null || day >= partnership.endSignedOn);
  });
}
