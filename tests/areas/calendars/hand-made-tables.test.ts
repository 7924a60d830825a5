import t from 'tap';
import { type CalendarSlug, STANDARD_CALENDARS, standardHolidays } from '#src/areas/calendars/domain/standard-calendar.ts';
import {
  addWorkingDays,
  calendarOfParty,
  isWorkingDay,
  workingCalendar,
  workingDaysBetween,
} from '#src/areas/calendars/domain/working-calendar.ts';

/** Counted by hand on paper calendars: from, how many working days, the day that they lead to, and why. */
type Line = readonly [from: string, days: number, to: string, why: string];

const TABLES: Readonly<Record<CalendarSlug, readonly Line[]>> = {
  un: [
    ['2026-12-23', 5, '2026-12-31', 'Wednesday before Christmas: Thu 24, Mon 28 to Thu 31; Friday is Christmas'],
    ['2026-12-28', 5, '2027-01-05', 'over the year’s end: Tue 29 to Thu 31, then Mon 4 and Tue 5; Friday is New Year'],
    ['2026-11-23', 5, '2026-12-01', 'Thanksgiving on Thursday 26'],
    ['2026-04-01', 5, '2026-04-09', 'Good Friday on the 3rd, Easter Monday is worked'],
    ['2026-07-02', 5, '2026-07-10', 'Independence Day falls on Saturday and is kept on Friday 3'],
    ['2026-03-19', 1, '2026-03-23', 'Eid al-Fitr is expected on Friday 20'],
    ['2026-05-22', 3, '2026-05-29', 'Memorial Day on Monday 25, Eid al-Adha expected on Wednesday 27'],
    ['2026-02-13', 1, '2026-02-16', 'Presidents’ Day is a floating holiday: Headquarters works'],
    ['2027-12-20', 5, '2027-12-28', 'Christmas falls on Saturday and is kept on Friday 24'],
    ['2027-12-29', 5, '2028-01-06', 'New Year falls on Saturday and is kept on Friday 31 December'],
    ['2026-07-04', 0, '2026-07-06', 'zero days from a Saturday: the Monday'],
    ['2026-07-06', 0, '2026-07-06', 'zero days from a working day: itself'],
  ],
  libya: [
    ['2026-11-26', 1, '2026-11-29', 'Thursday, then Sunday'],
    ['2026-12-23', 5, '2026-12-31', 'Independence Day on Thursday 24, Christmas falls on the weekend: Sun 27 to Thu 31'],
    ['2026-12-31', 5, '2027-01-07', 'over the year’s end: New Year is no holiday, but Friday: Sun 3 to Thu 7'],
    ['2026-09-13', 5, '2026-09-21', 'Martyrs’ Day on Wednesday 16'],
    ['2026-02-15', 5, '2026-02-23', 'Revolution Day on Tuesday 17'],
    ['2026-05-25', 1, '2026-05-31', 'Arafah on Tuesday 26, Eid al-Adha to Friday 29, Saturday'],
    ['2026-03-19', 1, '2026-03-23', 'Eid al-Fitr from Friday 20 to Sunday 22'],
    ['2026-10-22', 1, '2026-10-25', 'Liberation Day is a Friday and isn’t moved'],
    ['2026-11-27', 0, '2026-11-29', 'zero days from a Friday: the Sunday'],
  ],
  italy: [
    ['2026-12-23', 5, '2026-12-31', 'Christmas on Friday 25, Saint Stephen’s on Saturday'],
    ['2026-12-31', 3, '2027-01-07', 'over the year’s end: New Year on Friday, Epiphany on Wednesday 6'],
    ['2026-04-02', 2, '2026-04-07', 'Good Friday is worked, Easter Monday isn’t'],
    ['2026-06-01', 1, '2026-06-03', 'Republic Day on Tuesday 2'],
    ['2026-12-07', 1, '2026-12-09', 'Immaculate Conception on Tuesday 8'],
    ['2027-10-01', 1, '2027-10-05', 'Saint Francis on Monday 4, a holiday again since 2026'],
    ['2021-10-01', 1, '2021-10-04', 'in 2021 that Monday was worked'],
    ['2026-08-14', 1, '2026-08-17', 'the Assumption is a Saturday and isn’t moved'],
  ],
  eu: [
    ['2026-12-23', 1, '2027-01-04', 'the end-of-year days and 1 January'],
    ['2026-12-23', 5, '2027-01-08', 'then Mon 4 to Fri 8'],
    ['2026-04-01', 1, '2026-04-07', 'Maundy Thursday to Easter Monday'],
    ['2026-05-13', 1, '2026-05-18', 'Ascension on Thursday 14 and the Friday after'],
    ['2026-05-22', 1, '2026-05-26', 'Whit Monday'],
    ['2026-10-30', 1, '2026-11-03', 'All Souls’ on Monday 2 November'],
    ['2026-07-20', 1, '2026-07-22', 'Belgian National Day on Tuesday 21'],
  ],
  weekdays: [
    ['2026-12-23', 5, '2026-12-30', 'Christmas is counted where holidays aren’t known'],
    ['2026-12-31', 1, '2027-01-01', 'New Year too'],
    ['2026-11-27', 1, '2026-11-30', 'but no Saturday and no Sunday'],
  ],
};

