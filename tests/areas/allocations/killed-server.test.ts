import t from 'tap';
import { DEMO_PASSWORD } from '#src/demo/accounts.ts';
import { startOwnServer } from '#tests/acceptance/own-server.ts';
import { caller, LOGIN_OF, type Caller } from '#tests/support/api.ts';
import { createTestDatabase } from '#tests/support/database.ts';

const database = await createTestDatabase(t, { template: 'scenario' });

async function facilitatorAt(address: string): Promise<Caller> {
  const { body } = await caller(address, null)('POST', '/v1/sessions', { body: { login: LOGIN_OF.facilitator, password: DEMO_PASSWORD } });
  return caller(address, String(body['token']));
}

t.test('a server that is killed in the middle loses no run: another ends it, with the same result', async (t) => {
  const first = await startOwnServer(database.environment);
  const before = await facilitatorAt(first.address);
  const requested = await Promise.all(Array.from({ length: 4 }, () => before('POST', '/v1/allocations', { body: {} })));
  process.kill(first.pid, 'SIGKILL');
  const second = await startOwnServer(database.environment);
  const after = await facilitatorAt(second.address);
  const results = new Map<unknown, Set<unknown>>();
  for (const { body } of requested) {
    const path = `/v1/allocations/${String(body['id'])}`;
    await after('GET', `${path}/progress`);
    const { body: run } = await after('GET', path);
    t.equal(run['state'], 'done');
    results.set(run['snapshotHash'], (results.get(run['snapshotHash']) ?? new Set()).add(run['resultHash']));
  }
  // What time does, such as letting a reservation lapse, may fall between two of the requests.
  t.ok(results.size < requested.length, 'of the same snapshots');
  for (const hashes of results.values()) t.equal(hashes.size, 1, 'the same result');
  await second.stop();
});

t.test('a server that is asked to stop ends the streams that follow a run', async (t) => {
  const server = await startOwnServer({ ...database.environment, WASL_JOBS: 'false', SHUTDOWN_SECONDS: '60' });
  const facilitator = await facilitatorAt(server.address);
  const { body } = await facilitator('POST', '/v1/allocations', { body: {} });
  const following = facilitator('GET', `/v1/allocations/${String(body['id'])}/progress`);
  await facilitator('GET', '/v1/allocations');
  const began = performance.now();
  t.equal(await server.stop(), 0);
  t.match((await following).body, { text: /^event: progress/ });
  t.ok(performance.now() - began < 50_000, 'long before its deadline, which is what a stream that goes on would keep it to');
});
