import { sql } from 'drizzle-orm';
import { index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instant } from '../db/columns.ts';
import { mayDoAll, readerIs, readerUser } from '../db/policies.ts';

/**
 * The answers given to POSTs, by who asked and under which Idempotency-Key; written in the transaction of the effect itself,
 * so that the effect and its answer are both there or both not.
 */
export const idempotencyKeys = pgTable(
  'idempotency_keys',
  {
    userId: uuid('user_id').notNull(),
    key: text('key').notNull(),
    requestHash: text('request_hash').notNull(),
    status: integer('status'),
    headers: jsonb('headers').$type<Record<string, string>>(),
    body: jsonb('body'),
    createdAt: instant('created_at')
      .notNull()
      .default(sql`now()`),
  },
  (table) => [
    primaryKey({ name: 'one_effect_per_key', columns: [table.userId, table.key] }),
    index('idempotency_keys_by_age').on(table.createdAt),
    mayDoAll('own', sql`${table.userId} = ${readerUser}`),
    mayDoAll('cleaning', readerIs('system')),
  ],
);
