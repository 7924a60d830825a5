import { sql } from 'drizzle-orm';
import { customType, date, integer, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Id } from '../../kernel/id.ts';

/** A primary key that the program makes (UUIDv7), typed by what it identifies. */
export const primaryId = <Kind extends string>() => uuid('id').primaryKey().$type<Id<Kind>>();

/** The short code that people read out, such as `N-7F3K-2Q`: random, so that it tells nothing of how many there are. */
export const reference = (prefix: string) =>
  text('reference')
    .notNull()
    .unique()
    .default(sql.raw(`wasl.new_reference('${prefix}')`));

/** Counts the changes of a record; it is the ETag, and what `If-Match` is held against. */
export const version = () => integer('version').notNull().default(1);

export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });
export const day = (name: string) => date(name, { mode: 'string' });
export const createdAt = () => instant('created_at').notNull();

/** A full-text vector; kept by triggers, never read by the program. */
export const searchVector = customType<{ data: string }>({ dataType: () => 'tsvector' });
