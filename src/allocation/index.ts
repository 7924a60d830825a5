export { allocate, type Allocation, type Certificate, type PlannedQuantity, type Price } from './allocate.ts';
export { type Claim, type Defect, type Finding, verifyCertificate } from './certificate.ts';
export type { AllocationInput, AllocationNeed, AllocationOffer, AllocationPair, TierRule } from './instance.ts';
export { InexactNumbers } from './transport.ts';
export { type AllocationDefect, type AllocationFinding, verifyAllocation } from './verify-allocation.ts';
