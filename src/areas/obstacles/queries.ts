import { and, eq, inArray, isNotNull, lt, notInArray, sql, type SQL } from 'drizzle-orm';
import { groupBy } from '../../kernel/group-by.ts';
import type { ObstacleId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { selectBlocks } from './blocked-thing-queries.ts';
import type { ListObstacles } from './contract.ts';
import { OPEN_STATES } from './domain/obstacle.ts';
import { selectParts } from './part-queries.ts';
import type { ObstacleView } from './record.ts';
import { selectObstacles, selectPartiesOf } from './rows.ts';
import { obstacleBlocks, obstacles } from './tables.ts';
import { viewObstacle } from './views.ts';

/** One obstacle as this reader may see it. */
export async function findObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId): Promise<ObstacleView> {
  const [obstacle] = await selectObstacles(tx, eq(obstacles.id, id), 1);
  if (!obstacle) throw new Refusal('not-found');
  return viewObstacle(
    ctx,
    obstacle,
    await selectBlocks(tx, ctx, [id]),
    await selectPartiesOf(tx, ctx, [id]),
    await selectParts(tx, id, dayOf(ctx.now)),
  );
}

/** A page of obstacles, newest first. Only those whom an obstacle involves see it, and they see all that is filtered by. */
export async function listObstacles(tx: Tx, ctx: ActorContext, filters: ListObstacles): Promise<Page<ObstacleView>> {
  const key = decodeCursor(filters.cursor, orderKey);
  const isOpenNow = inArray(obstacles.state, OPEN_STATES);
  const isOverdueNow = and(isOpenNow, isNotNull(obstacles.nextActionOn), lt(obstacles.nextActionOn, dayOf(ctx.now)));
  const rows = await selectObstacles(
    tx,
    and(
      filters.state ? eq(obstacles.state, filters.state) : undefined,
      filters.open === undefined ? undefined : filters.open ? isOpenNow : notInArray(obstacles.state, [...OPEN_STATES]),
      filters.severity ? eq(obstacles.severity, filters.severity) : undefined,
      filters.kind ? eq(obstacles.kind, filters.kind) : undefined,
      filters.ownerId ? eq(obstacles.ownerId, filters.ownerId) : undefined,
      filters.waitingOnId ? eq(obstacles.waitingOnId, filters.waitingOnId) : undefined,
      filters.needId ? blocks(eq(obstacleBlocks.needId, filters.needId)) : undefined,
      filters.matchId ? blocks(eq(obstacleBlocks.matchId, filters.matchId)) : undefined,
      filters.deliveryId ? blocks(eq(obstacleBlocks.deliveryId, filters.deliveryId)) : undefined,
      filters.overdue === undefined ? undefined : filters.overdue ? isOverdueNow : sql`not coalesce(${isOverdueNow}, false)`,
      key ? lt(obstacles.creationOrder, key[0]) : undefined,
    ),
    filters.limit + 1,
  );
  const shown = rows.slice(0, filters.limit).map((row) => row.id);
  const blocksOf = groupBy(shown.length === 0 ? [] : await selectBlocks(tx, ctx, shown), (row) => row.obstacleId);
  const partiesOf = groupBy(shown.length === 0 ? [] : await selectPartiesOf(tx, ctx, shown), (row) => row.obstacleId);
  return toPage(
    rows,
    filters.limit,
    (row) => [row.creationOrder],
    (row) => viewObstacle(ctx, row, blocksOf.get(row.id) ?? [], partiesOf.get(row.id) ?? []),
  );
}

const blocks = (condition: SQL): SQL =>
  sql`exists (select from ${obstacleBlocks} where ${obstacleBlocks.obstacleId} = ${obstacles.id} and ${condition})`;
