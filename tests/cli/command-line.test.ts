import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import t from 'tap';
import { formatFindings } from '#src/cli/doctor/print.ts';
import { formatSettings } from '#src/cli/settings-table.ts';
import { startOwnServer } from '#tests/acceptance/own-server.ts';
import { runCommandLine, runWithSettings } from '#tests/support/command-line.ts';
import { createTestDatabase } from '#tests/support/database.ts';

const run = (args: readonly string[], environment: Record<string, string> = {}) =>
  spawnSync(process.execPath, ['src/cli/wasl.mjs', ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    timeout: 60_000,
  });

t.test('a malformed setting stops the start with one line that names it', async (t) => {
  for (const [name, value] of [
    ['PORT', 'http'],
    ['DATABASE_URL', 'mysql://db/wasl'],
    ['NODE_ENV', 'prod'],
    ['TRUST_PROXY', 'yes'],
    ['S3_SECRET_ACCESS_KEY', 'without its key'],
  ] as const) {
    const { status, stderr } = run(['serve'], { [name]: value });
    t.equal(status, 2, name);
    t.equal(stderr.trim().split('\n').length, 1, stderr);
    t.match(stderr, new RegExp(`^wasl: ${name} is not usable`));
  }
});

t.test('a login whose password is wrong is told by the setting that it stands in', async (t) => {
  const { environment } = await createTestDatabase(t, { template: 'migrated' });
  const wrong = (setting: string): Record<string, string> => {
    const url = new URL(environment[setting] ?? environment['DATABASE_URL'] ?? '');
    url.password = 'guessed';
    return { ...environment, [setting]: url.href };
  };
  for (const [command, setting] of [
    [['serve'], 'DATABASE_URL'],
    [['serve'], 'DATABASE_AUTHENTICATOR_URL'],
    [['serve'], 'DATABASE_DIRECT_URL'],
    [['migrate'], 'DATABASE_OWNER_URL'],
    [['demo'], 'DATABASE_OWNER_URL'],
    [['backup', 'tests/never-made.zip'], 'DATABASE_BACKUP_URL'],
  ] as const) {
    const { status, stderr } = run(command, wrong(setting));
    t.equal(status, 1, setting);
    t.match(stderr, new RegExp(`refuses the password of \\w+: mend it in ${setting}, `));
    t.notMatch(stderr, /guessed/);
  }
});

