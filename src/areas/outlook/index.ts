export { refreshRecordedDurations } from './verbs/refresh-recorded-durations.ts';
