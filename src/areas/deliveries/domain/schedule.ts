import { addDays, type CalendarDate, daysBetween } from '../../../kernel/calendar-date.ts';
import type { MilestoneSlug } from '../../reference/domain/named-slugs.ts';

/** A milestone as a stage of a delivery's plan; stages come in the order of the reference data, predecessors first. */
export interface Stage {
  readonly milestone: string;
  /** Of all milestones; those that this delivery doesn't pass are looked through. */
  readonly predecessors: readonly string[];
  /** What it usually takes once its last predecessor is done. */
  readonly typicalDays: number;
}

/** Up to here everything has happened when a delivery is planned, for its matches are agreed. */
const AGREED: MilestoneSlug = 'partnership-agreed';

/**
 * The predecessors that count for a delivery: one that it doesn't pass stands for its own (milestones.json: a predecessor that
 * does not apply is skipped). `all` holds every milestone of the reference data, `passed` those of this delivery.
 */
export function predecessorsOf(milestone: string, all: ReadonlyMap<string, readonly string[]>, passed: ReadonlySet<string>): string[] {
  const found = new Set<string>();
  const look = (slug: string): void => {
    for (const predecessor of all.get(slug) ?? []) {
      if (passed.has(predecessor)) found.add(predecessor);
      else look(predecessor);
    }
  };
  look(milestone);
  return [...found];
}

export interface PlannedDate {
  readonly milestone: string;
  readonly plannedOn: CalendarDate;
  /** Worked out here; the donor has not said it. */
  readonly isProposed: boolean;
}

/** A date that the donor gave, before one that it gave for a predecessor. */
export interface Contradiction {
  readonly milestone: string;
  readonly predecessor: string;
}

/** The dates given that come before one given for a milestone that must be reached first, however far back. */
export function contradictions(stages: readonly Stage[], given: ReadonlyMap<string, CalendarDate>): Contradiction[] {
  const latest = new Map<string, { readonly milestone: string; readonly on: CalendarDate }>();
  const found: Contradiction[] = [];
  for (const { milestone, predecessors } of stages) {
    const before = predecessors.flatMap((one) => latest.get(one) ?? []).sort((a, b) => (a.on < b.on ? 1 : -1))[0];
    const own = given.get(milestone);
    if (own !== undefined && before !== undefined && own < before.on) found.push({ milestone, predecessor: before.milestone });
    const last = own === undefined ? before : { milestone, on: own };
    if (last !== undefined) latest.set(milestone, last);
  }
  return found;
}

/**
 * A planned date for every stage: what the donor gave stands, the rest is proposed. What comes before the agreement is proposed
 * for its day; from there on each stage takes its typical days after its last predecessor, squeezed where a date that the donor
 * gave for a later one leaves less. No proposal comes before a predecessor or after a date given for a successor.
 */
export function proposeDates(stages: readonly Stage[], given: ReadonlyMap<string, CalendarDate>, agreedOn: CalendarDate): PlannedDate[] {
  const settled = ancestorsOf(stages, AGREED).add(AGREED);
  const bounds = latestDates(stages, given);
  const planned = new Map<string, CalendarDate>();
  return stages.map(({ milestone, predecessors, typicalDays }) => {
    const own = given.get(milestone);
    const before = latestOf(predecessors.flatMap((one) => planned.get(one) ?? [])) ?? agreedOn;
    const bound = bounds.get(milestone);
    const usual = settled.has(milestone) ? agreedOn : addDays(before, typicalDays);
    const squeezed = latestOf([before, bound === undefined || usual < bound.comfortable ? usual : bound.comfortable]) ?? usual;
    const plannedOn = own ?? (bound !== undefined && bound.last < squeezed ? bound.last : squeezed);
    planned.set(milestone, plannedOn);
    return { milestone, plannedOn, isProposed: own === undefined };
  });
}

interface Bound {
  /** Leaves the stages between their typical days. */
  readonly comfortable: CalendarDate;
  /** The first date given for a successor: nothing before it may come later. */
  readonly last: CalendarDate;
}

