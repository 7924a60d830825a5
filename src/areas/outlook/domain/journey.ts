import { type CalendarDate, toEpochDay } from '../../../kernel/calendar-date.ts';
import type { DeliveryKind, DeliveryState } from '../../deliveries/domain/delivery.ts';
import { arrivalOf, ITEM_KIND_OF } from '../../deliveries/domain/milestones.ts';
import type { MilestoneSlug } from '../../reference/domain/named-slugs.ts';

/** A milestone of the reference data (milestones.json): a directed acyclic graph in which the positions are a topological order. */
export interface MilestoneRule {
  readonly milestone: string;
  readonly position: number;
  readonly predecessors: readonly string[];
  readonly appliesToKinds: readonly string[];
  /** It may be left out, and is, unless a plan or a record of the delivery names it. */
  readonly isOptional: boolean;
}

/** What a delivery says of one milestone. */
export interface MilestoneRecord {
  readonly milestone: string;
  readonly actualOn: CalendarDate | null;
}

/** A step that a delivery still has to take. */
export interface StepAhead {
  readonly milestone: string;
  readonly position: number;
  /** Steps ahead that come before it, as indexes of the list. */
  readonly after: readonly number[];
  /** The day, as days since 1970, on which the last of its predecessors that are behind was reached; null where none is. */
  readonly startedOn: number | null;
}

const AGREED: MilestoneSlug = 'partnership-agreed';

const ENDED_WITHOUT_ARRIVAL: readonly DeliveryState[] = ['lost', 'returned', 'seized', 'cancelled'];
export const canArrive = (state: DeliveryState): boolean => !ENDED_WITHOUT_ARRIVAL.includes(state);

/** Moving inland reaches no milestone of its own, and says that customs, if there were any, are behind. */
const PASSED_BY_STATE: Readonly<Partial<Record<DeliveryState, MilestoneSlug>>> = { 'in-transit': 'customs-cleared' };

export interface DeliveryFacts {
  readonly kind: DeliveryKind;
  readonly state: DeliveryState;
  /** The last of its matches' agreements: a delivery is planned of what is agreed. */
  readonly agreedOn: CalendarDate | null;
  readonly records: readonly MilestoneRecord[];
}

export type Journey =
  | { readonly is: 'over' }
  | { readonly is: 'arrived'; readonly on: CalendarDate }
  | { readonly is: 'under-way'; readonly steps: readonly StepAhead[] };

/**
 * What lies ahead of a delivery until it arrives. A milestone that doesn't apply, or is optional and not named, is skipped: its own
 * predecessors stand for it (milestones.json). One without a date that comes before one with a date is behind as well,
 * whoever forgot to write it down.
 */
export function journeyOf({ kind, state, agreedOn, records }: DeliveryFacts, rules: readonly MilestoneRule[]): Journey {
  if (!canArrive(state)) return { is: 'over' };
  const arrival = arrivalOf(kind);
  const reached = new Map<string, CalendarDate>();
  for (const { milestone, actualOn } of records) if (actualOn !== null) reached.set(milestone, actualOn);
  const arrivedOn = reached.get(arrival);
  if (arrivedOn !== undefined) return { is: 'arrived', on: arrivedOn };
  if (agreedOn !== null && !reached.has(AGREED)) reached.set(AGREED, agreedOn);
  const passed = PASSED_BY_STATE[state];
  const latest = [...reached.values()].sort().at(-1);
  if (kind === 'goods' && passed !== undefined && latest !== undefined && !reached.has(passed)) reached.set(passed, latest);

  const bySlug = new Map(rules.map((rule) => [rule.milestone, rule]));
  const named = new Set(records.map(({ milestone }) => milestone));
  const counts = (rule: MilestoneRule): boolean =>
    rule.appliesToKinds.includes(ITEM_KIND_OF[kind]) && (!rule.isOptional || named.has(rule.milestone) || reached.has(rule.milestone));
  const isAhead = aheadOf(arrival, reached, bySlug);
  const ahead = rules.filter((rule) => counts(rule) && isAhead.has(rule.milestone)).sort((a, b) => a.position - b.position);
  const places = new Map(ahead.map((rule, index) => [rule.milestone, index]));
  const steps = ahead.map((rule): StepAhead => {
    const after = new Set<number>();
    let startedOn: number | null = null;
    const seen = new Set<string>();
    const look = (slug: string): void => {
      if (seen.has(slug)) return;
      seen.add(slug);
      const place = places.get(slug);
      const day = reached.get(slug);
      if (place !== undefined) after.add(place);
      else if (day !== undefined) startedOn = Math.max(startedOn ?? Number.MIN_SAFE_INTEGER, toEpochDay(day));
      else bySlug.get(slug)?.predecessors.forEach(look);
    };
    rule.predecessors.forEach(look);
    return { milestone: rule.milestone, position: rule.position, after: [...after], startedOn };
  });
  return { is: 'under-way', steps };
}

/** The milestones between what is reached and the arrival: from the arrival backwards, until a reached one closes the path. */
function aheadOf(arrival: string, reached: ReadonlyMap<string, unknown>, rules: ReadonlyMap<string, MilestoneRule>): Set<string> {
  const behind = new Set<string>();
  const putBehind = (slug: string): void => {
    if (behind.has(slug)) return;
    behind.add(slug);
    rules.get(slug)?.predecessors.forEach(putBehind);
  };
  for (const slug of reached.keys()) putBehind(slug);
  const ahead = new Set<string>();
  const walk = (slug: string): void => {
    if (behind.has(slug) || ahead.has(slug)) return;
    ahead.add(slug);
    rules.get(slug)?.predecessors.forEach(walk);
  };
  walk(arrival);
  return ahead;
}
