import { and, eq, lt } from 'drizzle-orm';
import type { OrganisationId, TrainingRecordId, UnitId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { units } from '../gaps/tables.ts';
import { countsOn } from './completed-queries.ts';
import type { ListTrainingRecords } from './contract.ts';
import type { TrainingRecordView } from './record.ts';
import { selectRecords } from './rows.ts';
import { trainingRecords } from './tables.ts';
import { viewTrainingRecord } from './views.ts';

/** A page of records, newest first: a unit's own people's, a validator's units', a donor's own courses', an overseer's all. */
export async function listTrainingRecords(tx: Tx, ctx: ActorContext, filters: ListTrainingRecords): Promise<Page<TrainingRecordView>> {
  const { cursor, limit, unitId, itemType, state, countsOn: day, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const rows = await selectRecords(
    tx,
    and(
      unitId ? eq(trainingRecords.unitId, unitId) : undefined,
      itemType ? eq(trainingRecords.itemType, itemType) : undefined,
      state ? eq(trainingRecords.state, state) : undefined,
      day ? countsOn(day) : undefined,
      key ? lt(trainingRecords.creationOrder, key[0]) : undefined,
    ),
    limit + 1,
  );
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewTrainingRecord(ctx, row),
  );
}

export async function findTrainingRecord(tx: Tx, ctx: ActorContext, id: TrainingRecordId): Promise<TrainingRecordView> {
  const [row] = await selectRecords(tx, eq(trainingRecords.id, id), 1);
  if (!row) throw new Refusal('not-found');
  return viewTrainingRecord(ctx, row);
}

/** The unit that a record is to be of, where the reader may see it and it was not closed. */
export async function findUnitOfRecord(tx: Tx, id: UnitId): Promise<{ readonly organisationId: OrganisationId } | undefined> {
  const [unit] = await tx
    .select({ organisationId: units.organisationId })
    .from(units)
    .where(and(eq(units.id, id), eq(units.state, 'active')));
  return unit;
}
