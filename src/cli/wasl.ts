import type { Caller } from './caller.ts';
import { formatSettings } from './settings-table.ts';
import { openTerminal, type Output } from './terminal.ts';
import { plural } from '../kernel/plural.ts';
import { nearestWord } from '../kernel/nearest.ts';
import { countStuckCalls } from '../platform/process/stuck-calls.ts';
import { findMisspelt } from '../misspelt-settings.ts';
import { readSettings, type Settings } from '../settings.ts';
import { PROGRAM_VERSION } from '../platform/version.ts';
import { MISTYPES, parseOptions, suggest } from './parse-options.ts';
import { printableLines } from './printable.ts';

const HELP = `wasl: matches what border guards lack with what partners can give

  wasl serve          serve the API (what npm start does)
  wasl migrate        bring the database up to date and load the reference data
  wasl demo           load the illustrative scenario and demo accounts into an empty database
  wasl backup         rows and files of one moment into one archive, restored for a check
  wasl restore        fill an empty database and its file store from such an archive
  wasl doctor         what is wrong with this deployment, and how to mend it
  wasl user invite    invite a person: --login --organisation --role [--unit] [--language]
  wasl allocate       compute who gets what, over all needs and offers of a file, and what proves it
  wasl settings       list every setting, its default and what it does

  --help, -h          this text; \`wasl user invite --help\` tells of its options
  --version           the version of this program
`;

const COMMANDS = ['serve', 'migrate', 'demo', 'backup', 'restore', 'doctor', 'user', 'allocate', 'settings', 'help'];
/** What other programs call a command of this one. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['start', 'serve'],
  ['run', 'serve'],
  ['version', '--version'],
  ['invite', 'user invite'],
]);

const INVITE_HELP = `wasl user invite: invite a person; prints the token with which the account is made, once

For the first two administrators, of two organisations, who from then on invite and approve; and for whoever has the machine when
nobody else is left. It takes no second person, and auditors see that it was done.

  --login          what the person will sign in with, such as an address
  --organisation   slug of the organisation, such as unsmil
  --role           requester, validator, donor, facilitator, auditor or administrator
  --unit           slug of the unit, for a requester of one unit
  --language       ar, en, it or fr (default en)
`;

interface Streams {
  readonly stdout: Output;
  readonly stderr: Output;
}

/** Ways of npm to run a command: it passes signals on to the shell between, or to nobody, and its end is to be ours. */
const RUN_BY_NPM: readonly (string | undefined)[] = ['start', 'npx'];

/** Runs one command line and answers its exit code: 0 done, 1 failed, 2 called wrongly, 128 and more interrupted by that signal. */
export async function main(args: readonly string[], { stdout, stderr }: Streams = process, parent = process.ppid): Promise<number> {
  const aside = openTerminal(stderr);
  const complain = (line: string): void => aside.say(`wasl: ${printableLines(line)}`);
  const npmPid = RUN_BY_NPM.includes(process.env['npm_lifecycle_event']) ? parent : undefined;
  try {
    return await runCommand(args, { terminal: openTerminal(stdout), aside, complain, misspelt: findMisspelt(process.env), npmPid });
  } catch (error) {
    const { explainFault } = await import('./explain-fault.ts');
    const { line, status } = explainFault(error, nameOf(args));
    complain(line);
    if (process.env['LOG_LEVEL'] === 'debug') stderr.write(`${printableLines((error as Error).stack ?? '')}\n`);
    return status;
  }
}

/** The command as its help is asked for; '' for the program's own options. */
const nameOf = ([command = '']: readonly string[]): string => (command === 'user' ? 'user invite' : command.replace(/^-.*/, ''));

