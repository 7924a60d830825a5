import type { DeliveryId, DeliveryLineId } from '../../../kernel/id.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { isCovering } from '../../matches/domain/match.ts';
import type { ShipDelivery } from '../contract.ts';
import { type BookedLine, lockMatches } from '../line-queries.ts';
import { changeLine, type Consignment, happenedOn, inOrderOfMatches, stepDelivery, takeUp } from './change-delivery.ts';
import { askToPass, reachMilestone } from './pass-milestone.ts';
import { settleMatches } from './settle-matches.ts';

/** The goods leave: what ships is booked on every line, and the matches are in delivery from now on. */
export function shipDelivery(tx: Tx, act: Act, id: DeliveryId, version: number, input: ShipDelivery): Promise<void> {
  return sendOff(tx, act, 'ship', id, version, input);
}

/** A course is held, a service or works begin: it counts as shipped, for nothing else travels. */
export function performDelivery(tx: Tx, act: Act, id: DeliveryId, version: number, input: ShipDelivery): Promise<void> {
  return sendOff(tx, act, 'perform', id, version, input);
}

const ACTIONS = { ship: 'delivery.shipped', perform: 'delivery.performed' } as const;

async function sendOff(tx: Tx, act: Act, event: 'ship' | 'perform', id: DeliveryId, version: number, input: ShipDelivery): Promise<void> {
  const consignment = await takeUp(tx, act, id, version, event);
  const on = happenedOn(act, input.on);
  await askToPass(tx, act, consignment, event);
  const shipments = await decideShipments(tx, consignment, input);
  for (const line of inOrderOfMatches(consignment.lines)) {
    const shipped = shipments.get(line.id) ?? 0;
    if (shipped > 0) await changeLine(tx, line, { shipped });
  }
  await reachMilestone(tx, consignment.delivery, event, on, input.evidence);
  await stepDelivery(tx, act, consignment, {
    event,
    action: ACTIONS[event],
    detail: { on, evidence: input.evidence ?? null, lines: [...shipments].map(([lineId, shipped]) => ({ lineId, shipped })) },
  });
  await settleMatches(
    tx,
    act,
    consignment.lines.filter(({ id: lineId }) => (shipments.get(lineId) ?? 0) > 0).map(({ matchId }) => matchId),
  );
}

/** How much of each line leaves: what was planned, or less where said; nothing for a match that was cancelled meanwhile. */
async function decideShipments(tx: Tx, { lines }: Consignment, input: ShipDelivery): Promise<Map<DeliveryLineId, number>> {
  const held = new Set(
    (
      await lockMatches(
        tx,
        lines.map(({ matchId }) => matchId),
      )
    )
      .filter(({ state }) => isCovering(state))
      .map(({ id }) => id),
  );
  const holds = (line: BookedLine): boolean => held.has(line.matchId);
  const shipments = new Map(lines.map((line) => [line.id, holds(line) ? line.planned : 0]));
  for (const [index, { lineId, shipped }] of input.lines.entries()) {
    const line = lines.find(({ id }) => id === lineId);
    if (!line) throw refuseField('reference-unknown', `/lines/${index}/lineId`);
    if (shipped > (holds(line) ? line.planned : 0)) throw refuseField('exceeds-match', `/lines/${index}/shipped`);
    shipments.set(lineId, shipped);
  }
  if ([...shipments.values()].every((shipped) => shipped === 0)) {
    throw new Refusal('exceeds-match', { fields: [{ pointer: '/lines', code: 'nothing-to-ship' }] });
  }
  return shipments;
}
