import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { pino } from 'pino';
import t from 'tap';
import { connect } from '#src/platform/db/connect.ts';
import { startRound } from '#src/platform/jobs/job-round.ts';
import { insistOnTls } from '#tests/support/tls-front.ts';
import { PATIENT_LIMITS } from '#tests/support/unlimited.ts';
import { waitForDatabase } from '#src/platform/db/wait-for-database.ts';
import { postgres } from '#src/platform/db/driver.ts';
import { throughLosses } from '#src/platform/db/through-losses.ts';
import { createTestDatabase } from '#tests/support/database.ts';

const patient = (seconds: number, said: string[] = []) => ({
  seconds,
  say: (line: string) => void said.push(line),
  unwanted: new AbortController().signal,
});

const at = (url: string) => ({ url, setting: 'DATABASE_AUTHENTICATOR_URL' });

t.test('a database that comes up late is waited for, and what is waited for is said once', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const target = new URL(database.logins.app);
  const door = await closedDoor();
  const url = new URL(database.logins.app);
  url.host = `127.0.0.1:${door.port}`;
  const said: string[] = [];
  const waiting = waitForDatabase(at(url.href), patient(20, said));
  await t.resolves(until(() => said.length > 0));
  const close = await door.open(target);
  t.teardown(close);
  await waiting;
  t.match(said, [/^Waiting for the database at 127\.0\.0\.1:\d+, up to 20 s: connection refused\.$/]);
});

t.test('waiting has its bound, and then it is said what to look at', async (t) => {
  const { port } = await closedDoor();
  await t.rejects(waitForDatabase(at(`postgres://a:secret@127.0.0.1:${port}/b`), patient(0)), {
    message:
      /^The database at 127\.0\.0\.1:\d+ let nobody in within 0 s \(connection refused\)\..*DATABASE_AUTHENTICATOR_URL is right; DATABASE_WAIT_SECONDS/,
  });
  await t.rejects(waitForDatabase(at('postgres://a:secret@no-such-host.invalid/b'), patient(0)), { message: /its name is not known yet/ });
});

t.test('what waiting doesn’t mend is said at once, without the password', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const changed = (change: (url: URL) => void) => {
    const url = new URL(database.logins.app);
    change(url);
    return url.href;
  };
  const started = performance.now();
  const failure = async (url: string): Promise<string> => {
    const error: unknown = await waitForDatabase(at(url), patient(60)).catch((reason: unknown) => reason);
    return error instanceof Error ? error.message : 'it let us in';
  };
  const wrongPassword = await failure(changed((url) => (url.password = 'guessed')));
  t.match(
    wrongPassword,
    /refuses the password of \w+: mend it in DATABASE_AUTHENTICATOR_URL, .*; where the role isn't there yet, README tells how/,
  );
  t.notMatch(wrongPassword, /guessed/);
  const nowhere = changed((url) => (url.pathname = '/nowhere'));
  t.match(
    await failure(nowhere),
    /There is no database nowhere at .*create database nowhere owner wasl_owner$/,
    'never by the service’s login',
  );
  const ofOwner = waitForDatabase({ url: nowhere, setting: 'DATABASE_OWNER_URL' }, patient(60));
  await t.rejects(ofOwner, { message: new RegExp(`create database nowhere owner ${new URL(nowhere).username}$`) });
  t.ok(performance.now() - started < 20_000, 'nothing was waited for');
});

