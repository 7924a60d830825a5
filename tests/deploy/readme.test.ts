import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import t, { type Test } from 'tap';
import { must } from '#src/kernel/assert.ts';
import { migrate } from '#src/platform/db/migrate.ts';
import { postgresErrorOf } from '#src/platform/db/postgres-error.ts';
import { startEmbeddedPostgres } from '#src/platform/embedded-postgres/index.ts';
import { databaseUrl } from '#tests/support/templates.ts';
import { isThorough } from '#tests/support/effort.ts';
import { temporaryDirectory } from '#tests/support/files.ts';
import { findPostgres15 } from '#tests/support/plan-runs.ts';
import { type Block, blocksOf, DEPLOYMENT } from '#tests/support/readme-blocks.ts';
import { freePort } from './free-port.ts';

const CHAPTER = 'Deploy on an own PostgreSQL';
const postgres15 = findPostgres15(process.env['PATH'] ?? '');
// Some twenty programs are started, one after the other, on each server.
t.setTimeout(1_200_000);
const OLDEST = { name: 'PostgreSQL 15', binaries: postgres15 };
const NEWEST = { name: 'PostgreSQL 18', binaries: undefined };
// The oldest has had its share of surprises; a thorough run tries both.
const SERVERS = postgres15 === undefined ? [NEWEST] : isThorough() ? [OLDEST, NEWEST] : [OLDEST];

for (const { name, binaries } of SERVERS) {
  t.test(`README’s deployment chapter is followed word for word on a fresh ${name}`, { timeout: 600_000 }, async (t) => {
    const directory = await temporaryDirectory(t);
    const server = await startEmbeddedPostgres({ directory: join(directory, 'postgres'), ...(binaries === undefined ? {} : { binaries }) });
    t.teardown(() => server.stop());
    await t.test('where roles are missing, the migration says which statements make them, and they do', (t) => followHint(t, server.url));
    await t.test('from the roles to the first sign-in, a backup and its restore', { timeout: 600_000 }, (t) =>
      followChapter(t, server.url, directory),
    );
  });
}

/** An owner that may not make roles, in a cluster that has none: the hint of the failure is run as it stands. */
async function followHint(t: Test, serverUrl: string): Promise<void> {
  const superuser = postgres(serverUrl, { max: 1, onnotice: () => undefined });
  await superuser.unsafe(`create role careful_owner login password 'secret'`);
  await superuser.unsafe('create database trial owner careful_owner');
  const url = new URL(databaseUrl(serverUrl, 'trial'));
  Object.assign(url, { username: 'careful_owner', password: 'secret' });
  const failure = await migrate(url.href).then(
    () => null,
    (error: unknown) => postgresErrorOf(error),
  );
  t.match(failure?.message, /careful_owner lacks roles/);
  const [, statements = ''] = /^as a superuser: (.*)$/.exec(failure?.hint ?? '') ?? [];
  t.equal(statements.split(';').length - 1, 5, statements);
  await superuser.unsafe(statements);
  t.ok((await migrate(url.href)) > 0);
  await superuser.unsafe('drop database trial');
  for (const role of ['wasl_app', 'wasl_authenticator', 'wasl_backup', 'wasl_ledger', 'careful_owner']) {
    await superuser.unsafe(`drop role ${role}`);
  }
  await superuser.end();
}

