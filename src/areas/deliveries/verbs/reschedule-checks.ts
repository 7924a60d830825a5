import { eq, inArray } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { VerificationId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { selectChecks } from '../correction-queries.ts';
import { scheduleChecks } from '../domain/checks.ts';
import { verifications } from '../tables.ts';
import type { DeliveryRecord } from './change-delivery.ts';

/**
 * Brings the checks of a delivery to what they would be had its handover and its visits been recorded as they are now. Visits keep their rows;
 * checks that nobody has made are moved, left out or added. Refuses two visits that would be one (`already-recorded`).
 */
export async function rescheduleChecks(tx: Tx, ctx: ActorContext, delivery: DeliveryRecord, handedOverOn: CalendarDate): Promise<void> {
  const checks = await selectChecks(tx, delivery.id);
  const visits = checks.flatMap(({ id, dueOn, verifiedOn, inUse }) =>
    verifiedOn === null || inUse === null ? [] : [{ id, dueOn, verifiedOn, inUse }],
  );
  const { made, open } = scheduleChecks(handedOverOn, visits);
  const waiting = checks.filter(({ verifiedOn }) => verifiedOn === null);
  const superfluous = waiting.filter(({ dueOn }) => !open.includes(dueOn)).map(({ id }) => id);
  if (superfluous.length > 0) await tx.delete(verifications).where(inArray(verifications.id, superfluous));
  await moveVisits(
    tx,
    visits.map((visit) => ({ ...visit, becomes: must(made.get(visit), 'each visit was a check, or stands by itself') })),
  );
  const stand = new Set(waiting.map(({ dueOn }) => dueOn));
  const missing = open.filter((dueOn) => !stand.has(dueOn));
  if (missing.length === 0) return;
  const { id: deliveryId, donorId } = delivery;
  await tx
    .insert(verifications)
    .values(missing.map((dueOn) => ({ id: newId<'verification'>(), deliveryId, donorId, dueOn, createdAt: ctx.now })));
}

/** No two checks of a delivery are due on one day, at no moment: each moves once its new day is free. */
async function moveVisits(
  tx: Tx,
  visits: readonly { readonly id: VerificationId; readonly dueOn: CalendarDate; readonly becomes: CalendarDate }[],
): Promise<void> {
  const taken = new Set(visits.map(({ dueOn }) => dueOn));
  let left = visits.filter(({ dueOn, becomes }) => dueOn !== becomes);
  while (left.length > 0) {
    const next = left.find(({ becomes }) => !taken.has(becomes));
    if (!next) throw new Refusal('already-recorded');
    await tx.update(verifications).set({ dueOn: next.becomes }).where(eq(verifications.id, next.id));
    taken.delete(next.dueOn);
    taken.add(next.becomes);
    left = left.filter(({ id }) => id !== next.id);
  }
}
