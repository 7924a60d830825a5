/**
 * A condition that can't hold together with the others that are named beside it; quantities as people are told of them, in decimal
 * numbers of units. `reachable`: where a floor fails by itself, the most units that its needs can have, and how many it asks for; null where that is not shown.
 */
export type ImpossibleReason =
  | { readonly condition: 'floor'; readonly id: string; readonly wanted: number | null; readonly reachable: number | null }
  | { readonly condition: 'fixed'; readonly need: string; readonly offer: string; readonly quantity: number };

/** Why no plan is looked for any more: multipliers have shown that there is none, or the solver says so. */
export type Hopeless = 'shown' | 'said';

/** The fixed lines and the floors can't all hold, which multipliers show. */
export class ImpossibleConditions extends Error {
  override readonly name = 'ImpossibleConditions';
  readonly reasons: readonly ImpossibleReason[];

  constructor(reasons: readonly ImpossibleReason[]) {
    super('the fixed lines and the guaranteed shares can’t all hold');
    this.reasons = reasons;
  }
}

/** No plan was found that satisfies the fixed lines and floors, and nothing shows that there is none. */
export class UnfinishedSearch extends Error {
  override readonly name = 'UnfinishedSearch';
  /** What can't hold together by the word of the solver, where it says so. */
  readonly suspected: readonly ImpossibleReason[];

  constructor(suspected: readonly ImpossibleReason[] = []) {
    super('no plan that satisfies the side conditions was found, and it is not proven that there is none');
    this.suspected = suspected;
  }
}
