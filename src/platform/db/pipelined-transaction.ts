import { PgDialect } from 'drizzle-orm/pg-core';
import { PostgresJsSession, PostgresJsTransaction } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import type { Db, Tx } from './transaction.ts';

type Session = PostgresJsSession<postgres.Sql, Record<string, never>, Record<string, never>>;

/** Always as prepared statements: without, the driver first asks the server what the parameters are, one trip more a query. */
function preparingSession(connection: postgres.ReservedSql): Session {
  const session: Session = new PostgresJsSession(connection, dialect, undefined, {});
  const prepare = session.prepareQuery.bind(session);
  session.prepareQuery = (query, fields, name, ...rest) => prepare(query, fields, name ?? 'always', ...rest);
  return session;
}

const dialect = new PgDialect();

/**
 * A transaction whose beginning travels together with the first query of `work`: BEGIN and the settings are sent without
 * waiting for their answers, since PostgreSQL works a connection's messages off in their order. That saves two trips of the
 * five that drizzle's own transaction takes for one query. A failure at the beginning fails the whole, like any other.
 */
export async function pipelined<T>(db: Db, first: { text: string; values: readonly string[] }, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = (db as unknown as { $client: postgres.Sql }).$client;
  const connection = await client.reserve();
  try {
    const begun = connection.unsafe('begin');
    const set = connection.unsafe(first.text, [...first.values], { prepare: true });
    // Handled below; without this an early failure would count as nobody's.
    const opening = Promise.all([begun, set]);
    opening.catch(() => undefined);
    try {
      // Beneath, drizzle takes any client that can send a query; its types ask for the one that it makes itself.
      const session = preparingSession(connection) as unknown as ConstructorParameters<typeof PostgresJsTransaction>[1];
      const result = await work(new PostgresJsTransaction(dialect, session, undefined) as unknown as Tx);
      await opening;
      await connection.unsafe('commit');
      return result;
    } catch (error) {
      await connection.unsafe('rollback').catch(() => undefined);
      await opening; // the first thing that went wrong is the one to tell
      throw error;
    }
  } finally {
    connection.release();
  }
}
