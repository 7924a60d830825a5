import { NO_STEPS, type Steps, steps } from '../../../kernel/quantity.ts';

/** The counters that the database keeps on a need line. */
export interface NeedLineCounters {
  /** When a revision left the line out, since when it asks for nothing; null while it stands. */
  readonly leftOutAt: Date | null;
  readonly quantityValidated: Steps | null;
  readonly reserved: Steps;
  readonly agreed: Steps;
  readonly shipped: Steps;
  readonly accepted: Steps;
  readonly inService: Steps;
  readonly verified: Steps;
  readonly failed: Steps;
}

/**
 * Coverage of a need line: five disjoint parts and a rest. They sum to the validated quantity, or to nothing once the line is left out; a
 * proposal never counts. `reopened` is the part of `gap` that failed on its way and is sought again.
 */
export interface Coverage {
  readonly verified: Steps;
  readonly delivered: Steps;
  readonly inTransit: Steps;
  readonly agreed: Steps;
  readonly reserved: Steps;
  readonly gap: Steps;
  readonly reopened: Steps;
  /** Of verified and delivered together: how much the unit has put into service. */
  readonly inService: Steps;
}

export function coverageOf(line: NeedLineCounters): Coverage {
  return {
    verified: line.verified,
    delivered: steps(line.accepted - line.verified),
    inTransit: steps(line.shipped - line.accepted - line.failed),
    agreed: steps(line.agreed - line.shipped),
    reserved: line.reserved,
    gap: openQuantity(line),
    reopened: line.failed,
    inService: line.inService,
  };
}

/** How much is promised to a line or given to it, by whomever. */
export const heldOf = ({ reserved, agreed, failed }: Pick<NeedLineCounters, 'reserved' | 'agreed' | 'failed'>): Steps =>
  steps(reserved + agreed - failed);

/** How much may still be promised to a line: what the database would let through. */
export function openQuantity(line: Pick<NeedLineCounters, 'leftOutAt' | 'quantityValidated' | 'reserved' | 'agreed' | 'failed'>): Steps {
  if (line.leftOutAt !== null) return NO_STEPS;
  return steps((line.quantityValidated ?? 0) - heldOf(line));
}
