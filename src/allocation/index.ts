export {
  allocate,
  type Allocation,
  type AllocationTools,
  type Certificate,
  ImpossibleConditions,
  type IntegerPart,
  type Price,
  type Progress,
  type TierTotal,
} from './allocate.ts';
export { type Claim, type Defect, type Finding, verifyCertificate } from './certificate.ts';
export type { ImpossibleReason } from './conflict.ts';
export {
  explain,
  type ExcludedPair,
  type MarginalWorth,
  type NeedCause,
  type NeedReason,
  type OfferCause,
  type OfferReason,
  type Reasons,
  type Worth,
} from './explain.ts';
export { type Breach, findBreach } from './feasibility.ts';
export {
  type AllocationInput,
  type AllocationNeed,
  type AllocationOffer,
  type AllocationPair,
  type AllocationSettings,
  type Cap,
  type FixedLine,
  type Floor,
  type Grouping,
  GROUPINGS,
  type Package,
  type PlannedQuantity,
  type TierRule,
} from './instance.ts';
export { type IntegerAnswer, type IntegerProgram, type IntegerSolver, satisfies } from './integer-program.ts';
export { UnfinishedSearch } from './solve-parts.ts';
export { InexactNumbers } from './transport.ts';
export { type AllocationDefect, type AllocationFinding, verifyAllocation } from './verify-allocation.ts';
export { type NameOf, type SaidReasons, sayNeedReason, sayOfferReason, sayReasons, sayRule } from './reason-texts.ts';
export { type AllocationRequest, type AllocationResult, type FloorPrice, runAllocation } from './run.ts';
