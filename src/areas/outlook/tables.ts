import { bigint, check, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import type { DeliveryId, MatchId, NeedId, NeedLineId, ObstacleId } from '../../kernel/id.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { day, instant, steps } from '../../platform/db/columns.ts';
import { ledgerWorks, mayRead, readerIs, readerOversees } from '../../platform/db/policies.ts';
import { PRIORITIES } from '../needs/domain/need.ts';
import { HELD_KINDS } from './domain/held-kinds.ts';

/**
 * How long milestones and obstacles have taken, over everything that is recorded: an aggregate without anybody's name, which the
 * scheduled job recomputes. Only what three units or more have gone through is kept.
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
    ...closedLists(table),
    primaryKey({ name: 'one_duration_per_slug', columns: [table.source, table.slug] }),
    check('duration_is_no_single_units', sql`${table.units} >= 3 and cardinality(${table.days}) between 1 and 200`),
    mayRead(readerIs('requester', 'validator', 'donor', 'facilitator', 'auditor', 'system')),
    ledgerWorks(),
  ],
);

/**
 * What open, blocking obstacles hold back, each thing once, as it was when it was last counted. Derived, and counted by the database
 * alone (`wasl.refresh_held_quantities`): whoever reads it refreshes it first. Without foreign keys, for a derived row shall keep
 * nobody from changing what it was derived from.
 */
export const heldQuantities = pgTable(
  'held_quantities',
  {
    kind: text('kind', { enum: HELD_KINDS }).notNull(),
    /** Of the need line, the match or the line of a delivery. */
    id: uuid('id').notNull(),
    needId: uuid('need_id').notNull().$type<NeedId>(),
    needLineId: uuid('need_line_id').notNull().$type<NeedLineId>(),
    matchId: uuid('match_id').$type<MatchId>(),
    deliveryId: uuid('delivery_id').$type<DeliveryId>(),
    obstacleIds: uuid('obstacle_ids').array().notNull().$type<ObstacleId[]>(),
    priority: text('priority', { enum: PRIORITIES }).notNull(),
    itemType: text('item_type').notNull(),
    quantity: steps('quantity').notNull(),
  },
  (table) => [
    ...closedLists(table),
    primaryKey({ name: 'one_row_per_held_thing', columns: [table.kind, table.id] }),
    index('held_quantities_by_need').on(table.needId),
    check('held_thing_is_something', sql`${table.quantity} > 0 and cardinality(${table.obstacleIds}) > 0`),
    // A recipient sees what is held of the need lines that it sees. A donor sees what it gives itself, once it knows for whom: the rest of
    // a line would tell what others give. Each is looked up once for all rows, in a hash.
    mayRead(sql`${readerOversees}
      or (${readerIs('requester', 'validator')} and ${table.needLineId} in (select need_lines.id from need_lines))
      or (${readerIs('donor')} and ${table.kind} <> 'need-line'
        and ${table.matchId} in (select matches.id from matches where wasl.discloses(matches.disclosed_at, matches.state, matches.need_id)))`),
    ledgerWorks(),
  ],
);

/**
 * What has changed since, noted by triggers in the transaction of the change: by the thing and not by its need, so that the next
 * count finds the need in a snapshot that sees everything that was committed until then.
 *
 * @public Written by triggers and read by functions of the database alone; the program never names it.
 */
export const heldChanges = pgTable(
  'held_changes',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    obstacleId: uuid('obstacle_id').$type<ObstacleId>(),
    needId: uuid('need_id').$type<NeedId>(),
    matchId: uuid('match_id').$type<MatchId>(),
    deliveryId: uuid('delivery_id').$type<DeliveryId>(),
  },
  (table) => [
    check('change_names_one_thing', sql`num_nonnulls(${table.obstacleId}, ${table.needId}, ${table.matchId}, ${table.deliveryId}) = 1`),
    ledgerWorks(),
  ],
);

/**
 * How long each milestone that a delivery has reached took: from the last of those before it, and from the first. Derived, and counted anew by
 * triggers for a delivery of which a date has changed, in the transaction of the change; without foreign keys, as `held_quantities`.
 *
 * @public Read by the statistics, which are written as text, and by functions of the database.
 */
export const deliverySteps = pgTable(
  'delivery_steps',
  {
    deliveryId: uuid('delivery_id').notNull().$type<DeliveryId>(),
    milestone: text('milestone').notNull(),
    reachedOn: day('reached_on').notNull(),
    days: integer('days').notNull(),
    daysSinceFirst: integer('days_since_first').notNull(),
  },
  (table) => [
    primaryKey({ name: 'one_step_per_milestone', columns: [table.deliveryId, table.milestone] }),
    check('step_takes_its_time', sql`${table.days} between 0 and ${table.daysSinceFirst}`),
    // Whoever sees a line of a delivery sees the delivery and its milestones. Looked up once for all rows, in a hash.
    mayRead(sql`${readerOversees} or ${table.deliveryId} in (select delivery_lines.delivery_id from delivery_lines)`),
    ledgerWorks(),
  ],
);
