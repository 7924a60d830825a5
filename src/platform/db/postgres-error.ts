import type driver from 'postgres';
import { postgres } from './driver.ts';

/** The server's own error beneath whatever drizzle wrapped around it, or null when the fault is not the database's. */
export function postgresErrorOf(error: unknown): driver.PostgresError | null {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof postgres.PostgresError) return cause;
  }
  return null;
}
