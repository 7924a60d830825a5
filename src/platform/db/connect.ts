import type driver from 'postgres';
import { postgres } from './driver.ts';
import { Seals } from './identity-seal.ts';
import { Outage, type OutageNews } from './outage.ts';
import { Pool, type PoolLimits } from './pool.ts';
import type { TurnstileCounts } from '../turnstile.ts';

/**
 * The ways to the rows, none of which can be taken for another: people's requests, the service's own timed work, which may take
 * longer and keeps no person waiting, and identity's door.
 */
export interface Db {
  readonly people: Pool;
  readonly jobs: Pool;
  readonly authenticator: Pool;
  /** The authenticator's connections are signed in as `wasl_authenticator` itself: one question is one statement. */
  readonly authenticatorIsItsLogin: boolean;
  /** What seals who asks. */
  readonly seals: Seals;
}

export interface Database {
  readonly db: Db;
  /** For LISTEN, which wants a connection of its own and no transaction. */
  readonly sql: driver.Sql;
  /** Resolves when the pools that every request needs answer: the one that serves people, and the door's. */
  readonly ping: () => Promise<void>;
  readonly counts: () => Readonly<Record<'people' | 'jobs' | 'authenticator', TurnstileCounts>>;
  readonly close: () => Promise<void>;
}

/** Where the database is, under each of the service's logins. With `app` alone that login takes every role in turn. */
export interface DatabaseUrls {
  readonly app: string;
  readonly authenticator?: string | undefined;
  /** Past a pooler that shares connections between transactions, for what needs a session: LISTEN. */
  readonly direct?: string | undefined;
}

/** How long things may take, in seconds, and how many may wait. */
export interface DatabaseLimits {
  readonly statementSeconds: number;
  readonly lockSeconds: number;
  readonly idleInTransactionSeconds: number;
  readonly transactionSeconds: number;
  readonly connectionsPerAccount: number;
  readonly queue: number;
  readonly queueSeconds: number;
  readonly preparedStatements: boolean;
}

/** What timed work may take: many things in one batch. */
const JOB_STATEMENT_SECONDS = 300;
const JOB_LOCK_SECONDS = 5;
const JOB_TRANSACTION_SECONDS = 1_800;
const JOB_QUEUE_SECONDS = 600;

/** What timed work and sign-in have, each. */
const fewOf = (connections: number): number => Math.max(2, Math.ceil(connections / 4));

/** How many connections a {@link connect} of this size may have open: its pools, one to cancel by in each, and two for LISTEN. */
export const mostConnections = (connections: number): number => connections + 2 * fewOf(connections) + 3 + 2;

const UNTOLD: OutageNews = { begun: () => undefined, over: () => undefined };

/**
 * Opens pools to a PostgreSQL; nothing connects before the first query. `connections` is what people's requests may use, and `news` is told
 * of the database's outages as these meet them.
 */
export function connect(urls: string | DatabaseUrls, connections: number, limits: DatabaseLimits, news = UNTOLD): Database {
  const outage = new Outage(news);
  const { app, authenticator: authenticatorUrl = app, direct = app } = typeof urls === 'string' ? { app: urls } : urls;
  const peopleLimits: PoolLimits = {
    connections,
    connectionsPerOwner: Math.min(connections, limits.connectionsPerAccount),
    waiting: limits.queue,
    waitingPerOwner: Math.ceil(limits.queue / 2),
    waitMs: limits.queueSeconds * 1000,
    statementMs: limits.statementSeconds * 1000,
    lockMs: limits.lockSeconds * 1000,
    idleInTransactionMs: limits.idleInTransactionSeconds * 1000,
    transactionMs: limits.transactionSeconds * 1000,
    preparedStatements: limits.preparedStatements,
  };
  const few = fewOf(connections);
  const sharedByAll = (count: number) => ({ connections: count, connectionsPerOwner: count, waitingPerOwner: limits.queue });
  const people = new Pool(app, peopleLimits, outage.hearing('people'));
  const jobs = new Pool(app, {
    ...peopleLimits,
    ...sharedByAll(few),
    statementMs: JOB_STATEMENT_SECONDS * 1000,
    lockMs: JOB_LOCK_SECONDS * 1000,
    transactionMs: JOB_TRANSACTION_SECONDS * 1000,
    waitMs: JOB_QUEUE_SECONDS * 1000,
  });
  // Whoever tries to sign in again and again keeps nobody who is signed in from being known.
  const authenticator = new Pool(
    authenticatorUrl,
    { ...peopleLimits, ...sharedByAll(few), connectionsPerOwner: few - 1 },
    outage.hearing('authenticator'),
  );
  const sql = postgres(direct, { onnotice: () => undefined, connection: { application_name: 'wasl' }, backoff: () => 0.1, max: 1 });
  return {
    db: {
      people,
      jobs,
      authenticator,
      authenticatorIsItsLogin: authenticatorUrl !== app,
      seals: new Seals({ people: limits.transactionSeconds, jobs: JOB_TRANSACTION_SECONDS }),
    },
    sql,
    ping: async () =>
      void (await Promise.all([people, authenticator].map((pool) => pool.query({ text: 'select 1', values: [] }, 'readiness')))),
    counts: () => ({ people: people.counts(), jobs: jobs.counts(), authenticator: authenticator.counts() }),
    close: async () => void (await Promise.all([people.close(), jobs.close(), authenticator.close(), sql.end({ timeout: 5 })])),
  };
}
