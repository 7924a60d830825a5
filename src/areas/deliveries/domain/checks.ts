import { compareText } from '../../../kernel/compare-text.ts';
import { addDays, type CalendarDate, daysBetween } from '../../../kernel/calendar-date.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { DeliveryState } from './delivery.ts';

/** Days after handover on which the donor or a facilitator looks again (milestones.json). */
export const CHECK_DAYS = [30, 180, 365] as const;

/** A check that is due in half a year or later shows end use; the first only that it has arrived and works. */
const END_USE_AFTER_DAYS = 180;

/** A visit may come somewhat before the day that it is due. */
const EARLY_DAYS = 30;

export const checksDueAfter = (handedOverOn: CalendarDate): CalendarDate[] => CHECK_DAYS.map((days) => addDays(handedOverOn, days));

/** When somebody looks again after a visit that didn't find it in use. */
export const firstCheckAfter = (visitedOn: CalendarDate): CalendarDate => addDays(visitedOn, CHECK_DAYS[0]);

export interface Check {
  readonly dueOn: CalendarDate;
  readonly verifiedOn: CalendarDate | null;
}

/**
 * Which check a visit on this day is: the latest one not yet done that is due by then or soon, for one visit in autumn can't
 * stand for one missed in spring. Null where none is due. The first may come as early as the handover itself.
 */
export function checkOn<C extends Check>(checks: readonly C[], day: CalendarDate): C | null {
  const due = checks.filter(({ dueOn, verifiedOn }) => verifiedOn === null && daysBetween(day, dueOn) <= EARLY_DAYS);
  return due.sort((a, b) => (a.dueOn < b.dueOn ? 1 : -1))[0] ?? null;
}

export interface Visit {
  readonly verifiedOn: CalendarDate;
  readonly inUse: boolean;
}

/**
 * Which checks these visits were, by the days on which they fell due, and which are still to come. A visit that doesn't find it in use uses up
 * no check before its day and stands by itself; on its day or after it, another follows after the usual first term. So does what is recorded
 * one by one: what is put right later is reckoned anew from the first visit on.
 */
export function scheduleChecks<V extends Visit>(
  handedOverOn: CalendarDate,
  visits: readonly V[],
): { readonly made: ReadonlyMap<V, CalendarDate>; readonly open: readonly CalendarDate[] } {
  const open = new Set(checksDueAfter(handedOverOn));
  const made = new Map<V, CalendarDate>();
  for (const visit of visits.toSorted((a, b) => compareText(a.verifiedOn, b.verifiedOn))) {
    const { verifiedOn, inUse } = visit;
    const check = checkOn(
      [...open].map((dueOn) => ({ dueOn, verifiedOn: null })),
      verifiedOn,
    );
    if (check === null || (!inUse && verifiedOn < check.dueOn)) {
      made.set(visit, verifiedOn);
      continue;
    }
    made.set(visit, check.dueOn);
    open.delete(check.dueOn);
    if (!inUse) open.add(firstCheckAfter(verifiedOn));
  }
  return { made, open: [...open].toSorted() };
}

/** Why a visit on this day is no check: none is due yet; null where one is. It says when the next one is. */
export function refusalOfVisit(checks: readonly Check[], day: CalendarDate, state: DeliveryState): Refusal | null {
  if (checkOn(checks, day)) return null;
  const next = checks.find(({ verifiedOn }) => verifiedOn === null)?.dueOn ?? null;
  return new Refusal('transition-not-allowed', { facts: { state, event: 'verify', allowed: [], nextDueOn: next } });
}

export const showsEndUse = (handedOverOn: CalendarDate, { dueOn }: Pick<Check, 'dueOn'>): boolean =>
  daysBetween(handedOverOn, dueOn) >= END_USE_AFTER_DAYS;
