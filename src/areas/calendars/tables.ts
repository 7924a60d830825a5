import { sql } from 'drizzle-orm';
import { boolean, check, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { UserId } from '../../kernel/id.ts';
import type { LocalText } from '../../kernel/language.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, instant, primaryId, version } from '../../platform/db/columns.ts';
import { mayAdd, mayChange, mayRead, readerIs, readerIsKnown } from '../../platform/db/policies.ts';
import { CALENDAR_SLUGS } from './domain/standard-calendar.ts';

/**
 * What was announced for one day of a calendar, over its rules: a holiday that they don't know, or none where they expect one. A
 * feast that the moon moves is two of these. No organisation's secret, so without row-level security on reading.
 */
export const calendarCorrections = pgTable(
  'calendar_corrections',
  {
    id: primaryId<'calendar-correction'>(),
    creationOrder: creationOrder().unique(),
    calendar: text('calendar', { enum: CALENDAR_SLUGS }).notNull(),
    day: day('day').notNull(),
    isHoliday: boolean('is_holiday').notNull(),
    /** What the day is. */
    name: jsonb('name').notNull().$type<LocalText>(),
    /** Who announced it, in which act. */
    source: text('source').notNull(),
    recordedBy: uuid('recorded_by').$type<UserId>(),
    /** Taken back: it stays as a record and counts no longer. */
    withdrawnAt: instant('withdrawn_at'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_correction_per_day')
      .on(table.calendar, table.day)
      .where(sql`withdrawn_at is null`),
    check('correction_names_its_source', sql`not wasl.is_blank(${table.source})`),
    mayRead(readerIsKnown),
    mayAdd(readerIs('administrator', 'system')),
    mayChange(readerIs('administrator', 'system')),
  ],
);
