import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { logOutput } from '#src/platform/log-output.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { temporaryDirectory } from '#tests/support/files.ts';
import { mountSmallDisk, NO_MOUNT } from '#tests/support/small-disk.ts';
import { until } from '#tests/support/until.ts';

const LINE = `${JSON.stringify({ level: 30, msg: 'x'.repeat(1000) })}\n`;
const entriesOf = (text: string) =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.endsWith('}'))
    .map((line) => JSON.parse(line) as { msg: string; lost?: number });

/** A port that nobody has: of a server whose log can't say which it took. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

for (const [reader, makeOutput] of [
  ['on a disk that is full', async () => openSync('/dev/full', 'w')],
  [
    'whose reader stands still',
    async (t: Parameters<typeof temporaryDirectory>[0]) => {
      const path = join(await temporaryDirectory(t), 'pipe');
      spawnSync('mkfifo', [path]);
      return openSync(path, 'r+');
    },
  ],
] as const) {
  t.test(
    `a service with a log ${reader} serves all the same, and stops when it is asked to`,
    { skip: process.platform !== 'linux' && 'such files are of Linux' },
    async (t) => {
      const database = await createTestDatabase(t, { template: 'migrated' });
      const port = await freePort();
      const output = await makeOutput(t);
      const environment = {
        NODE_ENV: 'production',
        LOG_LEVEL: 'info',
        PORT: String(port),
        PRESSURE_MILLISECONDS: '0',
        ...database.environment,
        WASL_DATA: await temporaryDirectory(t),
      };
      const child = spawn(process.execPath, ['src/cli/wasl.mjs', 'serve'], {
        env: { ...process.env, ...environment },
        stdio: ['ignore', output, 'ignore'],
      });
      t.teardown(() => {
        child.kill('SIGKILL');
        closeSync(output);
      });
      const ended = once(child, 'exit');
      const ask = (path: string) =>
        fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(5000) }).then(
          (answer) => answer.status,
          () => undefined,
        );
      await until(async () => child.exitCode !== null || (await ask('/healthz')) === 200, 'it serves');
      const statuses = new Set<number | undefined>();
      for (let i = 0; i < 300; i += 1) statuses.add(await ask('/v1/needs'));
      t.strictSame([...statuses], [401]);
      child.kill('SIGTERM');
      await until(() => child.exitCode !== null, 'it has stopped');
      t.strictSame(await ended, [0, null]);
    },
  );
}

t.test('what a full disk doesn’t take is lost, and told in whole lines once there is room', async (t) => {
  const disk = await mountSmallDisk(t, '64k');
  if (disk === null) return t.comment(NO_MOUNT);
  const path = join(disk.path, 'log');
  writeFileSync(path, '');
  const fd = openSync(path, 'a');
  t.teardown(() => closeSync(fd));
  const output = logOutput({ fd });
  for (let i = 0; i < 100; i += 1) output.write(LINE);
  disk.grow('1m');
  output.write(LINE);
  const entries = entriesOf(readFileSync(path, 'utf8'));
  const told = entries.filter(({ lost }) => lost !== undefined);
  t.equal(told.length, 1);
  t.equal(entries.length - 1 + (told[0]?.lost ?? 0), 101);
  return undefined;
});

t.test('what waits for a reader is bounded; it reads how much was lost when it goes on', async (t) => {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  const [reader] = await accepted;
  t.teardown(() => {
    socket.destroy();
    reader.destroy();
    server.close();
  });
  const output = logOutput(socket);
  for (let i = 0; i < 50_000; i += 1) output.write(LINE);
  t.ok(socket.writableLength < 1.1 * 1024 * 1024, `${socket.writableLength} bytes wait`);
  let read = '';
  reader.on('data', (chunk: Buffer) => (read += chunk.toString()));
  reader.resume();
  await until(() => socket.writableLength === 0, 'all that waited was read');
  output.write(LINE);
  socket.end();
  await once(reader, 'end');
  const entries = entriesOf(read);
  const lost = entries.find((entry) => entry.lost !== undefined)?.lost ?? 0;
  t.ok(lost > 0);
  t.equal(entries.length - 1 + lost, 50_001);
});

t.test('a reader that has gone for good costs nothing but the log', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  server.close();
  socket.destroy();
  t.doesNotThrow(() => logOutput(socket).write(LINE));
});
