import type driver from 'postgres';
import { postgres } from '../db/driver.ts';

/*
 * Several processes may use the server of one directory, and the last to leave stops it, whoever started it. Each holds a lock
 * of the server's own on a connection of its own, so that the kernel gives it back for a process that is killed:
 *
 *   using     holds the lock shared
 *   leaving   gives it back, and asks for it alone
 *   last      got it alone: nobody else uses the server, and whoever comes now waits until it has stopped
 */

/** Any constant will do; it is the same in every process of the service. */
const LEASE = 0x5761_6c65; // "Wale"

/** A share in a running server. */
export interface Lease {
  /** Settles when the connection ends, by whoever's doing. */
  readonly lost: Promise<void>;
  /** Gives the share back and tells whether it was the last one; then nobody gets another before `end`. */
  giveBack(): Promise<boolean>;
  end(): Promise<void>;
}

/** Takes a share in the server behind a superuser's URL; undefined while it doesn't let us in, or is about to be stopped. */
export async function takeLease(url: string): Promise<Lease | undefined> {
  let connectionEnded: () => void = () => undefined;
  const lost = new Promise<void>((settle) => (connectionEnded = settle));
  // The lock belongs to this one connection: it is never exchanged for a younger one.
  const options = { max: 1, max_lifetime: null, connect_timeout: 5, fetch_types: false, connection: { application_name: 'wasl lease' } };
  const sql = postgres(url, { ...options, onnotice: () => undefined, onclose: () => connectionEnded() });
  const end = () => sql.end({ timeout: 1 });
  try {
    const [taken] = await sql<[{ shared: boolean }]>`select pg_try_advisory_lock_shared(${LEASE}) as shared`;
    if (taken.shared) return { lost, giveBack: () => giveBack(sql), end };
  } catch {
    // It went away while we knocked.
  }
  await end();
  return undefined;
}

async function giveBack(sql: driver.Sql): Promise<boolean> {
  try {
    await sql`select pg_advisory_unlock_shared(${LEASE})`;
    // Of two that leave at once the later finds the lock free: each gave its own share back before it asked.
    const [got] = await sql<[{ alone: boolean }]>`select pg_try_advisory_lock(${LEASE}) as alone`;
    return got.alone;
  } catch {
    return false;
  }
}
