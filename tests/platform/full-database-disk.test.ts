import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { open, readFile, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { startScheduledJobs } from '#src/platform/jobs/scheduled-jobs.ts';
import { startAllocationRunner } from '#src/areas/allocations/index.ts';
import { LOGIN_OF, startTestApi } from '#tests/support/api.ts';
import { collectLog } from '#tests/support/collected-log.ts';
import { runCommandLine, runWithSettings } from '#tests/support/command-line.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { mountSmallDisk, NO_MOUNT } from '#tests/support/small-disk.ts';
import { until } from '#tests/support/until.ts';
import { startOwnServer } from '#tests/acceptance/own-server.ts';

/** Takes all the room that there is. */
async function fill(disk: string): Promise<string> {
  const path = join(disk, 'filler');
  const file = await open(path, 'w');
  const piece = Buffer.alloc(1024 * 1024, 1);
  try {
    for (;;) await file.write(piece);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await file.close();
  }
  return path;
}

t.test('a database that ends on a full disk is told as that, and is back by itself once there is room', async (t) => {
  const disk = await mountSmallDisk(t, '512m');
  if (!disk) {
    t.plan(0, NO_MOUNT);
    return;
  }
  const data = join(disk.path, 'data');
  const server = await startOwnServer({ WASL_DATA: data, NODE_ENV: 'development', DATABASE_URL: '' });
  t.teardown(() => server.stop());
  const ready = async () => {
    const response = await fetch(`${server.address}/readyz`);
    const { facts } = (await response.json()) as { facts?: { reason?: string } };
    return { status: response.status, reason: facts?.reason };
  };
  t.match(await ready(), { status: 200 });
  const filler = await fill(disk.path);
  t.equal((await statfs(disk.path)).bavail, 0);
  process.kill(Number.parseInt(readFileSync(join(data, 'postgres', 'cluster', 'postmaster.pid'), 'utf8'), 10), 'SIGKILL');
  await until(async () => (await ready()).status === 503 && /changes are refused/.test(server.output()), 'it is seen');
  t.match(await ready(), { status: 503, reason: 'storage-full' });
  await until(() => /can't be started again/.test(server.output()), 'the log says so');
  t.match(server.output(), /can't be started again[^\n]*The disk is full[^\n]*make room there/, 'as what it is');
  t.match(server.output(), /\d+ MiB free for the database in .*: changes are refused \(507\).*Make room/);
  await rm(filler);
  await until(async () => (await ready()).status === 200, 'it is back by itself');
});

t.test('what works by itself waits while there is too little room, as people’s changes are refused', async (t) => {
  let isFull = false;
  const disk = { isFull: () => isFull, freeBytes: () => 0 };
  const api = await startTestApi(t);
  const facilitator = await api.signIn(LOGIN_OF.facilitator);
  const { body } = await facilitator('POST', '/v1/allocations', { body: {}, idempotencyKey: randomUUID() });
  const state = async () => (await facilitator('GET', `/v1/allocations/${String(body['id'])}`)).body['state'];
  isFull = true;
  const { log, says } = collectLog();
  const clock = { now: () => new Date() };
  let runs = 0;
  const job = { name: 'count', schedule: '* * * * *', work: () => Promise.resolve((runs += 1) && 0) };
  const scheduledJobs = startScheduledJobs([job], { db: api.database.db, clock, url: api.database.logins.app, log, disk });
  const runner = startAllocationRunner({ database: api.database, clock, log, disk });
  t.teardown(async () => {
    await scheduledJobs.stop();
    await runner.stop();
  });
  await until(() => says('the scheduled jobs wait for room') && says('the queue waits for room'), 'both wait');
  t.equal(await state(), 'queued');
  t.equal(runs, 0);
  isFull = false;
  await until(() => says('the scheduled jobs run'), 'there is room');
  await until(async () => (await state()) === 'done', 'there is room');
  isFull = true;
  await until(() => says('the scheduled jobs have no room'), 'and again there is none');
});

t.test('a scenario is not loaded and no backup restored where there is too little room', async (t) => {
  const disk = await mountSmallDisk(t, '512m');
  if (!disk) {
    t.plan(0, NO_MOUNT);
    return;
  }
  const wasl = async (args: readonly string[]) => {
    process.env['WASL_DATA'] = join(disk.path, 'data');
    try {
      return await runCommandLine(args);
    } finally {
      delete process.env['WASL_DATA'];
    }
  };
  t.match(await wasl(['migrate']), { status: 0 });
  const archive = join(t.testdir({}), 'empty.zip');
  t.match(await wasl(['backup', archive, '--no-check']), { status: 0 });
  const filler = await fill(disk.path);
  const file = await open(filler, 'r+');
  await file.truncate((await file.stat()).size - 20 * 1024 * 1024);
  await file.close();
  for (const args of [['demo'], ['restore', archive]]) {
    t.match(await wasl(args), { status: 1, stderr: /\d+ MiB free for the database in .*: .* needs more\. Make room/ }, args.join(' '));
  }
  await rm(filler);
  t.match(await wasl(['demo']), { status: 0 });
  t.ok((await readFile(archive)).length > 0);
});

t.test('a backup whose check finds no room says so, and what helps', async (t) => {
  const disk = await mountSmallDisk(t, '16m');
  if (!disk) {
    t.plan(0, NO_MOUNT);
    return;
  }
  const { environment, logins } = await createTestDatabase(t, { template: 'migrated' });
  const settings = { ...environment, DATABASE_OWNER_URL: '', DATABASE_BACKUP_URL: logins.backup, WASL_DATA: join(disk.path, 'data') };
  const { status, stderr } = await runWithSettings(['backup', `${disk.path}/`], settings);
  t.equal(status, 1);
  t.match(stderr, /the archive was not checked, since its scratch database found no room .*make room in .*DATABASE_OWNER_URL.*--no-check/);
});
