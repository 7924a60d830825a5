import { databaseLimits } from '#src/open-database.ts';
import { readSettings } from '#src/settings.ts';

/** Settings for tests and figures, which ask more in a minute than any person does. */
export const UNLIMITED = { RATE_LIMIT_ACCOUNT: '1000000', RATE_LIMIT_API_KEY: '1000000', RATE_LIMIT_ADDRESS: '1000000' } as const;

/** And where one account asks all of it at once, which would else be told to try again. */
export const CROWDED = {
  ...UNLIMITED,
  REQUESTS_PER_ACCOUNT: '1000',
  REQUEST_QUEUE: '1000',
  REQUEST_QUEUE_SECONDS: '60',
  DATABASE_CONNECTIONS_PER_ACCOUNT: '20',
  DATABASE_QUEUE: '1000',
  DATABASE_QUEUE_SECONDS: '60',
  DATABASE_LOCK_SECONDS: '30',
} as const;

/** The limits of the service, but with patience: a test asks much at once, and the machine may be busy. */
export const PATIENT_LIMITS = databaseLimits(
  readSettings({ DATABASE_QUEUE: '1000', DATABASE_QUEUE_SECONDS: '60', DATABASE_LOCK_SECONDS: '30' }),
);
