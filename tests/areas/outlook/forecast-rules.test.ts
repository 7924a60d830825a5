import fc from 'fast-check';
import t from 'tap';
import { type CalendarDate, fromEpochDay, toEpochDay } from '#src/kernel/calendar-date.ts';
import {
  distributionOf,
  drawDays,
  type DurationDistribution,
  ENOUGH_RECORDS,
  expectedDays,
  inCalendarDays,
  type KnownDuration,
  recorded,
  triangular,
} from '#src/areas/outlook/domain/durations.ts';
import { forecastArrivals } from '#src/areas/outlook/domain/forecast.ts';
import { journeyOf, type MilestoneRule, type StepAhead } from '#src/areas/outlook/domain/journey.ts';
import { randomFrom, seedOf } from '#src/areas/outlook/domain/random.ts';
import { distributionFrom } from '#src/areas/outlook/domain/working-durations.ts';
import { CALENDAR_SLUGS, type CalendarSlug } from '#src/areas/calendars/domain/standard-calendar.ts';
import { addWorkingDays, workingCalendar } from '#src/areas/calendars/domain/working-calendar.ts';
import { smallCells } from '#src/areas/outlook/domain/suppression.ts';
import { asOften } from '#tests/support/effort.ts';

const TODAY: CalendarDate = '2026-11-23';

t.test('the random numbers are the same for the same seed, spread evenly, and unlike for neighbouring seeds', async (t) => {
  const take = (seed: number, count: number) => {
    const random = randomFrom(seed);
    return Array.from({ length: count }, random);
  };
  t.strictSame(take(7, 5), take(7, 5));
  const many = take(1, 100_000);
  t.ok(many.every((value) => value >= 0 && value < 1));
  for (const decile of [0.1, 0.5, 0.9]) t.ok(Math.abs(many.filter((value) => value < decile).length / 100_000 - decile) < 0.01);
  const firsts = Array.from({ length: 1000 }, (_, seed) => take(seed, 1)[0] ?? 0);
  t.ok(Math.abs(firsts.reduce((sum, value) => sum + value, 0) / 1000 - 0.5) < 0.03, 'neighbours don’t begin alike');
  t.not(seedOf('a'), seedOf('b'));
});

t.test('a distribution and its inverse belong together, whatever it is made of', async () => {
  const made = fc.oneof(
    fc
      .tuple(fc.nat(60), fc.nat(60), fc.nat(60))
      .map(([min, up, further]) => triangular({ min, typical: min + up, max: min + up + further })),
    fc.array(fc.nat(300), { minLength: 2, maxLength: 40 }).map(recorded),
    fc.tuple(fc.nat(60), fc.nat(60), fc.nat(60), fc.constantFrom(...CALENDAR_SLUGS), fc.nat(365)).map(([min, up, more, slug, day]) => {
      const estimate = { min, typical: min + up, max: min + up + more };
      const known = { reference: estimate, workingReference: estimate, records: 0, recordedDays: [] };
      return distributionFrom(known, workingCalendar(slug), fromEpochDay(toEpochDay(TODAY) + day));
    }),
  );
  fc.assert(
    fc.property(made, fc.double({ min: 0, max: 1, noNaN: true }), (distribution, share) => {
      const days = distribution.daysOf(share);
      if (days < 0) throw new Error('a duration is not negative');
      if (distribution.shareWithin(days + 1e-6) < share - 1e-6) throw new Error(`${share} is not done within ${days}`);
    }),
    { numRuns: asOften(5000) },
  );
});

t.test('what has taken long takes at least that long; what is older than everything known is drawn anew', async (t) => {
  const random = randomFrom(3);
  const distribution = triangular({ min: 2, typical: 5, max: 20 });
  for (let draw = 0; draw < 500; draw += 1) {
    const days = drawDays(distribution, 12, random);
    if (days < 12 || days > 20) t.fail(`${days} days after 12`);
    const older = drawDays(distribution, 40, random);
    if (older < 41 || older > 60) t.fail(`${older} days after 40`);
  }
  t.equal(drawDays(triangular({ min: 4, typical: 4, max: 4 }), 4, random), 4, 'today is not too late');
});

t.test('eight records of three units are enough, seven are not', async (t) => {
  const reference = { min: 10, typical: 20, max: 30 };
  const known = (records: number): KnownDuration => ({ reference, records, recordedDays: Array.from({ length: records }, () => 3) });
  t.equal(expectedDays(known(ENOUGH_RECORDS - 1)), 20);
  t.equal(expectedDays(known(ENOUGH_RECORDS)), 3);
  t.equal(expectedDays({ reference: { min: 0, typical: 0, max: 0 }, records: 0, recordedDays: [] }), 1, 'nothing takes no effort');
  t.strictSame(inCalendarDays({ min: 5, typical: 8, max: 30 }, 'working'), { min: 7, typical: 12, max: 42 });
  t.strictSame(inCalendarDays(reference, 'calendar'), reference);
});

