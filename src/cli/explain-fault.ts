import { OperatorFault } from '../kernel/operator-fault.ts';
import { Refusal } from '../kernel/refusal.ts';
import { formatProblemNext, formatProblemTitle } from '../locales/format-problem.ts';
import { isConnectionFault } from '../platform/db/connection-fault.ts';
import { postgresErrorOf } from '../platform/db/postgres-error.ts';
import { explainField } from './explain-field.ts';
import { UnusableSetting } from '../settings.ts';
import { UnknownOption } from './parse-options.ts';
import { explainFileFault } from '../platform/files/file-fault.ts';

export interface Explanation {
  readonly line: string;
  /** What it is called for machines, where whoever runs the service is to mend it; undefined for a fault of the program. */
  readonly code: string | undefined;
  /** 2 where the command was called wrongly, by its options or the settings that it reads, else 1. */
  readonly status: 1 | 2;
}

/** What is said of a fault that ends a command ('': of the program as a whole), in words that tell what to do; one place for all commands. */
export function explainFault(error: unknown, command: string): Explanation {
  const wrongCall = explainCall(error);
  const help = command === '' ? 'wasl --help' : `wasl ${command} --help`;
  if (wrongCall !== undefined) return { line: `${wrongCall}; see ${help}`, code: 'called-wrongly', status: 2 };
  const [code, line] = whatToMend(error) ?? [undefined, messageOf(error)];
  return { line, code, status: error instanceof UnusableSetting ? 2 : 1 };
}

/** Its code, and the words. */
function whatToMend(error: unknown): readonly [string, string] | undefined {
  // A migration that met a lock is both, and what to do about the lock is worth most.
  const lock = explainLock(error);
  if (lock !== undefined) return ['database-locked', lock];
  if (error instanceof OperatorFault) return [error.code, error.message];
  const file = explainFileFault(error);
  if (file !== undefined) return ['file-unusable', file];
  const refusal = explainRefusal(error);
  if (refusal !== undefined) return [(error as Refusal).code, refusal];
  const loss = explainLoss(error);
  return loss === undefined ? undefined : ['database-lost', loss];
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What `parseArgs` of Node found; its own words are for programmers. */
function explainCall(error: unknown): string | undefined {
  if (error instanceof UnknownOption) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const [, named = ''] = /'([^' ]+)/.exec(messageOf(error)) ?? [];
  switch (code) {
    case 'ERR_PARSE_ARGS_UNEXPECTED_POSITIONAL':
      return `'${named}' is more than it takes`;
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      return /does not take/.test(messageOf(error)) ? `${named} takes no value` : `${named} wants a value`;
    default:
      return undefined;
  }
}

function explainRefusal(error: unknown): string | undefined {
  if (!(error instanceof Refusal)) return undefined;
  const title = formatProblemTitle(error.code, 'en');
  const faults = (error.details.fields ?? []).map((fault) => ({ at: fault.pointer.slice(1), text: explainField(fault, 'en') }));
  const fields = faults.map(({ at, text }) => `${at}: ${text}`);
  // A fault of one field is often all that there is to tell.
  const isTold = faults.some(({ text }) => text === title);
  return [...(isTold ? [] : [title]), ...fields, formatProblemNext(error.code, 'en')].map((text) => text.replace(/\.$/, '')).join('. ');
}

/** Of a lock that was not to be had in time; a migration says which of them it was. */
function explainLock(error: unknown): string | undefined {
  if (postgresErrorOf(error)?.code !== '55P03') return undefined;
  return `${messageOf(error)}\nSomebody holds a lock and does not let it go: find the session in pg_stat_activity, end it with pg_terminate_backend(pid), then run this again`;
}

function explainLoss(error: unknown): string | undefined {
  if (!isConnectionFault(error) || (error as Error).cause !== undefined) return undefined;
  return `the connection was lost (${messageOf(error)}): see that the server runs, then run this again`;
}
