import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { Names } from '../../../kernel/language.ts';
import { type DatedStage, predecessorsOf, type Stage } from './schedule.ts';

export interface MilestoneRule {
  readonly milestone: string;
  readonly names: Names;
  readonly predecessors: readonly string[];
  readonly typicalDays: number;
  /** When it may be left out; null where it never is. */
  readonly optionalWhen: string | null;
  readonly kinds: readonly string[];
}

/** What milestones are called. */
export const namesOf = (rules: readonly MilestoneRule[], slugs: readonly string[]): Names[] =>
  rules.filter(({ milestone }) => slugs.includes(milestone)).map(({ names }) => names);

/** The stages of a delivery that passes these milestones and no others. */
export function stagesOf(rules: readonly MilestoneRule[], passed: ReadonlySet<string>): Stage[] {
  const all = new Map(rules.map(({ milestone, predecessors }) => [milestone, predecessors]));
  return rules
    .filter(({ milestone }) => passed.has(milestone))
    .map(({ milestone, typicalDays }) => ({ milestone, typicalDays, predecessors: predecessorsOf(milestone, all, passed) }));
}

export interface MilestoneDates {
  readonly milestone: string;
  readonly plannedOn: CalendarDate | null;
  readonly forecastOn: CalendarDate | null;
  readonly actualOn: CalendarDate | null;
  readonly omittedBecause: string | null;
}

/** The stages of a delivery with their dates, those that it doesn't pass left out. */
export function datedStages(rules: readonly MilestoneRule[], rows: readonly MilestoneDates[]): DatedStage[] {
  const passed = new Map(rows.filter(({ omittedBecause }) => omittedBecause === null).map((row) => [row.milestone, row]));
  return stagesOf(rules, new Set(passed.keys())).flatMap((stage) => {
    const row = passed.get(stage.milestone);
    return row ? [{ ...stage, plannedOn: row.plannedOn, forecastOn: row.forecastOn, actualOn: row.actualOn }] : [];
  });
}
