import { Refusal } from '../../../kernel/refusal.ts';
import { TWO_SIDED } from '../../../kernel/two-sidedness.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { Lifting } from '../domain/lift.ts';
import { selectOpenLift } from '../lift-queries.ts';
import { obstacleLifts } from '../lift-tables.ts';
import { changeObstacle, type LockedObstacle } from './change-obstacle.ts';

/** Puts to another side what would lift an obstacle that nobody may waive. Until it has agreed, the obstacle stands as it did. */
export async function proposeLift(tx: Tx, ctx: ActorContext, obstacle: LockedObstacle, lifting: Lifting, reason: string): Promise<void> {
  const { actor } = ctx;
  const begins: readonly string[] = TWO_SIDED['lift-obstacle'].begins;
  if (actor.kind === 'system' || !begins.includes(actor.role)) {
    throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: [...begins] } });
  }
  if ((await selectOpenLift(tx, obstacle.id)) !== null) throw new Refusal('proposal-open');
  await tx.insert(obstacleLifts).values({
    id: newId<'obstacle-lift'>(),
    obstacleId: obstacle.id,
    step: lifting.step,
    lifting,
    reason,
    state: 'proposed',
    proposedBy: actor.userId,
    proposedById: actor.organisationId,
    proposedByRole: actor.role,
    createdAt: ctx.now,
  });
  await changeObstacle(tx, ctx, obstacle, { action: 'obstacle.lift-proposed', reason });
}
