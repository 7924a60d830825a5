import { postgresErrorOf } from './postgres-error.ts';

const ATTEMPTS = 4;
/** serialization_failure and deadlock_detected: the loser of a race that PostgreSQL broke up; nothing of it was written. */
const RACES = new Set(['40001', '40P01']);

export async function withRetries<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = ATTEMPTS - 1; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      const code = postgresErrorOf(error)?.code;
      if (left === 0 || code === undefined || !RACES.has(code)) throw error;
    }
  }
}
