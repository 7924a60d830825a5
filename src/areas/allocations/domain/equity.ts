import { compareText } from '../../../kernel/compare-text.ts';
import type { PlannedRun } from './compare-plans.ts';
import { givenBy, thousandthsOf, unitsOf } from './thousandths.ts';

/** Units, and what part one number is of another: in whole millionths, rounded down; null of nothing. */
export interface Share {
  readonly key: string | null;
  readonly asked: number;
  readonly shareOfNeed: number | null;
  readonly served: number;
  readonly shareOfSupport: number | null;
  readonly fillRate: number | null;
}

export interface Equity {
  readonly total: Share;
  readonly byRegion: readonly Share[];
  readonly byRecipient: readonly Share[];
}

/** In thousandths of units. */
interface Group {
  readonly key: string | null;
  readonly asked: bigint;
  readonly served: bigint;
}

/** Who asks for how much of all that is asked for, and gets how much of all that is given. */
export function viewEquity({ input, plan }: PlannedRun): Equity {
  const givenIn = givenBy(input);
  const served = new Map<string, bigint>();
  for (const line of plan) served.set(line.need, (served.get(line.need) ?? 0n) + givenIn(line));
  const lines = input.needs.map((need) => ({
    asked: thousandthsOf(need.quantity, need),
    served: served.get(need.id) ?? 0n,
    region: need.region ?? null,
    recipient: need.recipient ?? null,
  }));
  const [total = NOBODY] = sumBy(lines, () => null);
  const sharesBy = (keyOf: (line: (typeof lines)[number]) => string | null): Share[] =>
    sumBy(lines, keyOf).map((group) => shareOf(group, total));
  return {
    total: shareOf(total, total),
    byRegion: sharesBy(({ region }) => region),
    byRecipient: sharesBy(({ recipient }) => recipient),
  };
}

const NOBODY: Group = { key: null, asked: 0n, served: 0n };

function sumBy<Line extends Omit<Group, 'key'>>(lines: readonly Line[], keyOf: (line: Line) => string | null): Group[] {
  const groups = new Map<string | null, Group>();
  for (const line of lines) {
    const key = keyOf(line);
    const { asked, served } = groups.get(key) ?? NOBODY;
    groups.set(key, { key, asked: asked + line.asked, served: served + line.served });
  }
  return [...groups.values()].toSorted((a, b) => compareText(a.key ?? '\uffff', b.key ?? '\uffff'));
}

const shareOf = ({ key, asked, served }: Group, total: Group): Share => ({
  key,
  asked: unitsOf(asked),
  shareOfNeed: millionths(asked, total.asked),
  served: unitsOf(served),
  shareOfSupport: millionths(served, total.served),
  fillRate: millionths(served, asked),
});

const millionths = (part: bigint, whole: bigint): number | null => (whole === 0n ? null : Number((part * 1_000_000n) / whole));
