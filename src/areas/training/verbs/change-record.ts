import { and, eq, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { TrainingRecordId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import { nextState } from '../../../kernel/transition.ts';
import { type ActorContext, organisationOf, roleOf, userOf } from '../../../platform/auth/actor.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { RecordTraining } from '../contract.ts';
import { RECORD_RIGHTS, RECORD_TRANSITIONS, type RecordEvent, refusalOfConfirming } from '../domain/training-record.ts';
import { selectCourses } from '../line-check-queries.ts';
import { findUnitOfRecord } from '../queries.ts';
import { trainingRecords } from '../tables.ts';
import { todayOfUnit } from '../../reference/index.ts';

export const recordColumns = {
  id: trainingRecords.id,
  reference: trainingRecords.reference,
  organisationId: trainingRecords.organisationId,
  unitId: trainingRecords.unitId,
  itemType: trainingRecords.itemType,
  courses: trainingRecords.courses,
  seats: trainingRecords.seats,
  completedOn: trainingRecords.completedOn,
  validUntil: trainingRecords.validUntil,
  deliveryLineId: trainingRecords.deliveryLineId,
  donorId: trainingRecords.donorId,
  evidence: trainingRecords.evidence,
  state: trainingRecords.state,
  recordedBy: trainingRecords.recordedBy,
  recordedById: trainingRecords.recordedById,
  recordedByRole: trainingRecords.recordedByRole,
  confirmedBy: trainingRecords.confirmedBy,
  confirmedAt: trainingRecords.confirmedAt,
  stateReason: trainingRecords.stateReason,
  version: trainingRecords.version,
};
type LockedRecord = Pick<typeof trainingRecords.$inferSelect, keyof typeof recordColumns>;

/** A validator writes down a course that one of its units has completed, with evidence; it counts once another has confirmed it. */
export async function recordTraining(tx: Tx, ctx: ActorContext, input: RecordTraining): Promise<TrainingRecordId> {
  const { actor } = ctx;
  const { unitId, itemType, courses, seats = null, completedOn, validUntil = null, evidence, ...rest } = input;
  nothingLeft(rest);
  checkRecordRight(ctx, 'record');
  const unit = await findUnitOfRecord(tx, unitId);
  const answersForIt = unit !== undefined && (actor.kind === 'system' || actor.scope.includes(unit.organisationId));
  if (!answersForIt) throw refuseField('reference-unknown', '/unitId');
  if (!(await selectCourses(tx, [itemType])).has(itemType)) throw refuseField('reference-unknown', '/itemType', 'not-a-course');
  if (completedOn > (await todayOfUnit(tx, ctx, unitId))) throw refuseField('date-order', '/completedOn', 'in-the-future');
  if (validUntil !== null && validUntil < completedOn) throw refuseField('date-order', '/validUntil', 'before-completed-on');
  const [record] = await tx
    .insert(trainingRecords)
    .values({
      id: newId<'training-record'>(),
      organisationId: unit.organisationId,
      unitId,
      itemType,
      courses,
      seats,
      completedOn,
      validUntil,
      evidence,
      state: 'recorded',
      recordedBy: userOf(ctx),
      recordedById: organisationOf(ctx),
      recordedByRole: roleOf(ctx),
      createdAt: ctx.now,
    })
    .returning(recordColumns);
  const created = must(record, 'an inserted record comes back');
  await recordEvent(tx, ctx, {
    action: 'training.recorded',
    subject: { type: 'training-record', id: created.id },
    parties: [created.organisationId],
  });
  return created.id;
}

/** Another person than the one who wrote it down says that the evidence holds; from then on it counts. */
export async function confirmTraining(tx: Tx, ctx: ActorContext, id: TrainingRecordId, version: number): Promise<void> {
  checkRecordRight(ctx, 'confirm');
  const before = await lockRecord(tx, id, version);
  if (ctx.actor.kind !== 'system') throwWhere(refusalOfConfirming(before, ctx.actor));
  await stepRecord(tx, ctx, before, 'confirm', { confirmedBy: userOf(ctx), confirmedAt: ctx.now });
}

/** The second person finds that the evidence doesn't hold, and says why: the record counts for nothing, and the course is recorded anew. */
export async function refuseTraining(tx: Tx, ctx: ActorContext, id: TrainingRecordId, version: number, reason: string): Promise<void> {
  checkRecordRight(ctx, 'refuse-confirmation');
  const before = await lockRecord(tx, id, version);
  if (ctx.actor.kind !== 'system') throwWhere(refusalOfConfirming(before, ctx.actor));
  await stepRecord(tx, ctx, before, 'refuse-confirmation', { stateReason: reason }, reason);
}

/** Takes a record back that turned out to be wrong; it stays on record and counts no longer. */
export async function withdrawTraining(tx: Tx, ctx: ActorContext, id: TrainingRecordId, version: number, reason: string): Promise<void> {
  checkRecordRight(ctx, 'withdraw');
  await stepRecord(tx, ctx, await lockRecord(tx, id, version), 'withdraw', { stateReason: reason }, reason);
}

function checkRecordRight(ctx: ActorContext, action: keyof typeof RECORD_RIGHTS): void {
  const { role } = ctx.actor;
  const named: readonly ActingRole[] = RECORD_RIGHTS[action];
  if (!named.includes(role)) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
}

/** Locked until the transaction ends; what the reader may not change, such as another authority's, is not found. */
async function lockRecord(tx: Tx, id: TrainingRecordId, version: number): Promise<LockedRecord> {
  const [record] = await tx.select(recordColumns).from(trainingRecords).where(eq(trainingRecords.id, id)).for('no key update');
  if (!record) throw new Refusal('not-found');
  if (record.version !== version) throw new Refusal('stale-version', { facts: { version: record.version } });
  return record;
}

const WROTE = {
  confirm: 'training.confirmed',
  'refuse-confirmation': 'training.confirmation-refused',
  withdraw: 'training.withdrawn',
} as const satisfies Record<RecordEvent, ActionOn<'training'>>;

async function stepRecord(
  tx: Tx,
  ctx: ActorContext,
  before: LockedRecord,
  event: RecordEvent,
  set: Partial<typeof trainingRecords.$inferInsert>,
  reason?: string,
): Promise<void> {
  const state = nextState(RECORD_TRANSITIONS, before.state, event);
  const [after] = await tx
    .update(trainingRecords)
    .set({ ...set, state, version: sql`${trainingRecords.version} + 1` })
    .where(and(eq(trainingRecords.id, before.id), eq(trainingRecords.version, before.version)))
    .returning(recordColumns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action: WROTE[event],
    subject: { type: 'training-record', id: before.id },
    note: reason ?? null,
    parties: [before.organisationId, before.donorId],
  });
}
