import type { AllocationInput } from '../../../allocation/instance.ts';
import { PairMap, PairSet } from '../../../allocation/pair-map.ts';
import { tellTotal } from '../../../allocation/told.ts';
import { compareText } from '../../../kernel/compare-text.ts';
import type { PlanLine } from './result.ts';
import { givenBy, PER_UNIT, unitsOf } from './thousandths.ts';

/** A plan and what it was made from, in steps of their lines. */
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

/** The same exactly: in thousandths of units, and of micro-units. */
export interface ExactlyServed {
  readonly units: bigint;
  readonly score: bigint;
}

/** One group in both plans; the key is null where lines name none. */
export interface Difference<Amount = Served> {
  readonly key: string | null;
  readonly before: Amount;
  readonly after: Amount;
}

export interface Comparison<Amount = Served> {
  readonly total: Difference<Amount>;
  readonly byTier: readonly Difference<Amount>[];
  readonly byArea: readonly Difference<Amount>[];
  readonly byRegion: readonly Difference<Amount>[];
  readonly byDonor: readonly Difference<Amount>[];
  /** Need lines and offer lines that one of the plans gives to or takes from otherwise than the other. */
  readonly needs: readonly Difference<Amount>[];
  readonly offers: readonly Difference<Amount>[];
}

interface ScoredLine extends PlanLine, ExactlyServed {
  readonly tier: string | null;
  readonly area: string | null;
  readonly region: string | null;
  readonly donor: string | null;
}

/** What the plan of a scenario serves otherwise than the plan of its baseline, as it is told. */
export function comparePlans(before: PlannedRun, after: PlannedRun): Comparison {
  const { total, byTier, byArea, byRegion, byDonor, needs, offers } = compareExactly(before, after);
  return {
    total: tell(total),
    byTier: byTier.map(tell),
    byArea: byArea.map(tell),
    byRegion: byRegion.map(tell),
    byDonor: byDonor.map(tell),
    needs: needs.map(tell),
    offers: offers.map(tell),
  };
}

const tell = ({ key, before, after }: Difference<ExactlyServed>): Difference => ({ key, before: served(before), after: served(after) });
const served = ({ units, score }: ExactlyServed): Served => ({ units: unitsOf(units), score: tellScore(score) });

/** Thousandths of micro-units as they are told. */
export const tellScore = (thousandths: bigint): string => String(tellTotal(thousandths, PER_UNIT));

/** The same to the last step. */
export function compareExactly(before: PlannedRun, after: PlannedRun): Comparison<ExactlyServed> {
  const lines = { before: scoreLines(before), after: scoreLines(after) };
  const by = (keyOf: (line: ScoredLine) => string | null) => compareBy(lines, keyOf);
  const differing = (differences: readonly Difference<ExactlyServed>[]) => differences.filter((one) => !isSame(one.before, one.after));
  return {
    total: by(() => null)[0] ?? { key: null, before: NOTHING, after: NOTHING },
    byTier: by(({ tier }) => tier),
    byArea: by(({ area }) => area),
    byRegion: by(({ region }) => region),
    byDonor: by(({ donor }) => donor),
    needs: differing(by(({ need }) => need)),
    offers: differing(by(({ offer }) => offer)),
  };
}

const isSame = (one: ExactlyServed, other: ExactlyServed): boolean => one.units === other.units && one.score === other.score;

function scoreLines({ input, plan }: PlannedRun): ScoredLine[] {
  const needs = new Map(input.needs.map((need) => [need.id, need]));
  const givenIn = givenBy(input);
  const donors = new Map(input.offers.map(({ id, donor }) => [id, donor ?? null]));
  const planned = new PairSet(plan);
  const scores = new PairMap(input.pairs.filter((pair) => planned.has(pair)).map((pair) => [pair, pair.score]));
  return plan.map((line) => {
    const need = needs.get(line.need);
    return {
      ...line,
      units: givenIn(line),
      score: BigInt(scores.get(line) ?? 0) * givenIn(line),
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
): Difference<ExactlyServed>[] {
  const before = sumBy(lines.before, keyOf);
  const after = sumBy(lines.after, keyOf);
  return [...new Set([...before.keys(), ...after.keys()])]
    .toSorted((a, b) => compareText(a ?? '\uffff', b ?? '\uffff'))
    .map((key) => ({ key, before: before.get(key) ?? NOTHING, after: after.get(key) ?? NOTHING }));
}

const NOTHING: ExactlyServed = { units: 0n, score: 0n };

function sumBy(lines: readonly ScoredLine[], keyOf: (line: ScoredLine) => string | null): Map<string | null, ExactlyServed> {
  const sums = new Map<string | null, ExactlyServed>();
  for (const line of lines) {
    const sum = sums.get(keyOf(line)) ?? NOTHING;
    sums.set(keyOf(line), { units: sum.units + line.units, score: sum.score + line.score });
  }
  return sums;
}
