export { findUnitPlace, type UnitPlace } from './unit-place-queries.ts';
export { computeGaps } from './gap-queries.ts';
