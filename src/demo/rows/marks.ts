import { addWorkingDays, workingCalendar, type WorkingCalendar } from '../../areas/calendars/domain/working-calendar.ts';
import type { CalendarSlug } from '../../areas/calendars/domain/standard-calendar.ts';
import { must } from '../../kernel/assert.ts';
import { addDays, type CalendarDate } from '../../kernel/calendar-date.ts';

/**
 * What a row says in place of a value that is another in each database; always a whole JSON string:
 *
 *   $id:12               the twelfth record that was made
 *   $organisation:unsmil
 *   $day:-45             so many days from the day of loading, with the time that follows, if any
 *   $term:libya:-45:10   the tenth working day of a calendar after such a day
 *   $password, $secret   a hash
 */
const MARK = /"\$(id|organisation|day|term|password|secret)(?::([^"]*))?"/g;

export interface Meaning {
  readonly now: Date;
  readonly today: CalendarDate;
  readonly id: (number: number) => string;
  readonly organisation: (slug: string) => string;
  readonly passwordHash: string;
  readonly newSecretHash: () => string;
}

/** Puts values in the place of marks. */
export function fillMarks(text: string, meaning: Meaning): string {
  return text.replace(MARK, (_mark, kind: string, detail = '') => JSON.stringify(valueOf(kind, detail, meaning)));
}

function valueOf(kind: string, detail: string, meaning: Meaning): string {
  switch (kind) {
    case 'id':
      return meaning.id(Number(detail));
    case 'organisation':
      return meaning.organisation(detail);
    case 'day':
      return dayOrInstant(detail, meaning);
    case 'term':
      return endOfTerm(detail, meaning);
    case 'password':
      return meaning.passwordHash;
    default:
      return meaning.newSecretHash();
  }
}

/** The hour at which the scenario's people act. Any other is the midnight of a deadline, which may well lie ahead. */
const HOUR_OF_PEOPLE = '09:';

/** What the file has happen later on the day of loading happens now: nothing in the history lies ahead of the clock. */
function dayOrInstant(detail: string, { today, now }: Meaning): string {
  const [days, time] = detail.split('T');
  const day = addDays(today, Number(days));
  if (time === undefined) return day;
  const isHistory = time.startsWith(HOUR_OF_PEOPLE);
  return isHistory && Number(days) === 0 && new Date(`${day}T${time}`) > now ? now.toISOString() : `${day}T${time}`;
}

function endOfTerm(detail: string, { today }: Meaning): CalendarDate {
  const [calendar, from, workingDays] = detail.split(':');
  return addWorkingDays(
    calendarOf(calendar as CalendarSlug),
    addDays(today, Number(from)),
    Number(must(workingDays, 'a term has a length')),
  );
}

const calendars = new Map<CalendarSlug, WorkingCalendar>();
function calendarOf(slug: CalendarSlug): WorkingCalendar {
  const calendar = calendars.get(slug) ?? workingCalendar(slug);
  calendars.set(slug, calendar);
  return calendar;
}
