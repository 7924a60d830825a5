/** Values by two keys in their order. Never by a text made of both: a key may hold whatever would stand between them. */
export class TwoKeyMap<First, Second, Value> {
  readonly #byFirst = new Map<First, Map<Second, Value>>();

  constructor(entries: Iterable<readonly [first: First, second: Second, value: Value]> = []) {
    for (const [first, second, value] of entries) this.set(first, second, value);
  }

  get(first: First, second: Second): Value | undefined {
    return this.#byFirst.get(first)?.get(second);
  }

  set(first: First, second: Second, value: Value): void {
    const ofFirst = this.#byFirst.get(first);
    if (ofFirst) ofFirst.set(second, value);
    else this.#byFirst.set(first, new Map([[second, value]]));
  }
}

/** Pairs of keys without values. */
export class TwoKeySet<First, Second> {
  readonly #pairs = new TwoKeyMap<First, Second, true>();

  constructor(pairs: Iterable<readonly [first: First, second: Second]> = []) {
    for (const [first, second] of pairs) this.add(first, second);
  }

  has(first: First, second: Second): boolean {
    return this.#pairs.get(first, second) ?? false;
  }

  add(first: First, second: Second): void {
    this.#pairs.set(first, second, true);
  }
}
