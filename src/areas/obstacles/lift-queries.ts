import { and, eq, getTableColumns } from 'drizzle-orm';
import type { ObstacleId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import type { OpenLift } from './domain/lift.ts';
import { obstacleLifts } from './lift-tables.ts';

// What no view shows: whose it is and that it is open, the obstacle says; who decided is told by the event that it ended in.
const { obstacleId, creationOrder, step, state, decidedBy, decidedById, decidedAt, decisionReason, ...columns } =
  getTableColumns(obstacleLifts);
export const liftColumns = columns;

export type OpenLiftRow = NonNullable<Awaited<ReturnType<typeof selectOpenLift>>>;

/** What has been put forward to lift an obstacle and nobody has decided yet; there is one at a time. */
export async function selectOpenLift(tx: Tx, id: ObstacleId) {
  const [open] = await tx
    .select(liftColumns)
    .from(obstacleLifts)
    .where(and(eq(obstacleLifts.obstacleId, id), eq(obstacleLifts.state, 'proposed')));
  return open ?? null;
}

/** What a decision on it goes by. */
export const openLiftIn = (row: Omit<OpenLiftRow, 'id' | 'reason' | 'createdAt'> | null): OpenLift | null =>
  row === null
    ? null
    : { lifting: row.lifting, proposer: { userId: row.proposedBy, organisationId: row.proposedById, role: row.proposedByRole } };
