import { readFileSync, writeFileSync } from 'node:fs';
import type { DenseInstance } from '#src/allocation/dense-instance.ts';

/**
 * Made-up instances for the bench. `domain`: 60 item types in 12 categories, some sought more than others; needs and offers at 40
 * sites in 5 regions; specifications, earmarks and dates leave about a third of the pairs of a category; five tiers; quantities
 * lognormal; supply 0.65 of demand. `random`: as many pairs, quantities from 1 to 50 and scores from anywhere.
 */
export type Family = 'domain' | 'random';

export interface Size {
  readonly needs: number;
  readonly offers: number;
  readonly pairs: number;
}

const SUPPLY = 0.65;

export const generate = (family: Family, size: Size, seed: number): DenseInstance =>
  family === 'random' ? generateRandom(size, seed) : generateDomain(size, seed);

/** Mulberry32, after Tommy Ettinger: 32 bits of state are enough for made-up quantities. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whole quantities that add up to about {@link SUPPLY} of the demand. */
function scaled(quantities: readonly number[], demand: number): Float64Array {
  const all = quantities.reduce((sum, quantity) => sum + quantity, 0);
  return Float64Array.from(quantities, (quantity) => Math.max(1, Math.round((quantity * SUPPLY * demand) / all)));
}

interface Row {
  readonly offers: number[];
  readonly scores: number[];
}

function generateRandom({ needs, offers, pairs }: Size, seed: number): DenseInstance {
  const random = randomFrom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const asked = Float64Array.from({ length: needs }, () => 1 + below(50));
  const held = scaled(
    Array.from({ length: offers }, () => 1 + below(50)),
    asked.reduce((sum, quantity) => sum + quantity, 0),
  );
  const rows = Array.from({ length: needs }, (): Row => {
    const chosen = new Set<number>();
    while (chosen.size < Math.floor(pairs / needs)) chosen.add(below(offers));
    return { offers: [...chosen].toSorted((a, b) => a - b), scores: [...chosen].map(() => 1 + below(1_000_000)) };
  });
  return assemble(asked, held, new Int32Array(needs).fill(1), rows);
}

const CATEGORIES = 12;
const ITEMS_PER_CATEGORY = 5;
const ITEMS = CATEGORIES * ITEMS_PER_CATEGORY;
const SITES = 40;
const REGIONS = 5;
const TIER_WEIGHTS = [1, 0.8, 0.6, 0.45, 0.3];

function generateDomain({ needs, offers, pairs }: Size, seed: number): DenseInstance {
  const random = randomFrom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const bits = (likelihood: number): number =>
    Array.from({ length: 8 }, (_, bit) => (random() < likelihood ? 1 << bit : 0)).reduce((a, b) => a | b);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const sought = zipf(ITEMS, 0.7, random);
  const given = zipf(ITEMS, 0.7, random);
  const posted = zipf(SITES, 0.5, random);
  const fits = Array.from({ length: ITEMS * ITEMS }, (_, cell) => {
    const [asked, offered] = [Math.floor(cell / ITEMS), cell % ITEMS];
    return asked === offered ? 1 : categoryOf(asked) === categoryOf(offered) && random() < 0.4 ? 0.6 + 0.3 * random() : 0;
  });
  const quantityOf = (item: number, spread: number): number => {
    const category = categoryOf(item);
    return (category < 4 ? 3 : category < 8 ? 20 : 150) * Math.exp(spread * normal());
  };
  const tierFor = (share: number): number => (share < 0.1 ? 1 : share < 0.3 ? 2 : share < 0.6 ? 3 : share < 0.85 ? 4 : 5);

  const asking = Array.from({ length: needs }, () => {
    const item = sought();
    const quantity = Math.min(5_000, Math.max(1, Math.round(quantityOf(item, 0.9))));
    return { item, quantity, site: posted(), tier: tierFor(random()), specification: bits(0.12), deadline: 14 + below(351) };
  });
  const offering = Array.from({ length: offers }, () => {
    const item = given();
    const from = below(200);
    const kind = random();
    return {
      item,
      quantity: quantityOf(item, 1.1),
      site: below(SITES),
      specification: bits(0.45),
      from,
      until: from + 60 + below(305),
      region: kind < 0.2 ? below(REGIONS) : null,
      onlySite: kind >= 0.2 && kind < 0.25 ? below(SITES) : null,
      urgentOnly: kind >= 0.25 && kind < 0.35,
    };
  });
  const demand = asking.reduce((sum, { quantity }) => sum + quantity, 0);
  const held = scaled(
    offering.map(({ quantity }) => quantity),
    demand,
  );

  const byCategory = Array.from({ length: CATEGORIES }, (): number[] => []);
  offering.forEach(({ item }, offer) => byCategory[categoryOf(item)]?.push(offer));
  const most = Math.max(1, Math.round(pairs / needs));
  const rows = asking.map((need, index): Row => {
    const found: { offer: number; score: number }[] = [];
    for (const offer of byCategory[categoryOf(need.item)] ?? []) {
      const one = offering[offer];
      if (!one) continue;
      const fit = fits[need.item * ITEMS + one.item] ?? 0;
      if (fit === 0 || (need.specification & one.specification) !== need.specification) continue;
      if (one.region !== null && one.region !== need.site % REGIONS) continue;
      if (one.onlySite !== null && one.onlySite !== need.site) continue;
      if (one.urgentOnly && need.tier > 2) continue;
      const distance = Math.abs(need.site - one.site);
      const late = one.from + 5 + 0.8 * distance - need.deadline;
      if (late > 30 || one.until < need.deadline - 200) continue;
      const preference = ((Math.imul(index * 40_503 + 1, offer * 2 + 1) >>> 8) % 1_000) / 1_000;
      const share = 0.45 * fit + 0.25 * (late <= 0 ? 1 : 1 - late / 40) + 0.15 * (1 - distance / SITES) + 0.15 * preference;
      found.push({ offer, score: Math.round(share * (TIER_WEIGHTS[need.tier - 1] ?? 0) * 1_000_000) });
    }
    // A fair choice of as many as there is room for.
    for (let place = 0; place < Math.min(most, found.length); place += 1) {
      const other = place + below(found.length - place);
      [found[place], found[other]] = [found[other] as (typeof found)[number], found[place] as (typeof found)[number]];
    }
    const kept = found.slice(0, most).toSorted((a, b) => a.offer - b.offer);
    return { offers: kept.map(({ offer }) => offer), scores: kept.map(({ score }) => score) };
  });
  return assemble(
    Float64Array.from(asking, ({ quantity }) => quantity),
    held,
    Int32Array.from(asking, ({ tier }) => tier),
    rows,
  );
}

