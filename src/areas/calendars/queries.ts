import { and, asc, desc, eq, getTableColumns, isNull, lt } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { CalendarCorrectionId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { dayAt } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, toPage } from '../../platform/http/page.ts';
import { readerOf } from '../disclosure/index.ts';
import type { AskHolidays, AskWorkingDays, ListCorrections } from './contract.ts';
import { holidaysOfYear } from './domain/holidays-of-year.ts';
import { CALENDAR_SLUGS, type CalendarSlug, STANDARD_CALENDARS } from './domain/standard-calendar.ts';
import { addWorkingDays, type WorkingCalendar, workingCalendar, workingDaysBetween } from './domain/working-calendar.ts';
import { Calendar, CalendarCorrection, type CalendarCorrectionView, HolidayOfYear, WorkingDays } from './record.ts';
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

export const listCalendars = (ctx: ActorContext) => ({
  items: CALENDAR_SLUGS.map((slug) => {
    const { names, weekend, movesOffWeekends, holidays } = STANDARD_CALENDARS[slug];
    return Calendar.show(readerOf(ctx), {
      slug,
      names,
      weekend,
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

export async function listHolidays(tx: Tx, ctx: ActorContext, slug: CalendarSlug, asked: AskHolidays) {
  const { year = Number(dayAt(STANDARD_CALENDARS[slug].timeZone, ctx.now).slice(0, 4)), ...rest } = asked;
  nothingLeft(rest);
  const announcements = await selectAnnouncements(tx, slug);
  return {
    items: holidaysOfYear(STANDARD_CALENDARS[slug], year, announcements).map((holiday) => HolidayOfYear.show(readerOf(ctx), holiday)),
    next: null,
  };
}

/** Working days up to a day, or the day that so many working days lead to. */
export async function countWorkingDays(tx: Tx, ctx: ActorContext, slug: CalendarSlug, asked: AskWorkingDays) {
  const { from, to, add = 0, ...rest } = asked;
  nothingLeft(rest);
  const calendar = workingCalendar(slug, await selectAnnouncements(tx, slug));
  const end: CalendarDate = to ?? addWorkingDays(calendar, from, add);
  return WorkingDays.show(readerOf(ctx), { calendar: slug, from, to: end, workingDays: workingDaysBetween(calendar, from, end) });
}

/** A page of corrections, newest first, those taken back included. */
export async function listCorrections(tx: Tx, ctx: ActorContext, filters: ListCorrections) {
  const { limit, cursor, calendar, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const rows = await tx
    .select(getTableColumns(calendarCorrections))
    .from(calendarCorrections)
    .where(
      and(
        calendar ? eq(calendarCorrections.calendar, calendar) : undefined,
        key ? lt(calendarCorrections.creationOrder, key[0]) : undefined,
      ),
    )
    .orderBy(desc(calendarCorrections.creationOrder))
    .limit(limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => CalendarCorrection.show(readerOf(ctx), row),
  );
}

export async function findCorrection(tx: Tx, ctx: ActorContext, id: CalendarCorrectionId): Promise<CalendarCorrectionView> {
  const [row] = await tx.select(getTableColumns(calendarCorrections)).from(calendarCorrections).where(eq(calendarCorrections.id, id));
  if (!row) throw new Refusal('not-found');
  return CalendarCorrection.show(readerOf(ctx), row);
}
