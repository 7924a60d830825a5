import { and, asc, eq, inArray, lt } from 'drizzle-orm';
import type { OfferId } from '../../../kernel/id.ts';
import { type FieldFault, Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { releaseReservations } from '../../matches/index.ts';
import { offerLines, offers } from '../tables.ts';
import { checkOfferRight, type LockedOffer, lockOffer, stepOffer } from './write-offer.ts';

/** The donor hands a complete offer to the facilitator: at least one line, and a last day that is not over yet. */
export async function submitOffer(tx: Tx, ctx: ActorContext, id: OfferId, version: number): Promise<void> {
  checkOfferRight(ctx, 'submit');
  const offer = await lockOffer(tx, id, version);
  const [line] = await tx.select({ id: offerLines.id }).from(offerLines).where(eq(offerLines.offerId, id)).limit(1);
  const noLines: FieldFault[] = line ? [] : [{ pointer: '/lines', code: 'missing' }];
  const missing = [...noLines, ...faultsOfLastDay(ctx, offer)];
  if (missing.length > 0) throw new Refusal('offer-incomplete', { fields: missing });
  await stepOffer(tx, ctx, offer, { event: 'submit', action: 'offer.submitted', set: { submittedAt: ctx.now } });
}

const faultsOfLastDay = (ctx: ActorContext, { validUntil }: LockedOffer): FieldFault[] =>
  validUntil < dayOf(ctx.now) ? [{ pointer: '/validUntil', code: 'in-the-past' }] : [];

/** The facilitator opens an offer to matching. One whose last day has passed meanwhile goes back to its donor instead. */
export async function makeOfferAvailable(tx: Tx, ctx: ActorContext, id: OfferId, version: number): Promise<void> {
  checkOfferRight(ctx, 'make-available');
  const offer = await lockOffer(tx, id, version);
  const over = faultsOfLastDay(ctx, offer);
  if (over.length > 0) throw new Refusal('offer-incomplete', { fields: over });
  await stepOffer(tx, ctx, offer, { event: 'make-available', action: 'offer.made-available', set: { availableAt: ctx.now } });
}

export async function returnOffer(tx: Tx, ctx: ActorContext, id: OfferId, version: number, reason: string): Promise<void> {
  checkOfferRight(ctx, 'return');
  await stepOffer(tx, ctx, await lockOffer(tx, id, version), { event: 'return', action: 'offer.returned', reason });
}

export async function suspendOffer(tx: Tx, ctx: ActorContext, id: OfferId, version: number, reason: string): Promise<void> {
  checkOfferRight(ctx, 'suspend');
  await stepOffer(tx, ctx, await lockOffer(tx, id, version), { event: 'suspend', action: 'offer.suspended', reason });
}

export async function resumeOffer(tx: Tx, ctx: ActorContext, id: OfferId, version: number): Promise<void> {
  checkOfferRight(ctx, 'resume');
  await stepOffer(tx, ctx, await lockOffer(tx, id, version), { event: 'resume', action: 'offer.resumed' });
}

/** Takes the offer back, and frees what is reserved of it; what is agreed stays. */
export async function withdrawOffer(tx: Tx, ctx: ActorContext, id: OfferId, version: number, reason: string): Promise<void> {
  checkOfferRight(ctx, 'withdraw');
  await stepOffer(tx, ctx, await lockOffer(tx, id, version), { event: 'withdraw', action: 'offer.withdrawn', reason });
  await releaseReservations(tx, ctx, { offerId: id }, 'offer-withdrawn');
}

/** The scheduled job: offers past their last day expire, and what is reserved of them is free again. Answers how many did. */
export async function expireDueOffers(tx: Tx, ctx: ActorContext): Promise<number> {
  checkOfferRight(ctx, 'expire');
  const due = await tx
    .select({ id: offers.id })
    .from(offers)
    .where(and(inArray(offers.state, ['available', 'partly-reserved', 'exhausted', 'suspended']), lt(offers.validUntil, dayOf(ctx.now))))
    .orderBy(asc(offers.creationOrder))
    .limit(500)
    .for('no key update', { skipLocked: true });
  for (const { id } of due) {
    await stepOffer(tx, ctx, await lockOffer(tx, id, null), { event: 'expire', action: 'offer.expired', reason: 'validity-ended' });
    await releaseReservations(tx, ctx, { offerId: id }, 'offer-expired');
  }
  return due.length;
}
