import { Column, is, SQL, type DriverValueDecoder } from 'drizzle-orm';
import { PgDialect, type SelectedFieldsOrdered } from 'drizzle-orm/pg-core';
import { PostgresJsSession, PostgresJsTransaction } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import type { Db, Tx } from './transaction.ts';

type Session = PostgresJsSession<postgres.Sql, Record<string, never>, Record<string, never>>;

/** Always as prepared statements: without, the driver first asks the server what the parameters are, one trip more a query. */
function preparingSession(connection: postgres.ReservedSql): Session {
  const session: Session = new PostgresJsSession(connection, dialect, undefined, {});
  const prepare = session.prepareQuery.bind(session);
  session.prepareQuery = (query, fields, name, inArrayMode, mapper, ...rest) =>
    prepare(query, fields, name ?? 'always', inArrayMode, mapper ?? flatMapper(fields), ...rest);
  return session;
}

const dialect = new PgDialect();

type Mapper = NonNullable<Parameters<Session['prepareQuery']>[4]>;
type Decoder = DriverValueDecoder<unknown, unknown>;

/**
 * Turns the rows of a flat selection into objects. Drizzle asks anew for each cell what decodes it, which took an eighth of the
 * time of a list; here it is asked once per column. A nested selection stays drizzle's.
 */
function flatMapper(fields: SelectedFieldsOrdered | undefined): Mapper | undefined {
  if (!fields || fields.some(({ path }) => path.length !== 1)) return undefined;
  const columns = fields.map(({ path, field }) => ({ name: path[0] ?? '', decoder: decoderOf(field) }));
  return (rows) =>
    rows.map((row) => {
      const result: Record<string, unknown> = {};
      columns.forEach(({ name, decoder }, index) => {
        const value = row[index];
        result[name] = value === null ? null : decoder.mapFromDriverValue(value);
      });
      return result;
    });
}

/** An expression's decoder is there, but not among its public types. */
function decoderOf(field: SelectedFieldsOrdered[number]['field']): Decoder {
  if (is(field, Column)) return field;
  const expression: unknown = is(field, SQL.Aliased) ? field.sql : field;
  return (expression as { decoder: Decoder }).decoder;
}

interface Statement {
  readonly text: string;
  readonly values: readonly string[];
}

const clientOf = (db: Db): postgres.Sql => (db as unknown as { $client: postgres.Sql }).$client;

/** A transaction of one query, sent as a whole without waiting between its statements: one trip instead of four. */
export async function pipelinedQuery<Row>(db: Db, first: Statement, query: Statement): Promise<readonly Row[]> {
  const connection = await clientOf(db).reserve();
  try {
    // After a failure PostgreSQL refuses the rest and takes the commit as a rollback.
    const [, , rows] = await Promise.all([
      connection.unsafe('begin'),
      connection.unsafe(first.text, [...first.values], { prepare: true }),
      connection.unsafe<Row[] & postgres.Row[]>(query.text, [...query.values], { prepare: true }),
      connection.unsafe('commit'),
    ]);
    return rows;
  } finally {
    connection.release();
  }
}

/**
 * A transaction whose beginning travels together with the first query of `work`: BEGIN and the settings are sent without
 * waiting for their answers, since PostgreSQL works a connection's messages off in their order. That saves two trips of the
 * five that drizzle's own transaction takes for one query. A failure at the beginning fails the whole, like any other.
 */
export async function pipelined<T>(db: Db, first: Statement, work: (tx: Tx) => Promise<T>): Promise<T> {
  const connection = await clientOf(db).reserve();
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
