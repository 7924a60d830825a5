import type { StepBounds } from '#src/allocation/exact-bound.ts';
import { type Multipliers, NoProof } from '#src/allocation/proof.ts';
import type { Mixture } from './mixtures.ts';

export const KINDS = [
  'needs served in part',
  'needs in full or not at all',
  'offers given in part',
  'offers whole or not at all',
  'budgets',
  'sharedBudgets',
  'caps',
  'floors of need',
  'floors of support',
  'packages',
  'tiers',
] as const;
export type Kind = (typeof KINDS)[number];

type Lists = { -readonly [List in Exclude<keyof Multipliers, 'denominator'>]: Multipliers[List][number][] };

/** A row that multipliers may name. */
export interface Row {
  readonly kind: Kind;
  /** Whether it holds as an equation, so that a multiplier of either sign is right. */
  readonly isFree: boolean;
  readonly put: (lists: Lists, by: bigint) => void;
}

/** Every row of an instance, whether it is among the lines of a part or not. */
export function rowsOf({ input, settings }: Mixture, kept: readonly (number | null)[]): Row[] {
  const isTied = (need: (typeof input.needs)[number]): boolean => need.allOrNothing === true || need.group !== undefined;
  return [
    ...input.needs.map((need): Row => {
      const isFree = isTied(need);
      const kind = isFree ? 'needs in full or not at all' : 'needs served in part';
      return { kind, isFree, put: ({ needs }, by) => needs.push({ id: need.id, by }) };
    }),
    ...input.offers.map(({ id, allOrNothing }): Row => {
      const isFree = allOrNothing === true;
      const kind = isFree ? 'offers whole or not at all' : 'offers given in part';
      return { kind, isFree, put: ({ offers }, by) => offers.push({ id, by }) };
    }),
    ...input.offers
      .filter(({ budget }) => budget !== undefined)
      .map(({ id }): Row => ({ kind: 'budgets', isFree: false, put: ({ budgets }, by) => budgets.push({ id, by }) })),
    ...(settings.sharedBudgets ?? []).map(({ id }): Row => ({
      kind: 'sharedBudgets',
      isFree: false,
      put: ({ sharedBudgets }, by) => sharedBudgets.push({ id, by }),
    })),
    ...(settings.caps ?? []).map(({ id }): Row => ({ kind: 'caps', isFree: false, put: ({ caps }, by) => caps.push({ id, by }) })),
    ...(settings.floors ?? []).map(({ id, of }): Row => ({
      kind: `floors of ${of}`,
      isFree: false,
      put: ({ floors }, by) => floors.push({ id, by }),
    })),
    ...(settings.packages ?? []).flatMap(({ id, parts }) =>
      parts.map(({ need }): Row => ({ kind: 'packages', isFree: true, put: ({ packages }, by) => packages.push({ id, need, by }) })),
    ),
    ...kept.map((tier): Row => ({ kind: 'tiers', isFree: false, put: ({ tiers }, by) => tiers.push({ tier, by }) })),
  ];
}

/** Quotients of whole scores by unit costs up to 6 are whole numbers over this. */
export const DENOMINATOR = 60n;

/** Multipliers of these rows over the denominator. */
export function multipliersOf(rows: readonly Row[], by: readonly bigint[]): Multipliers {
  const lists = { needs: [], offers: [], budgets: [], sharedBudgets: [], caps: [], floors: [], packages: [], tiers: [] } as Lists;
  for (const [place, { put }] of rows.entries()) {
    const multiplier = by[place] ?? 0n;
    if (multiplier !== 0n) put(lists, multiplier);
  }
  return { denominator: DENOMINATOR, ...lists };
}

/** A bound, that there is no plan at all, or that the multipliers are no proof. */
export type Shown = bigint | null | 'no proof';

export function boundWith(bounds: StepBounds, multipliers: Multipliers): Shown {
  try {
    return bounds.boundBy({ multipliers });
  } catch (error) {
    if (error instanceof NoProof) return 'no proof';
    throw error;
  }
}

const isLower = (one: Shown, other: Shown): boolean =>
  one !== 'no proof' && other !== null && (one === null || (other !== 'no proof' && one < other));

export interface Lowest {
  readonly bound: bigint | null;
  /** Per row. */
  readonly by: readonly bigint[];
}

const STEPS = [540n, 180n, 60n, 30n, 20n, 15n, 12n, 10n, 3n, 1n];
const MOST_ROUNDS = 8;

/**
 * The lowest bound that somebody finds who wants it low: each multiplier, then each two of them against each other, is moved up and down
 * for as long as that helps, whatever its sign may be. If any row allows less than it should, this comes out below a plan.
 */
export function findLowestBound(bounds: StepBounds, rows: readonly Row[]): Lowest {
  let by: readonly bigint[] = rows.map(() => 0n);
  let bound = boundWith(bounds, multipliersOf(rows, by));
  const moved = (moves: readonly (readonly [place: number, step: bigint])[]): boolean => {
    const next = [...by];
    for (const [place, step] of moves) next[place] = (next[place] ?? 0n) + step;
    const shown = boundWith(bounds, multipliersOf(rows, next));
    if (!isLower(shown, bound)) return false;
    [by, bound] = [next, shown];
    return true;
  };
  const both = [1n, -1n] as const;
  const moveEach = (step: bigint): boolean =>
    rows.reduce((has, _, place) => both.reduce((moves, sign) => moved([[place, sign * step]]) || moves, has), false);
  const moveTwo = (step: bigint): boolean => {
    const others = rows.flatMap((_, place) => rows.slice(0, place).map((__, other) => [place, other] as const));
    return others.reduce(
      (has, [place, other]) => both.reduce((moves, sign) => moved([[place, sign * step], [other, -sign * step]]) || moves, has), // prettier-ignore
      false,
    );
  };
  const goOn = (): boolean => bound !== null && (STEPS.reduce((has, step) => moveEach(step) || has, false) || STEPS.some(moveTwo));
  let rounds = 0;
  while (rounds < MOST_ROUNDS && goOn()) rounds += 1;
  if (bound === 'no proof') throw new Error('no multiplier at all is a proof');
  return { bound, by };
}