/** By milestone, how late it may be for the sake of the dates given for what comes after it. */
function latestDates(stages: readonly Stage[], given: ReadonlyMap<string, CalendarDate>): Map<string, Bound> {
  const bounds = new Map<string, Bound>();
  const earliest = (a: CalendarDate | undefined, b: CalendarDate): CalendarDate => (a === undefined || b < a ? b : a);
  for (const { milestone, predecessors, typicalDays } of [...stages].reverse()) {
    const own = given.get(milestone);
    const bound = bounds.get(milestone);
    const comfortable = own ?? bound?.comfortable;
    const last = own ?? bound?.last;
    if (comfortable === undefined || last === undefined) continue;
    for (const predecessor of predecessors) {
      const other = bounds.get(predecessor);
      bounds.set(predecessor, {
        comfortable: earliest(other?.comfortable, addDays(comfortable, -typicalDays)),
        last: earliest(other?.last, last),
      });
    }
  }
  return bounds;
}

/** Stages that must be reached before this one and aren't. What comes before the agreement is taken as done: the match shows it. */
export function openPredecessors(stages: readonly DatedStage[], milestone: string): string[] {
  const settled = ancestorsOf(stages, AGREED).add(AGREED);
  const reached = new Set(stages.filter(({ actualOn }) => actualOn !== null).map((stage) => stage.milestone));
  const predecessors = stages.find((stage) => stage.milestone === milestone)?.predecessors ?? [];
  return predecessors.filter((one) => !reached.has(one) && !settled.has(one));
}

/** Whether a day fits between those on which the stages before it and after it, however far, were reached. */
export function fitsAround(stages: readonly DatedStage[], milestone: string, on: CalendarDate): boolean {
  const before = ancestorsOf(stages, milestone);
  return stages.every(({ milestone: other, actualOn }) => {
    if (actualOn === null) return true;
    if (before.has(other)) return actualOn <= on;
    return !ancestorsOf(stages, other).has(milestone) || on <= actualOn;
  });
}

function ancestorsOf(stages: readonly Stage[], milestone: string): Set<string> {
  const predecessors = new Map(stages.map((stage) => [stage.milestone, stage.predecessors]));
  const found = new Set<string>();
  const look = (slug: string): void => {
    for (const one of predecessors.get(slug) ?? []) {
      found.add(one);
      look(one);
    }
  };
  look(milestone);
  return found;
}

export interface DatedStage extends Stage {
  readonly plannedOn: CalendarDate | null;
  readonly forecastOn: CalendarDate | null;
  readonly actualOn: CalendarDate | null;
}

/**
 * When each stage is expected now: the day that it was reached; else its forecast; else its plan, later by as much as its
 * slowest predecessor is. Never before a predecessor is expected.
 */
export function expectedDates(stages: readonly DatedStage[]): Map<string, CalendarDate> {
  const expected = new Map<string, CalendarDate>();
  const delays = new Map<string, number>();
  for (const { milestone, predecessors, plannedOn, forecastOn, actualOn } of stages) {
    const before = latestOf(predecessors.flatMap((one) => expected.get(one) ?? []));
    const delay = Math.max(0, ...predecessors.map((one) => delays.get(one) ?? 0));
    const own = forecastOn ?? (plannedOn === null ? null : addDays(plannedOn, delay));
    const on = actualOn ?? latestOf([...(own === null ? [] : [own]), ...(own !== null && before !== null ? [before] : [])]);
    if (on === null) {
      delays.set(milestone, delay);
      continue;
    }
    expected.set(milestone, on);
    delays.set(milestone, plannedOn === null ? delay : daysBetween(plannedOn, on));
  }
  return expected;
}

/** How many days later than planned a thing is, or is at least by today where it hasn't come. Early is not late. */
export function lateDays(plannedOn: CalendarDate | null, expectedOn: CalendarDate | null, hasCome: boolean, today: CalendarDate): number {
  if (plannedOn === null || expectedOn === null) return 0;
  const until = !hasCome && today > expectedOn ? today : expectedOn;
  return Math.max(0, daysBetween(plannedOn, until));
}

const latestOf = (dates: readonly CalendarDate[]): CalendarDate | null =>
  dates.reduce<CalendarDate | null>((latest, date) => (latest === null || date > latest ? date : latest), null);
