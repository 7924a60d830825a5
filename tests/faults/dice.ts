/** Chance that can be repeated: the same seed gives the same throws. */
export interface Dice {
  /** A whole number from 0 to one less than the limit. */
  below(limit: number): number;
  /** A whole number between two, both included. */
  between(least: number, most: number): number;
  chance(share: number): boolean;
  one<T>(choices: readonly T[]): T;
  shuffled<T>(things: readonly T[]): T[];
  /** Dice of their own for somebody who throws at times of their own. */
  another(): Dice;
}

/** Mulberry32 (Tommy Ettinger): 32 bits of state, good enough to vary a schedule. */
export function makeDice(seed: number): Dice {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number): number => Math.floor(next() * limit);
  const one = <T>(choices: readonly T[]): T => {
    if (choices.length === 0) throw new Error('there is nothing to choose from');
    return choices[below(choices.length)] as T;
  };
  return {
    below,
    one,
    between: (least, most) => least + below(most - least + 1),
    chance: (share) => next() < share,
    shuffled: (things) => {
      const left = [...things];
      return things.map(() => left.splice(below(left.length), 1)[0] as (typeof things)[number]);
    },
    another: () => makeDice(below(2 ** 32)),
  };
}
