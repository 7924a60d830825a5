export { readCalendars } from './queries.ts';
