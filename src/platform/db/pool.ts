import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import type driver from 'postgres';
import { must } from '../../kernel/assert.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { Cancellation } from '../cancellation.ts';
import { ConnectionLost, isLossOfDatabase } from './connection-fault.ts';
import { postgres } from './driver.ts';
import type { Speaker } from './identity-seal.ts';
import { type Hearing, UNHEARD } from './outage.ts';
import { Deadlines } from '../deadlines.ts';
import { Turnstile, type TurnstileCounts } from '../turnstile.ts';
import { watchedSockets } from './watched-socket.ts';
import { WHOLE_NUMBER } from './whole-number.ts';

/** How long things may take on a pool's connections, and how many may want one. */
export interface PoolLimits {
  readonly connections: number;
  readonly connectionsPerOwner: number;
  readonly waiting: number;
  readonly waitingPerOwner: number;
  readonly waitMs: number;
  readonly statementMs: number;
  readonly lockMs: number;
  readonly idleInTransactionMs: number;
  /** From the first statement to the commit. */
  readonly transactionMs: number;
  /** Off behind a pooler that hands a connection to another client between transactions and doesn't know of prepared statements. */
  readonly preparedStatements: boolean;
}

export interface Statement {
  readonly text: string;
  readonly values: readonly string[];
}

export type Settings = readonly (readonly [name: string, value: string])[];

/** What answers the backend's number. */
type Admission = 'pg_backend_pid()' | 'wasl.admit()';

/** How a transaction begins. */
export interface Opening {
  /** Each set for this transaction alone. */
  readonly settings: Settings;
  /** Gives the backend's number once they are set, or refuses to go on with them. */
  readonly admission?: Admission;
}

/** A transaction in which drizzle builds the queries; there are none within it. */
export type Tx = Omit<PostgresJsDatabase, 'transaction'> & { readonly [WAYS]: Ways; readonly [SPEAKER]?: Speaker };

/** How a transaction sends statements that are not drizzle's; on itself, since the collector sees what a weak map holds only late. */
const WAYS = Symbol('ways');
/** Who asks in a transaction, in the same place. */
export const SPEAKER = Symbol('speaker');

export interface Ways {
  readonly send: (statement: Statement) => Promise<driver.Row[]>;
  readonly ask: Ask;
}

export interface Asker {
  /** In whose turn a connection is waited for. */
  readonly owner: string;
  /** When it comes, what runs is ended and nothing more is begun. */
  readonly cancellation?: Cancellation | undefined;
}

const CONNECT_SECONDS = 5;
/** What the server's own limits get on top, before a connection without an answer is taken for dead. */
const SILENCE_MS = 3_000;

/**
 * Planning a list costs three times its execution, because every policy takes part in it, and by default it is repeated as long as
 * parameters might matter. Here they hardly do: the lists go by primary key, the rest by ids. The policies make every plan look
 * dearer than it is, and compiling such a plan would take longer than running it.
 *
 * Set in each transaction, not for the connection: a pooler in between refuses parameters of a connection that it doesn't know.
 */
const PLANNING: Settings = [
  ['plan_cache_mode', 'force_generic_plan'],
  ['jit', 'off'],
];

/** Set anew each time, whatever another transaction has left in the session: a name finds no temporary object in a table's place. */
const NAMES: Settings = [['search_path', 'public, pg_temp']];

/**
 * For what is asked without a transaction: a statement that nobody waits for any more must not stay in the server, waiting for a lock.
 * A pooler in between refuses such parameters; what it lets in is bounded by its own size.
 */
const ofSession = ({ preparedStatements, statementMs, lockMs }: PoolLimits): { statement_timeout?: number; lock_timeout?: number } =>
  preparedStatements ? { statement_timeout: Math.ceil(statementMs), lock_timeout: Math.ceil(lockMs) } : {};

/** Connections under one login, of which a bounded number is used at a time, in turns between owners. */
export class Pool {
  readonly #client: driver.Sql;
  /** For telling the server to cancel what runs on a connection of the pool. */
  readonly #messenger: driver.Sql;
  readonly #turnstile: Turnstile;
  readonly #transactions: Deadlines;
  readonly #queries: Deadlines;
  readonly #limits: PoolLimits;
  readonly #limitSettings: Settings;
  readonly #hearing: Hearing;
  #isClosed = false;

