import { eq } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { ObstacleId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { obstacles } from '../obstacles/tables.ts';
import { nameColumns, organisations } from '../reference/tables.ts';

const owners = alias(organisations, 'owners');
const waitedOn = alias(organisations, 'waited_on');

/** Of what each obstacle is and who has the move; of the rest of it the ranking tells nothing. */
export function selectDetails(tx: Tx, ids: readonly ObstacleId[]) {
  return tx
    .select({
      id: obstacles.id,
      reference: obstacles.reference,
      kind: obstacles.kind,
      state: obstacles.state,
      severity: obstacles.severity,
      blocking: obstacles.blocking,
      blocksMilestone: obstacles.blocksMilestone,
      reportedAt: obstacles.reportedAt,
      owner: nameColumns(owners),
      waitingOn: nameColumns(waitedOn),
    })
    .from(obstacles)
    .leftJoin(owners, eq(owners.id, obstacles.ownerId))
    .leftJoin(waitedOn, eq(waitedOn.id, obstacles.waitingOnId))
    .where(oneOf(obstacles.id, ids));
}
export type RankedRow = Awaited<ReturnType<typeof selectDetails>>[number];
