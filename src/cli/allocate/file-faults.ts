import {
  type AllocationInput,
  type AllocationSettings,
  type ContradictionCode,
  type ExcludedPair,
  findContradictions,
  type PairOfLines,
  PairSet,
} from '../../allocation/index.ts';
import { pointerTo } from '../../kernel/json-pointer.ts';

/** What is wrong with a file: a JSON pointer, and words. */
export interface FileFault {
  readonly pointer: string;
  readonly message: string;
}

/** What a well-formed instance says against itself: ids that are unknown or named twice, pairs named twice, settings that can't apply. */
export function findFaults(input: AllocationInput, settings: AllocationSettings, excluded: readonly ExcludedPair[]): FileFault[] {
  const reader = new Reader(input);
  reader.readLines();
  reader.readPairs(excluded);
  reader.readSettings(settings);
  return reader.faults;
}

const MESSAGES: Readonly<Record<ContradictionCode, string>> = {
  'unknown-need': 'there is no need with this id',
  'unknown-offer': 'there is no offer with this id',
  'unknown-group': 'no line has this value',
  'named-twice': 'this is named twice',
  'packed-twice': 'this need is in a package already',
  'not-eligible': 'there is no such pair',
};

class Reader {
  readonly faults: FileFault[] = [];
  private readonly input: AllocationInput;
  private readonly needIds: ReadonlySet<string>;
  private readonly offerIds: ReadonlySet<string>;
  private readonly pairs = new PairSet();

  constructor(input: AllocationInput) {
    this.input = input;
    this.needIds = new Set(input.needs.map(({ id }) => id));
    this.offerIds = new Set(input.offers.map(({ id }) => id));
  }

  readLines(): void {
    this.eachOnce('/needs', this.input.needs);
    this.eachOnce('/offers', this.input.offers);
    for (const [index, { group, allOrNothing }] of this.input.needs.entries()) {
      if (group !== undefined && allOrNothing === false) {
        this.say(`/needs/${index}/allOrNothing`, 'a need of a group is served in full or not at all');
      }
    }
    for (const [index, { quantity, budget, sharedBudget, allOrNothing }] of this.input.offers.entries()) {
      const isMoney = budget !== undefined || sharedBudget !== undefined;
      if (quantity === undefined && !isMoney) {
        this.say(`/offers/${index}/quantity`, 'an offer needs a quantity, a budget or a shared budget');
      }
      if (isMoney && allOrNothing === true) this.say(`/offers/${index}/allOrNothing`, 'money does not go whole or not at all');
    }
  }

  readPairs(excluded: readonly ExcludedPair[]): void {
    const unpriced = new Set(
      this.input.offers.flatMap(({ id, budget, sharedBudget, unitCost }) =>
        unitCost === undefined && (budget !== undefined || sharedBudget !== undefined) ? [id] : [],
      ),
    );
    for (const [index, pair] of this.input.pairs.entries()) {
      this.namesLines(`/pairs/${index}`, pair);
      this.isFirst(`/pairs/${index}`, pair);
      if (pair.unitCost === undefined && unpriced.has(pair.offer)) {
        this.say(`/pairs/${index}/unitCost`, 'this offer is money: the pair or the offer must say what a unit costs');
      }
    }
    for (const [index, pair] of excluded.entries()) {
      this.namesLines(`/excluded/${index}`, pair);
      if (this.pairs.has(pair)) this.say(`/excluded/${index}`, 'this pair is among the eligible ones');
    }
  }

  readSettings(settings: AllocationSettings): void {
    const sharedBudgets = new Set((settings.sharedBudgets ?? []).map(({ id }) => id));
    for (const [index, { sharedBudget }] of this.input.offers.entries()) {
      if (sharedBudget !== undefined && !sharedBudgets.has(sharedBudget)) {
        this.say(`/offers/${index}/sharedBudget`, 'the settings have no such shared budget');
      }
    }
    for (const { path, code } of findContradictions(this.input, settings)) this.say(pointerTo('settings', ...path), MESSAGES[code]);
  }

  private say(pointer: string, message: string): void {
    this.faults.push({ pointer, message });
  }

  private eachOnce(pointer: string, lines: readonly { readonly id: string }[]): void {
    const ids = new Set<string>();
    for (const [index, { id }] of lines.entries()) {
      if (ids.has(id)) this.say(`${pointer}/${index}/id`, 'this id is named twice');
      ids.add(id);
    }
  }

  private namesLines(pointer: string, { need, offer }: PairOfLines): void {
    if (!this.needIds.has(need)) this.say(`${pointer}/need`, 'there is no need with this id');
    if (!this.offerIds.has(offer)) this.say(`${pointer}/offer`, 'there is no offer with this id');
  }

  private isFirst(pointer: string, pair: PairOfLines): void {
    if (this.pairs.has(pair)) this.say(pointer, 'this pair is named twice');
    this.pairs.add(pair);
  }
}
