import { spawn } from 'node:child_process';
import { sql } from 'drizzle-orm';
import t from 'tap';
import { Refusal } from '#src/kernel/refusal.ts';
import { systemActor } from '#src/platform/auth/actor.ts';
import { asActor, type Tx } from '#src/platform/db/transaction.ts';
import { hidePasswords } from '#src/platform/log.ts';
import { collectLog } from '#tests/support/collected-log.ts';
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

t.test('an error that leads round to itself, or holds a secret thing, is told by its words and plain properties', async (t) => {
  const { log, entries } = collectLog();
  const socket: Record<string, unknown> = { secretKey: 4711 };
  socket['parser'] = { socket };
  const fault = Object.assign(new Error('no answer from postgres://wasl:hunter2@db/wasl'), {
    code: 'ETIMEDOUT',
    attempts: 3,
    emitter: socket,
  });
  log.error({ err: new Error('outer', { cause: fault }) }, 'one');
  log.error({ err: fault }, 'two');
  log.error({ err: new AggregateError([fault], '') }, 'three');
  log.error({ err: 'only words' }, 'four');
  t.match(entries[0], { err: { type: 'Error', message: /outer: no answer from/, stack: /caused by: Error: no answer/ } });
  t.match(entries[1], { err: { code: 'ETIMEDOUT', attempts: 3, emitter: undefined } });
  t.match(entries[2], { err: { aggregateErrors: [{ code: 'ETIMEDOUT' }] } });
  t.match(entries[3], { err: { message: 'only words' } });
  t.notMatch(JSON.stringify(entries), /4711|hunter2/);
});

t.test('an error tells nothing of a record: no parameter of a statement, no row, no value that could not be read', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const { log, entries } = collectLog();
  const secret = 'border post of the hunters';
  const ctx = { actor: systemActor('log'), now: new Date(), requestId: null };
  const failing = async (work: (tx: Tx) => Promise<unknown>): Promise<unknown> =>
    asActor(database.db, ctx, work).then(
      () => t.fail('it fails'),
      (error: unknown) => error,
    );
  const errors = [
    await failing((tx) => tx.execute(sql`select ${secret}::uuid`)),
    await failing((tx) => tx.execute(sql`select cast(${`{"a": ${secret}`} as jsonb)`)),
    await failing((tx) => tx.execute(sql`select no_such_column from needs where justification->>'en' = ${secret}`)),
    await new Promise((told) => {
      try {
        JSON.parse(`{"a": ${secret}`);
      } catch (error) {
        told(error);
      }
    }),
  ];
  for (const error of errors) {
    log.error({ err: error }, 'one');
    log.error({ err: new Error('outer', { cause: error }) }, 'inside another');
  }
  t.equal(entries.length, 8);
  t.notMatch(JSON.stringify(entries), /hunters/);
  t.match(entries[0], { err: { message: /a query failed: select \$1::uuid: invalid input syntax for type uuid/, stack: /\n +at / } });
});

t.test('a refusal is told without a stack, wherever it is told', async (t) => {
  const { log, entries } = collectLog();
  log.error({ err: new Refusal('not-found') }, 'one');
  log.error({ err: new Error('a scheduled job failed', { cause: new Refusal('try-again') }) }, 'two');
  t.strictSame(entries[0]?.['err'], { type: 'Refusal', message: 'not-found', name: 'Refusal', code: 'not-found' });
  t.match(entries[1], { err: { stack: /caused by: Refusal: try-again$/ } });
});
