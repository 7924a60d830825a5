import type driver from 'postgres';
import { ConnectionLost } from './connection-fault.ts';
import type { DatabaseUrls } from './connect.ts';
import { postgres } from './driver.ts';
import { postgresErrorOf } from './postgres-error.ts';

/** A look through a pooler whose connections are all busy fails after so long. */
const PATIENCE_SECONDS = 15;
const ROUNDS = 3;
/** protocol_violation: what PgBouncer says of a parameter of a connection that it doesn't know. */
const UNKNOWN_PARAMETER = '08P01';

/** A setting that a pooler asks for, and what is wrong with it. */
export interface PoolerFault {
  readonly name: string;
  readonly words: string;
  readonly remedy: string;
}

/**
 * What the settings of a service lack or have wrong where a pooler in transaction mode stands before its database. Throws
 * {@link ConnectionLost} where a connection went meanwhile.
 */
export async function findPoolerFaults(
  { app, authenticator = app, direct }: DatabaseUrls,
  { preparedStatements }: { readonly preparedStatements: boolean },
): Promise<readonly PoolerFault[]> {
  const faults: PoolerFault[] = [];
  if (direct !== undefined && (await isShared(direct))) faults.push(pooled('DATABASE_DIRECT_URL'));
  if (direct === undefined && (await isShared(app))) {
    faults.push({
      name: 'DATABASE_DIRECT_URL',
      words: `it is missing though DATABASE_URL leads ${THROUGH_POOLER}`,
      remedy: 'set it to the same login at the address of PostgreSQL itself',
    });
  }
  if (preparedStatements && ((await refusesSessions(app)) || (authenticator !== app && (await refusesSessions(authenticator))))) {
    faults.push({
      name: 'DATABASE_PREPARED_STATEMENTS',
      words: 'it is true though the pooler before the database takes no session with limits of its own',
      remedy: 'set it to false',
    });
  }
  return faults;
}

const THROUGH_POOLER = 'through a pooler in transaction mode (PgBouncer, say)';
const PAST_POOLER = 'set it to the address of PostgreSQL itself';

/** That a setting for what needs a session of its own leads through a pooler. */
export const pooled = (name: string): PoolerFault => ({ name, words: `it leads ${THROUGH_POOLER}`, remedy: PAST_POOLER });

/**
 * Whether a connection is given to others between transactions. Known by what it does, since poolers don't say what they are: a client
 * of PostgreSQL itself, or of a pooler in session mode, keeps its backend for itself. Throws {@link ConnectionLost} where a connection went
 * meanwhile: the driver asks on over another, which has another backend.
 */
export async function isShared(url: string): Promise<boolean> {
  return withClients(url, async (one, other) => {
    const [ofOne, ofOther] = [new Set<number>(), new Set<number>()];
    for (let round = 0; round < ROUNDS; round += 1) {
      ofOne.add(await backendOf(one));
      ofOther.add(await backendOf(other));
    }
    return ofOne.size > 1 || ofOther.size > 1 || [...ofOne].some((backend) => ofOther.has(backend));
  });
}

/** Whether sessions with limits of their own are turned away, as those are that have prepared statements. */
async function refusesSessions(url: string): Promise<boolean> {
  const client = postgres(url, { ...CLIENT, connection: { statement_timeout: PATIENCE_SECONDS * 1000 } });
  try {
    await client`select 1`;
    return false;
  } catch (error) {
    if (postgresErrorOf(error)?.code === UNKNOWN_PARAMETER) return true;
    throw error;
  } finally {
    await client.end({ timeout: 5 });
  }
}

const CLIENT = { max: 1, onnotice: () => undefined, connect_timeout: PATIENCE_SECONDS, prepare: false, fetch_types: false } as const;

async function withClients<T>(url: string, work: (one: driver.Sql, other: driver.Sql) => Promise<T>): Promise<T> {
  let isLost = false;
  const openClient = (): driver.Sql =>
    postgres(url, {
      ...CLIENT,
      onclose: () => {
        isLost = true;
      },
    });
  const clients = [openClient(), openClient()] as const;
  try {
    const answer = await work(...clients);
    if (isLost) throw new ConnectionLost('a connection went while it was looked whether others have it too');
    return answer;
  } finally {
    await Promise.all(clients.map((client) => client.end({ timeout: 5 })));
  }
}

async function backendOf(client: driver.Sql): Promise<number> {
  const [backend] = await client<{ pid: number }[]>`select pg_backend_pid() as pid`;
  return backend?.pid ?? 0;
}
