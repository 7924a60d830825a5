import { TwoKeyMap, TwoKeySet } from '../kernel/two-key-map.ts';

/** A need and an offer by their ids. */
export interface PairOfLines {
  readonly need: string;
  readonly offer: string;
}

/** Values by need and offer. */
export class PairMap<Value> {
  private readonly values = new TwoKeyMap<string, string, Value>();

  constructor(entries: Iterable<readonly [pair: PairOfLines, value: Value]> = []) {
    for (const [{ need, offer }, value] of entries) this.values.set(need, offer, value);
  }

  get({ need, offer }: PairOfLines): Value | undefined {
    return this.values.get(need, offer);
  }
}

/** Pairs without values. */
export class PairSet {
  private readonly pairs = new TwoKeySet<string, string>();

  constructor(pairs: Iterable<PairOfLines> = []) {
    for (const pair of pairs) this.add(pair);
  }

  has({ need, offer }: PairOfLines): boolean {
    return this.pairs.has(need, offer);
  }

  add({ need, offer }: PairOfLines): void {
    this.pairs.add(need, offer);
  }
}
