import { eq } from 'drizzle-orm';
import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { steps } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { deriveEntries } from '../../compliance/index.ts';
import { type BalancedConsignment, selectClaims } from '../consignment-queries.ts';
import type { CancelDelivery, ReinstateDelivery } from '../contract.ts';
import { isWaiting } from '../domain/consignments.ts';
import { lockMatches } from '../line-queries.ts';
import { deliveryLines } from '../tables.ts';
import { afterEvent, beginStep, chooseConsignments, type LockedDelivery, stepDelivery } from './change-delivery.ts';
import { isDeliverable } from './choose-matches.ts';
import { takeBackReadiness } from './pass-milestone.ts';

/**
 * Calls off what hasn't left, all of it or one consignment; what has left goes on. Its claim on the matches is free again, and nothing is
 * expected of it any more. What is packed stays on record, for it may be reinstated.
 */
export async function cancelDelivery(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: CancelDelivery): Promise<void> {
  const { consignmentId, reason: code, reasonNote: note, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'cancel');
  const moved = chooseConsignments(ctx, locked, consignmentId, 'cancel');
  const isAll = afterEvent(locked, moved, 'cancel').every(({ state }) => state === 'cancelled');
  await stepDelivery(tx, ctx, locked, {
    event: 'cancel',
    moved,
    action: isAll ? 'delivery.cancelled' : 'delivery.consignments-cancelled',
    reason: { code, note },
  });
}

/** Takes a cancellation back while the matches still hold: it is planned as it was, and asked of the gate again. */
export async function reinstateDelivery(
  tx: Tx,
  ctx: ActorContext,
  id: DeliveryId,
  version: number,
  input: ReinstateDelivery,
): Promise<void> {
  const { consignmentId, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'reinstate');
  const chosen = chooseConsignments(ctx, locked, consignmentId, 'reinstate').filter(({ lines }) => lines.length > 0);
  await requireRoomFor(tx, locked, chosen);
  await planAgain(tx, locked, chosen);
  await takeBackReadiness(tx, id, afterEvent(locked, chosen, 'reinstate'));
  await stepDelivery(tx, ctx, locked, { event: 'reinstate', moved: chosen, action: 'delivery.reinstated' });
  await deriveEntries(tx, ctx, id);
}

/** Refuses where nothing is left to be reinstated, a match or its need has ended, or others have claimed it meanwhile. */
async function requireRoomFor(tx: Tx, locked: LockedDelivery, chosen: readonly BalancedConsignment[]): Promise<void> {
  const refuse = (code: 'transition-not-allowed' | 'exceeds-match', fault: 'match-not-agreed' | 'exceeds-match') =>
    new Refusal(code, {
      fields: [{ pointer: '/consignmentId', code: fault }],
      facts: { state: locked.delivery.state, event: 'reinstate', allowed: [] },
    });
  const lines = chosen.flatMap((one) => one.lines);
  const matches = await lockMatches(tx, [...new Set(lines.map(({ matchId }) => matchId))]);
  if (matches.length === 0 || !matches.every(isDeliverable)) throw refuse('transition-not-allowed', 'match-not-agreed');
  const claims = await selectClaims(
    tx,
    matches.map(({ id }) => id),
  );
  for (const { id, quantity } of matches) {
    const again = lines.filter(({ matchId }) => matchId === id).reduce((sum, { planned }) => sum + planned, 0);
    if (again + (claims.get(id) ?? 0) > quantity) throw refuse('exceeds-match', 'exceeds-match');
  }
}

/** A line plans at least what its consignments carry: what was arranged anew meanwhile, and what comes back. */
async function planAgain(tx: Tx, { lines, consignments }: LockedDelivery, chosen: readonly BalancedConsignment[]): Promise<void> {
  const carried = [...consignments.filter(({ state }) => isWaiting(state)), ...chosen].flatMap((one) => one.lines);
  for (const line of lines) {
    const waiting = carried.filter(({ deliveryLineId }) => deliveryLineId === line.id);
    const planned = steps(waiting.reduce<number>((sum, one) => sum + one.planned, line.shipped));
    if (planned > line.planned) await tx.update(deliveryLines).set({ planned }).where(eq(deliveryLines.id, line.id));
  }
}
