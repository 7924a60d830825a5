import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import t from 'tap';
import { HeldRefusals } from '#src/platform/http/held-refusals.ts';

const HOUR = 3_600_000;
const answer = () => Object.assign(new EventEmitter(), { closed: false }) as unknown as ServerResponse;

t.test('a refusal is held until its time is over', async (t) => {
  const held = new HeldRefusals(20, 10);
  const began = performance.now();
  // What is held keeps no process alive, and nothing else does here.
  const alive = setInterval(() => undefined, 1_000);
  t.equal(await held.hold(answer()), true);
  clearInterval(alive);
  t.ok(performance.now() - began >= 20);
  t.equal(await new HeldRefusals(0, 10).hold(answer()), true, 'which may be none');
});

t.test('one whose caller goes away is let go of', async (t) => {
  const held = new HeldRefusals(HOUR, 1);
  const raw = answer();
  const waiting = held.hold(raw);
  t.equal(await held.hold(answer()), false);
  raw.emit('close');
  t.equal(await waiting, true);
  t.equal(raw.listenerCount('close'), 0);
  const next = held.hold(answer());
  held.end();
  t.equal(await next, true, 'and makes room for another');
});

t.test('no more are held than may be', async (t) => {
  const held = new HeldRefusals(HOUR, 2);
  const two = [held.hold(answer()), held.hold(answer())];
  t.equal(await held.hold(answer()), false);
  held.end();
  t.strictSame(await Promise.all(two), [true, true]);
  t.equal(await held.hold(answer()), true, 'and after the end none');
});
