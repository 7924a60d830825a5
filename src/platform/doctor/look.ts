import type driver from 'postgres';
import { systemActor } from '../auth/actor.ts';
import { postgres } from '../db/driver.ts';
import { readerSettings } from '../db/transaction.ts';

const LONGEST_STATEMENT = '5min';
/** A look that has to wait has found something: a lock that is held for longer than any request may take. */
const LONGEST_WAIT = '30s';

/** One transaction of this login that can only read. */
export async function look<T>(url: string, work: (tx: driver.Sql) => Promise<T>): Promise<T> {
  const client = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 15, prepare: false });
  try {
    const result = await client.begin('read only', async (transaction) => {
      const tx = transaction as unknown as driver.Sql;
      await tx`select set_config('statement_timeout', ${LONGEST_STATEMENT}, true), set_config('lock_timeout', ${LONGEST_WAIT}, true)`;
      return { value: await work(tx) };
    });
    return result.value;
  } finally {
    await client.end({ timeout: 5 });
  }
}

/** Whether a login gets in; where it doesn't, checkLogins tells why. */
export const letsIn = (url: string): Promise<boolean> => look(url, async () => true).catch(() => false);

/** The same as the service's own timed work, which sees every organisation's rows. */
export function lookAsSystem<T>(url: string, now: Date, work: (tx: driver.Sql) => Promise<T>): Promise<T> {
  return look(url, async (tx) => {
    for (const [name, value] of readerSettings({ actor: systemActor('doctor'), now, requestId: null })) {
      await tx`select set_config(${name}, ${value}, true)`;
    }
    return work(tx);
  });
}
