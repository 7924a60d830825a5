import { and, asc, eq, isNull } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { VerifyDelivery } from '../contract.ts';
import { checkOn, showsEndUse } from '../domain/checks.ts';
import { deliveryLines, verifications } from '../tables.ts';
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
  if (ctx.actor.role === 'requester') throw new Refusal('receiver-may-not-verify');
  const locked = await beginStep(tx, ctx, id, version, 'verify');
  const { delivery, lines } = locked;
  await refuseReceiver(tx, ctx, id);
  const on = happenedOn(ctx, day);
  const handedOverOn = must(delivery.handedOverOn, 'what may be verified was handed over');
  const check = await requireCheck(tx, delivery, on);
  const reachesEndUse = inUse && showsEndUse(handedOverOn, check);
  if (reachesEndUse) await askToPass(tx, ctx, locked, 'verify');

  await tx
    .update(verifications)
    .set({ verifiedOn: on, verifiedBy: userOf(ctx), inUse, finding })
    .where(and(eq(verifications.id, check.id), isNull(verifications.verifiedOn)));
  if (inUse) {
    for (const line of inOrderOfMatches(lines)) {
      if (line.verified < line.accepted) await changeLine(tx, line, { verified: line.accepted });
    }
  }
  if (reachesEndUse) await reachMilestone(tx, delivery, 'verify', on, undefined);
  await stepDelivery(tx, ctx, locked, {
    event: inUse ? 'verify' : null,
    action: inUse ? 'delivery.verified' : 'delivery.found-not-in-use',
  });
  await settleMatches(tx, ctx, lines);
}

/** Somebody who signed for it as a requester stays its receiver, whatever they have become since. */
async function refuseReceiver(tx: Tx, ctx: ActorContext, id: DeliveryId): Promise<void> {
  if (ctx.actor.kind === 'system') return;
  const [received] = await tx
    .select({ id: deliveryLines.id })
    .from(deliveryLines)
    .where(and(eq(deliveryLines.deliveryId, id), eq(deliveryLines.receivedBy, ctx.actor.userId)))
    .limit(1);
  if (received) throw new Refusal('receiver-may-not-verify');
}

/** The check that this visit is; refuses a visit when none is due, and says when the next one is. */
async function requireCheck(tx: Tx, delivery: DeliveryRecord, on: CalendarDate) {
  const checks = await tx
    .select({ id: verifications.id, dueOn: verifications.dueOn, verifiedOn: verifications.verifiedOn })
    .from(verifications)
    .where(eq(verifications.deliveryId, delivery.id))
    .orderBy(asc(verifications.dueOn));
  const check = checkOn(checks, on);
  if (check) return check;
  const next = checks.find(({ verifiedOn }) => verifiedOn === null)?.dueOn ?? null;
  throw new Refusal('transition-not-allowed', { facts: { state: delivery.state, event: 'verify', allowed: [], nextDueOn: next } });
}
