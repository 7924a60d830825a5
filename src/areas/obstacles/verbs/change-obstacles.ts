import { sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { ObstacleId } from '../../../kernel/id.ts';
import { recordEvents } from '../../../platform/audit/record-event.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { selectPartiesByObstacle } from '../escalation-queries.ts';
import { obstacles } from '../tables.ts';
import { obstacleColumns } from './change-obstacle.ts';

/**
 * One change of many obstacles by the system, in four statements however many they are, with an event for each. The locks that
 * the caller holds keep the rows as they were read until they are written.
 */
export async function changeObstacles(
  tx: Tx,
  act: Act,
  ids: readonly ObstacleId[],
  set: Parameters<ReturnType<Tx['update']>['set']>[0],
  { action, reason }: { readonly action: `obstacle.${string}`; readonly reason: string | null },
): Promise<void> {
  if (ids.length === 0) return;
  const before = await tx.select(obstacleColumns).from(obstacles).where(oneOf(obstacles.id, ids));
  const after = await tx
    .update(obstacles)
    .set({ ...set, version: sql`${obstacles.version} + 1` })
    .where(oneOf(obstacles.id, ids))
    .returning(obstacleColumns);
  const was = new Map(before.map((row) => [row.id, row]));
  const parties = await selectPartiesByObstacle(tx, ids);
  await recordEvents(
    tx,
    act,
    after.map((row) => ({
      action,
      subject: { type: 'obstacle', id: row.id },
      before: must(was.get(row.id), 'what was changed was read before'),
      after: row,
      reason,
      parties: parties.get(row.id) ?? [],
    })),
  );
}