async function runCommand(args: readonly string[], caller: Caller): Promise<number> {
  const { terminal, complain } = caller;
  const { say } = terminal;
  const explain = (text: string): number => {
    say(text);
    return 0;
  };
  const [command, ...rest] = args;
  if (command === undefined) {
    complain(`a command is missing\n\n${HELP}`);
    return 2;
  }
  if (command === 'help' && rest.length > 0) return runCommand([...rest, '--help'], caller);
  if (command === 'help' || isHelp([command])) return explain(HELP);
  if (command === '--version' || command === '-v') {
    takeNothing(rest);
    return explain(`wasl ${PROGRAM_VERSION}`);
  }
  // Read before what a command needs is loaded, which takes a while.
  const settings = (): Settings => readSettings(process.env);
  switch (command) {
    case 'serve': {
      if (isHelp(rest)) {
        return explain('wasl serve: serve the API until Ctrl-C. Everything is set by environment variables: see `wasl settings`.');
      }
      const usable = await settingsOrLog(() => {
        takeNothing(rest);
        return settings();
      });
      if (typeof usable === 'number') return usable;
      const { serveCommand } = await import('./serve.ts');
      return serveCommand(usable, caller);
    }
    case 'migrate': {
      if (isHelp(rest)) return explain('wasl migrate: bring the database up to date and load the reference data. Safe to run again.');
      takeNothing(rest);
      const usable = settings();
      const { migrateCommand } = await import('./migrate.ts');
      return migrateCommand(usable, caller);
    }
    case 'demo': {
      if (isHelp(rest)) {
        return explain('wasl demo: load the illustrative scenario with demo accounts of every role. Refuses where data exists.');
      }
      takeNothing(rest);
      const usable = settings();
      const { demoCommand } = await import('./demo.ts');
      return demoCommand(usable, caller);
    }
    case 'backup': {
      const { backupCommand, BACKUP_HELP } = await import('./backup.ts');
      return isHelp(rest) ? explain(BACKUP_HELP) : backupCommand(settings(), rest, caller);
    }
    case 'restore': {
      const { restoreCommand, RESTORE_HELP } = await import('./restore.ts');
      return isHelp(rest) ? explain(RESTORE_HELP) : restoreCommand(settings(), rest, caller);
    }
    case 'doctor': {
      const { doctorCommand, DOCTOR_HELP } = await import('./doctor/command.ts');
      return isHelp(rest) ? explain(DOCTOR_HELP) : doctorCommand(settings(), rest, caller);
    }
    case 'allocate': {
      const { allocateCommand, ALLOCATE_HELP } = await import('./allocate/command.ts');
      return isHelp(rest) ? explain(ALLOCATE_HELP) : allocateCommand(rest, caller);
    }
    case 'settings':
      if (isHelp(rest)) return explain('wasl settings: every setting, its default and what it does, as a Markdown table.');
      takeNothing(rest);
      return explain(formatSettings());
    case 'user':
      return runUserCommand(rest, settings, caller);
    default:
      complain(
        `there is no command '${command}'${suggest(ELSEWHERE.get(command) ?? nearestWord(command, COMMANDS, MISTYPES))}; see wasl --help`,
      );
      return 2;
  }
}

/**
 * The settings of a service, or the exit code where there are none: in production whatever keeps it from starting is an entry of its log, a
 * wrong call and unusable settings included.
 */
async function settingsOrLog(settings: () => Settings): Promise<Settings | number> {
  try {
    return settings();
  } catch (error) {
    if (process.env['NODE_ENV'] !== 'production') throw error;
    const [{ openLog }, { logFailedStart }] = await Promise.all([import('../platform/log.ts'), import('./failed-start.ts')]);
    return logFailedStart(openLog('fatal'), error);
  }
}

/**
 * Whether a file system that hangs would keep this process from its end when all else has ended: that is told, and to be followed by a
 * SIGKILL.
 */
export async function hasStuckCalls(command: string | undefined): Promise<boolean> {
  const stuck = await countStuckCalls();
  if (stuck === 0) return false;
  const line = `${plural(stuck, 'call')} into a file system that doesn’t answer would keep the process from its end: it kills itself (SIGKILL)`;
  if (command !== 'serve' || process.env['NODE_ENV'] !== 'production') process.stderr.write(`wasl: ${line}\n`);
  // As an entry, without loading what writes them: reading a file may be what is stuck.
  else process.stdout.write(`${JSON.stringify({ level: 50, time: Date.now(), pid: process.pid, code: 'stuck-calls', msg: line })}\n`);
  return true;
}

async function runUserCommand(args: readonly string[], settings: () => Settings, caller: Caller): Promise<number> {
  const [verb, ...options] = args;
  if (isHelp(args)) {
    caller.terminal.say(INVITE_HELP);
    return 0;
  }
  if (verb !== 'invite') {
    caller.complain(
      `what can be done with a user here is to invite them${verb === undefined ? '' : `, not '${verb}'`}; see wasl user invite --help`,
    );
    return 2;
  }
  const option = { type: 'string' } as const;
  const { values } = parseOptions({
    args: [...options],
    options: { login: option, organisation: option, role: option, unit: option, language: { ...option, default: 'en' } },
  });
  const usable = settings();
  const { inviteCommand } = await import('./invite.ts');
  return inviteCommand(usable, values, caller);
}

/** A command that is told all it needs by the settings: an option that it would pass over in silence is no help to anybody. */
const takeNothing = (args: readonly string[]): void => void parseOptions({ args: [...args], options: {} });

const isHelp = (args: readonly string[]): boolean => args.includes('--help') || args.includes('-h');
