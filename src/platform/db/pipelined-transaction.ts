import { Column, is, SQL, type DriverValueDecoder } from 'drizzle-orm';
import { PgDialect, type SelectedFieldsOrdered } from 'drizzle-orm/pg-core';
import { PostgresJsSession, PostgresJsTransaction } from 'drizzle-orm/postgres-js';
import type postgres from 'postgres';
import { must } from '../../kernel/assert.ts';
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

/** How statements whose answers say nothing are sent in each transaction. */
const senderOf = new WeakMap<Tx, (statement: Statement) => void>();

/**
 * Sends a statement without waiting for its answer, which says nothing: it travels together with what comes next. Its failure fails
 * the transaction, at the latest when it is committed. Only in a transaction of {@link pipelined}.
 */
export function sendAhead(tx: Tx, statement: Statement): void {
  must(senderOf.get(tx), 'a transaction that was begun here')(statement);
}

/**
 * A transaction in which what needs no answer isn't waited for, since PostgreSQL works a connection's messages off in their order:
 * BEGIN and the settings go with the first query of `work`. That saves two trips of the five that drizzle's own transaction takes for
 * one query. A failure of any of them fails the whole.
 */
export async function pipelined<T>(db: Db, first: Statement, work: (tx: Tx) => Promise<T>): Promise<T> {
  const connection = await clientOf(db).reserve();
  const sent: Promise<unknown>[] = [];
  const send = (query: PromiseLike<unknown>): void => {
    const answered = Promise.resolve(query);
    // Heard at the end; without this an early failure would count as nobody's.
    answered.catch(() => undefined);
    sent.push(answered);
  };
  const prepared = ({ text, values }: Statement) => connection.unsafe(text, [...values], { prepare: true });
  try {
    send(connection.unsafe('begin'));
    send(prepared(first));
    try {
      // Beneath, drizzle takes any client that can send a query; its types ask for the one that it makes itself.
      const session = preparingSession(connection) as unknown as ConstructorParameters<typeof PostgresJsTransaction>[1];
      const tx = new PostgresJsTransaction(dialect, session, undefined) as unknown as Tx;
      senderOf.set(tx, (statement) => send(prepared(statement)));
      const result = await work(tx);
      // After a failure PostgreSQL takes a commit as a rollback, without a word.
      await Promise.all(sent);
      await connection.unsafe('commit');
      return result;
    } catch (error) {
      await connection.unsafe('rollback').catch(() => undefined);
      await Promise.all(sent); // the first thing that went wrong is the one to tell
      throw error;
    }
  } finally {
    connection.release();
  }
}
