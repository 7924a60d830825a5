import postgres from 'postgres';

/** The server's own error beneath whatever drizzle wrapped around it, or null when the fault is not the database's. */
export function postgresErrorOf(error: unknown): postgres.PostgresError | null {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof postgres.PostgresError) return cause;
  }
  return null;
}
