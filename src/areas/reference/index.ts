export { formatLoadReport, type LoadReport } from './domain/load-report.ts';
export {
  type AttributeDefinition,
  checkLines,
  type DecimalsOfItems,
  type ItemFacts,
  readAttributeDictionary,
  readDecimals,
  readItemFacts,
} from './line-queries.ts';
export { loadReferenceData } from './verbs/load-reference-data.ts';
export { readReferenceBundle } from './verbs/read-reference-bundle.ts';
