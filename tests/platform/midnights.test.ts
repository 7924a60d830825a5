import t from 'tap';
import { dayAt, midnightAfter } from '#src/platform/clock.ts';

/** A deadline ends at the midnight of its place, whatever the clocks there are moved to. */
t.test('the midnight that ends a day is the first instant of the next one where that is', async (t) => {
  const days = ['2026-01-01', '2026-03-28', '2026-03-29', '2026-10-25', '2026-12-31', '2028-02-29'];
  for (const zone of ['Africa/Tripoli', 'Europe/Rome', 'Asia/Tokyo', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu', 'UTC']) {
    for (const day of days) {
      const midnight = midnightAfter(zone, day);
      t.ok(dayAt(zone, midnight) > day, `${zone}: ${day} is over`);
      t.equal(dayAt(zone, new Date(midnight.getTime() - 1)), day, `${zone}: until then it was ${day}`);
    }
  }
  t.equal(midnightAfter('Africa/Tripoli', '2026-12-07').toISOString(), '2026-12-07T22:00:00.000Z');
  // In Cairo the clocks go forward at midnight: that night has none, and the day begins at one.
  t.equal(midnightAfter('Africa/Cairo', '2026-04-23').toISOString(), '2026-04-23T22:00:00.000Z');
});
