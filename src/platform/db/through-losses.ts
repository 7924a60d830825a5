import { Refusal } from '../../kernel/refusal.ts';
import { isLossOfDatabase } from './connection-fault.ts';
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

function isLoss(error: unknown): boolean {
  return error instanceof Refusal ? error.code === 'try-again' : isLossOfDatabase(error);
}
