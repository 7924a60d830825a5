import t from 'tap';
import { beginLifetime, Ending } from '#src/platform/process/lifetime.ts';

const never = () => new Promise<never>(() => undefined);

t.test('what was begun last ends first, and what outlives the process last of all', async (t) => {
  const ended: string[] = [];
  const life = beginLifetime(60_000, () => undefined);
  life.surelyAtEnd(async () => ended.push('database'));
  life.atEnd(async () => ended.push('connections'));
  life.atEnd(async () => ended.push('requests'));
  t.equal(life.ending.aborted, false);
  t.equal(await life.end(), true);
  t.strictSame(ended, ['requests', 'connections', 'database']);
  await life.end();
  t.equal(ended.length, 3, 'ends happen once');
});

t.test('an end that takes too long is given up, but not the end of what outlives the process', async (t) => {
  for (const [what, patienceMs, hurry] of [
    ['patience is over', 1, false],
    ['somebody hurries', 60_000, true],
  ] as const) {
    let stopped = false;
    const life = beginLifetime(patienceMs, () => undefined);
    life.surelyAtEnd(async () => (stopped = true));
    life.atEnd(() => Promise.resolve(), 'connections');
    life.atEnd(never, 'requests');
    life.atEnd(() => Promise.resolve(), 'figures');
    const ending = life.end();
    if (hurry) life.hurry();
    t.equal(await ending, false, what);
    t.equal(stopped, true, what);
    t.strictSame(life.unended, ['requests', 'connections'], 'what had not ended is named');
  }
});

t.test('an end that fails is told and keeps no other from ending', async (t) => {
  const told: string[] = [];
  let stopped = false;
  const life = beginLifetime(60_000, (line) => told.push(line));
  life.surelyAtEnd(async () => (stopped = true));
  life.atEnd(() => Promise.reject(new Error('it is stuck')));
  t.equal(await life.end(), false);
  t.strictSame(told, ['while ending: it is stuck']);
  t.equal(stopped, true);
});

t.test('once the end has begun nothing new can be arranged, so nothing new begins', async (t) => {
  const life = beginLifetime(60_000, () => undefined);
  const ending = life.end();
  t.throws(() => life.surelyAtEnd(never), Ending);
  t.throws(() => life.atEnd(never), Ending);
  t.equal(await ending, true);
});
