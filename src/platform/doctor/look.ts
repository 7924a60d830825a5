import type driver from 'postgres';
import { systemActor } from '../auth/actor.ts';
import { postgres } from '../db/driver.ts';
import { keyOf, SEAL_KEY, Sealer, type SealKey } from '../db/identity-seal.ts';
import { readerSettings } from '../db/transaction.ts';

const LONGEST_STATEMENT = '5min';
/** A look that has to wait has found something: a lock that is held for longer than any request may take. */
const LONGEST_WAIT = '30s';
const LONGEST_LOOK_SECONDS = 1_800;

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

/** Where the service's own login and the authenticator's lead, or the one login that is both. */
export interface ServiceLogins {
  readonly app: string;
  readonly authenticator?: string | undefined;
}

/** The same as the service's own timed work, which sees every organisation's rows. */
export async function lookAsSystem<T>(
  { app, authenticator = app }: ServiceLogins,
  now: Date,
  work: (tx: driver.Sql) => Promise<T>,
): Promise<T> {
  const key = await look(authenticator, async (tx) => {
    if (authenticator === app) await tx`select set_config('role', 'wasl_authenticator', true)`;
    return keyOf(await tx.unsafe<SealKey[]>(SEAL_KEY));
  });
  const settings = readerSettings(new Sealer(key, LONGEST_LOOK_SECONDS), { actor: systemActor('doctor'), now, requestId: null });
  return look(app, async (tx) => {
    for (const [name, value] of settings) await tx`select set_config(${name}, ${value}, true)`;
    return work(tx);
  });
}
