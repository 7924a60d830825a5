export { listChangesSince } from './queries.ts';
