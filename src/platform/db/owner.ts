import type driver from 'postgres';
import { drizzle } from 'drizzle-orm/postgres-js';
import { postgres } from './driver.ts';
import { PATIENT_SESSION } from './lock-patience.ts';
import { type Ask, type Statement, type Tx, txOver } from './pool.ts';

/** One transaction as the login of the URL itself, for what the owner of the tables does at the start and nobody else may. */
export async function asOwner<T>(url: string, work: (tx: Tx) => Promise<T>): Promise<T> {
  const client = postgres(url, { max: 1, onnotice: () => undefined, connection: PATIENT_SESSION });
  try {
    drizzle(client); // tells the driver to leave dates as they are, which is what drizzle's columns expect
    return (await client.begin((connection) => {
      const ask: Ask = (text, values) => connection.unsafe(text, values as string[], { prepare: true });
      const send = ({ text, values }: Statement): Promise<driver.Row[]> => {
        const answered = ask(text, values).then((rows) => rows);
        answered.catch(() => undefined); // the driver fails the transaction for it
        return answered;
      };
      return work(txOver({ ask, send }));
    })) as T;
  } finally {
    await client.end({ timeout: 5 });
  }
}
