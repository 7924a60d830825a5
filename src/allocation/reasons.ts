/** A pair that is not eligible, and the rule that says so. */
export interface ExcludedPair {
  readonly need: string;
  readonly offer: string;
  readonly rule: string;
}

/** What keeps an eligible pair from one more step, although both sides have some left. */
export const STOPS = [
  'fixed',
  'lot',
  'budget',
  'cap',
  'donor-limit',
  'offer-all-or-nothing',
  'all-or-nothing',
  'group',
  'package',
  'floor',
  'not-worth-it',
  /** The time, or the cases that a proof may have, ran out before it was settled. */
  'unfinished',
] as const;
export type Stop = (typeof STOPS)[number];

/** In weight of tiers first, then in micro-units of score. */
export interface Worth {
  readonly tierWeight: number;
  readonly score: number;
}

/** `isExact` false: it is worth no more than this. */
export interface MarginalWorth extends Worth {
  readonly isExact: boolean;
}

export interface RuleCount {
  readonly rule: string;
  readonly count: number;
}

/** Another need that holds what this one could have used, and its score there. As everywhere in reasons, in decimal numbers of units. */
export interface Rival {
  readonly need: string;
  readonly offer: string;
  readonly quantity: number;
  readonly tier: number | null;
  readonly score: number;
}

export type NeedCause =
  | { readonly code: 'served' }
  | { readonly code: 'nothing-asked' }
  | { readonly code: 'no-eligible-offer'; readonly rules: readonly RuleCount[] }
  /**
   * `shortBy`: how much less a unit is worth here than the plan makes of it; the least over the offers it could have had. Null where side
   * conditions touch the line: no price tells it then.
   */
  | { readonly code: 'outbid'; readonly offer: string; readonly shortBy: Worth | null; readonly rivals: readonly Rival[] }
  /** All that it may have is given to it already. */
  | { readonly code: 'supply-used-up'; readonly rules: readonly RuleCount[] }
  /** `left`: what the offer that is stopped could still have given; `limit`: the lot, limit or cap that stops it. */
  | { readonly code: Stop; readonly offer: string; readonly left: number; readonly limit: number | null };

export type OfferCause =
  | { readonly code: 'given' }
  | { readonly code: 'nothing-offered' }
  | { readonly code: 'no-eligible-need'; readonly rules: readonly RuleCount[] }
  /** Every need that it may go to has all that it asks for. */
  | { readonly code: 'needs-served'; readonly count: number }
  | { readonly code: Stop; readonly need: string; readonly left: number; readonly limit: number | null };

export interface NeedReason {
  readonly need: string;
  readonly asked: number;
  readonly served: number;
  readonly from: readonly { readonly offer: string; readonly quantity: number }[];
  readonly cause: NeedCause;
  /** What the plan would gain if it asked for one whole unit more; null where side conditions touch the line, or free money may serve it. */
  readonly oneMoreUnit: MarginalWorth | null;
}

export interface OfferReason {
  readonly offer: string;
  readonly given: number;
  readonly left: number;
  readonly to: readonly { readonly need: string; readonly quantity: number }[];
  readonly cause: OfferCause;
  /** What the plan would gain if it held one whole unit more; null where side conditions touch it, and for money. */
  readonly oneMoreUnit: MarginalWorth | null;
}

export interface Reasons {
  readonly needs: readonly NeedReason[];
  readonly offers: readonly OfferReason[];
  readonly excluded: readonly ExcludedPair[];
}
