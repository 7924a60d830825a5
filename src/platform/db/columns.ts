import { type AnyColumn, sql } from 'drizzle-orm';
import { bigint, customType, date, integer, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Id } from '../../kernel/id.ts';
import type { Decimals, Steps } from '../../kernel/quantity.ts';

/** A primary key that the program makes (UUIDv4), typed by what it identifies. */
export const primaryId = <Kind extends string>() => uuid('id').primaryKey().$type<Id<Kind>>();

/**
 * The place of a row in the order in which the rows of its table were made: what lists and histories are in order of, since ids are random. It
 * tells when a row was made, and how many there are, and so never leaves: no record shows it, no event tells it (`wasl.note_changes`), and
 * cursors are sealed. Where whole lists are paged by it, an index serves that (`unique()`).
 */
export const creationOrder = () => bigint('creation_order', { mode: 'number' }).notNull().generatedAlwaysAsIdentity();

/** The short code that people read out, such as `N-7F3K-2Q`: random, so that it tells nothing of how many there are. */
export const reference = (prefix: string) =>
  text('reference')
    .notNull()
    .unique()
    .default(sql.raw(`wasl.new_reference('${prefix}')`));

/** Counts the changes of a record; it is the ETag, and what `If-Match` is held against. */
export const version = () => integer('version').notNull().default(1);

/** How many places quantities of a unit of measure have. */
export const decimals = () => smallint('decimals').notNull().$type<Decimals>();

/** A quantity: whole steps of its item's unit of measure. */
export const steps = (name: string) => bigint(name, { mode: 'number' }).$type<Steps>();

export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'date', precision: 3 });
export const day = (name: string) => date(name, { mode: 'string' });
export const createdAt = () => instant('created_at').notNull();

/** What two spellings of one number have in common (kernel/folding.ts): what unique indexes are made of, and what numbers are compared by. */
export const foldedIdentifier = (column: AnyColumn) => sql<string>`wasl.fold_identifier(${column})`;

/** For the check of a sum: a currency that there is, and no more places than it has. */
export const isMoney = (amount: AnyColumn, currency: AnyColumn) => sql`wasl.is_money(${amount}, ${currency})`;

/** A full-text vector; kept by triggers, never read by the program. */
export const searchVector = customType<{ data: string }>({ dataType: () => 'tsvector' });
