import { Refusal } from '../../../kernel/refusal.ts';
import type { Hand } from '../../../kernel/two-sidedness.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { selectPartyIds } from '../blocked-thing-queries.ts';
import { obstacleCorrections } from '../correction-tables.ts';
import type { ObstacleCorrectionKind, ObstacleValues } from '../domain/correction.ts';
import type { LockedObstacle } from './change-obstacle.ts';

/** Keeps both values of what is put right of an obstacle, why, and by whom: by the actor, or by whoever proposed it and the actor as well. */
export async function keepCorrection(
  tx: Tx,
  ctx: ActorContext,
  { id }: LockedObstacle,
  corrected: {
    readonly kind: ObstacleCorrectionKind;
    readonly before: ObstacleValues;
    readonly after: ObstacleValues;
    readonly reason?: string | undefined;
    readonly proposer?: Hand | undefined;
  },
): Promise<void> {
  const { actor } = ctx;
  if (actor.kind === 'system') throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: [] } });
  const { kind, before, after, reason, proposer } = corrected;
  const first = proposer ?? actor;
  await tx.insert(obstacleCorrections).values({
    id: newId<'correction'>(),
    obstacleId: id,
    kind,
    before,
    after,
    reason: reason ?? null,
    proposedBy: first.userId,
    proposedByOrganisationId: first.organisationId,
    proposedByRole: first.role,
    ...(proposer === undefined ? {} : { decidedBy: actor.userId, decidedByOrganisationId: actor.organisationId }),
    parties: await asConsequence(tx, ctx, 'obstacle-parties', () => selectPartyIds(tx, id)),
    createdAt: ctx.now,
  });
}