  constructor(url: string, limits: PoolLimits, hearing: Hearing = UNHEARD) {
    const { connections, connectionsPerOwner, waiting, waitingPerOwner, waitMs, statementMs, lockMs, idleInTransactionMs } = limits;
    const options = {
      onnotice: () => undefined,
      connection: { application_name: 'wasl', timezone: 'UTC', ...ofSession(limits) },
      connect_timeout: CONNECT_SECONDS,
      // As soon as the database is back: the driver would wait for up to twenty seconds more after each vain try.
      backoff: () => 0.1,
      prepare: limits.preparedStatements,
      types: { wholeNumber: WHOLE_NUMBER },
      socket: watchedSockets({ atFirstMs: lockMs + SILENCE_MS, ms: Math.max(statementMs, idleInTransactionMs) + SILENCE_MS }),
    } as const;
    this.#client = postgres(url, { ...options, max: connections });
    this.#messenger = postgres(url, { ...options, max: 1, idle_timeout: 10 });
    // Tells the driver to leave dates as they are, which is what drizzle's columns expect.
    drizzle(this.#client);
    this.#turnstile = new Turnstile({ places: connections, placesPerOwner: connectionsPerOwner, waiting, waitingPerOwner, waitMs });
    this.#transactions = new Deadlines(limits.transactionMs);
    this.#queries = new Deadlines(waitMs);
    this.#limits = limits;
    this.#hearing = hearing;
    this.#limitSettings = [
      ...PLANNING,
      ...NAMES,
      ['statement_timeout', String(statementMs)],
      ['lock_timeout', String(lockMs)],
      ['idle_in_transaction_session_timeout', String(idleInTransactionMs)],
    ];
  }

  counts(): TurnstileCounts {
    return this.#turnstile.counts();
  }

