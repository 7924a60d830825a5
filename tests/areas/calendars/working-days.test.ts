import fc from 'fast-check';
import t from 'tap';
import { CALENDAR_SLUGS } from '#src/areas/calendars/domain/standard-calendar.ts';
import { workingDaysQuery } from '#src/areas/calendars/contract.ts';
import { addWorkingDays, isWorkingDay, workingCalendar, workingDaysBetween } from '#src/areas/calendars/domain/working-calendar.ts';
import { addDays, fromEpochDay, toEpochDay } from '#src/kernel/calendar-date.ts';
import { asOften } from '#tests/support/effort.ts';

const FIRST = toEpochDay('2015-01-01');
const LAST = toEpochDay('2040-12-31');
const day = fc.integer({ min: FIRST, max: LAST }).map(fromEpochDay);
const announcements = fc.array(fc.record({ day, isHoliday: fc.boolean() }), { maxLength: 30 });
const calendar = fc.tuple(fc.constantFrom(...CALENDAR_SLUGS), announcements).map(([slug, said]) => workingCalendar(slug, said));

t.test('adding and counting are inverse, and the day reached is worked', async () => {
  fc.assert(
    fc.property(calendar, day, fc.integer({ min: 1, max: 900 }), (calendar, from, n) => {
      const reached = addWorkingDays(calendar, from, n);
      return workingDaysBetween(calendar, from, reached) === n && isWorkingDay(calendar, reached);
    }),
    { numRuns: asOften(1500) },
  );
});

t.test('counting is what going day by day gives', async () => {
  fc.assert(
    fc.property(calendar, day, fc.integer({ min: 0, max: 500 }), (calendar, from, span) => {
      let counted = 0;
      for (let ahead = 1; ahead <= span; ahead += 1) if (isWorkingDay(calendar, addDays(from, ahead))) counted += 1;
      return workingDaysBetween(calendar, from, addDays(from, span)) === counted;
    }),
    { numRuns: asOften(600) },
  );
});

t.test('a later day never counts fewer, more days never lead to an earlier one, and spans add up', async () => {
  fc.assert(
    fc.property(calendar, fc.tuple(day, day, day), fc.nat(300), (calendar, days, n) => {
      const [from, middle, to] = days.toSorted() as [string, string, string];
      return (
        workingDaysBetween(calendar, from, middle) + workingDaysBetween(calendar, middle, to) === workingDaysBetween(calendar, from, to) &&
        addWorkingDays(calendar, from, n) <= addWorkingDays(calendar, middle, n) &&
        addWorkingDays(calendar, from, n + 2) > addWorkingDays(calendar, from, n + 1) &&
        addWorkingDays(calendar, from, 1) >= addWorkingDays(calendar, from, 0)
      );
    }),
    { numRuns: asOften(1000) },
  );
});

t.test('no weekend and no holiday is ever counted', async () => {
  fc.assert(
    fc.property(calendar, day, (calendar, today) => {
      const isoWeekday = new Date(today).getUTCDay() || 7;
      const off = calendar.weekend.some((weekend) => weekend === isoWeekday) || calendar.isHoliday(today);
      const yesterday = addDays(today, -1);
      return isWorkingDay(calendar, today) === !off && workingDaysBetween(calendar, yesterday, today) === (off ? 0 : 1);
    }),
    { numRuns: asOften(2000) },
  );
});

t.test('zero days is the first working day on or after', async () => {
  fc.assert(
    fc.property(calendar, day, (calendar, from) => {
      const first = addWorkingDays(calendar, from, 0);
      return first >= from && isWorkingDay(calendar, first) && workingDaysBetween(calendar, addDays(from, -1), first) === 1;
    }),
    { numRuns: asOften(1000) },
  );
});

t.test('days are never counted backward', async (t) => {
  t.throws(() => addWorkingDays(workingCalendar('un'), '2026-11-23', -1));
  t.throws(() => addWorkingDays(workingCalendar('un'), '2026-11-23', 1.5));
});

t.test('a span that nobody plans over is refused before it is counted', (t) => {
  t.ok(workingDaysQuery.safeParse({ from: '2026-11-23', to: '2076-11-23' }).success);
  t.match(workingDaysQuery.safeParse({ from: '1900-01-01', to: '2999-12-31' }), {
    error: { issues: [{ path: ['to'], message: 'out-of-range' }] },
  });
  t.end();
});
