import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import t from 'tap';
import { temporaryDirectory } from '#tests/support/files.ts';

const MODULE = JSON.stringify(new URL('../../src/cli/on-passing-postgres.ts', import.meta.url).href);

const isListening = (port: number): Promise<boolean> =>
  new Promise((settle) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      settle(true);
    });
    socket.once('error', () => settle(false));
  });

t.test(
  'Ctrl-C takes the server of a script away with it',
  { skip: process.platform === 'win32' && 'Windows has no signals' },
  async (t) => {
    const script = `
    import { onPassingPostgres } from ${MODULE};
    await onPassingPostgres('test', async ({ directory, url }) => {
      console.log(JSON.stringify({ directory, port: Number(new URL(url).port) }));
      await new Promise((over) => setTimeout(over, 60_000));
    });`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: await temporaryDirectory(t) },
    });
    const ended = new Promise<number | null>((settle) => child.once('close', (code) => settle(code)));
    const told = text(child.stderr);
    const line = await new Promise<string>((settle) => child.stdout.once('data', (data: Buffer) => settle(data.toString())));
    const { directory, port } = JSON.parse(line) as { directory: string; port: number };
    t.ok(existsSync(directory));
    t.ok(await isListening(port));
    child.kill('SIGINT');
    t.equal(await ended, 130, await told);
    t.notOk(existsSync(directory));
    t.notOk(await isListening(port), 'with its server, which would not have gone by itself');
  },
);
