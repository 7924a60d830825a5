import { and, eq, inArray } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { groupBy } from '../../kernel/group-by.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../platform/db/transaction.ts';
import { OPEN_STATES } from '../obstacles/domain/obstacle.ts';
import { obstacleDependencies, obstacles } from '../obstacles/tables.ts';
import type { Dependencies } from './domain/dependencies.ts';

const needed = alias(obstacles, 'needed');

/**
 * Which open obstacle waits for which other one, whoever may see them: one that waits for a hidden one can't be resolved either,
 * and only that is told. Asked as the system, like everything that holds a party back.
 */
export function selectDependencies(tx: Tx, ctx: ActorContext): Promise<Dependencies> {
  return asConsequence(tx, ctx, 'ranking-waits', async () => {
    const rows = await tx
      .select({ obstacleId: obstacleDependencies.obstacleId, dependsOnId: obstacleDependencies.dependsOnId })
      .from(obstacleDependencies)
      .innerJoin(obstacles, eq(obstacles.id, obstacleDependencies.obstacleId))
      .innerJoin(needed, eq(needed.id, obstacleDependencies.dependsOnId))
      .where(and(inArray(obstacles.state, OPEN_STATES), inArray(needed.state, OPEN_STATES)));
    return new Map(
      [...groupBy(rows, ({ obstacleId }) => obstacleId)].map(([id, others]) => [id, others.map(({ dependsOnId }) => dependsOnId)]),
    );
  });
}