for (const [slug, lines] of Object.entries(TABLES)) {
  t.test(`${slug}: working days are those of the hand-made table`, async (t) => {
    const calendar = workingCalendar(slug as CalendarSlug);
    for (const [from, days, to, why] of lines) {
      t.equal(addWorkingDays(calendar, from, days), to, `${from} + ${days}: ${why}`);
      if (days > 0) t.equal(workingDaysBetween(calendar, from, to), days, `${from} to ${to}`);
    }
  });
}

t.test('a fortnight over the year’s end has as many working days as a person counts', async (t) => {
  const between = (slug: CalendarSlug) => workingDaysBetween(workingCalendar(slug), '2026-12-20', '2027-01-03');
  t.equal(between('un'), 8, 'Mon 21 to Thu 24, Mon 28 to Thu 31');
  t.equal(between('libya'), 9, 'Mon 21 to Wed 23, Sun 27 to Thu 31, Sun 3');
  t.equal(between('italy'), 8, 'Mon 21 to Thu 24, Mon 28 to Thu 31');
  t.equal(between('eu'), 3, 'Mon 21 to Wed 23');
  t.equal(between('weekdays'), 10, 'Mon 21 to Fri 25, Mon 28 to Fri 1');
  t.equal(workingDaysBetween(workingCalendar('un'), '2027-01-03', '2026-12-20'), 0, 'backward there are none');
});

const daysOf = (slug: CalendarSlug, year: number) => standardHolidays(STANDARD_CALENDARS[slug], year).map(({ day }) => day.slice(5));

t.test('the holidays of a year are those that were published', async (t) => {
  t.strictSame(
    daysOf('un', 2017),
    ['01-02', '04-14', '05-29', '06-26', '07-04', '09-01', '09-04', '11-23', '12-25'],
    'circular for 2017: New Year on Sunday, kept on Monday',
  );
  t.strictSame(
    daysOf('un', 2020),
    ['01-01', '04-10', '05-25', '05-26', '07-03', '07-31', '09-07', '11-26', '12-25'],
    'ST/IC/2019/23: Eid al-Fitr on Sunday, Monday taken by Memorial Day, so Tuesday',
  );
  t.strictSame(daysOf('un', 2024), ['01-01', '03-29', '04-10', '05-27', '06-17', '07-04', '09-02', '11-28', '12-25']);
  const eu = workingCalendar('eu');
  const weekdaysOff = standardHolidays(STANDARD_CALENDARS.eu, 2014)
    .filter(({ day }) => !eu.weekend.some((weekend) => new Date(day).getUTCDay() === weekend % 7))
    .map(({ day }) => day.slice(5));
  t.equal(
    weekdaysOff.join(' '),
    '01-01 01-02 04-17 04-18 04-21 05-01 05-09 05-29 05-30 06-09 07-21 08-15 12-24 12-25 12-26 12-29 12-30 12-31',
    'OJ C 39 of 12 February 2013: eighteen days in 2014',
  );
  t.equal(
    daysOf('libya', 2026).join(' '),
    '02-17 03-20 03-21 03-22 05-01 05-26 05-27 05-28 05-29 06-17 08-26 09-16 10-23 12-24',
    'law 5 of 2012, the feasts as expected',
  );
});

t.test('each party works on its own authority’s calendar', async (t) => {
  t.equal(calendarOfParty('LY'), 'libya');
  t.equal(calendarOfParty('IT'), 'italy');
  t.equal(calendarOfParty('EU'), 'eu');
  t.equal(calendarOfParty('UN'), 'un');
  t.equal(calendarOfParty('INT'), 'weekdays');
  t.equal(calendarOfParty('TR'), 'weekdays');
  t.ok(isWorkingDay(workingCalendar(calendarOfParty('LY')), '2026-11-22'), 'a Sunday in Libya');
  t.notOk(isWorkingDay(workingCalendar(calendarOfParty('IT')), '2026-11-22'));
});
