export { entryCorrections } from './correction-tables.ts';
export { recipientReadiness } from './readiness-tables.ts';
export { Classification, EntryValues, RecipientReadiness, RegimeProposal, RegimeVersion } from './record.ts';
export { areSameFacts, selectFactsOfDelivery } from './fact-queries.ts';
export { classifyMatch, confirmClassification } from './verbs/classify-match.ts';
export {
  correctEntry,
  objectToEntry,
  recordEntry,
  refuseConfirmation,
  refuseEntry,
  requestEntry,
  startSilence,
  waiveEntry,
} from './verbs/decide-entry.ts';
export { deriveEntries } from './verbs/derive-entries.ts';
export {
  hasLapsedSince,
  missingRequirementsOf,
  readRefusalAtGate,
  requireClearance,
  requireClearanceOn,
} from './verbs/require-clearance.ts';
export { elapseSilences, expireEntries } from './verbs/time-entries.ts';
export { warnOfClearance } from './verbs/warn-of-clearance.ts';
