import { Refusal } from '../../kernel/refusal.ts';
import { isConnectionFault } from './connection-fault.ts';
import { postgresErrorOf } from './postgres-error.ts';
import { type NamedUrl, type Patience, waitForDatabase } from './wait-for-database.ts';

/**
 * Does work that may begin anew: a start whose database goes in the midst of it waits until it is back, and begins again. Gives up
 * where the time that a start waits has passed since the first loss.
 */
export async function throughLosses<T>(database: NamedUrl, patience: Patience, work: () => Promise<T>): Promise<T> {
  let deadline: number | undefined;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      deadline ??= Date.now() + patience.seconds * 1000;
      const seconds = (deadline - Date.now()) / 1000;
      if (seconds <= 0 || patience.unwanted?.aborted || !isLoss(error)) throw error;
      await waitForDatabase(database, { ...patience, seconds });
    }
  }
}

/** The connection was lost or not to be had, or the server said that it goes (SQLSTATE classes 08 and 57P). */
function isLoss(error: unknown): boolean {
  if (error instanceof Refusal) return error.code === 'try-again';
  return isConnectionFault(error) || /^(?:08|57P)/.test(postgresErrorOf(error)?.code ?? '');
}
