import fc from 'fast-check';
import t from 'tap';
import { daysOfRule, weekdayOf } from '#src/areas/calendars/domain/holiday-rule.ts';
import { CALENDAR_SLUGS, STANDARD_CALENDARS, standardHolidays } from '#src/areas/calendars/domain/standard-calendar.ts';
import { easterSunday } from '#src/areas/calendars/domain/gregorian-easter.ts';
import { islamicDaysIn } from '#src/areas/calendars/domain/tabular-islamic.ts';
import { fromEpochDay, toEpochDay } from '#src/kernel/calendar-date.ts';
import { LANGUAGES } from '#src/kernel/language.ts';
import { asOften } from '#tests/support/effort.ts';

/** Easter by the reform's own reckoning (Lilius and Clavius; Knuth 1.3.2, exercise 14), another way than the program's. */
function easterByClavius(year: number): string {
  const golden = (year % 19) + 1;
  const century = Math.floor(year / 100) + 1;
  const droppedLeapDays = Math.floor((3 * century) / 4) - 12;
  const moon = Math.floor((8 * century + 5) / 25) - 5;
  const sunday = Math.floor((5 * year) / 4) - droppedLeapDays - 10;
  let epact = (11 * golden + 20 + moon - droppedLeapDays) % 30;
  if (epact < 0) epact += 30;
  if ((epact === 25 && golden > 11) || epact === 24) epact += 1;
  let march = 44 - epact;
  if (march < 21) march += 30;
  march += 7 - ((sunday + march) % 7);
  return fromEpochDay(toEpochDay(`${year}-03-01`) + march - 1);
}

t.test('Easter is where the reform’s own reckoning puts it, in every year to 3000', async (t) => {
  const differing = Array.from({ length: 3000 - 1583 }, (_, index) => 1583 + index).filter(
    (year) => easterSunday(year) !== easterByClavius(year),
  );
  t.strictSame(differing, []);
  t.equal(easterSunday(2026), '2026-04-05');
  t.equal(easterSunday(2038), '2038-04-25', 'the latest');
  t.equal(easterSunday(2285), '2285-03-22', 'the earliest');
});

t.test('the tabular Islamic calendar is the platform’s own', async (t) => {
  const platform = new Intl.DateTimeFormat('en-u-ca-islamic-civil', { timeZone: 'UTC', month: 'numeric', day: 'numeric' });
  for (const [month, day] of [
    [1, 1],
    [3, 12],
    [10, 1],
    [12, 9],
    [12, 10],
  ] as const) {
    const expected: string[] = [];
    for (let epochDay = toEpochDay('1990-01-01'); epochDay < toEpochDay('2060-01-01'); epochDay += 1) {
      const parts = platform.formatToParts(epochDay * 86_400_000);
      const part = (type: string) => Number(parts.find((found) => found.type === type)?.value);
      if (part('month') === month && part('day') === day) expected.push(fromEpochDay(epochDay));
    }
    const found = Array.from({ length: 70 }, (_, index) => islamicDaysIn(1990 + index, month, day)).flat();
    t.strictSame(found, expected, `${day} of month ${month}`);
  }
});

t.test('the nth weekday of a month is that weekday, in that week', async () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1950, max: 2100 }),
      fc.integer({ min: 1, max: 11 }),
      fc.constantFrom(1, 2, 3, 4, 5, 6, 7),
      fc.constantFrom(1, 2, 3, 4, -1),
      (year, month, weekday, nth) => {
        const [day = ''] = daysOfRule({ kind: 'weekday', month, weekday, nth }, year);
        const isThere = Number(day.slice(5, 7)) === month && weekdayOf(toEpochDay(day)) === weekday;
        const next = fromEpochDay(toEpochDay(day) + 7);
        const inWeek = nth === -1 ? next.slice(5, 7) !== day.slice(5, 7) : Math.ceil(Number(day.slice(8)) / 7) === nth;
        return isThere && inWeek;
      },
    ),
    { numRuns: asOften(1000) },
  );
});

t.test('every holiday says its name in four languages, its rule and its source', async (t) => {
  for (const slug of CALENDAR_SLUGS) {
    const { holidays, names } = STANDARD_CALENDARS[slug];
    t.equal(new Set(holidays.map((holiday) => holiday.slug)).size, holidays.length, `${slug}: no slug twice`);
    for (const text of [names, ...holidays.map((holiday) => holiday.names)]) {
      t.ok(
        LANGUAGES.every((language) => text[language].length > 0),
        text.en,
      );
    }
    for (const holiday of holidays) t.ok(holiday.source.length > 10, holiday.slug);
  }
});

t.test('a UN holiday never stays on a weekend, and one that is moved never lands on another', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 1998, max: 2100 }), (year) => {
      const kept = standardHolidays(STANDARD_CALENDARS.un, year);
      const alone = ({ day }: { day: string }) => kept.filter((other) => other.day === day).length === 1;
      return kept.every(({ day }) => weekdayOf(toEpochDay(day)) < 6) && kept.filter(({ movedFrom }) => movedFrom !== null).every(alone);
    }),
    { numRuns: asOften(200) },
  );
});
