import { compareText } from '../../../kernel/compare-text.ts';
import type { PlannedRun } from './compare-plans.ts';

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

interface Group {
  readonly key: string | null;
  readonly asked: number;
  readonly served: number;
}

/** Who asks for how much of all that is asked for, and gets how much of all that is given. */
export function viewEquity({ input, plan }: PlannedRun): Equity {
  const served = new Map<string, number>();
  for (const { need, quantity } of plan) served.set(need, (served.get(need) ?? 0) + quantity);
  const lines = input.needs.map(({ id, quantity, region, recipient }) => ({
    asked: quantity,
    served: served.get(id) ?? 0,
    region: region ?? null,
    recipient: recipient ?? null,
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

const NOBODY: Group = { key: null, asked: 0, served: 0 };

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
  asked,
  shareOfNeed: millionths(asked, total.asked),
  served,
  shareOfSupport: millionths(served, total.served),
  fillRate: millionths(served, asked),
});

const millionths = (part: number, whole: number): number | null =>
  whole === 0 ? null : Number((BigInt(part) * 1_000_000n) / BigInt(whole));
