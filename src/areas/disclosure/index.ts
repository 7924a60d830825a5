export { type Audience, audienceOf } from './domain/audience.ts';
export { bandOf, type QuantityBand } from './domain/bands.ts';
export { FARTHEST_KM, jitter, type Position } from './domain/jitter.ts';
export { readerOf } from './reader.ts';
export { AS_PARTY, type Reading } from './reading-rows.ts';
export {
  administration,
  auditors,
  declaredRecords,
  declareRecord,
  donorsSide,
  everyone,
  facilitators,
  overseers,
  parties,
  partiesAndAdministrator,
  partners,
  recipientSide,
  recipientSideAndAdministrator,
  type RecordType,
  type ViewOf,
  type WholeOf,
} from './record.ts';
