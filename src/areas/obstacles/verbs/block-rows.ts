import type { ObstacleId } from '../../../kernel/id.ts';
import { newId } from '../../../platform/ids.ts';
import type { Things } from '../blocked-thing-queries.ts';
import type { obstacleBlocks } from '../tables.ts';

type BlockRow = typeof obstacleBlocks.$inferInsert;

/** One row for each thing that an obstacle holds back. */
export function blockRows(obstacleId: ObstacleId, { needIds, matchIds, deliveryIds }: Things): BlockRow[] {
  const row = (thing: Pick<BlockRow, 'needId' | 'matchId' | 'deliveryId'>) => ({
    id: newId<'obstacle-block'>(),
    obstacleId,
    needId: null,
    matchId: null,
    deliveryId: null,
    ...thing,
  });
  return [
    ...needIds.map((needId) => row({ needId })),
    ...matchIds.map((matchId) => row({ matchId })),
    ...deliveryIds.map((deliveryId) => row({ deliveryId })),
  ];
}
