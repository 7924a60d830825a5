import type { PlannedQuantity, TierRule } from './instance.ts';
import type { Proof } from './proof.ts';

/** What one unit more of a line would be worth: first in weight of tiers, then in micro-units of score. */
export interface Price {
  readonly id: string;
  readonly tierWeight: number;
  readonly score: number;
}

/** `tier` null: needs without one. */
export type StageName = { readonly tier: number | null } | { readonly score: true };

/**
 * One step of a part: what it reaches, and what no plan exceeds that reaches as much in the steps before: in grains, or in micro-units ×
 * grains per unit.
 */
export type IntegerStage = StageName & {
  readonly reached: bigint;
  readonly bound: bigint;
  /** Shows the bound; whoever has the instance can follow it. */
  readonly proof: Proof;
  /** Where the solver says that no plan exceeds less than the bound: its word alone, which nothing shows. */
  readonly solverBound: bigint | null;
};

/** Lines that side conditions touch, and that no pair joins to others. */
export interface IntegerPart {
  readonly needs: readonly string[];
  readonly offers: readonly string[];
  readonly stages: readonly IntegerStage[];
}

/** What proves a plan: the weights of the tiers and the prices of all lines that have one. */
export interface Certificate {
  readonly tierRule: TierRule;
  /** `tier` null: needs without one. Empty where tiers don't count. */
  readonly tierWeights: readonly { readonly tier: number | null; readonly weight: number }[];
  readonly needs: readonly Price[];
  readonly offers: readonly Price[];
  /** What side conditions touch. The prices prove the rest, and here the plan without side conditions, which bounds every other. */
  readonly parts: readonly IntegerPart[];
  /** The lines of these parts in the plan without side conditions; in grains, as it needn't keep to the steps of a line. */
  readonly relaxed: readonly PlannedQuantity[];
}

/** In grains. */
export interface TierTotal {
  readonly tier: number | null;
  readonly asked: bigint;
  readonly served: bigint;
}

export interface Allocation {
  /** By need, then offer; only what is given. */
  readonly plan: readonly PlannedQuantity[];
  /** Σ score × quantity, in micro-units × grains per unit. */
  readonly objective: bigint;
  /** Highest first; `tier` null: needs without one. */
  readonly tiers: readonly TierTotal[];
  /** Whether it is proven that no plan is better; false where the time or the cases ran out before, and the parts state the gap. */
  readonly isProven: boolean;
  readonly certificate: Certificate;
}
