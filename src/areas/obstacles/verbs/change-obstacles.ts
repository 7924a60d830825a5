import { sql } from 'drizzle-orm';
import type { ObstacleId } from '../../../kernel/id.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import { recordEvents } from '../../../platform/audit/record-event.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { selectPartiesByObstacle } from '../escalation-queries.ts';
import { obstacles } from '../tables.ts';

/**
 * One change of many obstacles by the system, in four statements however many they are, with an event for each. The locks that
 * the caller holds keep the rows as they were read until they are written.
 */
export async function changeObstacles(
  tx: Tx,
  ctx: ActorContext,
  ids: readonly ObstacleId[],
  set: Parameters<ReturnType<Tx['update']>['set']>[0],
  { action, reason }: { readonly action: ActionOn<'obstacle'>; readonly reason: string | null },
): Promise<void> {
  if (ids.length === 0) return;
  const changed = await tx
    .update(obstacles)
    .set({ ...set, version: sql`${obstacles.version} + 1` })
    .where(oneOf(obstacles.id, ids))
    .returning({ id: obstacles.id });
  const parties = await selectPartiesByObstacle(tx, ids);
  await recordEvents(
    tx,
    ctx,
    changed.map((row) => ({
      action,
      subject: { type: 'obstacle', id: row.id },
      note: reason,
      parties: parties.get(row.id) ?? [],
    })),
  );
}
