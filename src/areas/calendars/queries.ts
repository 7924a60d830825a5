import { and, asc, desc, eq, isNull, lt } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { CalendarCorrectionId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, idKey, toPage } from '../../platform/http/page.ts';
import { audienceOf, redact, type Resource } from '../disclosure/index.ts';
import type { AskWorkingDays, CalendarCorrectionView, ListCorrections } from './contract.ts';
import { holidaysOfYear } from './domain/holidays-of-year.ts';
import { CALENDAR_SLUGS, type CalendarSlug, STANDARD_CALENDARS } from './domain/standard-calendar.ts';
import { addWorkingDays, type WorkingCalendar, workingCalendar, workingDaysBetween } from './domain/working-calendar.ts';
import { calendarCorrections } from './tables.ts';

/** Every calendar as it stands today: its rules, and over them what was announced. One question for all of them. */
export async function readCalendars(tx: Tx): Promise<(slug: CalendarSlug) => WorkingCalendar> {
  const announcements = await selectAnnouncements(tx);
  const calendars = new Map<CalendarSlug, WorkingCalendar>();
  return (slug) => {
    const known = calendars.get(slug);
    if (known) return known;
    const calendar = workingCalendar(
      slug,
      announcements.filter((announcement) => announcement.calendar === slug),
    );
    calendars.set(slug, calendar);
    return calendar;
  };
}

/** The announcements that count; there are a few a year. */
const selectAnnouncements = (tx: Tx, slug?: CalendarSlug) =>
  tx
    .select({
      calendar: calendarCorrections.calendar,
      day: calendarCorrections.day,
      isHoliday: calendarCorrections.isHoliday,
      name: calendarCorrections.name,
      source: calendarCorrections.source,
    })
    .from(calendarCorrections)
    .where(and(isNull(calendarCorrections.withdrawnAt), slug === undefined ? undefined : eq(calendarCorrections.calendar, slug)))
    .orderBy(asc(calendarCorrections.day));

/** Calendars are nobody's secret: everyone signed in reads them whole. */
const shown = <View extends object>({ actor }: Act, resource: Resource, view: View): View =>
  redact(resource, audienceOf(actor.role, true), view) as View;

export const listCalendars = (act: Act) => ({
  items: CALENDAR_SLUGS.map((slug) => {
    const { names, weekend, movesOffWeekends, holidays } = STANDARD_CALENDARS[slug];
    return shown(act, 'Calendar', {
      slug,
      names,
      weekend: [...weekend],
      movesOffWeekends,
      holidays: holidays.map((holiday) => ({
        slug: holiday.slug,
        names: holiday.names,
        rule: holiday.rule,
        days: holiday.days ?? 1,
        since: holiday.since ?? null,
        source: holiday.source,
      })),
    });
  }),
  next: null,
});

export async function listHolidays(tx: Tx, act: Act, slug: CalendarSlug, year = Number(dayOf(act.now).slice(0, 4))) {
  const announcements = await selectAnnouncements(tx, slug);
  return {
    items: holidaysOfYear(STANDARD_CALENDARS[slug], year, announcements).map((holiday) => shown(act, 'HolidayOfYear', holiday)),
    next: null,
  };
}

/** Working days up to a day, or the day that so many working days lead to. */
export async function countWorkingDays(tx: Tx, act: Act, slug: CalendarSlug, { from, to, add }: AskWorkingDays) {
  const calendar = workingCalendar(slug, await selectAnnouncements(tx, slug));
  const end: CalendarDate = to ?? addWorkingDays(calendar, from, add ?? 0);
  return shown(act, 'WorkingDays', { calendar: slug, from, to: end, workingDays: workingDaysBetween(calendar, from, end) });
}

const correctionColumns = {
  id: calendarCorrections.id,
  calendar: calendarCorrections.calendar,
  day: calendarCorrections.day,
  isHoliday: calendarCorrections.isHoliday,
  name: calendarCorrections.name,
  source: calendarCorrections.source,
  recordedBy: calendarCorrections.recordedBy,
  createdAt: calendarCorrections.createdAt,
  withdrawnAt: calendarCorrections.withdrawnAt,
  version: calendarCorrections.version,
};
type CorrectionRow = Pick<typeof calendarCorrections.$inferSelect, keyof typeof correctionColumns>;

const viewCorrection = ({ actor }: Act, row: CorrectionRow): CalendarCorrectionView =>
  redact('CalendarCorrection', audienceOf(actor.role, true), {
    ...row,
    createdAt: row.createdAt.toISOString(),
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
  }) as CalendarCorrectionView;

/** A page of corrections, newest first, those taken back included. */
export async function listCorrections(tx: Tx, act: Act, filters: ListCorrections) {
  const key = decodeCursor(filters.cursor, idKey);
  const rows = await tx
    .select(correctionColumns)
    .from(calendarCorrections)
    .where(
      and(
        filters.calendar ? eq(calendarCorrections.calendar, filters.calendar) : undefined,
        key ? lt(calendarCorrections.id, key[0] as CalendarCorrectionId) : undefined,
      ),
    )
    .orderBy(desc(calendarCorrections.id))
    .limit(filters.limit + 1);
  return toPage(
    rows,
    filters.limit,
    (row) => [row.id],
    (row) => viewCorrection(act, row),
  );
}

export async function findCorrection(tx: Tx, act: Act, id: CalendarCorrectionId): Promise<CalendarCorrectionView> {
  const [row] = await tx.select(correctionColumns).from(calendarCorrections).where(eq(calendarCorrections.id, id));
  if (!row) throw new Refusal('not-found');
  return viewCorrection(act, row);
}