t.test('TLS that one side asks for and the other doesn’t speak, or that can’t be believed, is said at once with what to do', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const plain = database.logins.app;
  const secured = await insistOnTls(t, plain);
  const asking = (url: string, mode: string) => `${url}?sslmode=${mode}`;
  const failure = async (url: string): Promise<string> => {
    const error: unknown = await waitForDatabase(at(url), patient(60)).catch((reason: unknown) => reason);
    return error instanceof Error ? error.message : 'it let us in';
  };
  const started = performance.now();
  for (const mode of ['require', 'verify-full']) {
    t.match(await failure(asking(plain, mode)), /speaks no TLS, which sslmode in DATABASE_AUTHENTICATOR_URL asks for: set ssl = on there/);
  }
  t.match(await failure(secured), /lets \w+ in by TLS alone: add sslmode=require to DATABASE_AUTHENTICATOR_URL/);
  for (const mode of ['verify-ca', 'verify-full']) {
    t.match(await failure(asking(secured, mode)), /can't be verified \(self-signed certificate[^)]*\): start with NODE_EXTRA_CA_CERTS/);
  }
  t.equal(await failure(asking(secured, 'require')), 'it let us in');
  t.ok(performance.now() - started < 20_000, 'nothing was waited for');
});

t.test('behind a certificate that is not verified people are served, and jobs work', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const url = `${await insistOnTls(t, database.logins.app)}?sslmode=require`;
  const { ping, close } = connect(url, 2, PATIENT_LIMITS);
  t.teardown(close);
  await t.resolves(ping());
  const round = await startRound({ url, items: [], tasks: {}, log: pino({ level: 'silent' }), isEnding: () => false });
  t.teardown(() => round.end());
  t.strictSame((await round.pool.query('select 1 as one')).rows, [{ one: 1 }]);
});

t.test('waiting ends with the process', async (t) => {
  const { port } = await closedDoor();
  const life = new AbortController();
  const waiting = waitForDatabase(at(`postgres://a@127.0.0.1:${port}/b`), { ...patient(60), unwanted: life.signal });
  life.abort();
  await t.rejects(waiting, { name: 'AbortError' });
});

t.test('work that fails because the process ends is not waited for, nor is anything said', async (t) => {
  const { port } = await closedDoor();
  const url = `postgres://a@127.0.0.1:${port}/b`;
  const said: string[] = [];
  const life = new AbortController();
  const lost = Object.assign(new Error('gone'), { code: 'CONNECTION_CLOSED' });
  const work = (): Promise<never> => {
    life.abort();
    return Promise.reject(lost);
  };
  await t.rejects(throughLosses(at(url), { ...patient(60, said), unwanted: life.signal }, work), lost);
  await t.rejects(waitForDatabase(at(url), { ...patient(60, said), unwanted: life.signal }), { name: 'AbortError' });
  t.strictSame(said, []);
});

t.test('work whose connection is lost in the midst begins anew once the database is back; other faults are told at once', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  let attempts = 0;
  const losing = (losses: number) => async (): Promise<number> => {
    attempts += 1;
    const sql = postgres(database.logins.app, { max: 1, onnotice: () => undefined });
    try {
      if (attempts <= losses) await sql`select pg_terminate_backend(pg_backend_pid())`;
      await sql`select 1 / ${attempts - 4}::int`;
      return attempts;
    } finally {
      await sql.end({ timeout: 0 });
    }
  };
  t.equal(await throughLosses(at(database.logins.app), patient(20), losing(2)), 3);
  await t.rejects(throughLosses(at(database.logins.app), patient(20), losing(0)), { code: '22012' });
  await t.rejects(
    throughLosses(at(database.logins.app), patient(0), losing(9)),
    { code: /57P01|CONNECTION_CLOSED/ },
    'waiting has its bound here too',
  );
});

/** A port where nobody answers, until it is opened: then it leads to a server. */
async function closedDoor() {
  const first = createServer().listen(0, '127.0.0.1');
  await once(first, 'listening');
  const address = first.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  first.close();
  await once(first, 'close');
  return {
    port,
    open: async (target: URL) => {
      const sockets = new Set<Socket>();
      const { connect } = await import('node:net');
      const server = createServer((incoming) => {
        const outgoing = connect(Number(target.port), target.hostname);
        for (const socket of [incoming, outgoing]) sockets.add(socket.on('error', () => undefined));
        incoming.pipe(outgoing).pipe(incoming);
      }).listen(port, '127.0.0.1');
      await once(server, 'listening');
      return () => {
        for (const socket of sockets) socket.destroy();
        server.close();
      };
    },
  };
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((next) => setImmediate(next));
}
