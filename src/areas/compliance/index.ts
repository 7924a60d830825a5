export { Classification, RecipientReadiness, RegimeVersion } from './record.ts';
export { selectPerhapsClear } from './due-queries.ts';
export { classifyMatch, confirmClassification } from './verbs/classify-match.ts';
export { objectToEntry, recordEntry, refuseEntry, requestEntry, startSilence, waiveEntry } from './verbs/decide-entry.ts';
export { deriveEntries } from './verbs/derive-entries.ts';
export { publishRegime } from './verbs/publish-regime.ts';
export { missingRequirementsOf, requireClearance } from './verbs/require-clearance.ts';
export { elapseSilences, expireEntries } from './verbs/time-entries.ts';
export { warnOfClearance } from './verbs/warn-of-clearance.ts';
