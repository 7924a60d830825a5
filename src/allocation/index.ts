export { allocate, type AllocationTools, type Progress } from './allocate.ts';
export type { Allocation, Certificate, IntegerPart, Price, TierTotal } from './answer.ts';
export { type Claim, type Defect, type Finding, verifyCertificate } from './certificate.ts';

export { type ContradictionCode, findContradictions } from './contradictions.ts';
export { explain } from './explain.ts';
export { type Breach, findBreach } from './feasibility.ts';
export { grainsOf } from './dense-instance.ts';
export {
  type AllocationInput,
  type AllocationNeed,
  type AllocationOffer,
  type AllocationPair,
  type AllocationSettings,
  type EngineInput,
  type Cap,
  type FixedLine,
  type Floor,
  type Grouping,
  GROUPINGS,
  type Package,
  type PlannedQuantity,
  type TierRule,
} from './instance.ts';
export {
  type IntegerAnswer,
  type IntegerProgram,
  type LinearAnswer,
  type LinearProgram,
  satisfies,
  type Solver,
} from './integer-program.ts';
export { type FormattedReasons, formatNeedReason, formatOfferReason, formatReasons, type NameOf } from './format-reasons.ts';
export type { ExcludedPair, MarginalWorth, NeedCause, NeedReason, OfferCause, OfferReason, Reasons, Worth } from './reasons.ts';
export { formatRule } from './format-rule.ts';
export type { PairOfLines } from './pair-map.ts';
export { PairTable } from './pair-table.ts';
export type { Multipliers, Proof, Split } from './proof.ts';
export { ImpossibleConditions, type ImpossibleReason, UnfinishedSearch } from './refusals.ts';
export { type AllocationRequest, type AllocationResult, type FloorPrice, runAllocation } from './run.ts';
export {
  type DecimalsFault,
  readPlan,
  readRequest,
  readTotal,
  showTotal,
  StepReader,
  tellPlan,
  tellResult,
  type ToldLine,
  type ToldResult,
  type ToldTotal,
} from './told.ts';
export { InexactNumbers } from './transport.ts';
export { type AllocationDefect, type AllocationFinding, verifyAllocation } from './verify-allocation.ts';
