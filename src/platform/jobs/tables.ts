import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { instant } from '../db/columns.ts';
import { mayDoAll, readerIs } from '../db/policies.ts';

/** How each scheduled job last went, in whichever process; what fails stays visible here until it succeeds. */
export const jobRuns = pgTable(
  'scheduled_job_runs',
  {
    name: text('name').primaryKey(),
    ranAt: instant('ran_at').notNull(),
    durationMs: integer('duration_ms').notNull(),
    succeededAt: instant('succeeded_at'),
    failedAt: instant('failed_at'),
    failuresInARow: integer('failures_in_a_row').notNull(),
    lastError: text('last_error'),
  },
  () => [mayDoAll('scheduled_jobs', readerIs('system'))],
);

/** The signs of life of those that run jobs, by the database's clock: where they end, others take their jobs over. */
export const jobWorkers = pgTable(
  'job_workers',
  {
    id: text('id').primaryKey(),
    seenAt: instant('seen_at').notNull(),
  },
  () => [mayDoAll('scheduled_jobs', readerIs('system'))],
);
