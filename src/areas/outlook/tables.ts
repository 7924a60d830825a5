import { check, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { instant } from '../../platform/db/columns.ts';

/**
 * How long milestones and obstacles have taken, over everything that is recorded: an aggregate without anybody's name, which the
 * timer recomputes. Only what three units or more have gone through is kept.
 */
export const recordedDurations = pgTable(
  'recorded_durations',
  {
    source: text('source', { enum: ['milestone', 'obstacle-kind'] }).notNull(),
    slug: text('slug').notNull(),
    records: integer('records').notNull(),
    units: integer('units').notNull(),
    /** Whole days in order: all of them, or two hundred at even distances out of more. */
    days: integer('days').array().notNull(),
    refreshedAt: instant('refreshed_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'one_duration_per_slug', columns: [table.source, table.slug] }),
    check('duration_is_no_single_units', sql`${table.units} >= 3 and cardinality(${table.days}) between 1 and 200`),
  ],
);