t.test('an estimate in working days is counted by the calendar of who works, holidays included, by hand', async (t) => {
  const days = (count: number): KnownDuration => {
    const estimate = { min: count, typical: count, max: count };
    return { reference: inCalendarDays(estimate, 'working'), workingReference: estimate, records: 0, recordedDays: [] };
  };
  const takes = (calendar: CalendarSlug, from: CalendarDate, count: number) =>
    distributionFrom(days(count), workingCalendar(calendar), from).daysOf(0.5);
  // Wednesday 23 December 2026. Thursday is a holiday in Libya, where Friday and Saturday are off; Friday is one in Italy.
  t.equal(takes('libya', '2026-12-23', 3), 6, 'Sunday 27, Monday, Tuesday 29');
  t.equal(takes('italy', '2026-12-23', 3), 6, 'Thursday 24, Monday 28, Tuesday 29');
  t.equal(takes('weekdays', '2026-12-23', 3), 5, 'Thursday 24, Friday, Monday 28');
  const seen: KnownDuration = { ...days(3), records: ENOUGH_RECORDS, recordedDays: Array.from({ length: ENOUGH_RECORDS }, () => 9) };
  t.equal(
    distributionFrom(seen, workingCalendar('libya'), '2026-12-23').shareWithin(8),
    distributionOf(seen).shareWithin(8),
    'records are in calendar days',
  );
});

t.test('of obstacles that authorities work on, 80 % ± 4 are gone by P80, whatever the calendar, the day and the age', async (t) => {
  const random = randomFrom(11);
  let early = 0;
  const cases = 3000;
  for (let number = 0; number < cases;) {
    const estimate = { min: 3 + Math.floor(random() * 10), typical: 20, max: 30 + Math.floor(random() * 60) };
    const calendar = workingCalendar(CALENDAR_SLUGS[Math.floor(random() * CALENDAR_SLUGS.length)] ?? 'un');
    const beganOn = fromEpochDay(toEpochDay(TODAY) + Math.floor(random() * 365));
    const known: KnownDuration = { reference: estimate, workingReference: estimate, records: 0, recordedDays: [] };
    const end = addWorkingDays(calendar, beganOn, Math.round(triangular(estimate).daysOf(random())));
    const today = fromEpochDay(toEpochDay(beganOn) + Math.floor(random() * 25));
    if (end < today) continue;
    number += 1;
    const { deliveries } = forecastArrivals({
      today,
      seed: number,
      runs: 200,
      deliveries: [
        { steps: [{ milestone: 'm', position: 1, after: [], startedOn: toEpochDay(today) }], obstacles: [{ id: 'o', position: 1 }] },
      ],
      obstacles: [{ id: 'o', ageDays: toEpochDay(today) - toEpochDay(beganOn), distribution: distributionFrom(known, calendar, beganOn) }],
      distributionOf: () => certain(0),
    });
    if (end <= (deliveries[0]?.p80On ?? '')) early += 1;
  }
  t.ok(Math.abs((100 * early) / cases - 80) <= 4, `P80: ${((100 * early) / cases).toFixed(1)} %`);
});

const rule = (milestone: string, position: number, predecessors: string[], change: Partial<MilestoneRule> = {}): MilestoneRule => ({
  milestone,
  position,
  predecessors,
  appliesToKinds: ['equipment'],
  isOptional: false,
  ...change,
});
const RULES = [
  rule('partnership-agreed', 30, []),
  rule('production-completed', 60, ['partnership-agreed'], { isOptional: true }),
  rule('export-licence-granted', 70, ['partnership-agreed']),
  rule('ready-to-ship', 100, ['production-completed', 'export-licence-granted']),
  rule('shipped', 110, ['ready-to-ship']),
  rule('customs-cleared', 130, ['shipped']),
  rule('inland-delivered', 140, ['customs-cleared']),
  rule('training-completed', 160, ['partnership-agreed']),
];

