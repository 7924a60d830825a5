import { addDays, type CalendarDate } from '#src/kernel/calendar-date.ts';
import { MISSION_ZONE } from '#src/kernel/time-zone.ts';
import { dayAt } from '#src/platform/clock.ts';

/** A day so many days from now, for a service that goes by the real clock: of the place where the goods arrive, where it may be tomorrow already. */
export const inDays = (days: number): CalendarDate => addDays(dayAt(MISSION_ZONE, new Date()), days);
