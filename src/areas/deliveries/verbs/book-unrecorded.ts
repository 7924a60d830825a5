import { must } from '../../../kernel/assert.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { BalancedConsignment } from '../consignment-queries.ts';
import { takes } from '../domain/consignments.ts';
import { type CorrectionOf, type DeliveryCorrection, inSteps } from '../domain/corrections.ts';
import type { DeliveryEvent } from '../domain/delivery.ts';
import { type DeliveryStep, inOrderOfMatches, type LockedDelivery } from './change-delivery.ts';
import { bookHandover, bookUse, type SignedHandover } from './hand-over-delivery.ts';
import { bookMove } from './move-delivery.ts';
import { askToPass } from './pass-milestone.ts';
import { bookShipments, decideShipments, departureOf } from './ship-delivery.ts';

/** What passed the gate and nobody said so in time is booked as by its own step, with the mark that it was put on record late. */
export async function bookUnrecorded(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  after: DeliveryCorrection,
  step: DeliveryStep,
): Promise<void> {
  switch (after.kind) {
    case 'shipment': {
      const event = departureOf(locked.delivery.kind);
      const moved = [consignmentThatTakes(locked, after, event)];
      await askToPass(tx, ctx, locked, event);
      const shipments = await decideShipments(tx, moved, [...after.lines], '/putRight/lines');
      const on = must(after.shippedOn, 'what left has a day');
      return bookShipments(tx, ctx, locked, { event, moved, shipments, evidence: undefined }, { on, isSaid: true }, step);
    }
    case 'release': {
      const moved = [consignmentThatTakes(locked, after, 'release')];
      await askToPass(tx, ctx, locked, 'release');
      const on = must(after.releasedOn, 'what was released has a day');
      return bookMove(tx, ctx, locked, { move: 'release', moved, evidence: after.evidence ?? undefined }, { on, isSaid: true }, step);
    }
    case 'handover':
      await askToPass(tx, ctx, locked, 'hand-over');
      return bookHandover(tx, ctx, locked, signedHandover(after), step);
    case 'use': {
      const lines = linesInUse(locked, after);
      await askToPass(tx, ctx, locked, 'put-in-service', lines);
      const on = must(after.inServiceOn, 'what is used has a day');
      return bookUse(tx, ctx, locked, { lines, evidence: after.evidence ?? undefined }, { on, isSaid: true }, step);
    }
    case 'receipt':
    case 'milestone':
    case 'verification':
      throw new Refusal('correction-outdated');
  }
}

function consignmentThatTakes(
  { consignments }: LockedDelivery,
  { consignmentId }: { readonly consignmentId: BalancedConsignment['id'] },
  event: DeliveryEvent,
): BalancedConsignment {
  const moved = consignments.find(({ id, state }) => id === consignmentId && takes(state, event));
  if (!moved) throw new Refusal('correction-outdated');
  return moved;
}

/** The lines that a correction says are in use; refused where more or less of one is accepted by now than it says. */
function linesInUse({ lines }: LockedDelivery, after: CorrectionOf<'use'>) {
  const said = new Map(after.lines.map(({ lineId, inService }) => [lineId, inService]));
  const named = inOrderOfMatches(lines.filter(({ id }) => said.has(id)));
  const isOutdated = named.some(({ id, accepted, decimals }) => accepted !== inSteps(said.get(id) ?? 0, decimals));
  if (isOutdated) throw new Refusal('correction-outdated');
  return named;
}

/** A handover as a correction says it; one that was judged lacks nothing. */
export const signedHandover = ({
  handedOverOn,
  handedOverBy,
  takenOverBy,
  document,
  documentId,
}: CorrectionOf<'handover'>): SignedHandover => ({
  handedOverOn: must(handedOverOn, 'what was handed over has a day'),
  handedOverBy: must(handedOverBy, 'somebody handed it over'),
  takenOverBy: must(takenOverBy, 'somebody took it over'),
  document: must(document, 'both have signed a document'),
  documentId,
});
