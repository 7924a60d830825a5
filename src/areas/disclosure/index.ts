export { type Audience, audienceOf } from './domain/audience.ts';
export { bandOf, openBandOf, type QuantityBand, topOfOpenBand } from './domain/bands.ts';
export { withVersionOfView } from './domain/version-of-view.ts';
export { namedIn } from './domain/full-read.ts';
export { noteFullReads, showsInFull, showsItsDelivery, showsItsMatch, showsWhatItNames } from './full-read-queries.ts';
export { readerOf } from './reader.ts';
export { AS_PARTY, type Reading } from './reading-rows.ts';
export {
  administration,
  administrationAndFacilitators,
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
