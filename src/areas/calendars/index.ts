export { CalendarCorrection } from './record.ts';
export { readCalendars } from './queries.ts';
