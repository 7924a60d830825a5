import type { PartnershipId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { requireDocument } from '../../documents/index.ts';
import type { RecordText } from '../contract.ts';
import { PARTNERSHIP_TRANSITIONS } from '../domain/partnership.ts';
import { changePartnership, checkPartnershipRight, lockPartnership } from './change-partnership.ts';

/** Files the number that the signed text bears, and which of the documents attached to it is the text itself. */
export async function recordText(tx: Tx, ctx: ActorContext, id: PartnershipId, version: number, input: RecordText): Promise<void> {
  checkPartnershipRight(ctx, 'record-text');
  const before = await lockPartnership(tx, id, version);
  nextState(PARTNERSHIP_TRANSITIONS, before.state, 'record-text');
  const { signedReference = before.signedReference, documentId = before.documentId, ...rest } = input;
  nothingLeft(rest);
  if (input.documentId !== undefined) await requireDocument(tx, input.documentId, { type: 'partnership', id }, '/documentId');
  await changePartnership(tx, ctx, before, { action: 'partnership.text-recorded', set: { signedReference, documentId } });
}
