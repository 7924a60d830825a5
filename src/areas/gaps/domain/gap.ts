import { type Steps, steps } from '../../../kernel/quantity.ts';

/** Who says what a unit should have: a row of its own goes before that of its type. */
export const REQUIREMENT_LEVELS = ['unit', 'unit-type'] as const;
export type RequirementLevel = (typeof REQUIREMENT_LEVELS)[number];

/** What a unit is authorised, has and is promised of one item type. */
export interface Stock {
  readonly authorised: Steps;
  readonly serviceable: Steps;
  /** Agreed and not yet accepted; what failed on its way is not coming any more. */
  readonly inbound: Steps;
}

/** Capability gap = authorised − serviceable − inbound, never below zero. Computed, never typed. */
export const gapOf = ({ authorised, serviceable, inbound }: Stock): Steps => steps(Math.max(0, authorised - serviceable - inbound));
