export { adoptReferenceRegimes } from './verbs/adopt-regime.ts';
export { classifyMatch, confirmClassification } from './verbs/classify-match.ts';
export { deriveEntries, writeChecklists } from './verbs/derive-entries.ts';
export { deriveEntriesOf, isClear, requireClearance } from './verbs/require-clearance.ts';
export { confirmEntry, elapseSilences, recordEntry } from './verbs/work-entry.ts';
