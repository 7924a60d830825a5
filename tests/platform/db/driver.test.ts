import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type driver from 'postgres';
import t from 'tap';
import { postgres } from '#src/platform/db/driver.ts';
import { mend, REPLACEMENTS } from '#src/platform/db/driver-patch.mjs';
import { watchForFaults } from '#tests/support/lost-database.ts';
import { LOSSES, type Loss, type Open } from './losses.ts';
import { completed, failed, ready, readyWithin, ScriptedServer, type Session } from './scripted-server.ts';

const require = createRequire(import.meta.url);
const sources = join(dirname(dirname(dirname(require.resolve('postgres')))), 'src');

t.test('the driver as it comes still writes to a socket that is gone: once upstream guards it, the patch can go', async (t) => {
  const text = await readFile(join(sources, 'connection.js'), 'utf8');
  t.match(text, /function nextWrite\(fn\) \{\n\s+const x = socket\.write/, 'see postgres issues 1066, 1154, 1199, 1208');
});

t.test('every text that is replaced stands in the driver just once', async (t) => {
  for (const name of Object.keys(REPLACEMENTS)) {
    const text = await readFile(join(sources, name), 'utf8');
    t.not(mend(name, text), text);
  }
});

t.test('another driver than the one that the patch was written for is refused, with what to do', async (t) => {
  t.throws(() => mend('connection.js', 'function execute(q) {}'), { message: /npm ci/ });
});

t.test('the driver that serves is the mended one, and where nothing mends it the start is refused', async (t) => {
  const run = (before: string) =>
    spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', `${before}; await import('#src/platform/db/driver.ts')`],
      {
        encoding: 'utf8',
      },
    );
  t.match(run(''), { status: 0, stderr: '' });
  const unheard = `const nodeModule = await import('node:module'); nodeModule.default.register = nodeModule.default.registerHooks = () => undefined; nodeModule.syncBuiltinESMExports()`;
  t.match(run(unheard), { status: 1, stderr: /driver-patch\.mjs mends in it: start with src\/cli\/wasl\.mjs/ });
});

type Driver = typeof driver;

const faults = watchForFaults();

/** What a driver does wrong at a loss, if anything; where it has not done right by then, it is taken to wait for ever. */
async function fault(driverToTry: Driver, loss: Loss, patience = new Promise<string>(() => undefined)): Promise<unknown> {
  const ends: (() => Promise<unknown>)[] = [];
  const open: Open = async (script, options) => {
    const server = await ScriptedServer.start(script);
    const sockets: Socket[] = [];
    const socket = ({ host, port }: { host: string[]; port: number[] }): Socket => {
      const made = connect(port[0] ?? 0, host[0]);
      sockets.push(made);
      return made;
    };
    const sql = driverToTry(server.url, { max: 1, fetch_types: false, backoff: () => 0, socket, ...options } as object);
    ends.push(
      () => sql.end({ timeout: 0 }),
      () => server.close(),
    );
    return { sql, sockets };
  };
  const before = faults.length;
  const done = loss(open).then(
    () => undefined,
    (error: unknown) => error,
  );
  const found = await Promise.race([done, patience]);
  for (const end of ends) await end();
  await new Promise((resolve) => setImmediate(resolve)); // what nobody hears is told late
  return found ?? faults[before];
}

for (const [what, loss] of Object.entries(LOSSES)) {
  t.test(what, async (t) => t.equal(await fault(postgres, loss), undefined));
}

const WAITS_FOR_EVER_MS = 500;

/** The driver, mended but for one replacement. */
async function driverWithout(omitted: unknown): Promise<Driver> {
  const directory = await mkdtemp(join(tmpdir(), 'wasl-driver-'));
  try {
    await writeFile(join(directory, 'package.json'), JSON.stringify({ type: 'module' }));
    for (const name of await readdir(sources)) {
      const replacements = (REPLACEMENTS[name] ?? []).filter((replacement) => replacement !== omitted);
      const text = await readFile(join(sources, name), 'utf8');
      await writeFile(
        join(directory, name),
        replacements.reduce((mended, [found, put]) => mended.replace(found, () => put), text),
      );
    }
    const { default: made } = (await import(pathToFileURL(join(directory, 'index.js')).href)) as { default: Driver };
    return made;
  } finally {
    await rm(directory, { recursive: true });
  }
}

t.test('without any one of the replacements the driver does wrong at a loss', async (t) => {
  for (const replacement of REPLACEMENTS['connection.js'] ?? []) {
    const partly = await driverWithout(replacement);
    const wrong: string[] = [];
    for (const [what, loss] of Object.entries(LOSSES)) {
      if ((await fault(partly, loss, sleep(WAITS_FOR_EVER_MS, 'it waits', { ref: false }))) !== undefined) wrong.push(what);
    }
    t.not(wrong.length, 0, replacement[1]);
    t.comment(wrong);
  }
});

/** Answers a beginning only once something has been asked behind it. */
function answerTogether(session: Session, query: string): unknown {
  if (query.startsWith('begin')) return undefined;
  if (query === 'commit') return session.send(completed('COMMIT'), ready);
  return session.send(completed('BEGIN'), readyWithin, completed('SELECT 0'), readyWithin);
}

/** Transactions on a connection that is made for the first, waited for by the second, and free for the third. */
const beginsWithWhatItAsks: Loss = async (open) => {
  const { sql } = await open({ ask: answerTogether });
  const askOnce = (): Promise<unknown> => sql.begin((tx) => tx.unsafe('select first'));
  await Promise.all([askOnce(), askOnce()]);
  await askOnce();
};

/** A transaction whose beginning is refused, and another that has its connection then; tells what reached the server in between. */
const asksNothingUnbegun: Loss = async (open) => {
  const asked: string[] = [];
  const { sql } = await open({
    ask: (session, query) => {
      asked.push(query);
      if (query !== 'select first') return undefined;
      return session.send(failed('57014', 'it was cancelled'), ready, completed('SELECT 0'), ready);
    },
  });
  const code = await sql
    .begin(async (tx) => {
      await tx.unsafe('select first');
      await tx.unsafe('select second');
    })
    .catch((error: unknown) => (error as { code?: string }).code);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve))); // by when the driver writes
  if (code !== '57014' || asked.length !== 2) throw new Error(`${String(code)}: ${asked.join('; ')}`);
};

t.test('a transaction begins in one trip with what it asks first, and asks nothing more where it could not begin', async (t) => {
  const ways = { beginsWithWhatItAsks, asksNothingUnbegun };
  for (const way of Object.values(ways)) t.equal(await fault(postgres, way), undefined);
  for (const replacement of (REPLACEMENTS['index.js'] ?? []).filter(([found]) => !found.startsWith('export'))) {
    const partly = await driverWithout(replacement);
    const wrong: string[] = [];
    for (const [name, way] of Object.entries(ways)) {
      if ((await fault(partly, way, sleep(WAITS_FOR_EVER_MS, 'it waits', { ref: false }))) !== undefined) wrong.push(name);
    }
    t.not(wrong.length, 0, replacement[1]);
    t.comment(wrong);
  }
});
