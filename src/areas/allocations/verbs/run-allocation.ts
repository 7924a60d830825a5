import { and, asc, eq, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { must } from '../../../kernel/assert.ts';
import type { AllocationId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { type Failure, type FailureReason, MOST_ATTEMPTS, type Progress, type Totals } from '../domain/allocation.ts';
import { allocations } from '../tables.ts';
import {
  allocationColumns,
  type AllocationChange,
  announce,
  checkAllocationRight,
  hashOf,
  type LockedAllocation,
  stepAllocation,
} from './change-allocation.ts';

/** A run that a process has taken up. */
export interface TakenRun {
  readonly id: AllocationId;
  readonly snapshot: string;
}

/** How long the others leave a run to a process that gives no sign of life. By the database's clock, which all share. */
const LEASE = sql`clock_timestamp() + interval '10 seconds'`;

/** When the account of a run last had one taken up: null for one that never had. */
const earlier = alias(allocations, 'earlier');
const lastTurn = sql`(select max(${earlier.startedAt}) from ${allocations} ${sql.identifier('earlier')} where ${earlier.requestedBy} = ${allocations.requestedBy})`;

/**
 * Takes up a run that waits, or that a killed process left behind: the accounts take turns, so that however many one of them asks for
 * nobody else waits longer than for a run of each; of one account the oldest goes first. One that was taken up too often is given up instead:
 * it may be what ended those processes. Answers null where nothing waits.
 */
export async function beginRun(tx: Tx, ctx: ActorContext, runner: string): Promise<TakenRun | 'given-up' | null> {
  checkAllocationRight(ctx, 'start');
  const [due] = await tx
    .select(allocationColumns)
    .from(allocations)
    .where(or(eq(allocations.state, 'queued'), and(eq(allocations.state, 'running'), sql`${allocations.leasedUntil} < clock_timestamp()`)))
    .orderBy(sql`${lastTurn} nulls first`, asc(allocations.creationOrder))
    .limit(1)
    .for('no key update', { skipLocked: true });
  if (!due) return null;
  if (due.state === 'running' && due.attempts >= MOST_ATTEMPTS) {
    await stepAllocation(tx, ctx, due, { event: 'fail', action: 'allocation.failed', set: { failure: 'given-up' } });
    return 'given-up';
  }
  await stepAllocation(tx, ctx, due, {
    event: 'start',
    action: due.state === 'queued' ? 'allocation.started' : 'allocation.taken-over',
    set: { runner, leasedUntil: LEASE, attempts: due.attempts + 1, startedAt: due.startedAt ?? ctx.now, progress: null },
  });
  const [stored] = await tx.select({ snapshot: allocations.snapshot }).from(allocations).where(eq(allocations.id, due.id));
  return { id: due.id, snapshot: must(stored, 'a locked run is there').snapshot };
}

const ofRunner = (id: AllocationId, runner: string): SQL | undefined =>
  and(eq(allocations.id, id), eq(allocations.state, 'running'), eq(allocations.runner, runner));

/**
 * Says that the process still works on it, and how far it has come: bookkeeping, no change that an event would tell of. False
 * where the run is no longer this process's: it was cancelled, or another took it over.
 */
export async function keepRun(tx: Tx, ctx: ActorContext, id: AllocationId, runner: string, progress: Progress | null): Promise<boolean> {
  checkAllocationRight(ctx, 'start');
  const kept = await tx
    .update(allocations)
    .set({ leasedUntil: LEASE, ...(progress === null ? {} : { progress }) })
    .where(ofRunner(id, runner))
    .returning({ id: allocations.id });
  return kept.length > 0;
}

/** What a process can end its work on a run with. */
export type Outcome =
  | { readonly event: 'finish'; readonly result: string; readonly totals: Totals }
  | { readonly event: 'fail'; readonly failure: Failure; readonly failureReasons: readonly FailureReason[] }
  | { readonly event: 'requeue' };

const ACTIONS = { finish: 'allocation.done', fail: 'allocation.failed', requeue: 'allocation.requeued' } as const;

/** Writes the end of a run, or gives it back to the queue. False where it is no longer this process's. */
export async function settleRun(tx: Tx, ctx: ActorContext, id: AllocationId, runner: string, outcome: Outcome): Promise<boolean> {
  checkAllocationRight(ctx, outcome.event);
  const [running] = await tx.select(allocationColumns).from(allocations).where(ofRunner(id, runner)).for('no key update');
  if (!running) return false;
  await stepAllocation(tx, ctx, running, { event: outcome.event, action: ACTIONS[outcome.event], set: settledBy(outcome, running) });
  await announce(tx, id);
  return true;
}

function settledBy(outcome: Outcome, { attempts }: LockedAllocation): AllocationChange {
  switch (outcome.event) {
    case 'finish':
      return { result: outcome.result, resultHash: hashOf(outcome.result), totals: outcome.totals };
    case 'fail':
      return { failure: outcome.failure, failureReasons: outcome.failureReasons };
    case 'requeue':
      return { attempts: attempts - 1 };
  }
}
