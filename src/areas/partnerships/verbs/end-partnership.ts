import type { PartnershipId } from '../../../kernel/id.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { PARTNERSHIP_TRANSITIONS } from '../domain/partnership.ts';
import { changePartnership, checkPartnershipRight, lockPartnership } from './change-partnership.ts';

/** Ends a signed partnership: what was agreed under it stays, nothing new is. */
export async function endPartnership(tx: Tx, ctx: ActorContext, id: PartnershipId, version: number, reason: string): Promise<void> {
  checkPartnershipRight(ctx, 'end');
  const before = await lockPartnership(tx, id, version);
  const state = nextState(PARTNERSHIP_TRANSITIONS, before.state, 'end');
  await changePartnership(tx, ctx, before, { action: 'partnership.ended', set: { state }, reason });
}
