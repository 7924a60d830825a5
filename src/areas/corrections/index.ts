export type { CorrectDelivery } from './contract.ts';
export { Correction } from './record.ts';
