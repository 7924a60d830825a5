import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import type { StoredResult } from '#src/areas/allocations/domain/result.ts';
import { LOGIN_OF } from '#tests/support/api.ts';
import { connectAsSuperuser } from '#tests/support/database.ts';
import { ApiDocument } from '../../api/document.ts';
import { type Json, makeAllocationWorld } from './allocation-world.ts';
import { runCommandLine } from '#tests/support/command-line.ts';

const world = await makeAllocationWorld(t);
const superuser = connectAsSuperuser(t, world.api.database);
const document = new ApiDocument(world.api.app.swagger() as unknown as Json);
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const textOf = async (id: string, part: string): Promise<string> => {
  const [row] = await superuser<{ text: string }[]>`select ${superuser(part)} as text from allocations where id = ${id}`;
  return row?.text ?? '';
};

t.test('a scope that names what isn’t there is refused at each place', async (t) => {
  const scope = {
    regions: ['tripolitania', 'nowhere'],
    areas: ['nope'],
    organisations: ['nobody'],
    donors: ['it-ministry-of-interior', 'x'],
  };
  const { status, body } = await world.request({ scope });
  t.equal(status, 422);
  t.strictSame(
    (body['fields'] as Json[]).map(({ pointer, code }) => `${String(pointer)} ${String(code)}`),
    ['/scope/regions/1', '/scope/areas/0', '/scope/organisations/0', '/scope/donors/1'].map((pointer) => `${pointer} reference-unknown`),
  );
});

t.test('a run over all needs and offers ends with a proven plan, its certificate and reasons', async (t) => {
  const asked = await world.request();
  t.equal(asked.status, 201);
  t.equal(asked.headers.get('location'), `/v1/allocations/${String(asked.body['id'])}`);
  t.match(asked.body['reference'], /^A-[0-9A-Z]{4}-[0-9A-Z]{2}$/);
  const run = await world.ended(String(asked.body['id']));
  const id = String(run['id']);
  t.equal(run['state'], 'done', JSON.stringify(run));
  t.match(run['totals'], { isProven: true });
  const plan = (await world.get(id, 'plan'))['items'] as Json[];
  t.ok(plan.length > 0, `${plan.length} lines`);
  t.ok((await world.get(id, 'certificate'))['certificate']);
  for (const side of ['needs', 'offers', 'excluded']) {
    const page = await world.facilitator('GET', `/v1/allocations/${id}/reasons?of=${side}&limit=3`);
    t.equal(page.status, 200);
    t.same(document.faultsOf('GET', '/v1/allocations/:id/reasons', 200, 'application/json', page.body), []);
    t.ok((page.body['items'] as Json[]).length > 0, side);
  }
  for (const part of ['', '/plan', '/certificate', '/equity', '/instance', '/result']) {
    const reply = await world.facilitator('GET', `/v1/allocations/${id}${part}`);
    t.same(document.faultsOf('GET', `/v1/allocations/:id${part}`, 200, 'application/json', reply.body), [], part);
  }
  const list = await world.facilitator('GET', '/v1/allocations?state=done');
  t.same(document.faultsOf('GET', '/v1/allocations', 200, 'application/json', list.body), []);
});

t.test('what was hashed is what is sent, and pages of a part join to the whole', async (t) => {
  const run = await world.run();
  const id = String(run['id']);
  t.equal(sha256(await textOf(id, 'snapshot')), run['snapshotHash']);
  t.equal(sha256(await textOf(id, 'result')), run['resultHash']);
  const instance = await world.facilitator('GET', `/v1/allocations/${id}/instance`);
  t.equal(JSON.stringify(instance.body), await textOf(id, 'snapshot'), 'the stored text is canonical JSON and sent as it is');
  const result = JSON.parse(await textOf(id, 'result')) as StoredResult;
  const joined: Json[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page = await world.get(id, `reasons?of=excluded&limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`);
    joined.push(...(page['items'] as Json[]));
    cursor = page['next'] as string | null;
  }
  t.ok(joined.every(({ ruleName }) => typeof ruleName === 'string'));
  t.same(
    joined.map(({ ruleName: _ruleName, ...pair }) => pair),
    result.reasons.excluded,
  );
});

t.test('whoever has the instance and the result of a run can check it without the service', async (t) => {
  const settings = { donorLimit: 1, floors: [{ id: 'south', by: 'region', value: 'fezzan', percent: 5, of: 'support' }] };
  const run = await world.run({ settings });
  const directory = t.testdir();
  const fileOf = async (part: string): Promise<string> => {
    const file = join(directory, `${part}.json`);
    writeFileSync(file, JSON.stringify((await world.facilitator('GET', `/v1/allocations/${String(run['id'])}/${part}`)).body));
    return file;
  };
  const { status, stdout, stderr } = await runCommandLine(['allocate', await fileOf('instance'), '--verify', await fileOf('result')]);
  t.equal(status, 0, stderr);
  t.match(stdout, (run['totals'] as Json)['isProven'] === true ? /^proven: / : /^checked: /);
});

