import { drizzle } from 'drizzle-orm/postgres-js';
import postgres from 'postgres';
import type { Db } from './transaction.ts';

export interface Database {
  readonly db: Db;
  /** A client of its own for plain SQL: drizzle replaces the parsers of the client that it is given. */
  readonly sql: postgres.Sql;
  close(): Promise<void>;
}

/** Opens pools to a PostgreSQL; nothing connects before the first query. */
export function connect(url: string, connections: number): Database {
  const common = { onnotice: () => undefined, connection: { application_name: 'wasl', timezone: 'UTC' }, connect_timeout: 15 };
  // Planning a list costs three times its execution, because every policy takes part in it, and by default it is repeated as
  // long as parameters might matter. Here they hardly do: the lists go by primary key, the rest by ids.
  // The policies make every plan look dearer than it is, and compiling such a plan would take longer than running it.
  const prepared = { ...common.connection, plan_cache_mode: 'force_generic_plan', jit: 'off' };
  const client = postgres(url, { ...common, connection: prepared, max: connections });
  const sql = postgres(url, { ...common, max: Math.max(2, Math.ceil(connections / 2)) });
  return {
    db: drizzle(client),
    sql,
    close: async () => {
      await Promise.all([client.end({ timeout: 5 }), sql.end({ timeout: 5 })]);
    },
  };
}
