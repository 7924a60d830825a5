import { whatIsPossible } from '../../kernel/possible.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { readerOf } from '../disclosure/index.ts';
import { allocationActionsOf } from './domain/allocation.ts';
import { Allocation, AllocationProgress } from './record.ts';
import type { AllocationRow } from './rows.ts';

/** A run as this reader may see it, without the plan. */
export function viewAllocation(ctx: ActorContext, { createdAt, progress, ...run }: AllocationRow) {
  const audience = readerOf(ctx);
  return Allocation.show(audience, {
    ...run,
    progress: progress === null ? null : AllocationProgress.show(audience, progress),
    requestedAt: createdAt,
    ...whatIsPossible(allocationActionsOf(run.state, ctx.actor.role), () => null),
  });
}
