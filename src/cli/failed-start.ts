import type { pino } from 'pino';
import { explainFault } from './explain-fault.ts';

/**
 * Tells the log why the service could not be started: what whoever runs it is to mend in one line with its code, and a fault of the program
 * with all that helps to find it. Answers the exit code.
 */
export function logFailedStart(log: pino.Logger, error: unknown): number {
  const { line, code, status } = explainFault(error, 'serve');
  if (code === undefined) log.fatal({ err: error }, 'the service could not be started');
  else log.fatal({ code }, line);
  return status;
}