t.test('what lies ahead follows the graph: optional steps count where they are named, forgotten ones are behind', async (t) => {
  const ahead = (records: { milestone: string; actualOn: CalendarDate | null }[], change = {}) => {
    const journey = journeyOf({ kind: 'goods', state: 'planned', agreedOn: '2026-10-01', records, ...change }, RULES);
    return journey.is === 'under-way' ? journey.steps.map(({ milestone }) => milestone) : journey.is;
  };
  t.strictSame(ahead([]), ['export-licence-granted', 'ready-to-ship', 'shipped', 'customs-cleared', 'inland-delivered']);
  t.strictSame(ahead([{ milestone: 'production-completed', actualOn: null }])[0], 'production-completed', 'planned, so it counts');
  t.strictSame(
    ahead([{ milestone: 'shipped', actualOn: '2026-11-01' }]),
    ['customs-cleared', 'inland-delivered'],
    'nobody wrote the licence down',
  );
  t.strictSame(
    ahead([{ milestone: 'shipped', actualOn: '2026-11-01' }], { state: 'in-transit' }),
    ['inland-delivered'],
    'customs are behind',
  );
  t.equal(ahead([{ milestone: 'inland-delivered', actualOn: '2026-11-01' }]), 'arrived');
  t.equal(ahead([], { state: 'lost' }), 'over');

  const journey = journeyOf({ kind: 'goods', state: 'planned', agreedOn: '2026-10-01', records: [] }, RULES);
  t.match(journey, {
    steps: [
      { milestone: 'export-licence-granted', after: [], startedOn: toEpochDay('2026-10-01') },
      // Production doesn't count: the partnership before it does, and is behind.
      { milestone: 'ready-to-ship', after: [0] },
    ],
  });
});

const certain = (days: number): DurationDistribution => triangular({ min: days, typical: days, max: days });

t.test('with certain durations the forecast is a sum along the longest way, by hand', async (t) => {
  const steps: StepAhead[] = [
    { milestone: 'production', position: 1, after: [], startedOn: toEpochDay('2026-11-13') },
    { milestone: 'licence', position: 2, after: [], startedOn: toEpochDay('2026-11-20') },
    { milestone: 'ship', position: 3, after: [0, 1], startedOn: null },
  ];
  const days: Record<string, number> = { production: 15, licence: 20, ship: 7 };
  const play = (obstacles: { id: string; position: number }[], ages: Record<string, [age: number, total: number]> = {}) =>
    forecastArrivals({
      today: TODAY,
      seed: 1,
      deliveries: [{ steps, obstacles }],
      obstacles: Object.entries(ages).map(([id, [ageDays, total]]) => ({ id, ageDays, distribution: certain(total) })),
      distributionOf: (milestone) => certain(days[milestone] ?? 0),
    }).deliveries[0];
  t.strictSame(play([]), { p50On: '2026-12-17', p80On: '2026-12-17' }, 'the licence on 10 December, seven days more');
  t.strictSame(play([{ id: 'a', position: 3 }], { a: [10, 20] }), { p50On: '2026-12-17', p80On: '2026-12-17' }, 'gone before it matters');
  t.strictSame(play([{ id: 'a', position: 3 }], { a: [10, 60] }), { p50On: '2027-01-12', p80On: '2027-01-12' }, 'shipping waits for it');
  t.strictSame(
    play([{ id: 'a', position: 1 }], { a: [10, 40] }),
    { p50On: '2026-12-30', p80On: '2026-12-30' },
    'and what follows waits as well',
  );
});

