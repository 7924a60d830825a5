/** A need and an offer by their ids. */
export interface PairOfLines {
  readonly need: string;
  readonly offer: string;
}

/** Values by need and offer. Never by a text made of both: ids may hold whatever would stand between them. */
export class PairMap<Value> {
  private readonly byNeed = new Map<string, Map<string, Value>>();

  constructor(entries: Iterable<readonly [pair: PairOfLines, value: Value]> = []) {
    for (const [pair, value] of entries) this.set(pair, value);
  }

  get({ need, offer }: PairOfLines): Value | undefined {
    return this.byNeed.get(need)?.get(offer);
  }

  has(pair: PairOfLines): boolean {
    return this.get(pair) !== undefined;
  }

  set({ need, offer }: PairOfLines, value: Value): void {
    const ofNeed = this.byNeed.get(need) ?? new Map<string, Value>();
    this.byNeed.set(need, ofNeed.set(offer, value));
  }
}

/** Pairs without values. */
export class PairSet {
  private readonly pairs = new PairMap<true>();

  constructor(pairs: Iterable<PairOfLines> = []) {
    for (const pair of pairs) this.add(pair);
  }

  has(pair: PairOfLines): boolean {
    return this.pairs.has(pair);
  }

  add(pair: PairOfLines): void {
    this.pairs.set(pair, true);
  }
}
