export { formatLoadReport, type LoadReport } from './domain/load-report.ts';
export { loadReferenceData } from './verbs/load-reference-data.ts';
export { readReferenceBundle } from './verbs/read-reference-bundle.ts';
