export { refreshHeldQuantities } from './held-quantity-queries.ts';
export { refreshRecordedDurations } from './verbs/refresh-recorded-durations.ts';
