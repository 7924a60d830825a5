import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { DeliveryId, DeliveryLineId } from '../../../kernel/id.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { selectLinesOf } from '../completed-queries.ts';
import { seatsInAll, validFrom } from '../domain/course-terms.ts';
import { coursesAfter, RECORD_TRANSITIONS } from '../domain/training-record.ts';
import { trainingRecords } from '../tables.ts';
import { recordColumns } from './change-record.ts';

type StandingRecord = Pick<typeof trainingRecords.$inferSelect, keyof typeof recordColumns>;

/**
 * What follows from a delivery that was put right: its courses were held oftener, or less often, than was recorded. Their records end as
 * if it had been right from the beginning; one of a course that was never held after all is withdrawn. One that a person has withdrawn stays so.
 */
export function followCourses(
  tx: Tx,
  ctx: ActorContext,
  changes: readonly { readonly deliveryLineId: DeliveryLineId; readonly difference: number }[],
): Promise<void> {
  const changed = changes.filter(({ difference }) => difference !== 0);
  return asConsequence(tx, ctx, 'training-completed', async (system) => {
    for (const { deliveryLineId, difference } of changed) {
      const standing = await lockStanding(tx, [deliveryLineId]);
      for (const { record, courses } of coursesAfter(standing, difference)) {
        if (courses === 0) {
          await change(tx, system, record, 'training.withdrawn', { state: nextState(RECORD_TRANSITIONS, record.state, 'withdraw') });
          continue;
        }
        const ofEach = record.seats === null ? null : record.seats / record.courses;
        await change(tx, system, record, 'training.corrected', { courses, seats: seatsInAll(ofEach, courses) });
      }
    }
  });
}

/** The day on which the last course of a delivery was completed was another: none was completed after it, and certificates hold from it. */
export function redateCourses(
  tx: Tx,
  ctx: ActorContext,
  deliveryId: DeliveryId,
  { from, to }: { readonly from: CalendarDate; readonly to: CalendarDate },
): Promise<void> {
  return asConsequence(tx, ctx, 'training-completed', async (system) => {
    const standing = await lockStanding(tx, await selectLinesOf(tx, deliveryId));
    for (const record of standing.filter(({ completedOn }) => completedOn === from || completedOn > to)) {
      const { completedOn, validUntil } = record;
      const until = validUntil === null ? null : validFrom(to, { completedOn, validUntil });
      await change(tx, system, record, 'training.corrected', { completedOn: to, validUntil: until });
    }
  });
}

const lockStanding = (tx: Tx, lines: readonly DeliveryLineId[]): Promise<StandingRecord[]> =>
  tx
    .select(recordColumns)
    .from(trainingRecords)
    .where(and(inArray(trainingRecords.deliveryLineId, [...lines]), eq(trainingRecords.state, 'confirmed')))
    .orderBy(desc(trainingRecords.creationOrder))
    .for('no key update');

async function change(
  tx: Tx,
  ctx: ActorContext,
  { id, organisationId, donorId }: StandingRecord,
  action: 'training.corrected' | 'training.withdrawn',
  set: Partial<Pick<typeof trainingRecords.$inferInsert, 'courses' | 'seats' | 'completedOn' | 'validUntil' | 'state'>>,
): Promise<void> {
  const [after] = await tx
    .update(trainingRecords)
    .set({ ...set, version: sql`${trainingRecords.version} + 1` })
    .where(eq(trainingRecords.id, id))
    .returning({ id: trainingRecords.id });
  must(after, 'a record that is locked is changed');
  await recordEvent(tx, ctx, { action, subject: { type: 'training-record', id }, parties: [organisationId, donorId] });
}
