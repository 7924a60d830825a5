import type { PartnershipId } from '../../../kernel/id.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { nextState } from '../../../kernel/transition.ts';
import { type ActorContext, organisationOf } from '../../../platform/auth/actor.ts';
import type { Why } from '../../../kernel/reason.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { PARTNERSHIP_TRANSITIONS, refusalOfPartnershipAction } from '../domain/partnership.ts';
import { changePartnership, checkPartnershipRight, lockPartnership } from './change-partnership.ts';

/** Ends a signed partnership: what was agreed under it stays, nothing new is. */
export function endPartnership(tx: Tx, ctx: ActorContext, id: PartnershipId, version: number, reason: Why): Promise<void> {
  return leave(tx, ctx, id, version, { step: 'end', action: 'partnership.ended', reason });
}

/** Either side, or whoever brokers it, lets go of a text that isn't signed by both. */
export function discardPartnership(tx: Tx, ctx: ActorContext, id: PartnershipId, version: number, reason: Why): Promise<void> {
  return leave(tx, ctx, id, version, { step: 'discard', action: 'partnership.discarded', reason });
}

async function leave(
  tx: Tx,
  ctx: ActorContext,
  id: PartnershipId,
  version: number,
  {
    step,
    action,
    reason,
  }: { readonly step: 'end' | 'discard'; readonly action: 'partnership.ended' | 'partnership.discarded'; readonly reason: Why },
): Promise<void> {
  checkPartnershipRight(ctx, step);
  const before = await lockPartnership(tx, id, version);
  const state = nextState(PARTNERSHIP_TRANSITIONS, before.state, step);
  await changePartnership(tx, ctx, before, { action, set: { state, endedById: organisationOf(ctx) }, reason });
}

/** Whoever discarded or ended it by mistake takes that back: it goes on as it was. */
export async function reinstatePartnership(tx: Tx, ctx: ActorContext, id: PartnershipId, version: number, reason: Why): Promise<void> {
  checkPartnershipRight(ctx, 'reinstate');
  const before = await lockPartnership(tx, id, version);
  const state = nextState(PARTNERSHIP_TRANSITIONS, before.state, 'reinstate');
  throwWhere(refusalOfPartnershipAction({ ...before, isInUse: true, openAmendment: null }, 'reinstate', ctx.actor));
  await changePartnership(tx, ctx, before, { action: 'partnership.reinstated', set: { state, endedById: null }, reason });
}
