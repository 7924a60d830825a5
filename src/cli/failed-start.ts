import type { pino } from 'pino';
import { explainFault } from './explain-fault.ts';

/**
 * Tells the log why the service could not be started: what whoever runs it is to mend in one line with its code, and a fault of the program
 * with all that helps to find it.
 */
export function logFailedStart(log: pino.Logger, error: unknown): void {
  const { line, code } = explainFault(error, 'serve');
  if (code === undefined) log.fatal({ err: error }, 'the service could not be started');
  else log.fatal({ code }, line);
}
