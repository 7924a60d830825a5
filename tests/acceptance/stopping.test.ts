import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import t from 'tap';
import { until } from '#tests/support/until.ts';

const isUnix = process.platform !== 'win32';
const directory = await mkdtemp(join(tmpdir(), 'wasl-stopping-'));
await chmod(directory, 0o755); // or root's server would keep its data elsewhere
t.teardown(() => rm(directory, { recursive: true, force: true }));

/** A command of ours with an embedded database in the one directory of this file. */
function begin(program: string, args: readonly string[], environment: Record<string, string> = {}) {
  const child = spawn(program, args, {
    env: {
      ...process.env,
      npm_lifecycle_event: '',
      PORT: '0',
      LOG_LEVEL: 'info',
      PRESSURE_MILLISECONDS: '0',
      WASL_DATA: directory,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  // Unlike its exit, this waits for everybody who could still write: npm, the shell, the service.
  const allEnded = once(child, 'close').then(([code]: (number | null)[]) => code);
  return {
    output: () => output,
    signal: (signal: NodeJS.Signals) => child.kill(signal),
    ended: allEnded,
    said: async (words: RegExp): Promise<string> => {
      for (;;) {
        const found = words.exec(output);
        if (found !== null) return found[1] ?? found[0];
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${output}`);
        await pause(2);
      }
    },
  };
}

const npmStart = (environment?: Record<string, string>) => begin('npm', ['start'], environment);
const serve = (environment?: Record<string, string>) => begin(process.execPath, ['src/cli/wasl.mjs', 'serve'], environment);
const postmaster = (data = directory): number =>
  Number.parseInt(readFileSync(join(data, 'postgres', 'cluster', 'postmaster.pid'), 'utf8'), 10);
const hasServer = (): boolean => existsSync(join(directory, 'postgres', 'cluster', 'postmaster.pid'));

t.test(
  'a signal to npm start ends all of it, wherever it is, and the next start goes on',
  { skip: !isUnix && 'Windows has no signals' },
  async (t) => {
    for (const [signal, words, expected] of [
      ['SIGINT', /making a PostgreSQL/, 0],
      ['SIGTERM', /Migrations: /, 0],
      ['SIGHUP', /Illustrative scenario: /, null], // npm doesn't pass this one on, and dies of it
    ] as const) {
      const started = npmStart();
      await started.said(/Wasl is starting/);
      await started.said(words);
      t.notOk(started.output().includes('\u001B'), 'no escape codes where nobody watches');
      started.signal(signal);
      t.equal(await started.ended, expected, `${signal} at ${String(words)}: ${started.output()}`);
      t.equal(hasServer(), false, `${signal} at ${String(words)}: no server is left`);
    }
    const ready = npmStart({ NODE_ENV: 'production' });
    const address = await ready.said(/Wasl\s+(http:\/\/[\w.:]+)/);
    t.equal((await fetch(`${address}/readyz`)).status, 200);
    ready.signal('SIGTERM');
    t.equal(await ready.ended, 0);
    t.equal(hasServer(), false);
    await t.rejects(fetch(`${address}/readyz`));
  },
);

t.test(
  'npm that is gone before the service has looked who started it is noticed too',
  { skip: !isUnix && 'Windows has no signals' },
  async (t) => {
    // A node that comes late: npm is gone by the time that the real one begins.
    const late = join(directory, 'late');
    await mkdir(late);
    await writeFile(
      join(late, 'node'),
      `#!/bin/sh\necho "late is $$"\nwhile kill -0 "$PPID" 2>/dev/null; do sleep 0.01; done\nexec '${process.execPath}' "$@"\n`,
      { mode: 0o755 },
    );
    const npm = await realpath(
      (process.env['PATH'] ?? '')
        .split(delimiter)
        .map((place) => join(place, 'npm'))
        .find(existsSync) ?? '',
    );
    const started = begin(process.execPath, [npm, 'start'], { PATH: `${late}${delimiter}${process.env['PATH'] ?? ''}` });
    const service = Number(await started.said(/late is (\d+)/));
    started.signal('SIGKILL');
    let isOver = false;
    void started.ended.then(() => (isOver = true));
    t.teardown(() => isOver || process.kill(service, 'SIGTERM'));
    await until(() => /Stopping|listens|Wasl +http/.test(started.output()), 'the service has begun');
    t.match(started.output(), /Stopping/);
    t.equal(await started.ended, null);
    t.equal(hasServer(), false);
  },
);

t.test(
  'the second of two says that the port is taken and leaves the first its database; killed, it runs again, and a second signal ends both',
  async (t) => {
    const first = serve({ NODE_ENV: 'production', SHUTDOWN_SECONDS: '300', SHUTDOWN_GRACE_SECONDS: '60' });
    const address = new URL(await first.said(/Wasl\s+(http:\/\/[\w.:]+)/));

    const second = serve({ NODE_ENV: 'production', PORT: address.port });
    t.equal(await second.ended, 1);
    t.match(second.output(), new RegExp(`Port ${address.port} of 127.0.0.1 is taken, .*set PORT to another`));
    t.equal((await fetch(new URL('/readyz', address))).status, 200);

    const killed = postmaster();
    process.kill(killed, 'SIGKILL');
    await first.said(new RegExp(`PostgreSQL \\(pid ${killed}\\) was gone; it runs again`));
    while ((await fetch(new URL('/readyz', address))).status !== 200) await pause(20);
    t.not(postmaster(), killed, 'the service has started its database again');

    for (; !first.output().includes('Stopping at once.'); await pause(50)) first.signal('SIGTERM');
    t.equal(await first.ended, 1);
    t.equal(hasServer(), false);
  },
);

t.test(
  'a stop that waits for a database without an answer says so, and in its last line what it has given up',
  { skip: !isUnix && 'Windows has no signals' },
  async (t) => {
    const service = serve({ NODE_ENV: 'production', SHUTDOWN_SECONDS: '300' });
    await service.said(/Wasl\s+http/);
    await service.said(/the scheduled jobs run/);
    const server = postmaster();
    const backends = spawnSync('ps', ['-o', 'pid=', '--ppid', String(server)], { encoding: 'utf8' });
    const processes = [server, ...backends.stdout.trim().split(/\s+/).map(Number)];
    const signalAll = (signal: NodeJS.Signals): void => processes.forEach((pid) => process.kill(pid, signal));
    signalAll('SIGSTOP');
    service.signal('SIGTERM');
    await service.said(/the database at \S+ does not answer: what waits for it is given up/);
    for (; !service.output().includes('Stopping at once.'); await pause(50)) service.signal('SIGTERM');
    signalAll('SIGCONT');
    t.equal(await service.ended, 1);
    const last = JSON.parse(service.output().trim().split('\n').at(-1) ?? '') as { level: number; msg: string };
    t.match(last, {
      level: 40,
      msg: /^Stopped, though not everything ended as it should: given up were .*the connections to the database\.$/,
    });
    t.equal(hasServer(), false);
  },
);

t.test('a first start whose database goes in the midst of it, again and again, begins anew and ends ready', async (t) => {
  const own = join(directory, 'first');
  const started = serve({ WASL_DATA: own, NODE_ENV: 'development' });
  await started.said(/listens on port/);
  process.kill(postmaster(own), 'SIGKILL');
  await started.said(/Illustrative scenario: /);
  process.kill(postmaster(own), 'SIGINT');
  const address = await started.said(/Wasl\s+(http:\/\/[\w.:]+)/);
  t.match(started.output(), /was gone; it runs again[^]*was gone; it runs again[^]*Loaded the illustrative scenario/);
  t.equal((await fetch(`${address}/readyz`)).status, 200);
  started.signal('SIGTERM');
  t.equal(await started.ended, 0);
});