  /**
   * Runs `work` in one transaction that opens like this. Neither the beginning nor its settings wait for an
   * answer, which says nothing: they travel with the first query of `work`. A failure of any statement fails the whole.
   */
  async transaction<T>(opening: Opening, asker: Asker, work: (tx: Tx) => Promise<T>): Promise<T> {
    const leave = await this.#turnstile.enter(asker.owner, asker.cancellation);
    const stop = new Cancellation();
    const goneAway = (): void => stop.cancel(new ConnectionLost('whoever asked has gone away'));
    asker.cancellation?.onCancel(goneAway);
    const begun = this.#begin(openingStatement(opening, this.#limitSettings), stop, work);
    return new Promise((resolve, reject) => {
      let hasEnded = false;
      const inTime = this.#transactions.add(() => {
        stop.cancel(tooLong());
        // Where not even the server's word that it has cancelled arrives.
        setTimeout(() => {
          if (!hasEnded) this.#hearLoss();
          reject(tooLong());
        }, SILENCE_MS).unref();
      });
      const end = (): void => {
        hasEnded = true;
        inTime();
        asker.cancellation?.offCancel(goneAway);
        leave();
      };
      begun.finally(end).then(resolve, reject);
    });
  }

  /** One query by itself, in a single trip; under the login's own rights. */
  async query<Row>({ text, values }: Statement, owner: string): Promise<readonly Row[]> {
    const leave = await this.#turnstile.enter(owner);
    const asked = this.#client.unsafe<Row[] & driver.Row[]>(text, [...values], { prepare: this.#limits.preparedStatements });
    return new Promise((resolve, reject) => {
      const inTime = this.#queries.add(() => {
        this.#hearLoss();
        reject(tooLong());
      });
      const end = (): void => {
        inTime();
        leave();
      };
      asked.then(this.#hearing.answered, this.#hearFault);
      asked.finally(end).then(resolve, reject);
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([this.#client.end({ timeout: 5 }), this.#messenger.end({ timeout: 1 })]);
  }

  #hearLoss(): void {
    if (!this.#isClosed) this.#hearing.lost();
  }

  readonly #hearFault = (error: unknown): void => {
    if (isLossOfDatabase(error)) this.#hearLoss();
  };

  async #begin<T>(first: Statement, stop: Cancellation, work: (tx: Tx) => Promise<T>): Promise<T> {
    let isOver = false;
    let hasBegun = false;
    let given: { readonly result: T } | undefined;
    try {
      await this.#client.begin(async (connection) => {
        hasBegun = true;
        try {
          given = { result: await this.#run(connection, first, stop, () => isOver, work) };
        } finally {
          // After a loss the driver would roll back on the same connection, which may serve another transaction by then: it never hears.
          if (isOver) await new Promise<never>(() => undefined);
        }
      });
      return must(given, 'a transaction that was committed gave something').result;
    } catch (error) {
      if (!hasBegun) this.#hearFault(error);
      throw error;
    } finally {
      isOver = true;
      // The driver keeps what it was given, and this closure, until the connection's next transaction: whole answers would outlive theirs.
      given = undefined;
    }
  }

  async #run<T>(
    connection: driver.TransactionSql,
    first: Statement,
    stop: Cancellation,
    isOver: () => boolean,
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    const sent: Promise<unknown>[] = [];
    let firstFailure: unknown;
    let pid: number | undefined;
    let cancelling: Promise<unknown> | undefined;
    const cancel = (): void => {
      if (pid === undefined || isOver()) return;
      cancelling = this.#messenger.unsafe('select pg_cancel_backend($1::int)', [pid]).catch(() => undefined);
    };
    const ask: Ask = (text, values) => {
      if (isOver()) throw new ConnectionLost('the transaction has ended');
      if (stop.reason) throw stop.reason;
      return connection.unsafe(text, values as string[], { prepare: this.#limits.preparedStatements });
    };
    const send = ({ text, values }: Statement): Promise<driver.Row[]> => {
      const answered = ask(text, values).then((rows) => rows);
      // Heard at the end; without this an early failure would count as nobody's.
      answered.catch((error: unknown) => (firstFailure ??= error));
      sent.push(answered);
      return answered;
    };
    const begins = ([row]: readonly driver.Row[]): void => {
      pid = row?.['pid'] as number | undefined;
      this.#hearing.answered();
    };
    stop.onCancel(cancel);
    try {
      send(first).then(begins, this.#hearFault);
      const result = await work(txOver({ send, ask }));
      // After a failure PostgreSQL takes a commit as a rollback, without a word.
      await Promise.all(sent);
      return result;
    } catch (error) {
      if (stop.reason) throw stop.reason;
      throw firstFailure ?? error; // the first thing that went wrong is the one to tell
    } finally {
      // Or it would meet whoever has the connection next.
      await cancelling;
    }
  }
}

const tooLong = (): Refusal => new Refusal('try-again', { facts: { retryAfterSeconds: 1 } });

export type Ask = (text: string, values: readonly unknown[]) => driver.PendingQuery<driver.Row[]>;

/** Drizzle, over whatever sends its queries. */
export const txOver = (ways: Ways): Tx => Object.assign(drizzle(forDrizzle(ways.ask)), { [WAYS]: ways });

/** All that drizzle needs of a client to send queries within a transaction that was begun here. */
const forDrizzle = (unsafe: Ask): driver.Sql => ({ options: SET_BY_DRIZZLE, unsafe }) as unknown as driver.Sql;

/** Drizzle sets parsers on each client that it is given. Those of the pool's are set once: set anew, they would be compiled anew. */
const SET_BY_DRIZZLE = { parsers: {}, serializers: {} };

/**
 * Sets a transaction's settings and gives its backend's number. As conditions of one row: as columns each would come back. What is the
 * same in all transactions stands in the text, which is prepared once: each parameter takes its time.
 */
function openingStatement({ settings, admission = 'pg_backend_pid()' }: Opening, same: Settings): Statement {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  const calls = [
    ...settings.map(([name], index) => `set_config(${quoted(name)}, $${index + 1}, true)`),
    ...same.map(([name, value]) => `set_config(${quoted(name)}, ${quoted(value)}, true)`),
  ];
  return {
    text: `select ${admission} as pid where ${calls.map((call) => `${call} is not null`).join(' and ')}`,
    values: settings.map(([, value]) => value),
  };
}

/**
 * Sends a statement without waiting for its answer, which says nothing: it travels together with what comes next. Its failure fails
 * the transaction, at the latest when it is committed. Only in a transaction of a {@link Pool}.
 */
export function sendAhead(tx: Tx, statement: Statement): void {
  void tx[WAYS].send(statement);
}

/** Asks in a transaction of a {@link Pool} what is written as text. */
export async function askWithin<Row>(tx: Tx, statement: Statement): Promise<readonly Row[]> {
  return (await tx[WAYS].send(statement)) as readonly unknown[] as readonly Row[];
}

/** As {@link askWithin}; each row is its values in the order of the columns, as the driver reads them. */
export async function askForValues(tx: Tx, text: string, values: readonly unknown[]): Promise<(readonly unknown[])[]> {
  return tx[WAYS].ask(text, values).values();
}
