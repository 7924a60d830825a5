/**
 * What shows that no plan of a part reaches more in one step, in whole numbers alone.
 *
 * Each row of a condition has a multiplier. Whatever plan obeys the rows, it is worth no more than the multipliers times what the rows
 * allow, and what each pair by itself could add beyond them: weak duality of linear programs (G. B. Dantzig, Linear Programming and
 * Extensions, 1963, chapter 6) and Lagrangian bounds (A. M. Geoffrion, Lagrangean relaxation for integer programming, 1974).
 * Any multipliers of the right sign give a true bound, so nobody needs to know where they come from.
 */
export interface Multipliers {
  /** All numerators stand over this one number, which is above 0. */
  readonly denominator: bigint;
  /** What is not named has the multiplier 0. */
  readonly needs: readonly Multiplier[];
  readonly offers: readonly Multiplier[];
  /** By the offer that has the budget. */
  readonly budgets: readonly Multiplier[];
  readonly sharedBudgets: readonly Multiplier[];
  readonly caps: readonly Multiplier[];
  readonly floors: readonly Multiplier[];
  readonly packages: readonly PackageMultiplier[];
  /** Of “no fewer units of this tier than were reached”; `tier` null: needs without one. */
  readonly tiers: readonly { readonly tier: number | null; readonly by: bigint }[];
}

/** Multipliers of no row at all. */
export const NO_MULTIPLIERS: Multipliers = {
  denominator: 1n,
  needs: [],
  offers: [],
  budgets: [],
  sharedBudgets: [],
  caps: [],
  floors: [],
  packages: [],
  tiers: [],
};

export interface Multiplier {
  readonly id: string;
  readonly by: bigint;
}

export interface PackageMultiplier extends Multiplier {
  /** The part of the package. */
  readonly need: string;
}

/**
 * Two cases of which one holds for every plan. `less`: the line gets at most so many; the donor of the offer gives the need nothing;
 * the need (with all of its group) gets nothing; the offer stays; at most so many packages are given. `more`: the opposite.
 */
export type Split =
  | { readonly line: { readonly need: string; readonly offer: string }; readonly most: number }
  | { readonly donor: { readonly need: string; readonly offer: string } }
  | { readonly need: string }
  | { readonly offer: string }
  | { readonly package: string; readonly most: number };

/** Multipliers that bound all plans there are; or two cases, each with its own proof. Of several bounds the greatest counts. */
export type Proof = { readonly multipliers: Multipliers } | { readonly split: Split; readonly less: Proof; readonly more: Proof };

/** No part of a proof is split more often than this from the top down. */
export const DEEPEST_SPLIT = 200;

/** How many cases a proof of one step may have, and how many pairs in all of them together, so that whoever checks it is done soon. */
export const MOST_CASES = 10_000;
export const MOST_PAIRS_IN_CASES = 1_000_000;

export type ProofFault =
  | 'torn-part'
  | 'unknown-line'
  | 'unknown-package'
  | 'no-such-row'
  | 'named-twice'
  | 'wrong-sign'
  | 'wrong-denominator'
  | 'wrong-split'
  | 'too-deep'
  | 'too-many-cases';

/** A proof that is none, whatever it says. */
export class NoProof extends Error {
  override readonly name = 'NoProof';
  readonly reason: ProofFault;

  constructor(reason: ProofFault) {
    super(`no proof: ${reason}`);
    this.reason = reason;
  }
}
