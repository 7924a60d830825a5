import { Refusal } from '../../kernel/refusal.ts';
import { isConnectionFault } from './connection-fault.ts';
import { type NamedUrl, type Patience, placeOf, waitForDatabase } from './wait-for-database.ts';

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
      patience.say(`The connection to the database at ${placeOf(database.url)} was lost: what was under way begins anew.`);
    }
  }
}

/** The connection was lost or not to be had, or the server said that it goes (SQLSTATE classes 08 and 57P), to whichever driver. */
function isLoss(error: unknown): boolean {
  if (error instanceof Refusal) return error.code === 'try-again';
  return isConnectionFault(error) || isToldByServer(error);
}

function isToldByServer(error: unknown): boolean {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && /^(?:08|57P)/.test(String(cause.code))) return true;
  }
  return false;
}
