import { and, asc, eq, inArray, not, or, sql, type SQL } from 'drizzle-orm';
import type { DeliveryId, MatchId, NeedId, ObstacleId, OrganisationId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import { asConsequence, type Tx } from '../../platform/db/transaction.ts';
import { milestones } from '../reference/tables.ts';
import { OPEN_STATES } from './domain/obstacle.ts';
import { obstacleRisks } from './risk-tables.ts';
import { obstacleBlocks, obstacleDependencies, obstacles } from './tables.ts';

/** What wants to move on. */
export interface ThingsOnTheirWay {
  readonly deliveryId?: DeliveryId;
  readonly matchIds?: readonly MatchId[];
  readonly needIds?: readonly NeedId[];
  /** Whose part it is: what this donor and the mission have both accepted the risk of doesn't hold it back. */
  readonly donorId?: OrganisationId;
}

export interface BlockingObstacle {
  readonly id: ObstacleId;
  readonly reference: string;
  readonly kind: string;
}

/**
 * The open, blocking obstacles that keep these things from reaching a milestone: those whose own milestone is this one or
 * comes before it. Asked as the system, because a party may not see every obstacle that holds it back, and is held back all
 * the same. One reported while a step is under way counts from the next step on.
 */
export function obstaclesBlocking(tx: Tx, ctx: ActorContext, things: ThingsOnTheirWay, milestone: string): Promise<BlockingObstacle[]> {
  const blocked = blocksAny(things);
  if (blocked === undefined) return Promise.resolve([]);
  return asConsequence(tx, ctx, 'blocking-obstacles', () =>
    tx
      .select({ id: obstacles.id, reference: obstacles.reference, kind: obstacles.kind })
      .from(obstacles)
      .innerJoin(milestones, eq(milestones.slug, obstacles.blocksMilestone))
      .where(
        and(
          obstacles.blocking,
          inArray(obstacles.state, OPEN_STATES),
          things.donorId === undefined ? undefined : not(isPartAcceptedOf(things.donorId)),
          sql`${milestones.position} <= (select reached.position from milestones as reached where reached.slug = ${milestone})`,
          inArray(obstacles.id, tx.select({ id: obstacleBlocks.obstacleId }).from(obstacleBlocks).where(blocked)),
        ),
      )
      .orderBy(asc(obstacles.creationOrder)),
  );
}

/** As `isPartAccepted` has it (domain/risk.ts). */
const isPartAcceptedOf = (donorId: OrganisationId): SQL => sql`(
  exists (select from ${obstacleRisks} where ${obstacleRisks.obstacleId} = ${obstacles.id}
    and ${obstacleRisks.role} = 'donor' and ${obstacleRisks.organisationId} = ${donorId})
  and exists (select from ${obstacleRisks} where ${obstacleRisks.obstacleId} = ${obstacles.id}
    and ${obstacleRisks.role} = 'facilitator' and ${obstacleRisks.organisationId} <> ${donorId}))`;

/** Refuses a step past a milestone that an obstacle blocks; names the obstacles that the actor may see, and counts all. */
export async function refuseWhereBlocked(tx: Tx, ctx: ActorContext, things: ThingsOnTheirWay, milestone: string): Promise<void> {
  const blocking = await obstaclesBlocking(tx, ctx, things, milestone);
  if (blocking.length === 0) return;
  const visible = await tx
    .select({ reference: obstacles.reference })
    .from(obstacles)
    .where(
      oneOf(
        obstacles.id,
        blocking.map(({ id }) => id),
      ),
    )
    .orderBy(asc(obstacles.creationOrder));
  throw new Refusal('blocked-by-obstacle', {
    facts: { milestone, count: blocking.length, obstacles: visible.map(({ reference }) => reference) },
  });
}

/** The open obstacles that one can't be resolved before, as far as the reader sees them. */
function selectOpenDependencies(tx: Tx, id: ObstacleId): Promise<{ reference: string }[]> {
  return tx
    .select({ reference: obstacles.reference })
    .from(obstacleDependencies)
    .innerJoin(obstacles, eq(obstacles.id, obstacleDependencies.dependsOnId))
    .where(and(eq(obstacleDependencies.obstacleId, id), inArray(obstacles.state, OPEN_STATES)))
    .orderBy(asc(obstacles.creationOrder));
}

/** What resolving is refused for while an obstacle that this one depends on is open; names those that the actor may see, and counts all. */
export async function refusalWhereOthersCome(tx: Tx, ctx: ActorContext, id: ObstacleId): Promise<Refusal | null> {
  const open = await asConsequence(tx, ctx, 'obstacle-dependencies', () => selectOpenDependencies(tx, id));
  if (open.length === 0) return null;
  const visible = await selectOpenDependencies(tx, id);
  return new Refusal('depends-on-open-obstacle', { facts: { count: open.length, obstacles: visible.map(({ reference }) => reference) } });
}

/** By need, the open obstacles that block it at whatever milestone, in their order; of those that the actor may see. */
export async function obstaclesOfNeeds(tx: Tx, needIds: readonly NeedId[]): Promise<Map<NeedId, ObstacleId[]>> {
  if (needIds.length === 0) return new Map();
  const rows = await tx
    .select({ needId: obstacleBlocks.needId, id: obstacles.id })
    .from(obstacleBlocks)
    .innerJoin(obstacles, eq(obstacles.id, obstacleBlocks.obstacleId))
    .where(and(obstacles.blocking, inArray(obstacles.state, OPEN_STATES), oneOf(obstacleBlocks.needId, needIds)))
    .orderBy(asc(obstacles.creationOrder));
  const blocked = new Map<NeedId, ObstacleId[]>();
  for (const { needId, id } of rows) if (needId !== null) blocked.set(needId, [...(blocked.get(needId) ?? []), id]);
  return blocked;
}

function blocksAny({ deliveryId, matchIds = [], needIds = [] }: Omit<ThingsOnTheirWay, 'donorId'>): SQL | undefined {
  return or(
    deliveryId === undefined ? undefined : eq(obstacleBlocks.deliveryId, deliveryId),
    matchIds.length === 0 ? undefined : oneOf(obstacleBlocks.matchId, matchIds),
    needIds.length === 0 ? undefined : oneOf(obstacleBlocks.needId, needIds),
  );
}
