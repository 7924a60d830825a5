import t from 'tap';
import { must } from '#src/kernel/assert.ts';
import { startAllocationRunner } from '#src/areas/allocations/index.ts';
import { openLog } from '#src/platform/log.ts';
import type { Caller, Reply } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { REFERENCE_INSTANT } from '#tests/support/people.ts';
import { until } from '#tests/support/until.ts';
import { makeAllocationWorld } from './allocation-world.ts';

const world = await makeAllocationWorld(t, { engine: null });
const superuser = connectAsSuperuser(t, world.api.database);
const hasty = world.facilitator;
const patient = await world.api.signIn('facilitator2@unsmil.demo');

/** Each look is a second later than the one before. */
let seconds = 0;
const clock = { now: () => new Date(REFERENCE_INSTANT.getTime() + (seconds += 1) * 1000) };

const ask = (who: Caller) => who('POST', '/v1/allocations', { body: {} });
const waiting = async (): Promise<number> => {
  const [row] = await superuser<{ count: number }[]>`select count(*)::int as count from allocations where state in ('queued', 'running')`;
  return must(row, 'a count').count;
};

t.test('one account has at most ten runs waiting, however many it asks for at once; others still may', async (t) => {
  const replies: Reply[] = [];
  // The third four find two places left, and none of them has any of the others counted when it begins.
  for (let four = 0; four < 4; four += 1) replies.push(...(await Promise.all(Array.from({ length: 4 }, () => ask(hasty)))));
  t.strictSame(
    replies.map(({ status }) => status).toSorted((a, b) => a - b),
    [...Array<number>(10).fill(201), ...Array<number>(6).fill(429)],
  );
  const refused = must(replies.at(-1), 'a reply');
  t.match(refused.body, { code: 'too-many-allocations-waiting', facts: { most: 10 } });
  t.ok(refused.headers.get('retry-after'));
  t.equal((await ask(hasty)).status, 429);
  const [one] = await superuser<{ id: string }[]>`select id from allocations limit 1`;
  t.equal((await hasty('POST', `/v1/allocations/${must(one, 'a run').id}/repeat`)).status, 429, 'a repetition is a run too');
  t.equal((await ask(patient)).status, 201);
  t.equal(await waiting(), 11);
});

t.test('accounts have their runs taken up in turns, the one first that has waited longest', async (t) => {
  t.equal((await ask(patient)).status, 201);
  const runner = startAllocationRunner({ database: world.api.database, clock, log: openLog('silent') });
  t.teardown(() => runner.stop());
  await until(async () => (await waiting()) === 0, 'all runs have ended');
  const order = await superuser<{ requested_by: string }[]>`select requested_by from allocations order by started_at, creation_order`;
  const [first, second, third, fourth, fifth, sixth] = order.map(({ requested_by: account }) => account);
  t.not(first, second, 'the other has its turn');
  t.strictSame([third, fourth], [first, second]);
  t.strictSame([fifth, sixth], [first, first], 'nobody else waits');
  t.equal((await ask(hasty)).status, 201, 'whoever had too many may ask again');
});
