/** The counters that the database keeps on a need line. */
export interface NeedLineCounters {
  readonly quantityValidated: number | null;
  readonly reserved: number;
  readonly agreed: number;
  readonly shipped: number;
  readonly accepted: number;
  readonly inService: number;
  readonly verified: number;
  readonly failed: number;
}

/**
 * Coverage of a need line: five disjoint parts and a rest. They sum to the validated quantity; a
 * proposal never counts. `reopened` is the part of `gap` that failed on its way and is sought again.
 */
export interface Coverage {
  readonly verified: number;
  readonly delivered: number;
  readonly inTransit: number;
  readonly agreed: number;
  readonly reserved: number;
  readonly gap: number;
  readonly reopened: number;
  /** Of verified and delivered together: how much the unit has put into service. */
  readonly inService: number;
}

export function coverageOf(line: NeedLineCounters): Coverage {
  return {
    verified: line.verified,
    delivered: line.accepted - line.verified,
    inTransit: line.shipped - line.accepted - line.failed,
    agreed: line.agreed - line.shipped,
    reserved: line.reserved,
    gap: openQuantity(line),
    reopened: line.failed,
    inService: line.inService,
  };
}

/** How much may still be promised to a line: what the database would let through. */
export function openQuantity(line: NeedLineCounters): number {
  return (line.quantityValidated ?? 0) - line.reserved - line.agreed + line.failed;
}
