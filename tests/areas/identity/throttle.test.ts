import fc from 'fast-check';
import t from 'tap';
import {
  afterFailure,
  isForgotten,
  networkOf,
  secondsLocked,
  THROTTLED_KINDS,
  type ThrottledKind,
  type ThrottleState,
  TOLERANCE,
} from '#src/areas/identity/domain/throttle.ts';
import { asOften } from '#tests/support/effort.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.UTC(2026, 10, 23, 9);

/** Fails at each of the moments that aren't locked, and tells at which of them a try was let through. */
function failAt(kind: ThrottledKind, moments: readonly number[]): { state: ThrottleState | null; tried: number[] } {
  let state: ThrottleState | null = null;
  const tried: number[] = [];
  for (const moment of moments) {
    if (secondsLocked(state, moment) === 0) tried.push(moment);
    state = afterFailure(kind, state, moment);
  }
  return { state, tried };
}

const times = (count: number, from: number, step = 1000): number[] => Array.from({ length: count }, (_, index) => from + index * step);

t.test('four failures lock nothing, the fifth locks the account there for a quarter of an hour', async (t) => {
  t.equal(secondsLocked(failAt('here', times(4, START)).state, START + 4000), 0);
  const { state } = failAt('here', times(5, START, 0));
  t.equal(secondsLocked(state, START), 15 * 60);
  t.equal(secondsLocked(state, START + 15 * MINUTE), 0);
});

t.test('each following lock of an account lasts twice as long, up to a day', async (t) => {
  let state: ThrottleState | null = null;
  let now = START;
  const minutes: number[] = [];
  for (let lock = 0; lock < 9; lock += 1) {
    for (let failure = 0; failure < TOLERANCE.here; failure += 1) state = afterFailure('here', state, now);
    minutes.push(secondsLocked(state, now) / 60);
    now += secondsLocked(state, now) * 1000;
  }
  t.strictSame(minutes, [15, 30, 60, 120, 240, 480, 960, 1440, 1440]);
});

t.test('a day without a lock makes an account as good as new', async (t) => {
  const { state } = failAt('here', times(5, START, 0));
  const end = START + 15 * MINUTE;
  t.notOk(isForgotten(state as ThrottleState, end + DAY));
  t.ok(isForgotten(state as ThrottleState, end + DAY + 1));
  t.equal(afterFailure('here', state, end + DAY + 1).failures, 1);
});

t.test('an address tolerates thirty failures, and its locks do not grow', async (t) => {
  t.equal(secondsLocked(failAt('address', times(29, START, 0)).state, START), 0);
  const { state } = failAt('address', times(30, START, 0));
  t.equal(secondsLocked(state, START), 15 * 60);
  const again = times(30, START + 15 * MINUTE, 0).reduce<ThrottleState | null>(
    (before, now) => afterFailure('address', before, now),
    state,
  );
  t.equal(secondsLocked(again, START + 15 * MINUTE), 15 * 60);
});

t.test('failures more than a quarter of an hour apart never lock', async (t) => {
  const { tried } = failAt('here', times(40, START, 15 * MINUTE + 1));
  t.equal(tried.length, 40);
});

const histories = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 0, max: 5 * MINUTE }) },
      { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 * DAY }) },
    ),
    { maxLength: 200 },
  )
  .map((gaps) => gaps.reduce<number[]>((moments, gap) => [...moments, (moments.at(-1) ?? START) + gap], []));

for (const kind of THROTTLED_KINDS) {
  t.test(`whatever the history, no quarter of an hour sees more than ${TOLERANCE[kind]} failures of one ${kind}`, async () => {
    fc.assert(
      fc.property(histories, (moments) => {
        const { tried } = failAt(kind, moments);
        return tried.every((from) => tried.filter((moment) => moment >= from && moment < from + 15 * MINUTE).length <= TOLERANCE[kind]);
      }),
      { numRuns: asOften(500) },
    );
  });
}

t.test('no lock lasts longer than a day, and failures while it lasts change nothing', async () => {
  fc.assert(
    fc.property(histories, fc.constantFrom(...THROTTLED_KINDS), (moments, kind) => {
      let state: ThrottleState | null = null;
      for (const moment of moments) {
        const before: ThrottleState | null = state;
        state = afterFailure(kind, state, moment);
        if (secondsLocked(before, moment) > 0 && state !== before) return false;
        if (secondsLocked(state, moment) > DAY / 1000) return false;
      }
      return true;
    }),
    { numRuns: asOften(500) },
  );
});

t.test('a household’s IPv6 addresses are one, IPv4 addresses are each their own', async (t) => {
  t.equal(networkOf('2001:0db8:0:1::5'), '2001:db8:0:1::/64');
  t.equal(networkOf('2001:db8:0:1:aaaa:bbbb:cccc:dddd'), '2001:db8:0:1::/64');
  t.equal(networkOf('::1'), '0:0:0:0::/64');
  t.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0::/64');
  t.equal(networkOf('::ffff:192.0.2.7'), '192.0.2.7');
  t.equal(networkOf('192.0.2.7'), '192.0.2.7');
});
