import { spawn } from 'node:child_process';
import t from 'tap';
import { hidePasswords } from '#src/platform/log.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { temporaryDirectory } from '#tests/support/files.ts';

t.test('all that a server writes in production is JSON, from its start to its end, and no secret', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const child = spawn(process.execPath, ['src/cli/wasl.mjs', 'serve'], {
    env: {
      ...process.env,
      NODE_ENV: 'production',
      LOG_LEVEL: 'info',
      PORT: '0',
      ...database.environment,
      WASL_DATA: await temporaryDirectory(t),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<number | null>((end) => child.once('close', end));
  let output = '';
  const address = await new Promise<string>((found, failed) => {
    const read = (chunk: Buffer): void => {
      output += chunk.toString();
      const said = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
      if (said !== undefined) found(said);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => failed(new Error(output)));
  });
  await fetch(`${address}/v1/needs?token=a-planted-secret`, { headers: { authorization: 'Bearer a-planted-secret' } });
  child.kill('SIGTERM');
  t.equal(await ended, 0);
  const lines = output.split('\n').filter((line) => line !== '');
  t.ok(lines.length > 3);
  for (const line of lines) t.type(JSON.parse(line), 'object');
  t.notMatch(output, /a-planted-secret/);
});

t.test('an address in a message of a library loses its password', async (t) => {
  t.equal(hidePasswords('no answer from postgres://wasl:hunter2@db/wasl'), 'no answer from postgres://wasl:***@db/wasl');
});