t.test('a repeated run gives the same result byte for byte', async (t) => {
  const first = await world.run({ scope: { priorities: ['critical', 'urgent'] } });
  const again = await world.facilitator('POST', `/v1/allocations/${String(first['id'])}/repeat`);
  t.equal(again.status, 201);
  const second = await world.ended(String(again.body['id']));
  t.not(second['id'], first['id']);
  t.equal(second['repeatOf'], first['id']);
  t.equal(second['snapshotHash'], first['snapshotHash']);
  t.equal(second['resultHash'], first['resultHash']);
  t.equal(await textOf(String(second['id']), 'result'), await textOf(String(first['id']), 'result'));
});

t.test('the scope decides which lines take part, and own weights what a pair is worth', async (t) => {
  const whole = await world.run();
  const [one] = await superuser<{ region: string }[]>`select region from needs where state = 'published' limit 1`;
  const part = await world.run({ scope: { regions: [one?.region] } });
  t.ok((part['size'] as Json)['needs'], 'some');
  t.ok(((part['size'] as Json)['needs'] as number) < ((whole['size'] as Json)['needs'] as number), 'and fewer');
  const weights = { tier: 0, fit: 1_000_000, time: 0, coverage: 0, preference: 0, 'goods-condition': 0 };
  const weighed = await world.run({ weights });
  t.not(weighed['snapshotHash'], whole['snapshotHash']);
  const wrong = await world.request({ weights: { ...weights, tier: 1 } });
  t.equal(wrong.status, 400);
});

t.test('a run keeps what it was asked and what it answered, even from the owner of the table', async (t) => {
  const run = await world.run();
  await t.rejects(superuser`update allocations set snapshot = 'x' where id = ${String(run['id'])}`, {
    message: 'a run keeps what it was asked and what it answered',
  });
  await t.rejects(superuser`update allocations set result = 'x' where id = ${String(run['id'])}`, {
    message: 'a run keeps what it was asked and what it answered',
  });
  await t.rejects(superuser`delete from allocations`, { message: 'a run keeps what it was asked and what it answered' });
});

t.test('one event tells of each change', async (t) => {
  const run = await world.run();
  const events = await superuser<
    { action: string }[]
  >`select action from events where subject_id = ${String(run['id'])} order by creation_order`;
  t.same(
    events.map(({ action }) => action),
    ['allocation.requested', 'allocation.started', 'allocation.done'],
  );
});

t.test('settings that name an unknown line are refused with its place, and a run without a plan has none to read', async (t) => {
  const need = '01900000-0000-7000-8000-000000000000';
  const other = '01900000-0000-7000-8000-000000000001';
  const kit = (...needs: string[]) => ({ packages: [{ id: 'kit', parts: needs.map((one) => ({ need: one, quantity: 1 })) }] });
  const reply = await world.request({ settings: kit(need, other) });
  t.equal(reply.status, 422);
  t.match(reply.body['fields'], [
    { pointer: '/settings/packages/0/parts/0/need', code: 'reference-unknown' },
    { pointer: '/settings/packages/0/parts/1/need', code: 'reference-unknown' },
  ]);
  t.equal((await world.request({ settings: kit(need) })).status, 400, 'a package has two parts at least');
  t.equal((await world.facilitator('GET', `/v1/allocations/${need}/plan`)).status, 404);
});

t.test('settings that can’t all hold fail the run, and it names them', async (t) => {
  const group = { by: 'recipient', value: 'ly-gasbcp' };
  const run = await world.run({
    settings: { floors: [{ ...group, id: 'all', percent: 100, of: 'need' }], caps: [{ ...group, id: 'none', quantity: 0 }] },
  });
  t.match(run, { state: 'failed', failure: 'settings-contradict', failureReasons: [{ condition: 'floor', id: 'all' }], totals: null });
  t.equal((await world.facilitator('GET', `/v1/allocations/${String(run['id'])}/plan`)).body['code'], 'allocation-not-done');
});

t.test('only facilitators ask for runs; auditors read them; to others they are closed', async (t) => {
  const run = await world.run();
  const path = `/v1/allocations/${String(run['id'])}`;
  const auditor = await world.api.signIn(LOGIN_OF.auditor);
  t.equal((await auditor('GET', `${path}/plan`)).status, 200);
  t.equal((await auditor('POST', '/v1/allocations', { body: {} })).body['code'], 'role-not-allowed');
  for (const role of ['donor', 'requester', 'validator', 'administrator'] as const) {
    const caller = await world.api.signIn(LOGIN_OF[role]);
    for (const part of [
      '',
      '/plan',
      '/reasons',
      '/certificate',
      '/comparison',
      '/donation',
      '/equity',
      '/instance',
      '/result',
      '/progress',
    ]) {
      t.equal((await caller('GET', path + part)).body['code'], 'role-not-allowed', `${role} ${part}`);
    }
    t.equal((await caller('POST', '/v1/allocations', { body: {} })).body['code'], 'role-not-allowed', role);
    t.equal((await caller('POST', `${path}/proposals`, { body: { lines: [] } })).status >= 400, true, role);
  }
});
