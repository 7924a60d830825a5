import type { ConsignmentLineId, DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { NO_STEPS, type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { requireClearance } from '../../compliance/index.ts';
import { isCovering } from '../../matches/domain/match.ts';
import { type BalancedConsignment, type ConsignedLine, selectSerialsUnderWay } from '../consignment-queries.ts';
import type { ShipDelivery } from '../contract.ts';
import { haveAllCome } from '../domain/consignments.ts';
import { lockMatches } from '../line-queries.ts';
import {
  afterEvent,
  changeConsignedLine,
  chooseConsignments,
  happenedOn,
  inOrderOfMatches,
  stepDelivery,
  beginStep,
} from './change-delivery.ts';
import { askToPass, reachMilestone } from './pass-milestone.ts';
import { settleMatches } from './settle-matches.ts';

/** The goods leave: what ships is booked on every line, and the matches are in delivery from now on. */
export function shipDelivery(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: ShipDelivery): Promise<void> {
  return sendOff(tx, ctx, 'ship', id, version, input);
}

/** A course is held, a service or works begin: it counts as shipped, for nothing else travels. */
export function performDelivery(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: ShipDelivery): Promise<void> {
  return sendOff(tx, ctx, 'perform', id, version, input);
}

const ACTIONS = { ship: 'delivery.shipped', perform: 'delivery.performed' } as const;

async function sendOff(
  tx: Tx,
  ctx: ActorContext,
  event: 'ship' | 'perform',
  id: DeliveryId,
  version: number,
  input: ShipDelivery,
): Promise<void> {
  const { consignmentId, on: day, evidence, lines: told, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, event);
  const on = happenedOn(ctx, day);
  const moved = chooseConsignments(ctx, locked, consignmentId, event);
  await askToPass(tx, ctx, locked, event);
  await requireClearance(tx, ctx, id, event, on);
  const shipments = await decideShipments(tx, moved, told);
  await refuseNumbersLeftBehind(tx, moved, shipments, told);
  const leaving = inOrderOfMatches(moved.flatMap(({ lines }) => lines)).filter((line) => (shipments.get(line.id) ?? 0) > 0);
  for (const line of leaving) await changeConsignedLine(tx, line, { shipped: shipments.get(line.id) ?? NO_STEPS });
  const states = afterEvent(locked, moved, event).map(({ state }) => state);
  if (haveAllCome(states, 'shipped')) await reachMilestone(tx, locked.delivery, event, on, evidence);
  await stepDelivery(tx, ctx, locked, {
    event,
    moved,
    on,
    action: ACTIONS[event],
    details: { on, evidence: evidence ?? null },
  });
  await settleMatches(tx, ctx, leaving);
}

/** Refuses to ship fewer pieces than the packing list has numbers for: it says which pieces travel, and has to be corrected first. */
async function refuseNumbersLeftBehind(
  tx: Tx,
  moved: readonly BalancedConsignment[],
  shipments: ReadonlyMap<ConsignmentLineId, Steps>,
  told: ShipDelivery['lines'],
): Promise<void> {
  for (const line of moved.flatMap(({ lines }) => lines)) {
    const numbered = await selectSerialsUnderWay(tx, line);
    if (numbered.length <= (shipments.get(line.id) ?? 0)) continue;
    const index = told.findIndex(({ lineId }) => lineId === line.deliveryLineId);
    throw refuseField('invalid-field', index < 0 ? '/lines' : `/lines/${index}/shipped`, 'more-serials-than-pieces');
  }
}

/** How much of each line leaves: what was planned, or less where said; nothing for a match that was cancelled meanwhile. */
async function decideShipments(
  tx: Tx,
  moved: readonly BalancedConsignment[],
  told: ShipDelivery['lines'],
): Promise<Map<ConsignmentLineId, Steps>> {
  const lines = moved.flatMap((one) => one.lines);
  const matches = await lockMatches(tx, [...new Set(lines.map(({ matchId }) => matchId))]);
  const held = new Set(matches.filter(({ state }) => isCovering(state)).map(({ id }) => id));
  const holds = (line: ConsignedLine): boolean => held.has(line.matchId);
  const shipments = new Map(lines.map((line) => [line.id, holds(line) ? line.planned : NO_STEPS]));
  for (const [index, { lineId, shipped: quantity, ...rest }] of told.entries()) {
    nothingLeft(rest);
    const [line, other] = lines.filter(({ deliveryLineId }) => deliveryLineId === lineId);
    if (!line) throw refuseField('reference-unknown', `/lines/${index}/lineId`);
    if (other) throw refuseField('invalid-field', '/consignmentId', 'missing');
    const shipped = stepsFrom(quantity, line.decimals, `/lines/${index}/shipped`);
    if (shipped > (holds(line) ? line.planned : 0)) throw refuseField('exceeds-match', `/lines/${index}/shipped`);
    shipments.set(line.id, shipped);
  }
  const isEmpty = (one: BalancedConsignment): boolean => one.lines.every(({ id }) => (shipments.get(id) ?? 0) === 0);
  if (moved.some(isEmpty)) throw new Refusal('exceeds-match', { fields: [{ pointer: '/lines', code: 'nothing-to-ship' }] });
  return shipments;
}
