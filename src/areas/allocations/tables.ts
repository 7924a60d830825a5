import { sql } from 'drizzle-orm';
import { type AnyPgColumn, check, index, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { AllocationId, UserId } from '../../kernel/id.ts';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, instant, primaryId, reference, version } from '../../platform/db/columns.ts';
import { ledgerWorks, mayAdd, mayChange, mayRead, readerIs, readerOversees, readerUser } from '../../platform/db/policies.ts';
import {
  ALLOCATION_STATES,
  ENDED_STATES,
  type FailureReason,
  FAILURES,
  type InstanceSize,
  PENDING_STATES,
  type Progress,
  type Totals,
} from './domain/allocation.ts';
import type { AllocationRequest } from './domain/request.ts';

/**
 * A run of the allocation engine: what was asked, exactly what was put before the engine, and exactly what it answered. Both
 * are text and not jsonb, because they are hashed byte for byte; they may be many megabytes, so lists never read them.
 */
export const allocations = pgTable(
  'allocations',
  {
    id: primaryId<'allocation'>(),
    creationOrder: creationOrder().unique(),
    reference: reference('A'),
    state: text('state', { enum: ALLOCATION_STATES }).notNull(),
    requestedBy: uuid('requested_by').notNull().$type<UserId>(),
    request: jsonb('request').notNull().$type<AllocationRequest>(),
    /** The run without the differences of the scenario. */
    baselineId: uuid('baseline_id')
      .$type<AllocationId>()
      .references((): AnyPgColumn => allocations.id),
    /** The run of whose snapshot this one is a repetition. */
    repeatOf: uuid('repeat_of')
      .$type<AllocationId>()
      .references((): AnyPgColumn => allocations.id),
    snapshot: text('snapshot').notNull(),
    snapshotHash: text('snapshot_hash').notNull(),
    /** The day that the snapshot was judged on. */
    judgedOn: day('judged_on').notNull(),
    size: jsonb('size').notNull().$type<InstanceSize>(),
    result: text('result'),
    resultHash: text('result_hash'),
    totals: jsonb('totals').$type<Totals>(),
    progress: jsonb('progress').$type<Progress>(),
    failure: text('failure', { enum: FAILURES }),
    /** Which settings can't all hold, where that is why. */
    failureReasons: jsonb('failure_reasons').notNull().$type<readonly FailureReason[]>().default([]),
    /** Which process works on it, and until when the others leave it to that one. */
    runner: uuid('runner'),
    leasedUntil: instant('leased_until'),
    attempts: integer('attempts').notNull().default(0),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    index('allocations_to_run')
      .on(table.id)
      .where(sql`state in (${literals(PENDING_STATES)})`),
    /** Whose turn it is. */
    index('allocations_by_account').on(table.requestedBy, table.startedAt),
    check('running_allocation_has_runner', sql`(${table.state} = 'running') = (num_nonnulls(${table.runner}, ${table.leasedUntil}) = 2)`),
    check('done_allocation_has_result', sql`(${table.state} = 'done') = (num_nonnulls(${table.result}, ${table.resultHash}) = 2)`),
    check('failed_allocation_says_why', sql`(${table.state} = 'failed') = (${table.failure} is not null)`),
    check('ended_allocation_has_end', sql`(${table.state} in (${literals(ENDED_STATES)})) = (${table.endedAt} is not null)`),
    mayRead(readerOversees),
    mayAdd(sql`${readerIs('facilitator')} and ${table.requestedBy} = ${readerUser}`),
    mayChange(readerIs('facilitator', 'system')),
    ledgerWorks(),
  ],
);
