import fc from 'fast-check';
import t from 'tap';
import { addDays, daysBetween, endOfMonth, fromEpochDay, toEpochDay } from '#src/kernel/calendar-date.ts';
import { asOften } from '#tests/support/effort.ts';

t.test('a date counts days as the platform’s own calendar does', async () => {
  fc.assert(
    fc.property(fc.integer({ min: -200_000, max: 200_000 }), (epochDay) => {
      const iso = new Date(epochDay * 86_400_000).toISOString().slice(0, 10);
      return fromEpochDay(epochDay) === iso && toEpochDay(iso) === epochDay;
    }),
    { numRuns: asOften(2000) },
  );
});

t.test('days can be added across a leap day and a year’s end', async (t) => {
  t.equal(addDays('2028-02-28', 1), '2028-02-29');
  t.equal(addDays('2026-12-31', 1), '2027-01-01');
  t.equal(daysBetween('2026-12-31', '2027-03-01'), 60);
});

t.test('a month ends where it ends', async (t) => {
  t.equal(endOfMonth('2027-02-03'), '2027-02-28');
  t.equal(endOfMonth('2028-02-03'), '2028-02-29');
  t.equal(endOfMonth('2027-12-31'), '2027-12-31');
});
