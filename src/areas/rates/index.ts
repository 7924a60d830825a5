export { rateKept, readStandingRates } from './queries.ts';
export { ExchangeRate, rateUsed } from './record.ts';
