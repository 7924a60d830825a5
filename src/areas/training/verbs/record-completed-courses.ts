import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { DeliveryId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { selectUnrecordedCourses } from '../completed-queries.ts';
import { seatsInAll, validUntil } from '../domain/course-terms.ts';
import { trainingRecords } from '../tables.ts';
import { recordColumns } from './change-record.ts';

/**
 * What follows, in the same transaction, from a delivery being put in service: each course in it that its unit has completed becomes
 * a training record, confirmed by the signatures of the delivery itself. Courses already on record are left alone, so a second
 * call does nothing; what is no course does nothing at all.
 */
export function recordCompletedCourses(tx: Tx, ctx: ActorContext, deliveryId: DeliveryId, on: CalendarDate): Promise<void> {
  return asConsequence(tx, ctx, 'training-completed', async (system) => {
    for (const { seatsOfCourse, course, ...line } of await selectUnrecordedCourses(tx, deliveryId)) {
      const [record] = await tx
        .insert(trainingRecords)
        .values({
          ...line,
          id: newId<'training-record'>(),
          seats: seatsInAll(seatsOfCourse, line.courses),
          completedOn: on,
          validUntil: course?.certificateMonths == null ? null : validUntil(on, course.certificateMonths),
          state: 'confirmed',
          confirmedAt: ctx.now,
          createdAt: ctx.now,
        })
        .returning(recordColumns);
      const created = must(record, 'an inserted record comes back');
      await recordEvent(tx, system, {
        action: 'training.completed',
        subject: { type: 'training-record', id: created.id },
        parties: [created.organisationId, created.donorId],
      });
    }
  });
}
