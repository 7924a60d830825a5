import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { explainFault } from '#src/cli/explain-fault.ts';
import { Refusal } from '#src/kernel/refusal.ts';
import { runCommandLine, spawnCommandLine } from '#tests/support/command-line.ts';
import { temporaryDirectory } from '#tests/support/files.ts';

const directory = await temporaryDirectory(t);
const absent = join(directory, 'absent');
const file = join(directory, 'file');
await writeFile(file, 'a letter');

/** What a command line ends in: its exit code and the one line that it complains with. */
async function complaintOf(args: readonly string[]): Promise<[number, string]> {
  const { status, stderr } = await runCommandLine(args);
  t.equal(stderr.trim().split('\n').length, 1, stderr);
  return [status, stderr.trim()];
}

t.test('a file that isn’t there, or can’t be used, is told by its name with what to do, whatever the command', async (t) => {
  for (const [args, said] of [
    [['allocate', absent], `wasl: ${absent} is not there: see that the path is right`],
    [
      ['allocate', join(absent, 'instance.json')],
      `wasl: the directory ${absent} is not there: make it (mkdir -p), or see that the path is right`,
    ],
    [['allocate', directory], `wasl: ${directory} is a directory, where a file is expected: name a file in it`],
    [
      ['allocate', join(file, 'instance.json')],
      `wasl: a part of ${file}/instance.json is a file and no directory: see that the path is right`,
    ],
    [['restore', absent], `wasl: ${absent} is not there: see that the path is right`],
    [['restore', directory], `wasl: ${directory} is a directory, where a file is expected: name a file in it`],
    [['restore', '--check', absent], `wasl: ${absent} is not there: see that the path is right`],
    [['backup', join(absent, 'one.zip')], `wasl: the directory ${absent} is not there: make it (mkdir -p -m 700 ${absent})`],
    [['backup', file], `wasl: ${file} is there already, and a backup replaces nothing: use another name, or that of a directory`],
    [['backup', `${file}/`], `wasl: ${file} is there already, and a backup replaces nothing: use another name, or that of a directory`],
  ] as const) {
    t.strictSame(await complaintOf(args), [1, said]);
  }
});

const runsAsRoot = process.getuid?.() === 0;
t.test(
  'a file that another account keeps for itself is told with this account',
  { skip: runsAsRoot ? false : 'for root alone' },
  async (t) => {
    const closed = join(directory, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o700);
    await chmod(directory, 0o755);
    const env = { PATH: process.env['PATH'], TMPDIR: directory };
    const { status, stderr } = spawnCommandLine(['backup', join(closed, 'one.zip')], { uid: 65534, env });
    t.equal(status, 1);
    t.match(stderr, new RegExp(`^wasl: this account \\(uid 65534\\) may not use ${closed}: give it the right to`));
  },
);

const COMMANDS = [['serve'], ['migrate'], ['demo'], ['backup'], ['restore'], ['doctor'], ['allocate'], ['settings'], ['user', 'invite']];

t.test('an option that a command doesn’t have is refused before anything is done, with where to read of those that it has', async (t) => {
  for (const command of COMMANDS) {
    const named = command.join(' ');
    t.strictSame(await complaintOf([...command, '--nonsense']), [2, `wasl: there is no option --nonsense here; see wasl ${named} --help`]);
    t.match(await runCommandLine([...command, '--help']), { status: 0, stdout: new RegExp(`wasl ${named}`) });
  }
  t.strictSame(await complaintOf(['migrate', 'now']), [2, `wasl: 'now' is more than it takes; see wasl migrate --help`]);
  t.strictSame(await complaintOf(['allocate', file, '--verify']), [2, 'wasl: --verify wants a value; see wasl allocate --help']);
  t.strictSame(await complaintOf(['doctor', '--quick=yes']), [2, 'wasl: --quick takes no value; see wasl doctor --help']);
  t.strictSame(await complaintOf(['restore', file, file]), [2, 'wasl: wasl restore takes one backup; see wasl restore --help']);
  t.strictSame(await complaintOf(['user', 'remove']), [
    2,
    `wasl: what can be done with a user here is to invite them, not 'remove'; see wasl user invite --help`,
  ]);
});

t.test('a language, a role or an organisation that isn’t known is told with those that are', async (t) => {
  t.strictSame(await complaintOf(['allocate', file, '--lang', 'de']), [
    2,
    `wasl: there is no language 'de' here: it is one of en, ar, it, fr; see wasl allocate --help`,
  ]);
  const invite = ['user', 'invite', '--login', 'a@b.example', '--organisation', 'unsmil'];
  t.match(await complaintOf(invite), [2, /--role is missing: it is one of requester, validator/]);
  t.match(await complaintOf([...invite, '--role', 'king']), [2, /there is no role 'king': it is one of requester, /]);
  t.match(await complaintOf([...invite, '--role', 'donor', '--language', 'de']), [
    2,
    /there is no language 'de' here: it is one of en, ar, it, fr/,
  ]);
});

t.test('what ends a command is told in words: a refusal by its own, a lost connection by what to do', async (t) => {
  const lost = Object.assign(new Error('write CONNECTION_CLOSED db.example:5432'), { code: 'CONNECTION_CLOSED' });
  t.match(explainFault(lost, 'migrate'), {
    status: 1,
    line: /^the connection was lost \(.*\): see that the server runs, then run this again$/,
  });
  const taken = new Refusal('already-recorded', { fields: [{ pointer: '/login', code: 'already-recorded' }] });
  t.match(
    explainFault(taken, 'user invite').line,
    /^login: This has been recorded for that day already\. Please put right what was recorded, if it is wrong, or record a later day/,
  );
  const socket = Object.assign(new Error('connect ENOENT /run/postgresql/.s.PGSQL.5432'), { code: 'ENOENT', syscall: 'connect' });
  t.equal(explainFault(socket, 'migrate').line, 'connect ENOENT /run/postgresql/.s.PGSQL.5432', 'which is no file');
});

t.test('a fault of the program has no code that tells whoever runs it to mend something', async (t) => {
  t.match(explainFault(new TypeError('x is not a function'), 'serve'), { code: undefined, line: 'x is not a function' });
});
