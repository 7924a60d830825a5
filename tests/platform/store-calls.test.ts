import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { FILE_SYSTEM, StoreCalls, type StoreCallLimits } from '#src/platform/files/store-calls.ts';
import { until } from '#tests/support/until.ts';

/** A store of two places, of which nobody waits long. */
const make = (limits: Partial<StoreCallLimits> = {}) => new StoreCalls({ ...FILE_SYSTEM, waitMs: 30, callMs: 60, ...limits });
/** Long enough for nothing to be late on any machine. */
const AT_EASE = { waitMs: 60_000, callMs: 60_000 };

const SILENT = { name: 'StoreUnavailable', code: 'file-store-unavailable', message: /doesn’t answer in time.*work again by themselves/ };

/** A call that returns when it is let go, as one to a file system that hangs. */
function hang<T>() {
  let letGo: (value: T) => void = () => undefined;
  const returned = new Promise<T>((resolve) => (letGo = resolve));
  return { call: () => returned, letGo };
}

// What waits for a deadline keeps no process alive.
const alive = setInterval(() => undefined, 1_000);
t.teardown(() => clearInterval(alive));

t.test('no more are with the store at once than there are places, and the next comes when one leaves', async (t) => {
  const calls = make(AT_EASE);
  const [first, second] = [hang<number>(), hang<number>()];
  const begun: number[] = [];
  const all = [first, second].map(({ call }, index) =>
    calls.ask(() => {
      begun.push(index);
      return call();
    }),
  );
  const third = calls.ask(() => {
    begun.push(2);
    return Promise.resolve(2);
  });
  await until(() => begun.length === 2, 'two are with it');
  second.letGo(1);
  t.equal(await third, 2);
  first.letGo(0);
  t.strictSame(await Promise.all(all), [0, 1]);
});

t.test('what fails fails as it does, and leaves its place', async (t) => {
  const calls = make({ ...AT_EASE, places: 1 });
  await t.rejects(
    calls.ask(() => Promise.reject(new Error('EIO'))),
    { message: 'EIO' },
  );
  t.equal(await calls.ask(() => Promise.resolve('well')), 'well');
});

t.test('a call that takes too long is given up and keeps its place; where all are held so, nobody else waits', async (t) => {
  const calls = make();
  const stuck = [hang<void>(), hang<void>()];
  await Promise.all(stuck.map(({ call }) => t.rejects(calls.ask(call), SILENT)));
  let isBegun = false;
  const before = performance.now();
  const others = Array.from({ length: 50 }, () =>
    calls.ask(() => {
      isBegun = true;
      return Promise.resolve();
    }),
  );
  for (const outcome of await Promise.allSettled(others)) t.match(outcome, { status: 'rejected', reason: SILENT });
  t.ok(performance.now() - before < 10_000, 'at once');
  t.notOk(isBegun, 'and without having been there');

  stuck[0]?.letGo();
  await until(
    () =>
      calls
        .ask(() => Promise.resolve())
        .then(
          () => true,
          () => false,
        ),
    'the place is free again',
  );
  stuck[1]?.letGo();
});

t.test('where others only wait for a place they are told after a while', async (t) => {
  const calls = make({ places: 1, callMs: 60_000 });
  const slow = hang<string>();
  const first = calls.ask(slow.call);
  await t.rejects(
    calls.ask(() => Promise.resolve()),
    SILENT,
  );
  slow.letGo('slow, and honest');
  t.equal(await first, 'slow, and honest');
});

t.test('a visit that was given up goes no further than to tidy what it left', async (t) => {
  const calls = make({ places: 1 });
  const opening = hang<string>();
  const done: string[] = [];
  const visit = calls.visit(async ({ call, tidy }) => {
    const handle = await call(opening.call);
    try {
      await call(() => Promise.resolve(done.push('written')));
    } finally {
      await tidy(() => Promise.resolve(done.push(`${handle} closed`)));
    }
  });
  await t.rejects(visit, SILENT);
  opening.letGo('handle');
  await until(() => done.length > 0, 'it is tidied');
  t.strictSame(done, ['handle closed']);
  t.equal(await calls.ask(() => Promise.resolve('next')), 'next');
});

t.test('each call has its own time, and what moves has it anew', async (t) => {
  const calls = make({ callMs: 4_000, waitMs: 60_000 });
  const step = () => sleep(900);
  const steps = [1, 2, 3, 4, 5];
  await Promise.all([
    calls.visit(async ({ call }) => {
      for (const _ of steps) await call(step);
    }),
    calls.visit(({ call, moves }) =>
      call(async () => {
        for (const _ of steps) {
          await step();
          moves();
        }
      }),
    ),
  ]);
  t.pass('4.5 s in all');
});
