import { drizzle } from 'drizzle-orm/postgres-js';
import { postgres } from './driver.ts';
import { PATIENT_SESSION } from './lock-patience.ts';
import type { Tx } from './pool.ts';

/** One transaction as the login of the URL itself, for what the owner of the tables does at the start and nobody else may. */
export async function asOwner<T>(url: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = postgres(url, { max: 1, onnotice: () => undefined, connection: PATIENT_SESSION });
  try {
    return await drizzle(client).transaction((tx) => work(tx));
  } finally {
    await client.end({ timeout: 5 });
  }
}
