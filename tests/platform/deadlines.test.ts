import { once } from 'node:events';
import t from 'tap';
import { Deadlines } from '#src/platform/deadlines.ts';

t.test('whoever is late is told, once and in order, and whoever has said to be in time is not', async (t) => {
  const deadlines = new Deadlines(20);
  const late: string[] = [];
  const done = new EventTarget();
  const end = once(done, 'late');
  deadlines.add(() => late.push('first'));
  const inTime = deadlines.add(() => late.push('in time'));
  deadlines.add(() => {
    late.push('second');
    deadlines.add(() => {
      late.push('added by one that was late');
      done.dispatchEvent(new Event('late'));
    });
  });
  inTime();
  // Deadlines keep no process alive, and nothing else does here.
  const alive = setInterval(() => undefined, 1_000);
  await end;
  clearInterval(alive);
  t.strictSame(late, ['first', 'second', 'added by one that was late']);
});
