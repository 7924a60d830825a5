export { refreshHeldThings } from './held-queries.ts';
export { refreshRecordedDurations } from './verbs/refresh-recorded-durations.ts';
