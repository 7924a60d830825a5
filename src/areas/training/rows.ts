import { desc, eq, getTableColumns, type SQL } from 'drizzle-orm';
import type { Tx } from '../../platform/db/transaction.ts';
import { deliveryLines } from '../deliveries/tables.ts';
import { units } from '../gaps/tables.ts';
import { nameColumns, organisations } from '../reference/tables.ts';
import { trainingRecords } from './tables.ts';
import { zoneOfUnit } from '../reference/index.ts';

// What no view shows: the donor that gave it, which the policies go by.
const { donorId, ...ownColumns } = getTableColumns(trainingRecords);

export type TrainingRecordRow = Awaited<ReturnType<typeof selectRecords>>[number];

/** A donor that gave a course may see the unit: both sides had accepted the match that it was delivered under. */
export function selectRecords(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      ...ownColumns,
      organisation: nameColumns(organisations),
      unit: { id: units.id, names: units.names },
      deliveryId: deliveryLines.deliveryId,
      zone: zoneOfUnit(trainingRecords.unitId),
    })
    .from(trainingRecords)
    .innerJoin(organisations, eq(organisations.id, trainingRecords.organisationId))
    .innerJoin(units, eq(units.id, trainingRecords.unitId))
    .leftJoin(deliveryLines, eq(deliveryLines.id, trainingRecords.deliveryLineId))
    .where(where)
    .orderBy(desc(trainingRecords.creationOrder))
    .limit(limit);
}
