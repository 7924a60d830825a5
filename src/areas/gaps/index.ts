export { Requirement, Unit } from './record.ts';
export { computeGaps } from './gap-queries.ts';
export { findUnitPlace, type UnitPlace } from './unit-place-queries.ts';
export { confirmHolding, proposeHoldings } from './verbs/confirm-holding.ts';
export { addUnit, recordHoldingReport, recordRequirement, recordUnitTypeRequirement } from './verbs/record-stock.ts';
