import { and, asc, eq, isNull } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { DeliveryId, VerificationId } from '../../../kernel/id.ts';
import type { LocalText } from '../../../kernel/language.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type ActorContext, organisationOf, userOf } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { VerifyDelivery } from '../contract.ts';
import { checkOn, firstCheckAfter, refusalOfVisit, showsEndUse } from '../domain/checks.ts';
import { refusalOfReceiver } from '../receiver-queries.ts';
import { verifications } from '../tables.ts';
import { changeLine, type DeliveryRecord, happenedOn, inOrderOfMatches, stepDelivery, beginStep } from './change-delivery.ts';
import { askToPass, reachMilestone } from './pass-milestone.ts';
import { settleMatches } from './settle-matches.ts';

/**
 * The donor or a facilitator has looked, never the receiver. A check that finds it in use verifies what was accepted and so
 * covers the need for good; the one due in half a year or later shows its end use besides. A check that doesn't find it in use
 * is put on record and verifies nothing.
 */
export async function verifyDelivery(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: VerifyDelivery): Promise<void> {
  const { on: day, inUse, finding = null, ...rest } = input;
  nothingLeft(rest);
  if (!inUse && finding === null) throw refuseField('reason-required', '/finding', 'missing');
  if (ctx.actor.role === 'requester') throw new Refusal('receiver-may-not-verify');
  const locked = await beginStep(tx, ctx, id, version, 'verify');
  const { delivery, lines } = locked;
  throwWhere(await refusalOfReceiver(tx, ctx, id));
  const on = happenedOn(locked.today, day);
  const handedOverOn = must(delivery.handedOverOn, 'what may be verified was handed over');
  const check = await requireCheck(tx, delivery, on);
  const reachesEndUse = inUse && showsEndUse(handedOverOn, check);
  if (reachesEndUse) await askToPass(tx, ctx, locked, 'verify');

  await writeFinding(tx, ctx, delivery, check, { verifiedOn: on, inUse, finding });
  if (inUse) {
    for (const line of inOrderOfMatches(lines)) {
      if (line.verified < line.accepted) await changeLine(tx, line, { verified: line.accepted });
    }
  }
  if (reachesEndUse) await reachMilestone(tx, delivery, 'verify', { on, isSaid: day !== undefined }, undefined);
  await stepDelivery(tx, ctx, locked, {
    event: inUse ? 'verify' : null,
    action: inUse ? 'delivery.verified' : 'delivery.found-not-in-use',
  });
  await settleMatches(tx, ctx, lines);
}

/**
 * What a visit has found. A check that doesn't find it in use isn't used up before its day: the visit stands by itself, and the check stays
 * due. On its day or after it, the check is made, and another follows after the usual first term.
 */
async function writeFinding(
  tx: Tx,
  ctx: ActorContext,
  delivery: DeliveryRecord,
  check: { readonly id: VerificationId; readonly dueOn: CalendarDate },
  found: { readonly verifiedOn: CalendarDate; readonly inUse: boolean; readonly finding: LocalText | null },
): Promise<void> {
  const finding = { ...found, verifiedBy: userOf(ctx), verifiedByOrganisationId: organisationOf(ctx) };
  const another = (dueOn: CalendarDate) => ({
    id: newId<'verification'>(),
    deliveryId: delivery.id,
    donorId: delivery.donorId,
    dueOn,
    createdAt: ctx.now,
  });
  if (!found.inUse && found.verifiedOn < check.dueOn) {
    const [visit] = await tx
      .insert(verifications)
      .values({ ...another(found.verifiedOn), ...finding })
      .onConflictDoNothing()
      .returning({ id: verifications.id });
    if (!visit) throw new Refusal('already-recorded');
    return;
  }
  await tx
    .update(verifications)
    .set(finding)
    .where(and(eq(verifications.id, check.id), isNull(verifications.verifiedOn)));
  if (!found.inUse) {
    await tx
      .insert(verifications)
      .values(another(firstCheckAfter(found.verifiedOn)))
      .onConflictDoNothing();
  }
}

/** The check that this visit is; refuses a visit when none is due, and says when the next one is. */
async function requireCheck(tx: Tx, delivery: DeliveryRecord, on: CalendarDate) {
  const checks = await tx
    .select({ id: verifications.id, dueOn: verifications.dueOn, verifiedOn: verifications.verifiedOn })
    .from(verifications)
    .where(eq(verifications.deliveryId, delivery.id))
    .orderBy(asc(verifications.dueOn));
  throwWhere(refusalOfVisit(checks, on, delivery.state));
  return must(checkOn(checks, on), 'a check is due');
}
