import t from 'tap';
import { must } from '#src/kernel/assert.ts';
import { startAllocationRunner } from '#src/areas/allocations/index.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { openLog } from '#src/platform/log.ts';
import { REFERENCE_INSTANT } from '#tests/support/people.ts';
import { eventsOf, makeAllocationWorld } from './allocation-world.ts';

const BUSY = new URL('./busy-engine.ts', import.meta.url);
const world = await makeAllocationWorld(t, { engine: null });
const superuser = connectAsSuperuser(t, world.api.database);
const clock = { now: () => REFERENCE_INSTANT };
const startRunner = (engine?: URL) =>
  startAllocationRunner({ database: world.api.database, clock, log: openLog('silent'), ...(engine === undefined ? {} : { engine }) });

interface Row {
  readonly state: string;
  readonly progress: { readonly done: number } | null;
  readonly attempts: number;
  readonly version: number;
  readonly result_hash: string | null;
}
const rowOf = async (id: string): Promise<Row> =>
  must((await superuser<Row[]>`select state, progress, attempts, version, result_hash from allocations where id = ${id}`)[0], id);

/** Looks again and again until a run is as it should be; a test's own time limit ends what never comes. */
async function until(id: string, isSo: (row: Row) => boolean): Promise<Row> {
  for (;;) {
    const row = await rowOf(id);
    if (isSo(row)) return row;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const request = async (): Promise<string> => String((await world.request()).body['id']);

t.test('a run that takes long tells how far it is, and ends when it is cancelled, for by itself it never does', async (t) => {
  const runner = startRunner(BUSY);
  const id = await request();
  const following = world.facilitator('GET', `/v1/allocations/${id}/progress`);
  await until(id, ({ progress }) => (progress?.done ?? 0) > 1);
  const running = await world.facilitator('GET', `/v1/allocations/${id}`);
  t.match(running.body, { state: 'running', progress: { stage: 'parts' }, allowedActions: ['cancel'] });
  t.equal((await world.facilitator('POST', `/v1/allocations/${id}/cancel`)).status, 428);
  const began = performance.now();
  const cancelled = await world.facilitator('POST', `/v1/allocations/${id}/cancel`, { ifMatch: '"1"' });
  t.match(cancelled.body, { state: 'cancelled', allowedActions: [], version: 2 });
  const events = eventsOf(String((await following).body['text']));
  t.comment(`the stream ended after ${Math.round(performance.now() - began)} ms (goal 1,000)`);
  t.ok(events.length >= 3, `${events.length} messages`);
  t.equal(events.at(-1)?.event, 'cancelled');
  const next = await request();
  await until(next, ({ state }) => state === 'running');
  t.comment(`the thread was free for the next run after ${Math.round(performance.now() - began)} ms`);
  t.equal((await world.facilitator('POST', `/v1/allocations/${id}/cancel`, { ifMatch: '"2"' })).body['code'], 'transition-not-allowed');
  await world.facilitator('POST', `/v1/allocations/${next}/cancel`, { ifMatch: '"1"' });
  await runner.stop();
});

t.test('a process that stops gives its run back, and the next process ends it', async (t) => {
  const first = startRunner(BUSY);
  const id = await request();
  await until(id, ({ state }) => state === 'running');
  await first.stop();
  t.match(await rowOf(id), { state: 'queued', attempts: 0 });
  const second = startRunner();
  await until(id, ({ state }) => state === 'done');
  await second.stop();
});

t.test('a run that a killed process left behind is taken up when its lease is over, with the same result', async (t) => {
  const id = await request();
  const twin = await request();
  const leave = (leasedUntil: string) => superuser`
    update allocations set state = 'running', runner = gen_random_uuid(), attempts = 1, started_at = now(), leased_until = now() + ${leasedUntil}::interval
    where id = ${id}`;
  await leave('1 hour');
  const runner = startRunner();
  const ended = await until(twin, ({ state }) => state === 'done');
  t.equal((await rowOf(id)).state, 'running', 'not while its lease holds');
  await leave('-1 second');
  const taken = await until(id, ({ state }) => state === 'done');
  t.equal(taken.attempts, 2);
  t.equal(taken.result_hash, ended.result_hash);
  await runner.stop();
});

t.test('a run that ends every process which takes it up is given up', async (t) => {
  const id = await request();
  await superuser`
    update allocations set state = 'running', runner = gen_random_uuid(), attempts = 3, started_at = now(), leased_until = now() - interval '1 second'
    where id = ${id}`;
  const runner = startRunner();
  await until(id, ({ state }) => state === 'failed');
  t.match((await world.facilitator('GET', `/v1/allocations/${id}`)).body, { failure: 'given-up' });
  t.equal((await world.facilitator('GET', `/v1/allocations/${id}/plan`)).body['code'], 'allocation-not-done');
  await runner.stop();
});

t.test('two processes share the queue and run each run once', async (t) => {
  const ids = await Promise.all(Array.from({ length: 6 }, request));
  const runners = [startRunner(), startRunner()];
  for (const id of ids) t.match(await until(id, ({ state }) => state === 'done'), { attempts: 1 });
  await Promise.all(runners.map((runner) => runner.stop()));
});