async function followChapter(t: Test, serverUrl: string, directory: string): Promise<void> {
  const port = await freePort();
  const own = substitutions(serverUrl, join(directory, 'wasl'), port);
  const walk = new Walk(t, serverUrl);
  for (const block of await blocksOf(CHAPTER, DEPLOYMENT)) {
    const text = own.apply(block);
    t.notMatch(text, /<[a-z][^>]*>/, 'nothing is left to fill in');
    const output = await walk.run(block, text);
    const token = /wasl_i_\S+/.exec(output)?.[0];
    if (token !== undefined) own.know('invitation token', token);
    const archive = /^(\S+\.zip): \d+ rows/m.exec(output)?.[1];
    if (archive !== undefined) own.know('archive', archive);
  }
  const [signedIn] = walk.outputs.filter((output) => /"token":"wasl_s_/.test(output));
  t.match(signedIn, /"status":"ready"/, 'the service is ready, and somebody is signed in');
  t.ok(
    walk.outputs.some((output) => /^Restored as of .* rows of \d+ tables/m.test(output)),
    'a backup is restored',
  );
  t.match(walk.outputs.at(-1), /^0 wrong, 0 warning, /m, 'and nothing is wrong with what README makes');
  await t.test('the service’s logins find in the restored database what they had', async (t) => {
    const asked = async (database: string): Promise<unknown> => {
      const url = new URL(databaseUrl(serverUrl, database));
      Object.assign(url, { username: 'wasl_authenticator', password: own.known('authenticator password') });
      const authenticator = postgres(url.href, { max: 1 });
      t.teardown(() => authenticator.end());
      return [...(await authenticator`select login from users order by login`)];
    };
    t.strictSame(await asked('wasl_restored'), [{ login: 'first@example.org' }]);
    t.strictSame(await asked('wasl'), await asked('wasl_restored'));
  });
}

/**
 * How a reader fills in what is theirs, in so many words: each `<name>` the same everywhere, a password at random, the token as it was
 * printed first, the archive too; `db.example` is the server's address, `/etc/wasl`, `/var/lib/wasl` and `/var/backups/wasl` are directories of the test, and the port 3000 is
 * a free one.
 */
function substitutions(serverUrl: string, directory: string, port: number) {
  const known = new Map<string, string>();
  return {
    known: (name: string): string => must(known.get(name), name),
    know: (name: string, value: string) => void (known.has(name) || known.set(name, value)),
    apply: ({ text }: Block): string =>
      text
        .replaceAll(/<([a-z][^>\n]*)>/g, (whole, name: string) => {
          if (!known.has(name) && name.endsWith('password')) known.set(name, randomBytes(18).toString('hex'));
          return known.get(name) ?? whole;
        })
        .replaceAll('db.example', new URL(serverUrl).host)
        .replaceAll('/etc/wasl', join(directory, 'etc'))
        .replaceAll('/var/lib/wasl', join(directory, 'lib'))
        .replaceAll('/var/backups/wasl', join(directory, 'backups'))
        .replaceAll(/(PORT=|127\.0\.0\.1:)3000\b/g, `$1${port}`),
  };
}

/** Somebody at a terminal: SQL as the superuser, a file written where the text says, and a shell for the rest. */
class Walk {
  readonly outputs: string[] = [];
  readonly #t: Test;
  readonly #serverUrl: string;

  constructor(t: Test, serverUrl: string) {
    this.#t = t;
    this.#serverUrl = serverUrl;
  }

  async run(block: Block, text: string): Promise<string> {
    const output = await this.#runAs(block.language, text);
    this.outputs.push(output);
    return output;
  }

  async #runAs(language: string, text: string): Promise<string> {
    switch (language) {
      case 'sql':
        return this.#ask(text);
      case 'ini':
        return this.#writeSettings(text);
      case 'sh':
        return text.includes('wasl.mjs serve') ? this.#start(text) : this.#shell(text);
      default:
        throw new Error(`a block in '${language}' can't be run`);
    }
  }

  async #ask(text: string): Promise<string> {
    const superuser = postgres(this.#serverUrl, { max: 1, onnotice: () => undefined });
    try {
      // One by one: a database isn't made within a transaction.
      for (const statement of text.split(/;\n/).filter((one) => one.trim() !== '')) await superuser.unsafe(statement);
    } finally {
      await superuser.end();
    }
    return '';
  }

  async #writeSettings(text: string): Promise<string> {
    const data = must(/^WASL_DATA=(.*)$/m.exec(text)?.[1], 'a directory of files');
    const file = join(dirname(data), 'etc', 'wasl.env');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { mode: 0o600 });
    return '';
  }

  async #shell(text: string): Promise<string> {
    const shell = runShell(text);
    const [code] = (await once(shell.child, 'close')) as [number | null];
    this.#t.equal(code, 0, `${text}\n${shell.output()}`);
    return shell.output();
  }

  async #start(text: string): Promise<string> {
    const shell = runShell(text);
    const ended = once(shell.child, 'close');
    this.#t.teardown(async () => {
      process.kill(-(shell.child.pid ?? 0), 'SIGTERM');
      await ended;
    });
    const hasEnded = ended.then(() => Promise.reject(new Error(shell.output())));
    hasEnded.catch(() => undefined);
    const says = async (): Promise<void> => {
      while (!/http:\/\/127\.0\.0\.1:\d+/.test(shell.output())) await sleep(50);
    };
    await Promise.race([says(), hasEnded]);
    return shell.output();
  }
}

/** A shell that knows of nothing but where the programs are; in a process group of its own, to be ended with all that it started. */
function runShell(text: string): { readonly child: ChildProcess; readonly output: () => string } {
  const { PATH, HOME } = process.env;
  // A machine that is busy with tests is late, which is no reason to refuse them.
  const env = { PATH, HOME, PRESSURE_MILLISECONDS: '0' };
  const child = spawn('sh', ['-e', '-c', text], { env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const read = (chunk: Buffer): void => void (output += chunk.toString());
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  return { child, output: () => output };
}
