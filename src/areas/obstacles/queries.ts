import { and, eq, inArray, lt, notInArray, sql } from 'drizzle-orm';
import { groupBy } from '../../kernel/group-by.ts';
import type { ObstacleId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { blocksSuch, selectBlocks } from './blocked-thing-queries.ts';
import type { ListObstacles } from './contract.ts';
import { OPEN_STATES } from './domain/obstacle.ts';
import { selectParts } from './part-queries.ts';
import type { ObstacleView } from './record.ts';
import { selectObstacles, selectPartiesOf } from './rows.ts';
import { obstacleBlocks, obstacles } from './tables.ts';
import { viewObstacle } from './views.ts';
import { isOver, zoneOfOrganisation } from '../reference/index.ts';

/** One obstacle as this reader may see it. */
export async function findObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId): Promise<ObstacleView> {
  const [obstacle] = await selectObstacles(tx, eq(obstacles.id, id), 1);
  if (!obstacle) throw new Refusal('not-found');
  return viewObstacle(
    ctx,
    obstacle,
    await selectBlocks(tx, ctx, [id]),
    await selectPartiesOf(tx, ctx, [id]),
    await selectParts(tx, ctx, obstacle),
  );
}

/** A page of obstacles, newest first. Only those whom an obstacle involves see it, and they see all that is filtered by. */
export async function listObstacles(tx: Tx, ctx: ActorContext, filters: ListObstacles): Promise<Page<ObstacleView>> {
  const { limit, cursor, state, open, severity, kind, ownerId, waitingOnId, needId, matchId, deliveryId, overdue, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const isOpenNow = inArray(obstacles.state, OPEN_STATES);
  const isOverdueNow = and(isOpenNow, isOver(obstacles.nextActionOn, zoneOfOrganisation(obstacles.ownerId), ctx.now));
  const rows = await selectObstacles(
    tx,
    and(
      state ? eq(obstacles.state, state) : undefined,
      open === undefined ? undefined : open ? isOpenNow : notInArray(obstacles.state, [...OPEN_STATES]),
      severity ? eq(obstacles.severity, severity) : undefined,
      kind ? eq(obstacles.kind, kind) : undefined,
      ownerId ? eq(obstacles.ownerId, ownerId) : undefined,
      waitingOnId ? eq(obstacles.waitingOnId, waitingOnId) : undefined,
      needId ? blocksSuch(ctx, obstacles.id, eq(obstacleBlocks.needId, needId)) : undefined,
      matchId ? blocksSuch(ctx, obstacles.id, eq(obstacleBlocks.matchId, matchId)) : undefined,
      deliveryId ? blocksSuch(ctx, obstacles.id, eq(obstacleBlocks.deliveryId, deliveryId)) : undefined,
      overdue === undefined ? undefined : overdue ? isOverdueNow : sql`not coalesce(${isOverdueNow}, false)`,
      key ? lt(obstacles.creationOrder, key[0]) : undefined,
    ),
    limit + 1,
  );
  const shown = rows.slice(0, limit).map((row) => row.id);
  const blocksOf = groupBy(shown.length === 0 ? [] : await selectBlocks(tx, ctx, shown), (row) => row.obstacleId);
  const partiesOf = groupBy(shown.length === 0 ? [] : await selectPartiesOf(tx, ctx, shown), (row) => row.obstacleId);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewObstacle(ctx, row, blocksOf.get(row.id) ?? [], partiesOf.get(row.id) ?? []),
  );
}
