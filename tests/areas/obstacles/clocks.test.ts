import fc from 'fast-check';
import t from 'tap';
import { CALENDAR_SLUGS } from '#src/areas/calendars/domain/standard-calendar.ts';
import { addWorkingDays, workingCalendar, workingDaysBetween } from '#src/areas/calendars/domain/working-calendar.ts';
import { type CountWorkingDays, latestStart, type Period, readClocks } from '#src/areas/obstacles/domain/clocks.ts';
import { ESCALATION_LEVELS } from '#src/areas/obstacles/domain/escalation.ts';
import { HIGHEST_ESCALATION, OPEN_STATES } from '#src/areas/obstacles/domain/obstacle.ts';
import { addDays, daysBetween } from '#src/kernel/calendar-date.ts';
import { SEVERITIES } from '#src/areas/reference/domain/vocabulary.ts';

const calendars = new Map(CALENDAR_SLUGS.map((slug) => [slug, workingCalendar(slug)]));
const calendarOf = (slug: (typeof CALENDAR_SLUGS)[number]) => calendars.get(slug) as ReturnType<typeof workingCalendar>;
const count: CountWorkingDays = (slug, from, to) => workingDaysBetween(calendarOf(slug), from, to);

const START = '2026-06-01';
/** A life of an obstacle: spans one after the other, some with a closing before them, the last one running or not. */
const life: fc.Arbitrary<{ periods: Period[]; today: string; runs: boolean }> = fc
  .record({
    spans: fc.array(
      fc.record({
        state: fc.constantFrom(...OPEN_STATES),
        ownerId: fc.constantFrom('one', 'other'),
        calendar: fc.constantFrom(...CALENDAR_SLUGS),
        days: fc.nat(60),
        gap: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(30) }),
      }),
      { minLength: 1, maxLength: 10 },
    ),
    runs: fc.boolean(),
  })
  .map(({ spans, runs }) => {
    let day = START;
    const periods = spans.map(({ days, gap, ...span }, index) => {
      const from = index === 0 ? day : addDays(day, gap);
      day = addDays(from, days);
      return { ...span, external: span.state === 'waiting-external', from, to: runs && index === spans.length - 1 ? null : day };
    });
    return { periods, today: day, runs };
  });

t.test('total = internal + external, in calendar days and in working days, and the total is the age', async (t) => {
  fc.assert(
    fc.property(life, ({ periods, today }) => {
      const { total, internal, external } = readClocks(periods, today, count);
      return (
        total.days === internal.days + external.days &&
        total.workingDays === internal.workingDays + external.workingDays &&
        total.days === daysBetween(START, today)
      );
    }),
  );
  t.pass();
});

t.test('no clock shows more than the total, none runs backwards, and time that passes goes to one side alone', async (t) => {
  fc.assert(
    fc.property(life, fc.nat(40), ({ periods, today, runs }, more) => {
      const now = readClocks(periods, today, count);
      const later = readClocks(periods, addDays(today, more), count);
      const last = periods.at(-1);
      const passed = runs ? more : 0;
      const readings = [now.internal, now.external, now.inState, now.withOwner].filter((one) => one !== null);
      return (
        readings.every(({ days, workingDays }) => days <= now.total.days && workingDays <= days && workingDays >= 0) &&
        later.external.days - now.external.days === (last?.external ? passed : 0) &&
        later.internal.days - now.internal.days === (last?.external ? 0 : passed) &&
        (now.withOwner?.days ?? 0) <= now.internal.days
      );
    }),
  );
  t.pass();
});

t.test('an outside authority’s days count by its own calendar and stop the inside clock; a changed owner starts theirs anew', async (t) => {
  const base = { ownerId: 'one', external: false, calendar: 'italy' as const };
  const periods: Period[] = [
    { ...base, state: 'reported', from: '2026-11-23', to: '2026-11-26' },
    { ...base, state: 'in-progress', from: '2026-11-26', to: '2026-11-30' },
    { ...base, state: 'waiting-external', external: true, calendar: 'libya', from: '2026-11-30', to: '2026-12-07' },
    { ...base, state: 'in-progress', from: '2026-12-07', to: '2026-12-09' },
    { ...base, state: 'in-progress', ownerId: 'other', from: '2026-12-09', to: null },
  ];
  t.strictSame(readClocks(periods, '2026-12-14', count), {
    total: { days: 21, workingDays: 14 },
    internal: { days: 14, workingDays: 9 },
    // Sunday to Thursday: 1 to 3 and 6 and 7 December.
    external: { days: 7, workingDays: 5 },
    inState: { days: 7, workingDays: 4 },
    withOwner: { days: 5, workingDays: 3 },
  });
  const ended = readClocks(periods.slice(0, 4), '2027-06-01', count);
  t.match(ended, { inState: null, withOwner: null, total: { days: 16 } }, 'an ended one has stopped');
});

t.test('the latest start of a term is the last day from which it is over by today', async (t) => {
  fc.assert(
    fc.property(fc.constantFrom(...CALENDAR_SLUGS), fc.integer({ min: 1, max: 30 }), fc.nat(1500), (slug, term, offset) => {
      const today = addDays('2025-01-01', offset);
      const start = latestStart(slug, term, today, count);
      const calendar = calendarOf(slug);
      return addWorkingDays(calendar, start, term) <= today && addWorkingDays(calendar, addDays(start, 1), term) > today;
    }),
  );
  t.pass();
});

t.test('every level has its terms, a graver obstacle never waits longer', async (t) => {
  t.strictSame(
    ESCALATION_LEVELS.map(({ level }) => level),
    Array.from({ length: HIGHEST_ESCALATION }, (_, index) => index + 1),
  );
  for (const { afterDays } of ESCALATION_LEVELS) {
    const terms = SEVERITIES.map((severity) => afterDays[severity]);
    t.strictSame(
      terms,
      terms.toSorted((one, other) => other - one),
    );
    t.ok(Math.min(...terms) >= 1, 'a second run on the same day finds nothing');
  }
});
