import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import { must } from '../../../kernel/assert.ts';
import type { AllocationId, UserId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { lockNamed } from '../../../platform/db/lock-named.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { ALLOCATION_RIGHTS, ALLOCATION_TRANSITIONS, type AllocationEvent } from '../domain/allocation.ts';
import { allocations } from '../tables.ts';

/** What of a run an event keeps: never the snapshot or the result, which the run itself keeps for ever. */
export const allocationColumns = {
  id: allocations.id,
  reference: allocations.reference,
  state: allocations.state,
  requestedBy: allocations.requestedBy,
  request: allocations.request,
  baselineId: allocations.baselineId,
  repeatOf: allocations.repeatOf,
  judgedOn: allocations.judgedOn,
  size: allocations.size,
  snapshotHash: allocations.snapshotHash,
  resultHash: allocations.resultHash,
  totals: allocations.totals,
  failure: allocations.failure,
  failureReasons: allocations.failureReasons,
  attempts: allocations.attempts,
  startedAt: allocations.startedAt,
  endedAt: allocations.endedAt,
  version: allocations.version,
};
export type LockedAllocation = Pick<typeof allocations.$inferSelect, keyof typeof allocationColumns>;
export type AllocationChange = PgUpdateSetSource<typeof allocations>;

/** Over which processes are told of runs to take up and runs that were cancelled; the payload is the id. */
export const CHANNEL = 'wasl_allocations';

export const announce = async (tx: Tx, id: AllocationId): Promise<void> => {
  await tx.execute(sql`select pg_notify(${CHANNEL}, ${id})`);
};

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

export function checkAllocationRight(ctx: ActorContext, event: AllocationEvent | 'request'): void {
  const { role } = ctx.actor;
  const named: readonly ActingRole[] = event === 'request' ? ['facilitator'] : ALLOCATION_RIGHTS[event];
  const isAllowed = role === 'system' ? named.length === 0 : named.includes(role);
  if (!isAllowed) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
}

export async function lockAllocation(tx: Tx, id: AllocationId, version: number | null): Promise<LockedAllocation> {
  const [allocation] = await tx.select(allocationColumns).from(allocations).where(eq(allocations.id, id)).for('no key update');
  if (!allocation) throw new Refusal('not-found');
  if (version !== null && allocation.version !== version) throw new Refusal('stale-version', { facts: { version: allocation.version } });
  return allocation;
}

/** Of one account: enough for a comparison of scenarios, and no more than a patient reader looks at. */
const MOST_WAITING = 10;
const AGAIN_SECONDS = 10;

/** Refuses another run of an account that has as many waiting as it may, of which the runners take one at a time. */
export async function refuseTooManyWaiting(tx: Tx, account: UserId): Promise<void> {
  const waiting = await tx.$count(allocations, and(eq(allocations.requestedBy, account), eq(allocations.state, 'queued')));
  if (waiting < MOST_WAITING) return;
  throw new Refusal('too-many-allocations-waiting', { facts: { most: MOST_WAITING, retryAfterSeconds: AGAIN_SECONDS } });
}

type NewAllocation = Pick<typeof allocations.$inferInsert, 'request' | 'snapshot' | 'judgedOn' | 'size' | 'baselineId' | 'repeatOf'>;

/** Puts a run in the queue; the runners are told of it when the transaction ends. */
export async function insertAllocation(
  tx: Tx,
  ctx: ActorContext,
  action: 'allocation.requested' | 'allocation.repeated',
  run: NewAllocation,
): Promise<AllocationId> {
  if (ctx.actor.kind === 'system') throw new Refusal('role-not-allowed', { facts: { role: 'system', allowed: ['facilitator'] } });
  const account = ctx.actor.userId;
  // Held to the end of the transaction: what others of this account ask for at the same time is counted after this one.
  await lockNamed(tx, 'allocations-of', account);
  await refuseTooManyWaiting(tx, account);
  const [inserted] = await tx
    .insert(allocations)
    .values({
      id: newId<'allocation'>(),
      ...run,
      state: 'queued',
      requestedBy: account,
      snapshotHash: hashOf(run.snapshot),
      createdAt: ctx.now,
    })
    .returning(allocationColumns);
  const created = must(inserted, 'an inserted run comes back');
  await recordEvent(tx, ctx, { action, subject: { type: 'allocation', id: created.id }, parties: [] });
  await announce(tx, created.id);
  return created.id;
}

/** Moves a locked run along its lifecycle. Only its end is a new version: what people may do with it is the same until then. */
export async function stepAllocation(
  tx: Tx,
  ctx: ActorContext,
  before: LockedAllocation,
  step: { readonly event: AllocationEvent; readonly action: ActionOn<'allocation'>; readonly set?: AllocationChange },
): Promise<LockedAllocation> {
  const state = nextState(ALLOCATION_TRANSITIONS, before.state, step.event);
  const released = state === 'running' ? {} : { runner: null, leasedUntil: null };
  const ended = state === 'queued' || state === 'running' ? {} : { endedAt: ctx.now, version: sql`${allocations.version} + 1` };
  const [after] = await tx
    .update(allocations)
    .set({ ...released, ...ended, ...step.set, state })
    .where(and(eq(allocations.id, before.id), eq(allocations.version, before.version)))
    .returning(allocationColumns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, { action: step.action, subject: { type: 'allocation', id: before.id }, parties: [] });
  return after;
}
