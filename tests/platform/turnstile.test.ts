import t from 'tap';
import { Cancellation } from '#src/platform/cancellation.ts';
import { Turnstile } from '#src/platform/turnstile.ts';

const LIMITS = { places: 2, placesPerOwner: 2, waiting: 4, waitingPerOwner: 3, waitMs: 10_000 };

// Whoever waits in a queue keeps no process alive; a server's own connections do.
const alive = setInterval(() => undefined, 1_000);
t.teardown(() => clearInterval(alive));

t.test('a place that becomes free goes to whoever was served longest ago, not to whoever asks for most', async (t) => {
  const turnstile = new Turnstile({ ...LIMITS, places: 1 });
  const served: string[] = [];
  const ask = async (owner: string): Promise<void> => {
    const leave = await turnstile.enter(owner);
    served.push(owner);
    leave();
  };
  const first = await turnstile.enter('heavy');
  const all = [ask('heavy'), ask('heavy'), ask('heavy'), ask('light')];
  first();
  await Promise.all(all);
  t.strictSame(served, ['light', 'heavy', 'heavy', 'heavy'], 'the heavy one has only just had its place');
  t.strictSame(turnstile.counts(), { inside: 0, waiting: 0, refused: 0 });
});

t.test('an owner never has more places than one owner may have, though places are free', async (t) => {
  const turnstile = new Turnstile({ ...LIMITS, places: 3, placesPerOwner: 1 });
  const leave = await turnstile.enter('heavy');
  const waiting = turnstile.enter('heavy');
  t.match(turnstile.counts(), { inside: 1, waiting: 1 });
  (await turnstile.enter('light'))();
  leave();
  (await waiting)();
  t.match(turnstile.counts(), { inside: 0, waiting: 0 });
});

t.test('a full queue, an owner’s full part of it, and a wait that is too long are refused with when to try again', async (t) => {
  const turnstile = new Turnstile({ ...LIMITS, places: 1, waitingPerOwner: 1, waiting: 2, waitMs: 20 });
  const leave = await turnstile.enter('one');
  const waiting = ['one', 'two'].map((owner) => turnstile.enter(owner));
  const refused = { code: 'try-again', details: { facts: { retryAfterSeconds: 1 } } };
  await t.rejects(turnstile.enter('one'), refused, 'an owner’s part is full');
  await t.rejects(turnstile.enter('three'), refused, 'the queue is full');
  for (const one of waiting) await t.rejects(one, refused, 'waited too long');
  t.strictSame(turnstile.counts(), { inside: 1, waiting: 0, refused: 4 });
  leave();
  leave();
  t.equal(turnstile.counts().inside, 0, 'the way out is taken once');
});

t.test('in a full queue the last of whoever has most in it makes room', async (t) => {
  const turnstile = new Turnstile({ ...LIMITS, places: 1, waiting: 3 });
  const leave = await turnstile.enter('heavy');
  const [first, second, third] = [turnstile.enter('heavy'), turnstile.enter('heavy'), turnstile.enter('heavy')];
  const light = turnstile.enter('light');
  await t.rejects(third, { code: 'try-again' });
  t.match(turnstile.counts(), { waiting: 3, refused: 1 });
  leave();
  for (const one of [light, first, second]) (await one)();
  t.match(turnstile.counts(), { inside: 0, waiting: 0 });
});

t.test('who goes away while waiting leaves the queue', async (t) => {
  const turnstile = new Turnstile({ ...LIMITS, places: 1 });
  const leave = await turnstile.enter('one');
  const gone = new Cancellation();
  const waiting = turnstile.enter('two', gone);
  gone.cancel(new Error('gone'));
  await t.rejects(waiting, { message: 'gone' });
  await t.rejects(turnstile.enter('two', gone), { message: 'gone' });
  leave();
  t.strictSame(turnstile.counts(), { inside: 0, waiting: 0, refused: 0 });
});
