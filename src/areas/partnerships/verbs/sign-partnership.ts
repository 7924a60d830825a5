import type { Why } from '../../../kernel/reason.ts';
import type { PartnershipId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { PARTNERSHIP_TRANSITIONS } from '../domain/partnership.ts';
import { isInUse } from '../queries.ts';
import { changePartnership, checkPartnershipRight, lockPartnership } from './change-partnership.ts';
import { todayOfOrganisation } from '../../reference/index.ts';

/**
 * A party takes its own signature back while nothing rests on it: nothing was agreed under it, and no amendment put forward. The text is under
 * negotiation again.
 */
export async function takeBackSignature(tx: Tx, ctx: ActorContext, id: PartnershipId, version: number, reason: Why): Promise<void> {
  checkPartnershipRight(ctx, 'take-back-signature');
  const before = await lockPartnership(tx, id, version);
  const state = nextState(PARTNERSHIP_TRANSITIONS, before.state, 'take-back-signature');
  const asDonor = ctx.actor.role === 'donor';
  if ((asDonor ? before.donorSignedAt : before.recipientSignedAt) === null) throw new Refusal('not-your-own');
  if (await asConsequence(tx, ctx, 'what-rests-on-partnership', () => isInUse(tx, id))) throw new Refusal('partnership-in-use');
  await changePartnership(tx, ctx, before, {
    action: 'partnership.signature-taken-back',
    set: { state, endSignedOn: null, ...(asDonor ? { donorSignedAt: null } : { recipientSignedAt: null }) },
    reason,
  });
}

/** A party signs for itself; with both signatures the partnership is signed. */
export async function signPartnership(tx: Tx, ctx: ActorContext, id: PartnershipId, version: number): Promise<void> {
  checkPartnershipRight(ctx, 'sign');
  const before = await lockPartnership(tx, id, version);
  const asDonor = ctx.actor.role === 'donor';
  if (before.state !== 'ended' && before.state !== 'discarded' && (asDonor ? before.donorSignedAt : before.recipientSignedAt) !== null) {
    throw new Refusal('already-signed');
  }
  const state = nextState(PARTNERSHIP_TRANSITIONS, before.state, 'sign');
  const otherHasSigned = (asDonor ? before.recipientSignedAt : before.donorSignedAt) !== null;
  await changePartnership(tx, ctx, before, {
    action: 'partnership.signed',
    set: {
      ...(asDonor ? { donorSignedAt: ctx.now } : { recipientSignedAt: ctx.now }),
      ...(otherHasSigned ? { state, endSignedOn: await todayOfOrganisation(tx, ctx, before.recipientId) } : {}),
    },
  });
}
