import type { Why } from '../../../kernel/reason.ts';
import type { PartnershipId } from '../../../kernel/id.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { PARTNERSHIP_TRANSITIONS, refusalOfPartnershipAction } from '../domain/partnership.ts';
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
  const rests = await asConsequence(tx, ctx, 'what-rests-on-partnership', () => isInUse(tx, id));
  throwWhere(refusalOfPartnershipAction({ ...before, isInUse: rests, openAmendment: null }, 'take-back-signature', ctx.actor));
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
  // To who has signed what both have, it is kinder to say so than that its state refuses it.
  if (before.state === 'signed' || before.state === 'under-negotiation') {
    throwWhere(refusalOfPartnershipAction({ ...before, isInUse: false, openAmendment: null }, 'sign', ctx.actor));
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
