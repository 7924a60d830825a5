import { and, asc, eq, inArray } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { OfferId } from '../../../kernel/id.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ReasonOf, Why } from '../../../kernel/reason.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { releaseReservations } from '../../matches/index.ts';
import { OFFER_TRANSITIONS, type OfferState, STANDING_STATES } from '../domain/offer.ts';
import { offerLines, offerRevisions, offers } from '../tables.ts';
import { changeOffer, checkOfferRight, lockOffer, requireOfferStep, stepOffer } from './write-offer.ts';
import { isOver, zoneOfOrganisation } from '../../reference/index.ts';

/** The donor hands a complete offer to the facilitator: at least one line, and a last day that is not over yet. */
export async function submitOffer(tx: Tx, ctx: ActorContext, id: OfferId, version: number): Promise<void> {
  checkOfferRight(ctx, 'submit');
  const offer = await lockOffer(tx, id, version);
  const lines = await tx.select({ id: offerLines.id }).from(offerLines).where(eq(offerLines.offerId, id)).limit(1);
  await requireOfferStep(tx, ctx, offer, 'submit', { lineCount: lines.length });
  await stepOffer(tx, ctx, offer, { event: 'submit', action: 'offer.submitted', set: { submittedAt: ctx.now } });
}

/** The facilitator opens an offer to matching. One whose last day has passed meanwhile goes back to its donor instead. */
export async function makeOfferAvailable(tx: Tx, ctx: ActorContext, id: OfferId, version: number): Promise<void> {
  checkOfferRight(ctx, 'make-available');
  const offer = await lockOffer(tx, id, version);
  await requireOfferStep(tx, ctx, offer, 'make-available');
  await stepOffer(tx, ctx, offer, { event: 'make-available', action: 'offer.made-available', set: { availableAt: ctx.now } });
}

export async function returnOffer(tx: Tx, ctx: ActorContext, id: OfferId, version: number, reason: Why): Promise<void> {
  checkOfferRight(ctx, 'return');
  await stepOffer(tx, ctx, await lockOffer(tx, id, version), { event: 'return', action: 'offer.returned', reason });
}

export async function suspendOffer(tx: Tx, ctx: ActorContext, id: OfferId, version: number, reason: Why): Promise<void> {
  checkOfferRight(ctx, 'suspend');
  await stepOffer(tx, ctx, await lockOffer(tx, id, version), { event: 'suspend', action: 'offer.suspended', reason });
}

export async function resumeOffer(tx: Tx, ctx: ActorContext, id: OfferId, version: number): Promise<void> {
  checkOfferRight(ctx, 'resume');
  await stepOffer(tx, ctx, await lockOffer(tx, id, version), { event: 'resume', action: 'offer.resumed' });
}

/** The donor takes back what nobody has acted on yet: a draft again, and its own alone. */
export async function recallOffer(tx: Tx, ctx: ActorContext, id: OfferId, version: number): Promise<void> {
  checkOfferRight(ctx, 'recall');
  await stepOffer(tx, ctx, await lockOffer(tx, id, version), { event: 'recall', action: 'offer.recalled', set: { submittedAt: null } });
}

/** The donor throws a draft away. It stays for the audit, and in no list but that of what was discarded. */
export async function discardOffer(tx: Tx, ctx: ActorContext, id: OfferId, version: number): Promise<void> {
  checkOfferRight(ctx, 'discard');
  await stepOffer(tx, ctx, await lockOffer(tx, id, version), { event: 'discard', action: 'offer.discarded' });
}

/** Takes the offer back, and ends whatever of its matches is not agreed; what is agreed stays. */
export async function withdrawOffer(tx: Tx, ctx: ActorContext, id: OfferId, version: number, reason: Why): Promise<void> {
  checkOfferRight(ctx, 'withdraw');
  const offer = await lockOffer(tx, id, version);
  nextState(OFFER_TRANSITIONS, offer.state, 'withdraw');
  await endOpenRevision(tx, ctx, id, 'offer-withdrawn');
  await stepOffer(tx, ctx, offer, { event: 'withdraw', action: 'offer.withdrawn', reason, set: { endedFrom: offer.state } });
  await releaseReservations(tx, ctx, { offerId: id }, 'offer-withdrawn');
}

/**
 * The donor takes the withdrawal back while the offer's last day is to come: it is again what it was. Nothing rests on the withdrawal, since
 * what ended with it stays ended.
 */
export async function reinstateOffer(tx: Tx, ctx: ActorContext, id: OfferId, version: number): Promise<void> {
  checkOfferRight(ctx, 'reinstate');
  const offer = await lockOffer(tx, id, version);
  const furthest = nextState(OFFER_TRANSITIONS, offer.state, 'reinstate');
  await requireOfferStep(tx, ctx, offer, 'reinstate');
  const endedFrom = must(offer.endedFrom, 'a withdrawn offer says from which state');
  // What stood is available again, and the database derives how much of it is held.
  const state = (STANDING_STATES as readonly OfferState[]).includes(endedFrom) ? furthest : endedFrom;
  await changeOffer(tx, ctx, offer, { state, stateReason: null, endedFrom: null }, 'offer.reinstated');
}

/** The scheduled job: offers past their last day expire, and what is reserved of them is free again. Answers how many did. */
export async function expireDueOffers(tx: Tx, ctx: ActorContext): Promise<number> {
  checkOfferRight(ctx, 'expire');
  const due = await tx
    .select({ id: offers.id })
    .from(offers)
    .where(
      and(
        inArray(offers.state, ['available', 'partly-reserved', 'exhausted', 'suspended']),
        isOver(offers.validUntil, zoneOfOrganisation(offers.donorId), ctx.now),
      ),
    )
    .orderBy(asc(offers.creationOrder))
    .limit(500)
    .for('no key update', { skipLocked: true });
  for (const { id } of due) {
    await endOpenRevision(tx, ctx, id, 'offer-expired');
    await stepOffer(tx, ctx, await lockOffer(tx, id, null), { event: 'expire', action: 'offer.expired', reason: 'validity-ended' });
    await releaseReservations(tx, ctx, { offerId: id }, 'offer-expired');
  }
  return due.length;
}

/** What is proposed to change about an offer ends with it. */
async function endOpenRevision(tx: Tx, ctx: ActorContext, id: OfferId, why: ReasonOf<'consequence'>): Promise<void> {
  await tx
    .update(offerRevisions)
    .set({ state: 'withdrawn', decidedAt: ctx.now, decisionReason: why })
    .where(and(eq(offerRevisions.offerId, id), eq(offerRevisions.state, 'open')));
}
