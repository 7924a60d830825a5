import type { Test } from 'tap';
import postgres from 'postgres';
import { type TestDatabase, testServer } from './database.ts';

export interface Loss {
  /** Ends every connection to the database, and lets nobody in any more. */
  readonly takeAway: () => Promise<void>;
  readonly giveBack: () => Promise<void>;
  /** Ends every connection; new ones are let in. */
  readonly cut: () => Promise<void>;
}

/** A database that goes and comes, as seen by those who are connected to it. */
export function losing(t: Pick<Test, 'teardown'>, { superuserUrl }: TestDatabase): Loss {
  const name = new URL(superuserUrl).pathname.slice(1);
  const server = postgres(testServer(), { max: 1, onnotice: () => undefined });
  t.teardown(() => server.end());
  const allow = (isAllowed: boolean) => server.unsafe(`alter database ${name} with allow_connections ${isAllowed}`);
  const cut = async (): Promise<void> => {
    await server`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`;
  };
  return {
    takeAway: async () => {
      await allow(false);
      await cut();
    },
    giveBack: async () => {
      await allow(true);
    },
    cut,
  };
}

/** What the process would have ended by, for as long as the file runs. */
export function watchForFaults(): readonly unknown[] {
  const faults: unknown[] = [];
  for (const event of ['unhandledRejection', 'uncaughtException'] as const) process.on(event, (fault: unknown) => faults.push(fault));
  return faults;
}
