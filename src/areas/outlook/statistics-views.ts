import type { ActorContext } from '../../platform/auth/actor.ts';
import { readerOf } from '../disclosure/index.ts';
import { compareText } from '../../kernel/compare-text.ts';
import type { DurationGroup, ReasonGroup } from './contract-statistics.ts';
import { smallCells } from './domain/suppression.ts';
import { DurationStatistic, KindStatistic, ReasonStatistic, WaitingShare } from './record-statistics.ts';
import type { Period } from './domain/told-periods.ts';
import type { DurationRow, KindRow, ReasonRow, WaitingRow } from './statistics-rows.ts';

/** To a donor nothing over fewer than three units is told; recipients and overseers see the units themselves. */
function hiddenFrom<Row extends { readonly units: number }>({ actor }: ActorContext, rows: readonly Row[]): (row: Row) => boolean {
  if (actor.role !== 'donor') return () => false;
  const small = smallCells(rows, ({ units }) => units);
  return (row) => small.has(row);
}

export function viewDurationStatistics(ctx: ActorContext, by: DurationGroup, period: Period, rows: readonly DurationRow[]) {
  const isHidden = hiddenFrom(ctx, rows);
  return {
    by,
    from: period.from,
    until: period.until,
    rows: rows.map((row) => {
      const suppressed = isHidden(row);
      const told = <Figure>(figure: Figure) => (suppressed ? null : figure);
      return DurationStatistic.show(readerOf(ctx), {
        key: row.key,
        names: row.names,
        records: told(row.records),
        medianDays: told(row.median_days),
        p90Days: told(row.p90_days),
        suppressed,
      });
    }),
  };
}

export function viewObstacleStatistics(ctx: ActorContext, period: Period, kinds: readonly KindRow[], waiting: readonly WaitingRow[]) {
  const isHiddenKind = hiddenFrom(ctx, kinds);
  const isHiddenParty = hiddenFrom(ctx, waiting);
  const all = waiting.reduce((sum, { days }) => sum + days, 0);
  return {
    from: period.from,
    until: period.until,
    kinds: kinds.map((row) => {
      const suppressed = isHiddenKind(row);
      const told = (figure: number) => (suppressed ? null : figure);
      return KindStatistic.show(readerOf(ctx), {
        key: row.key,
        names: row.names,
        reported: told(row.reported),
        resolved: told(row.resolved ?? 0),
        reopened: told(row.reopened ?? 0),
        escalated: told(row.escalated),
        suppressed,
      });
    }),
    waiting: waiting.map((row) => {
      const { id, slug, names, days } = row;
      const suppressed = isHiddenParty(row);
      return WaitingShare.show(readerOf(ctx), {
        organisation: { id, slug, names },
        days: suppressed ? null : days,
        sharePerMille: suppressed || all === 0 ? null : Math.round((days / all) * 1000),
        suppressed,
      });
    }),
  };
}

export function viewReasonStatistics(ctx: ActorContext, of: ReasonGroup, period: Period, rows: readonly ReasonRow[]) {
  const isHidden = hiddenFrom(ctx, rows);
  const shown = rows.map((row) => {
    const suppressed = isHidden(row);
    return ReasonStatistic.show(readerOf(ctx), { key: row.key, names: row.names, records: suppressed ? null : row.records, suppressed });
  });
  // By their place among the most frequent the small ones would be told; they stand last, in the order of their codes.
  const told = shown.filter(({ suppressed }) => !suppressed);
  const small = shown.filter(({ suppressed }) => suppressed).toSorted((one, other) => compareText(one.key ?? '', other.key ?? ''));
  return { of, from: period.from, until: period.until, rows: [...told, ...small] };
}
