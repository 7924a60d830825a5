import type { AllocationInput } from '../../../allocation/instance.ts';
import { PairMap, PairSet } from '../../../allocation/pair-map.ts';
import { compareText } from '../../../kernel/compare-text.ts';
import type { PlanLine } from './result.ts';

/** A plan and what it was made from. */
export interface PlannedRun {
  readonly input: AllocationInput;
  readonly plan: readonly PlanLine[];
}

/** Whether the differences of two plans are those of the best ones. */
export const areBothProven = (one: { readonly isProven: boolean }, other: { readonly isProven: boolean }): boolean =>
  one.isProven && other.isProven;

/** Units served, and their score in micro-units as text: such sums may be beyond 2^53. */
export interface Served {
  readonly units: number;
  readonly score: string;
}

/** One group in both plans; the key is null where lines name none. */
export interface Difference {
  readonly key: string | null;
  readonly before: Served;
  readonly after: Served;
}

export interface Comparison {
  readonly total: Difference;
  readonly byTier: readonly Difference[];
  readonly byArea: readonly Difference[];
  readonly byRegion: readonly Difference[];
  readonly byDonor: readonly Difference[];
  /** Need lines and offer lines that one of the plans gives to or takes from otherwise than the other. */
  readonly needs: readonly Difference[];
  readonly offers: readonly Difference[];
}

interface ScoredLine extends PlanLine {
  readonly score: bigint;
  readonly tier: string | null;
  readonly area: string | null;
  readonly region: string | null;
  readonly donor: string | null;
}

/** What the plan of a scenario serves otherwise than the plan of its baseline. */
export function comparePlans(before: PlannedRun, after: PlannedRun): Comparison {
  const lines = { before: scoreLines(before), after: scoreLines(after) };
  const by = (keyOf: (line: ScoredLine) => string | null): Difference[] => compareBy(lines, keyOf);
  const differing = (differences: readonly Difference[]): Difference[] => differences.filter((one) => !isSame(one.before, one.after));
  return {
    total: by(() => null)[0] ?? { key: null, before: { units: 0, score: '0' }, after: { units: 0, score: '0' } },
    byTier: by(({ tier }) => tier),
    byArea: by(({ area }) => area),
    byRegion: by(({ region }) => region),
    byDonor: by(({ donor }) => donor),
    needs: differing(by(({ need }) => need)),
    offers: differing(by(({ offer }) => offer)),
  };
}

const isSame = (one: Served, other: Served): boolean => one.units === other.units && one.score === other.score;

function scoreLines({ input, plan }: PlannedRun): ScoredLine[] {
  const needs = new Map(input.needs.map((need) => [need.id, need]));
  const donors = new Map(input.offers.map(({ id, donor }) => [id, donor ?? null]));
  const planned = new PairSet(plan);
  const scores = new PairMap(input.pairs.filter((pair) => planned.has(pair)).map((pair) => [pair, pair.score]));
  return plan.map((line) => {
    const need = needs.get(line.need);
    return {
      ...line,
      score: BigInt(scores.get(line) ?? 0) * BigInt(line.quantity),
      tier: need?.tier === undefined ? null : String(need.tier),
      area: need?.area ?? null,
      region: need?.region ?? null,
      donor: donors.get(line.offer) ?? null,
    };
  });
}

function compareBy(
  lines: { readonly before: readonly ScoredLine[]; readonly after: readonly ScoredLine[] },
  keyOf: (line: ScoredLine) => string | null,
): Difference[] {
  const before = sumBy(lines.before, keyOf);
  const after = sumBy(lines.after, keyOf);
  return [...new Set([...before.keys(), ...after.keys()])]
    .toSorted((a, b) => compareText(a ?? '\uffff', b ?? '\uffff'))
    .map((key) => ({ key, before: servedOf(before.get(key)), after: servedOf(after.get(key)) }));
}

interface Sum {
  readonly units: number;
  readonly score: bigint;
}

const NOTHING: Sum = { units: 0, score: 0n };

const servedOf = ({ units, score }: Sum = NOTHING): Served => ({ units, score: String(score) });

function sumBy(lines: readonly ScoredLine[], keyOf: (line: ScoredLine) => string | null): Map<string | null, Sum> {
  const sums = new Map<string | null, Sum>();
  for (const line of lines) {
    const sum = sums.get(keyOf(line)) ?? NOTHING;
    sums.set(keyOf(line), { units: sum.units + line.quantity, score: sum.score + line.score });
  }
  return sums;
}
