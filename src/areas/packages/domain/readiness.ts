import { type Steps, steps } from '../../../kernel/quantity.ts';

/** What there is of a part, disjoint, in steps of its unit of measure. */
export interface Supply {
  /** What the package needs of it, at least a step. */
  readonly needed: Steps;
  /** What the unit has serviceable and to spare (stock.ts). */
  readonly held: Steps;
  readonly verified: Steps;
  /** Accepted and not yet verified. */
  readonly delivered: Steps;
  readonly inTransit: Steps;
  /** Agreed and not yet shipped. */
  readonly agreed: Steps;
  /** Accepted by both sides and not agreed: it holds quantity and counts for nothing yet. */
  readonly reserved: Steps;
}

export interface PartStanding {
  /** How much of what is needed is promised or there, in whole per cent, rounded down. A reservation doesn't count. */
  readonly completeness: number;
  /** How much of it is in the unit's hands, in whole per cent, rounded down. */
  readonly readiness: number;
  /** What nobody has taken on: neither there nor promised nor reserved. */
  readonly missing: Steps;
}

const inHand = ({ held, verified, delivered }: Supply): number => held + verified + delivered;
const promised = (supply: Supply): number => inHand(supply) + supply.inTransit + supply.agreed;
const perCent = (quantity: number, needed: number): number => Number((100n * BigInt(Math.min(quantity, needed))) / BigInt(needed));

export const standingOf = (supply: Supply): PartStanding => ({
  completeness: perCent(promised(supply), supply.needed),
  readiness: perCent(inHand(supply), supply.needed),
  missing: steps(Math.max(0, supply.needed - promised(supply) - supply.reserved)),
});

export interface PackageStanding {
  readonly state: 'incomplete' | 'complete' | 'ready';
  readonly completeness: number;
  readonly readiness: number;
}

/** A package stands as its weakest part does: a vehicle without a driver is no capability. */
export function packageStanding(parts: readonly Pick<PartStanding, 'completeness' | 'readiness'>[]): PackageStanding {
  const completeness = Math.min(100, ...parts.map((part) => part.completeness));
  const readiness = Math.min(100, ...parts.map((part) => part.readiness));
  return { completeness, readiness, state: readiness === 100 ? 'ready' : completeness === 100 ? 'complete' : 'incomplete' };
}

/** How far something is, in bands. */
export const SHARE_BANDS = ['none', 'under-half', 'over-half', 'all'] as const;
export type ShareBand = (typeof SHARE_BANDS)[number];

export const shareBandOf = (share: number): ShareBand =>
  share >= 100 ? 'all' : share >= 50 ? 'over-half' : share > 0 ? 'under-half' : 'none';

/**
 * What a donor is told of parts that others give and of what a unit holds: from a share in per cent of a known need their amounts could be
 * reckoned, and nothing at all is an amount.
 */
export function donorsShareBandOf(share: number): ShareBand {
  const band = shareBandOf(share);
  return band === 'none' ? 'under-half' : band;
}
