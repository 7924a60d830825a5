import type { PartnershipId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { requireDocument } from '../../documents/index.ts';
import type { RecordText } from '../contract.ts';
import { PARTNERSHIP_TRANSITIONS } from '../domain/partnership.ts';
import { changePartnership, checkPartnershipRight, lockPartnership } from './change-partnership.ts';

/** A party signs for itself; with both signatures the partnership is signed. */
export async function signPartnership(tx: Tx, act: Act, id: PartnershipId, version: number): Promise<void> {
  checkPartnershipRight(act, 'sign');
  const before = await lockPartnership(tx, id, version);
  const asDonor = act.actor.role === 'donor';
  if (before.state !== 'ended' && (asDonor ? before.donorSignedAt : before.recipientSignedAt) !== null) throw new Refusal('already-signed');
  const state = nextState(PARTNERSHIP_TRANSITIONS, before.state, 'sign');
  const otherHasSigned = (asDonor ? before.recipientSignedAt : before.donorSignedAt) !== null;
  await changePartnership(tx, act, before, {
    action: 'partnership.signed',
    set: {
      ...(asDonor ? { donorSignedAt: act.now } : { recipientSignedAt: act.now }),
      ...(otherHasSigned ? { state, endSignedOn: dayOf(act.now) } : {}),
    },
  });
}

/** Files the number that the signed text bears, and which of the documents attached to it is the text itself. */
export async function recordText(tx: Tx, act: Act, id: PartnershipId, version: number, input: RecordText): Promise<void> {
  checkPartnershipRight(act, 'record-text');
  const before = await lockPartnership(tx, id, version);
  nextState(PARTNERSHIP_TRANSITIONS, before.state, 'record-text');
  if (input.documentId !== undefined) await requireDocument(tx, input.documentId, { type: 'partnership', id }, '/documentId');
  await changePartnership(tx, act, before, {
    action: 'partnership.text-recorded',
    set: {
      ...(input.signedReference === undefined ? {} : { signedReference: input.signedReference }),
      ...(input.documentId === undefined ? {} : { documentId: input.documentId }),
    },
  });
}

/** Ends a signed partnership: what was agreed under it stays, nothing new is. */
export async function endPartnership(tx: Tx, act: Act, id: PartnershipId, version: number, reason: string): Promise<void> {
  checkPartnershipRight(act, 'end');
  const before = await lockPartnership(tx, id, version);
  const state = nextState(PARTNERSHIP_TRANSITIONS, before.state, 'end');
  await changePartnership(tx, act, before, { action: 'partnership.ended', set: { state }, reason });
}