t.test('a database that can’t be reached is said in one line too', async (t) => {
  const { status, stderr } = run(['migrate'], { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', DATABASE_WAIT_SECONDS: '0' });
  t.equal(status, 1);
  t.match(stderr, /DATABASE_URL/);
  t.equal(stderr.trim().split('\n').length, 1, stderr);
});

t.test('the command line explains itself', async (t) => {
  t.match(run(['--help']), { status: 0, stdout: /wasl serve/ });
  t.match(await runCommandLine(['user', 'invite', '--help']), { status: 0, stdout: /--organisation/ });
  t.match(await runCommandLine(['nonsense']), { status: 2, stderr: /^wasl: there is no command 'nonsense'/ });
  for (const [typed, meant] of [
    ['migarte', 'migrate'],
    ['sreve', 'serve'],
    ['docter', 'doctor'],
    ['back-up', 'backup'],
    ['start', 'serve'],
    ['version', '--version'],
  ] as const) {
    t.strictSame(await runCommandLine([typed]), {
      status: 2,
      stdout: '',
      stderr: `wasl: there is no command '${typed}', perhaps '${meant}' is meant; see wasl --help\n`,
    });
  }
  for (const [command, typed, meant] of [
    ['doctor', '--quik', '--quick'],
    ['backup', '--nocheck', '--no-check'],
    ['restore', '--chek', '--check'],
  ] as const) {
    t.strictSame(await runCommandLine([command, typed]), {
      status: 2,
      stdout: '',
      stderr: `wasl: there is no option ${typed} here, perhaps '${meant}' is meant; see wasl ${command} --help\n`,
    });
  }
  for (const asked of ['-h', 'help', '--help']) t.match(await runCommandLine([asked]), { status: 0, stdout: /wasl serve/ });
  t.match(await runCommandLine(['help', 'backup']), { status: 0, stdout: /--no-check/ });
  t.match(await runCommandLine(['backup', '-h']), { status: 0, stdout: /--no-check/ });
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  t.strictSame(await runCommandLine(['--version']), { status: 0, stdout: `wasl ${version}\n`, stderr: '' });
  t.match(await runCommandLine([]), { status: 2, stdout: '', stderr: /^wasl: a command is missing\n\n.*wasl serve/s });
  t.match(await runCommandLine(['serve', '--help']), { status: 0, stdout: /wasl settings/ });
});

t.test('whatever is called wrongly ends with 2, says why, and tells nothing that could be taken for an answer', async (t) => {
  for (const [line, reason] of [
    ['--version now', /^wasl: 'now' is more than it takes; see wasl --help\n$/],
    ['--verbose', /^wasl: there is no command '--verbose'/],
    ['help nonsense', /^wasl: there is no command 'nonsense'/],
    ['serve now', /'now' is more than it takes; see wasl serve --help/],
    ['migrate --all', /there is no option --all here; see wasl migrate --help/],
    ['demo now', /'now' is more than it takes/],
    ['settings now', /'now' is more than it takes/],
    ['backup', /takes one file or directory; see wasl backup --help/],
    ['backup --no-check=1 x', /--no-check takes no value; see wasl backup --help/],
    ['restore', /takes one backup; see wasl restore --help/],
    ['doctor now', /'now' is more than it takes/],
    ['user', /is to invite them; see wasl user invite --help/],
    ['user remove', /not 'remove'; see wasl user invite --help/],
    ['user invite --login', /--login wants a value; see wasl user invite --help/],
    ['user invite --login a@b --organisation unsmil --role king', /there is no role 'king'.*; see wasl user invite --help/],
    ['allocate', /takes one instance; see wasl allocate --help/],
    ['allocate a b', /takes one instance; see wasl allocate --help/],
    ['allocate a --lang xx', /there is no language 'xx' here.*; see wasl allocate --help/],
    ['allocate a --schema', /--schema takes no file; see wasl allocate --help/],
    ['allocate - --verify -', /not both; see wasl allocate --help/],
  ] as const) {
    t.match(await runCommandLine(line.split(' ')), { status: 2, stdout: '', stderr: reason }, line);
  }
});

t.test('a command whose answer can’t be written has failed, and says so', async (t) => {
  for (const args of [['--version'], ['help'], ['settings'], ['allocate', '--schema']]) {
    const command = spawn(process.execPath, ['src/cli/wasl.mjs', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    // Long before it has anything to tell.
    command.stdout.destroy();
    const [said, [status]] = await Promise.all([textOf(command.stderr), once(command, 'close')]);
    t.strictSame(
      { said, status },
      { said: 'wasl: the output could not be written: nobody reads it any more\n', status: 1 },
      args.join(' '),
    );
  }
});

t.test('so has one whose disk is full', { skip: existsSync('/dev/full') ? false : 'this system has no /dev/full' }, async (t) => {
  const full = openSync('/dev/full', 'w');
  t.teardown(() => closeSync(full));
  const { status, stderr } = spawnSync(process.execPath, ['src/cli/wasl.mjs', 'settings'], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  t.strictSame({ status, stderr }, { status: 1, stderr: 'wasl: the output could not be written: there is no room left\n' });
});

t.test('nothing that came with what is told is obeyed by a terminal', async (t) => {
  const directory = t.testdir();
  const hostile = '\u001B]0;title\u0007\u001B[2J\u009B31m';
  for (const args of [
    [hostile],
    ['help', hostile],
    ['serve', hostile],
    ['restore', join(directory, hostile)],
    ['allocate', join(directory, hostile)],
    ['allocate', 'a', '--lang', hostile],
    ['user', hostile],
    ['user', 'invite', '--login', `a ${hostile}`, '--organisation', 'unsmil', '--role', 'auditor'],
  ]) {
    const { status, stdout, stderr } = await runCommandLine(args);
    t.not(status, 0);
    // eslint-disable-next-line no-control-regex
    t.notMatch(stdout + stderr, /[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/, args.join(' '));
    t.match(stderr, String.raw`\u001b[2J`, 'it is shown for what it is');
  }
  const finding = {
    level: 'wrong',
    about: 'logins',
    what: `the role ${hostile}`,
    remedy: `drop role ${hostile}\nok  all is well`,
  } as const;
  t.equal(formatFindings([finding]).split('\n').length, 3, 'nor does it make a line of its own');
  t.ok(formatFindings([finding]).includes(String.raw`\u001b[2J`));
});

t.test('JSON that a command tells is shown by a terminal for what it is, and means what it meant', async (t) => {
  const hostile = '\u202Eneeds\u202C\u200F\u2028\u0085\u{E0041}';
  const directory = t.testdir();
  const instance = join(directory, 'instance.json');
  const pairs = [{ need: hostile, offer: 'o', score: 1 }];
  await writeFile(instance, JSON.stringify({ needs: [{ id: hostile, quantity: 9 }], offers: [{ id: 'o', quantity: 4 }], pairs }));
  const told: Readonly<Record<string, () => Promise<{ readonly stdout: string }>>> = {
    allocate: () => runCommandLine(['allocate', instance, '--json']),
    doctor: () => runWithSettings(['doctor', '--quick', '--json'], { WASL_DATA: join(directory, hostile) }),
    serve: async () => run(['serve', hostile], { NODE_ENV: 'production' }),
  };
  for (const [command, tell] of Object.entries(told)) {
    const { stdout } = await tell();
    t.notMatch(stdout, /[^\P{C}\n]|[\u2028\u2029]/u, command);
    t.ok(JSON.stringify(JSON.parse(stdout)).includes(JSON.stringify(hostile).slice(1, -1)), command);
  }
  const { stdout: help } = await runCommandLine(['--help']);
  for (const [, command = ''] of help.matchAll(/^ {2}wasl (\w+(?: [a-z]+)?) {2}/gm)) {
    const { stdout } = await runCommandLine([...command.split(' '), '--help']);
    t.equal(stdout.includes('--json'), command in told && command !== 'serve', `${command}: whatever tells JSON is tried here`);
  }
});

t.test('what is passed on to npm start is told to be nothing that it takes', (t) => {
  const { status, stdout, stderr } = spawnSync('npm', ['start', '--silent', '--', '--port', '3009'], { encoding: 'utf8', timeout: 60_000 });
  t.strictSame(
    { status, stdout, stderr },
    { status: 2, stdout: '', stderr: 'wasl: there is no option --port here; see wasl serve --help\n' },
  );
  t.end();
});

t.test('READMEs show commands in a form that never asks a registry for them', async (t) => {
  for (const page of ['README.md', 'src/deploy/README.md']) t.notMatch(await readFile(page, 'utf8'), /npx wasl/, page);
});

t.test('the table of settings that people read is the program’s own', async (t) => {
  t.ok((await readFile('src/deploy/README.md', 'utf8')).includes(formatSettings()));
});

t.test('a database is migrated, filled on request, and people are invited from the command line', async (t) => {
  const database = await createTestDatabase(t, { template: 'migrated' });
  const { environment } = database;
  t.match(run(['migrate'], environment).stdout, /up to date/);
  t.match(await runCommandLine(['user', 'invite', '--login', 'x y', '--organisation', 'unsmil', '--role', 'administrator']), {
    status: 2,
    stderr: /nobody could sign in with the login 'x y'/,
  });
  const wrongRole = run(['user', 'invite', '--login', 'a@b', '--organisation', 'unsmil', '--role', 'king'], environment);
  t.equal(wrongRole.status, 2);
  const invited = run(['user', 'invite', '--login', 'admin@example.org', '--organisation', 'unsmil', '--role', 'administrator'], {
    ...environment,
    PUBLIC_URL: 'https://wasl.example/',
  });
  t.equal(invited.status, 0, invited.stderr);
  t.match(invited.stdout, 'POST https://wasl.example/v1/invitations/accept', 'with the address that people use');
  const token = /wasl_i_\S+/.exec(invited.stdout)?.[0];
  t.notMatch(invited.stdout, 'An earlier invitation');
  const twice = run(['user', 'invite', '--login', 'Admin@example.org', '--organisation', 'unsmil', '--role', 'administrator'], environment);
  t.match(
    twice.stdout,
    /An earlier invitation for admin@example\.org still works until \d{4}-\S+, .* an administrator takes it back by DELETE \/v1\/invitations\/[\da-f-]{36}/,
  );
  const server = await startOwnServer({ ...environment, WASL_JOBS: 'false' });
  t.teardown(() => server.stop());
  t.notMatch(server.output(), /Demo accounts/, 'an own database gets no demo accounts');
  const accept = (secret: string | undefined) =>
    fetch(`${server.address}/v1/invitations/accept`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: secret, displayName: 'First', password: 'a long enough secret' }),
    });
  t.equal((await accept(token)).status, 201);
  t.equal((await accept(token)).status, 410, 'an invitation makes one account');
  t.equal((await accept(/wasl_i_\S+/.exec(twice.stdout)?.[0])).status, 409, 'and two for one person make one');
  const again = ['user', 'invite', '--login', 'admin@example.org', '--organisation', 'unsmil', '--role', 'administrator'];
  t.equal(run(again, environment).stderr, 'wasl: login: This sign-in name is already in use. Please choose another sign-in name\n', 'once');
  t.equal((await accept('wasl_i_0000000000000000000000000000')).status, 410, 'and no invitation none');
});

t.test('SIGTERM lets requests in flight be answered and ends with exit code 0', async (t) => {
  const database = await createTestDatabase(t, { template: 'scenario' });
  const server = await startOwnServer(database.environment);
  const inFlight = Array.from({ length: 8 }, () =>
    fetch(`${server.address}/v1/sessions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ login: 'auditor@un-panel-of-experts-libya.demo', password: 'wasl demo 2026' }),
    }).then(({ status }) => status),
  );
  // The first answer shows that the others have arrived too: they were sent together and wait for their password's hash.
  await Promise.race(inFlight);
  const stopped = server.stop('SIGTERM');
  t.strictSame([...new Set(await Promise.all(inFlight))], [201]);
  t.equal(await stopped, 0);
  t.match(server.output(), /Stopping: .*\nStopped\.\n/s);
});
