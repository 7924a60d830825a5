export {
  type CellRow,
  regionOfStandingCell,
  regionsOfStandingCell,
  sitesAlikeInStandingCell,
  standingCell,
  standingCellSlug,
  viewCell,
} from './cell-queries.ts';
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
export {
  dayIn,
  deadlineIn,
  deadlineOf,
  isOver,
  todayOfDelivery,
  todayOfMission,
  todayOfOrganisation,
  todayOfPaper,
  todayOfRegime,
  todayOfUnit,
  zoneOfDelivery,
  zoneOfOrganisation,
  zoneOfPaper,
  zoneOfRegime,
  zoneOfUnit,
} from './place-queries.ts';
export { Cell } from './record.ts';
export { loadReferenceData } from './verbs/load-reference-data.ts';
export { readReferenceBundle } from './verbs/read-reference-bundle.ts';
export { vocabularyTerms } from './vocabulary-tables.ts';
