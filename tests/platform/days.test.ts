import fc from 'fast-check';
import t from 'tap';
import { zoneOfParty } from '#src/kernel/time-zone.ts';
import { dayAt } from '#src/platform/clock.ts';
import { connectAsSuperuser, createTestDatabase } from '#tests/support/database.ts';

/** Whose clocks say something else than those of any place that the service knows. */
const ODD = ['America/Los_Angeles', 'Pacific/Kiritimati', 'Asia/Kathmandu', 'UTC'];
const PLACES = ['LY', 'IT', 'TN', 'US', 'JP', 'GB', 'EG', 'MT'].map(zoneOfParty);

const database = await createTestDatabase(t, { template: 'migrated' });
const superuser = connectAsSuperuser(t, database);

/** In a process whose own zone is another. */
function inZoneOfProcess<T>(zone: string, work: () => T): T {
  const before = process.env['TZ'];
  process.env['TZ'] = zone;
  try {
    return work();
  } finally {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  }
}

t.test('a day begins and ends at midnight of its place, whatever zone the process is in', async (t) => {
  const expected: [string, string, string][] = [
    ['Africa/Tripoli', '2026-11-30T21:59:59.999Z', '2026-11-30'],
    ['Africa/Tripoli', '2026-11-30T22:00:00.000Z', '2026-12-01'],
    ['Africa/Tunis', '2026-11-30T22:59:59.999Z', '2026-11-30'],
    ['Africa/Tunis', '2026-11-30T23:00:00.000Z', '2026-12-01'],
    // Italy in winter, and in summer, with both nights on which its clocks are put.
    ['Europe/Rome', '2026-11-30T22:59:59.999Z', '2026-11-30'],
    ['Europe/Rome', '2026-11-30T23:00:00.000Z', '2026-12-01'],
    ['Europe/Rome', '2027-03-27T22:59:59.999Z', '2027-03-27'],
    ['Europe/Rome', '2027-03-28T21:59:59.999Z', '2027-03-28'],
    ['Europe/Rome', '2027-03-28T22:00:00.000Z', '2027-03-29'],
    ['Europe/Rome', '2027-10-30T21:59:59.999Z', '2027-10-30'],
    ['Europe/Rome', '2027-10-31T22:59:59.999Z', '2027-10-31'],
    ['Europe/Rome', '2027-10-31T23:00:00.000Z', '2027-11-01'],
  ];
  for (const own of ODD) {
    for (const [zone, instant, day] of expected) {
      t.equal(
        inZoneOfProcess(own, () => dayAt(zone, new Date(instant))),
        day,
        `${instant} in ${zone}, asked in ${own}`,
      );
    }
  }
});

t.test('the database tells the same day as the program, whatever zone its session is in', async (t) => {
  const instants = fc.sample(
    fc.tuple(
      fc.constantFrom(...PLACES, ...ODD),
      fc.date({ min: new Date('2020-01-01T00:00:00.000Z'), max: new Date('2035-12-31T23:59:59.999Z'), noInvalidDate: true }),
    ),
    500,
  );
  for (const session of ODD) {
    const told = await superuser.begin(async (sql) => {
      await sql`select set_config('TimeZone', ${session}, true)`;
      return sql<{ day: string }[]>`
        select wasl.day_at(asked.zone, asked.at::timestamptz)::text as day
        from unnest(${instants.map(([zone]) => zone)}::text[], ${instants.map(([, at]) => at.toISOString())}::text[]) with ordinality as asked (zone, at, place)
        order by place`;
    });
    t.same(
      told.map(({ day }) => day),
      instants.map(([zone, at]) => dayAt(zone, at)),
      session,
    );
  }
});

t.test('every organisation and site has a zone, which is one', async (t) => {
  const zones = await superuser<{ zone: string }[]>`select distinct time_zone as zone from organisations union select time_zone from sites`;
  for (const { zone } of zones) t.match(dayAt(zone, new Date('2026-11-23T12:00:00.000Z')), /^2026-11-2[34]$/, zone);
  await t.rejects(superuser`update sites set time_zone = 'Africa/Nowhere'`, /site_has_a_zone/);
  await t.rejects(superuser`update organisations set time_zone = '+02'`, /organisation_has_a_zone/);
});

t.test('where the mission works is the same to the database', async (t) => {
  const [row] = await superuser<{ zone: string }[]>`select wasl.mission_zone() as zone`;
  t.equal(row?.zone, zoneOfParty('LY'));
});
