import type { Act } from '../../platform/auth/actor.ts';
import { audienceOf, redact, type Resource } from '../disclosure/index.ts';
import type { AllocationView } from './contract.ts';
import { allowedAllocationActions } from './domain/allocation.ts';
import type { AllocationRow } from './queries.ts';

const isoOf = (instant: Date | null): string | null => instant?.toISOString() ?? null;

/** A run as this reader may see it, without the plan. */
export function viewAllocation(act: Act, run: AllocationRow): AllocationView {
  return seenBy(act, 'Allocation', {
    id: run.id,
    reference: run.reference,
    state: run.state,
    request: run.request,
    requestedBy: run.requestedBy,
    baselineId: run.baselineId,
    repeatOf: run.repeatOf,
    judgedOn: run.judgedOn,
    size: run.size,
    snapshotHash: run.snapshotHash,
    resultHash: run.resultHash,
    totals: run.totals,
    progress: run.progress,
    failure: run.failure,
    failureReasons: run.failureReasons,
    requestedAt: run.createdAt.toISOString(),
    startedAt: isoOf(run.startedAt),
    endedAt: isoOf(run.endedAt),
    version: run.version,
    allowedActions: allowedAllocationActions(run.state, act.actor.role),
  }) as unknown as AllocationView;
}

/** What of a part of a run this reader may see. */
export const seenBy = <View extends object>({ actor }: Act, resource: Resource, view: View): Partial<View> =>
  redact(resource, audienceOf(actor.role, false), view);
