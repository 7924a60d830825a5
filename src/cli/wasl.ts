import { parseArgs } from 'node:util';
import { formatSettings } from './settings-table.ts';
import { readSettings, type Settings, UnusableSetting } from '../settings.ts';

const HELP = `wasl: matches what border guards lack with what partners can give

  wasl serve          serve the API (what npm start does)
  wasl migrate        bring the database up to date and load the reference data
  wasl demo           load the illustrative scenario and demo accounts into an empty database
  wasl user invite    invite a person: --login --organisation --role [--unit] [--language]
  wasl allocate       compute who gets what, over all needs and offers of a file, proven best
  wasl settings       list every setting, its default and what it does

  --help              this text; \`wasl user invite --help\` tells of its options
`;

const INVITE_HELP = `wasl user invite: invite a person; prints the token with which the account is made, once

  --login          what the person will sign in with, such as an address
  --organisation   slug of the organisation, such as unsmil
  --role           requester, validator, donor, facilitator, auditor or administrator
  --unit           slug of the unit, for a requester of one unit
  --language       ar, en, it or fr (default en)
`;

interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** Runs one command line and answers its exit code: 0 done, 1 failed, 2 called wrongly. */
export async function main(args: readonly string[], { stdout, stderr }: Streams = process): Promise<number> {
  const say = (line: string): void => void stdout.write(`${line}\n`);
  const complain = (line: string): void => void stderr.write(`wasl: ${line}\n`);
  try {
    return await runCommand(args, say, complain);
  } catch (error) {
    if (error instanceof UnusableSetting) complain(error.message);
    else complain(error instanceof Error ? error.message : String(error));
    if (process.env['LOG_LEVEL'] === 'debug') stderr.write(`${(error as Error).stack ?? ''}\n`);
    return 1;
  }
}

type Say = (line: string) => void;

async function runCommand(args: readonly string[], say: Say, complain: Say): Promise<number> {
  const explain = (text: string): number => {
    say(text);
    return 0;
  };
  const [command, ...rest] = args;
  if (command === undefined || command === '--help' || command === 'help') {
    say(HELP);
    return command === undefined ? 2 : 0;
  }
  // Read before what a command needs is loaded, which takes a while.
  const settings = (): Settings => readSettings(process.env);
  switch (command) {
    case 'serve': {
      if (isHelp(rest)) {
        return explain('wasl serve: serve the API until Ctrl-C. Everything is set by environment variables: see `wasl settings`.');
      }
      const usable = settings();
      const { serve } = await import('../main.ts');
      return serve(usable, say);
    }
    case 'migrate': {
      if (isHelp(rest)) return explain('wasl migrate: bring the database up to date and load the reference data. Safe to run again.');
      const usable = settings();
      const { migrateCommand } = await import('./migrate.ts');
      return migrateCommand(usable, say);
    }
    case 'demo': {
      if (isHelp(rest)) {
        return explain('wasl demo: load the illustrative scenario with demo accounts of every role. Refuses where data exists.');
      }
      const usable = settings();
      const { demoCommand } = await import('./demo.ts');
      return demoCommand(usable, say);
    }
    case 'allocate': {
      const { allocateCommand, ALLOCATE_HELP } = await import('./allocate/command.ts');
      return isHelp(rest) ? explain(ALLOCATE_HELP) : allocateCommand(rest, say, complain);
    }
    case 'settings':
      say(formatSettings());
      return 0;
    case 'user':
      return runUserCommand(rest, settings, say, complain);
    default:
      complain(`there is no command '${command}'; see wasl --help`);
      return 2;
  }
}

async function runUserCommand(args: readonly string[], settings: () => Settings, say: Say, complain: Say): Promise<number> {
  const [verb, ...options] = args;
  if (verb !== 'invite' || isHelp(args)) {
    say(INVITE_HELP);
    return isHelp(args) ? 0 : 2;
  }
  const option = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...options],
    options: { login: option, organisation: option, role: option, unit: option, language: { ...option, default: 'en' } },
  });
  const usable = settings();
  const { inviteCommand } = await import('./invite.ts');
  return inviteCommand(usable, values, say, complain);
}

const isHelp = (args: readonly string[]): boolean => args.includes('--help');