const categoryOf = (item: number): number => Math.floor(item / ITEMS_PER_CATEGORY);

/** A number below `count`, the first most often (Zipf), in an order of its own. */
function zipf(count: number, exponent: number, random: () => number): () => number {
  const order = Array.from({ length: count }, (_, place) => ({ place, key: random() })).toSorted((a, b) => a.key - b.key);
  const upTo: number[] = [];
  for (let rank = 1; rank <= count; rank += 1) upTo.push((upTo.at(-1) ?? 0) + rank ** -exponent);
  return () => {
    const mark = random() * (upTo.at(-1) ?? 1);
    return order[upTo.findIndex((sum) => sum > mark)]?.place ?? 0;
  };
}

function assemble(needQuantities: Float64Array, offerQuantities: Float64Array, tiers: Int32Array, rows: readonly Row[]): DenseInstance {
  const rowStarts = Int32Array.from([0, ...rows.map(() => 0)]);
  rows.forEach(({ offers }, need) => (rowStarts[need + 1] = (rowStarts[need] ?? 0) + offers.length));
  const pairs = rowStarts[rows.length] ?? 0;
  const offers = new Int32Array(pairs);
  const scores = new Float64Array(pairs);
  rows.forEach((row, need) => {
    offers.set(row.offers, rowStarts[need]);
    scores.set(row.scores, rowStarts[need]);
  });
  return {
    needIds: Array.from(needQuantities, (_, need) => `n${need}`),
    offerIds: Array.from(offerQuantities, (_, offer) => `o${offer}`),
    grainsPerUnit: 1,
    needSteps: new Int32Array(needQuantities.length).fill(1),
    offerSteps: new Int32Array(offerQuantities.length).fill(1),
    needQuantities,
    offerQuantities,
    tiers,
    rowStarts,
    offers,
    scores,
    costs: null,
  };
}

/** As 32-bit numbers one after another, which a driver in another language reads too: counts, quantities, tiers, rows, offers, scores. */
export function save(instance: DenseInstance, file: string): void {
  const { needQuantities, offerQuantities, tiers, rowStarts, offers, scores } = instance;
  const parts = [
    [needQuantities.length, offerQuantities.length, offers.length],
    needQuantities,
    offerQuantities,
    tiers,
    rowStarts,
    offers,
    scores,
  ];
  writeFileSync(file, Buffer.concat(parts.map((part) => Buffer.from(Int32Array.from(part).buffer))));
}

export function load(file: string): DenseInstance {
  const bytes = readFileSync(file);
  const numbers = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const [needs = 0, held = 0, pairs = 0] = numbers;
  let position = 3;
  const take = (count: number): Int32Array => numbers.subarray(position, (position += count));
  return {
    needIds: Array.from({ length: needs }, (_, need) => `n${need}`),
    offerIds: Array.from({ length: held }, (_, offer) => `o${offer}`),
    grainsPerUnit: 1,
    needSteps: new Int32Array(needs).fill(1),
    offerSteps: new Int32Array(held).fill(1),
    needQuantities: Float64Array.from(take(needs)),
    offerQuantities: Float64Array.from(take(held)),
    tiers: take(needs),
    rowStarts: take(needs + 1),
    offers: take(pairs),
    scores: Float64Array.from(take(pairs)),
    costs: null,
  };
}