t.test('same seed, same dates; the last of several is never before any of them, and P80 never before P50', async () => {
  const distribution = fc
    .tuple(fc.nat(20), fc.nat(20), fc.nat(40))
    .map(([min, up, more]) => triangular({ min, typical: min + up, max: min + up + more }));
  fc.assert(
    fc.property(
      fc.array(fc.array(distribution, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      fc.nat(),
      (plans, seed) => {
        const input = {
          today: TODAY,
          seed,
          runs: 300,
          deliveries: plans.map((plan, which) => ({
            steps: plan.map((_, index) => ({
              milestone: `${which}.${index}`,
              position: index,
              after: index === 0 ? [] : [index - 1],
              startedOn: null,
            })),
            obstacles: [],
          })),
          obstacles: [],
          distributionOf: (name: string) => {
            const [which = 0, index = 0] = name.split('.').map(Number);
            return plans[which]?.[index] ?? certain(1);
          },
        };
        const forecast = forecastArrivals(input);
        if (JSON.stringify(forecast) !== JSON.stringify(forecastArrivals(input))) throw new Error('another forecast');
        for (const one of forecast.deliveries) {
          if (one.p80On < one.p50On || one.p50On < TODAY) throw new Error('days out of order');
          if (forecast.last === null || forecast.last.p80On < one.p80On) throw new Error('the last comes first');
        }
      },
    ),
    { numRuns: 60 },
  );
});

/** A skewed truth that nobody knows: days from a log-normal, at least one. */
function truth(median: number, spread: number, random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.max(1, Math.round(median * Math.exp(spread * normal)));
}

interface History {
  readonly p50: boolean;
  readonly p80: boolean;
}

/**
 * One generated history: a chain of up to five milestones and an obstacle, of which so many earlier cases are on record, looked at on
 * some day before the arrival; then what really came.
 */
function history(seed: number, records: number): History | null {
  const random = randomFrom(seed);
  const length = 1 + Math.floor(random() * 5);
  const medians = Array.from({ length: length + 1 }, () => 6 + random() * 60);
  const estimates = medians.map((median) => ({ min: Math.round(median / 2), typical: Math.round(median), max: Math.round(median * 2.5) }));
  // Where nothing is on record the estimates are the truth, for they are all that is known.
  const draw = (place: number): number => {
    const estimate = estimates[place] ?? { min: 1, typical: 1, max: 1 };
    return records === 0 ? Math.round(triangular(estimate).daysOf(random())) : truth(medians[place] ?? 1, 0.4, random);
  };
  const known = medians.map((_, place): KnownDuration => ({
    reference: estimates[place] ?? { min: 1, typical: 1, max: 1 },
    records,
    recordedDays: Array.from({ length: records }, () => draw(place)).sort((a, b) => a - b),
  }));
  const taken = Array.from({ length }, (_, place) => draw(place));
  const obstacleAt = Math.floor(random() * length);
  const obstacleTakes = draw(length);
  // Reported when the milestone that it blocks began; it is reached when both the work and the obstacle are done.
  const reached: number[] = [];
  let begun = 0;
  let reportedOn = 0;
  taken.forEach((days, place) => {
    if (place === obstacleAt) reportedOn = begun;
    begun += place === obstacleAt ? Math.max(days, obstacleTakes) : days;
    reached.push(begun);
  });
  const arrival = reached.at(-1) ?? 0;
  // The day of the look is drawn without a look at the outcome, or slow histories would be looked at too seldom.
  const today = Math.floor(random() * medians.slice(0, length).reduce((sum, median) => sum + median, 0));
  if (arrival < today) return null;
  const behind = reached.filter((day) => day < today).length;
  // An obstacle that nobody has met yet can't be forecast; that it hasn't been met is known on that day.
  if (behind < obstacleAt) return null;
  const isOpen = behind === obstacleAt && reportedOn + obstacleTakes >= today;
  const steps = taken.slice(behind).map((_, index): StepAhead => ({
    milestone: String(behind + index),
    position: behind + index,
    after: index === 0 ? [] : [index - 1],
    startedOn: index === 0 ? toEpochDay(TODAY) - (today - (reached[behind - 1] ?? 0)) : null,
  }));
  const forecast = forecastArrivals({
    today: TODAY,
    seed,
    runs: 250,
    deliveries: [{ steps, obstacles: isOpen ? [{ id: 'o', position: obstacleAt }] : [] }],
    obstacles: isOpen
      ? [
          {
            id: 'o',
            ageDays: today - reportedOn,
            distribution: distributionOf(
              known[length] ?? { reference: estimates[0] ?? { min: 1, typical: 1, max: 1 }, records: 0, recordedDays: [] },
            ),
          },
        ]
      : [],
    distributionOf: (milestone) =>
      distributionOf(known[Number(milestone)] ?? { reference: { min: 1, typical: 1, max: 1 }, records: 0, recordedDays: [] }),
  });
  const actual = fromEpochDay(toEpochDay(TODAY) + arrival - today);
  const [said] = forecast.deliveries;
  return said === undefined ? null : { p50: actual <= said.p50On, p80: actual <= said.p80On };
}

for (const records of [0, 8, 12, 40, 200]) {
  t.test(`of true dates 80 % ± 4 lie before P80, with ${records === 0 ? 'reference durations' : `${records} records each`}`, async (t) => {
    const histories: History[] = [];
    for (let seed = 1; histories.length < 3000; seed += 1) {
      const one = history(seed * 7919 + records, records);
      if (one !== null) histories.push(one);
    }
    const share = (which: keyof History) => (100 * histories.filter((one) => one[which]).length) / histories.length;
    t.ok(Math.abs(share('p80') - 80) <= 4, `P80: ${share('p80').toFixed(1)} %`);
    t.ok(Math.abs(share('p50') - 50) <= 6, `P50: ${share('p50').toFixed(1)} %`);
  });
}

t.test(
  'small cells hide the next smallest too, so that what is hidden together, and follows from the shares, is over three units at least',
  async (t) => {
    const hidden = (units: number[]) => [...smallCells(units, (count) => count)].sort((a, b) => a - b);
    t.strictSame(hidden([3, 9, 2]), [2, 3]);
    t.strictSame(hidden([1, 2, 9]), [1, 2, 9], 'one unit may stand behind both');
    t.strictSame(hidden([1, 2, 9, 4]), [1, 2, 4]);
    t.strictSame(hidden([3, 4]), []);
    t.strictSame(hidden([1]), [1]);
  },
);
