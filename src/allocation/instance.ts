import type { Decimals } from '../kernel/quantity.ts';

/**
 * What is asked for. Its quantities are whole steps of 10^-`decimals` of its unit. `tier` 1 is served before 2, and so on; a need
 * without a tier comes after all that have one.
 */
export interface AllocationNeed {
  readonly id: string;
  /** How many decimals its unit has; none where nothing is said. */
  readonly decimals?: Decimals | undefined;
  readonly quantity: number;
  readonly tier?: number | undefined;
  /** No offer brings fewer than this, unless that is all that is asked for. */
  readonly lot?: number | undefined;
  /** Served in full or not at all. */
  readonly allOrNothing?: boolean | undefined;
  /** The needs of one group (`fulfilTogether`) are all served in full, or none of them gets anything. */
  readonly group?: string | undefined;
  /** At most so many donors serve it: what comes from many is hard to maintain. */
  readonly donorLimit?: number | undefined;
  readonly recipient?: string | undefined;
  readonly region?: string | undefined;
  readonly unit?: string | undefined;
  readonly area?: string | undefined;
  /** Obstacles that keep it from being served until they are gone. */
  readonly blockedBy?: readonly string[] | undefined;
}

/**
 * What can be given: a quantity, or money (`budget`, in whole minor units) that buys at the pairs' unit costs, or both bounds. Its
 * quantities are whole steps of 10^-`decimals` of its unit; what has one is given in these steps, money in those of each need.
 */
export interface AllocationOffer {
  readonly id: string;
  readonly decimals?: Decimals | undefined;
  /** Without it, money alone (a budget, a shared budget) bounds the offer. */
  readonly quantity?: number | undefined;
  /** Every pair gets a whole number of lots. */
  readonly lot?: number | undefined;
  /** No need gets fewer than this of it: the donor's condition, which knows no exception. */
  readonly minimumLot?: number | undefined;
  /** It goes whole or not at all. */
  readonly allOrNothing?: boolean | undefined;
  readonly budget?: number | undefined;
  /** What a unit costs, where the pair says nothing else; in the minor units of the budget. */
  readonly unitCost?: number | undefined;
  /** The shared budget that its units are paid from, beside others. */
  readonly sharedBudget?: string | undefined;
  /** Nothing that costs more than this a unit is bought. */
  readonly unitCeiling?: number | undefined;
  readonly donor?: string | undefined;
  readonly blockedBy?: readonly string[] | undefined;
}

/** An eligible pair, and what one whole unit given to it is worth, in whole micro-units of score, and costs. */
export interface AllocationPair {
  readonly need: string;
  readonly offer: string;
  readonly score: number;
  readonly unitCost?: number | undefined;
}

/** `strict`: nothing of a tier is ever given up for anything below it. `off`: the score alone counts. */
export type TierRule = 'strict' | 'off';

/** What the engine is at: the bound by its network, then the parts of the problem one after another. */
export const PROGRESS_STAGES = ['network', 'parts'] as const;
export type ProgressStage = (typeof PROGRESS_STAGES)[number];

export const GROUPINGS = ['region', 'unit', 'recipient', 'area'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/**
 * A guaranteed share. `need`: so many percent of what these needs ask for are served; `support`: so many percent of all units that
 * are given go to them.
 */
export interface Floor {
  readonly id: string;
  readonly by: Grouping;
  readonly value: string;
  readonly percent: number;
  readonly of: 'need' | 'support';
}

/** At most so many units from one donor, or to one recipient, in steps of 10^-`decimals`: no finer than those of some line. */
export interface Cap {
  readonly id: string;
  readonly by: 'donor' | 'recipient';
  readonly value: string;
  readonly quantity: number;
  readonly decimals?: Decimals | undefined;
}

/** Given in whole packages only: for each of them so many steps of every part, its need's. */
export interface Package {
  readonly id: string;
  readonly parts: readonly { readonly need: string; readonly quantity: number }[];
}

/** Money that several offers are paid from together, in whole minor units. */
export interface SharedBudget {
  readonly id: string;
  readonly budget: number;
}

/** A pair that stays as it is, in steps of its need, whatever its lots. */
export interface FixedLine {
  readonly need: string;
  readonly offer: string;
  readonly quantity: number;
}

export interface AllocationSettings {
  readonly tiers: TierRule;
  readonly floors?: readonly Floor[] | undefined;
  readonly caps?: readonly Cap[] | undefined;
  readonly packages?: readonly Package[] | undefined;
  readonly sharedBudgets?: readonly SharedBudget[] | undefined;
  readonly fixed?: readonly FixedLine[] | undefined;
  /** For every need that sets no limit of its own. */
  readonly donorLimit?: number | undefined;
  /** Seconds that plan and proof may take under side conditions; without it, until they are proven or the cases run out. */
  readonly timeLimit?: number | undefined;
}

/** Pairs to go through, as often as one likes; there may be millions. */
export interface PairList extends Iterable<AllocationPair> {
  readonly length: number;
}

export interface AllocationInput<Pairs extends PairList = readonly AllocationPair[]> {
  readonly needs: readonly AllocationNeed[];
  readonly offers: readonly AllocationOffer[];
  readonly pairs: Pairs;
}

/** What the engine takes, however the pairs are held. */
export type EngineInput = AllocationInput<PairList>;

/** So much of an offer to a need, in whole steps of the need. */
export interface PlannedQuantity {
  readonly need: string;
  readonly offer: string;
  readonly quantity: number;
}
