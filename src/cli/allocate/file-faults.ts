import {
  type AllocationSettings,
  type EngineInput,
  type ExcludedPair,
  findContradictions,
  type PairOfLines,
} from '../../allocation/index.ts';
import { pointerTo } from '../../kernel/json-pointer.ts';
import { type FileFault, fileFault, type FileFaultCode, namedTwice } from './unusable-file.ts';

/** What a well-formed instance says against itself: ids that are unknown or named twice, pairs named twice, settings that can't apply. */
export function findFaults(input: EngineInput, settings: AllocationSettings, excluded: readonly ExcludedPair[]): FileFault[] {
  const reader = new Reader(input);
  reader.readLines();
  reader.readPairs(excluded);
  reader.readSettings(settings);
  return reader.faults;
}

class Reader {
  readonly faults: FileFault[] = [];
  private readonly input: EngineInput;
  private readonly needs: ReadonlyMap<string, number>;
  private readonly offers: ReadonlyMap<string, number>;

  constructor(input: EngineInput) {
    this.input = input;
    this.needs = numbersOf(input.needs);
    this.offers = numbersOf(input.offers);
  }

  readLines(): void {
    this.eachOnce('/needs', this.input.needs);
    this.eachOnce('/offers', this.input.offers);
    for (const [index, { group, allOrNothing }] of this.input.needs.entries()) {
      if (group !== undefined && allOrNothing === false) {
        this.say(`/needs/${index}/allOrNothing`, 'group-in-full');
      }
    }
    for (const [index, { quantity, budget, sharedBudget, allOrNothing }] of this.input.offers.entries()) {
      const isMoney = budget !== undefined || sharedBudget !== undefined;
      if (quantity === undefined && !isMoney) {
        this.say(`/offers/${index}/quantity`, 'offer-unbounded');
      }
      if (isMoney && allOrNothing === true) this.say(`/offers/${index}/allOrNothing`, 'money-whole');
    }
  }

  readPairs(excluded: readonly ExcludedPair[]): void {
    const unpriced = new Set(
      this.input.offers.flatMap(({ id, budget, sharedBudget, unitCost }) =>
        unitCost === undefined && (budget !== undefined || sharedBudget !== undefined) ? [id] : [],
      ),
    );
    const repeated = new RepeatedPairs(this.input, excluded, this.needs, this.offers);
    let index = -1;
    for (const pair of this.input.pairs) {
      index += 1;
      this.namesLines('/pairs', index, pair);
      if (repeated.pairs.has(index)) this.faults.push(namedTwice(`/pairs/${index}`));
      if (pair.unitCost === undefined && unpriced.has(pair.offer)) {
        this.say(`/pairs/${index}/unitCost`, 'unpriced');
      }
    }
    for (const [place, pair] of excluded.entries()) {
      this.namesLines('/excluded', place, pair);
      if (repeated.excluded.has(place)) this.say(`/excluded/${place}`, 'excluded-and-eligible');
    }
  }

  readSettings(settings: AllocationSettings): void {
    const sharedBudgets = new Set((settings.sharedBudgets ?? []).map(({ id }) => id));
    for (const [index, { sharedBudget }] of this.input.offers.entries()) {
      if (sharedBudget !== undefined && !sharedBudgets.has(sharedBudget)) {
        this.say(`/offers/${index}/sharedBudget`, 'unknown-budget');
      }
    }
    for (const { path, code } of findContradictions(this.input, settings)) {
      const pointer = pointerTo('settings', ...path);
      if (code === 'named-twice') this.faults.push(namedTwice(pointer));
      else this.say(pointer, code);
    }
  }

  private say(pointer: string, code: FileFaultCode): void {
    this.faults.push(fileFault(pointer, code));
  }

  private eachOnce(pointer: string, lines: readonly { readonly id: string }[]): void {
    const ids = new Set<string>();
    for (const [index, { id }] of lines.entries()) {
      if (ids.has(id)) this.faults.push(namedTwice(`${pointer}/${index}/id`));
      ids.add(id);
    }
  }

  private namesLines(list: string, index: number, { need, offer }: PairOfLines): void {
    if (!this.needs.has(need)) this.say(`${list}/${index}/need`, 'unknown-need');
    if (!this.offers.has(offer)) this.say(`${list}/${index}/offer`, 'unknown-offer');
  }
}

/** Numbers of ids from 0 on, each once. */
const numbersOf = (lines: readonly { readonly id: string }[]): ReadonlyMap<string, number> =>
  new Map([...new Set(lines.map(({ id }) => id))].map((id, number) => [id, number]));

/**
 * The places of pairs that were named before, and of excluded ones that are eligible too. Need by need, with one number per offer: a set
 * of millions of pairs would take many times what they take. Pairs of lines that aren't there are no pairs.
 */
class RepeatedPairs {
  readonly pairs = new Set<number>();
  readonly excluded = new Set<number>();

  constructor(
    input: EngineInput,
    excluded: readonly ExcludedPair[],
    needs: ReadonlyMap<string, number>,
    offers: ReadonlyMap<string, number>,
  ) {
    const [eligible, others] = [rowsOf(input.pairs, needs, offers), rowsOf(excluded, needs, offers)];
    /** Per offer, the last need, from 1, that was seen with it. */
    const seen = new Int32Array(offers.size);
    for (let need = 0; need < needs.size; need += 1) {
      eligible.eachOf(need, (place, offer) => {
        if (seen[offer] === need + 1) this.pairs.add(place);
        seen[offer] = need + 1;
      });
      others.eachOf(need, (place, offer) => {
        if (seen[offer] === need + 1) this.excluded.add(place);
      });
    }
  }
}

/** The pairs of each need, in their order: their places in the list, and the numbers of their offers. */
function rowsOf(
  pairs: Iterable<PairOfLines> & { readonly length: number },
  needs: ReadonlyMap<string, number>,
  offers: ReadonlyMap<string, number>,
) {
  const starts = new Int32Array(needs.size + 1);
  const [needOf, offerOf] = [new Int32Array(pairs.length), new Int32Array(pairs.length)];
  let count = 0;
  for (const pair of pairs) {
    const [need, offer] = [needs.get(pair.need) ?? -1, offers.get(pair.offer) ?? -1];
    needOf[count] = need < 0 || offer < 0 ? -1 : need;
    offerOf[count] = offer;
    if (need >= 0 && offer >= 0) starts[need + 1] = (starts[need + 1] as number) + 1;
    count += 1;
  }
  for (let need = 0; need < needs.size; need += 1) starts[need + 1] = (starts[need + 1] as number) + (starts[need] as number);
  const places = new Int32Array(pairs.length);
  const next = starts.slice();
  for (const [place, need] of needOf.entries()) {
    if (need < 0) continue;
    places[next[need] as number] = place;
    next[need] = (next[need] as number) + 1;
  }
  return {
    eachOf: (need: number, visit: (place: number, offer: number) => void): void => {
      for (const place of places.subarray(starts[need], starts[need + 1])) visit(place, offerOf[place] as number);
    },
  };
}
