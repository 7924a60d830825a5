import type { PartnershipId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { PARTNERSHIP_TRANSITIONS } from '../domain/partnership.ts';
import { changePartnership, checkPartnershipRight, lockPartnership } from './change-partnership.ts';

/** A party signs for itself; with both signatures the partnership is signed. */
export async function signPartnership(tx: Tx, ctx: ActorContext, id: PartnershipId, version: number): Promise<void> {
  checkPartnershipRight(ctx, 'sign');
  const before = await lockPartnership(tx, id, version);
  const asDonor = ctx.actor.role === 'donor';
  if (before.state !== 'ended' && (asDonor ? before.donorSignedAt : before.recipientSignedAt) !== null) throw new Refusal('already-signed');
  const state = nextState(PARTNERSHIP_TRANSITIONS, before.state, 'sign');
  const otherHasSigned = (asDonor ? before.recipientSignedAt : before.donorSignedAt) !== null;
  await changePartnership(tx, ctx, before, {
    action: 'partnership.signed',
    set: {
      ...(asDonor ? { donorSignedAt: ctx.now } : { recipientSignedAt: ctx.now }),
      ...(otherHasSigned ? { state, endSignedOn: dayOf(ctx.now) } : {}),
    },
  });
}
