/** What a unit is authorised, has and is promised of one item type. */
export interface Stock {
  readonly authorised: number;
  readonly serviceable: number;
  /** Agreed and not yet accepted; what failed on its way is not coming any more. */
  readonly inbound: number;
}

/** Capability gap = authorised − serviceable − inbound, never below zero. Computed, never typed. */
export const gapOf = ({ authorised, serviceable, inbound }: Stock): number => Math.max(0, authorised - serviceable - inbound);
