import type { ConsignmentLineId, DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { NO_STEPS, type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { requireClearance } from '../../compliance/index.ts';
import { isCovering } from '../../matches/domain/match.ts';
import { readLotTermsOfMatches } from '../../matches/index.ts';
import { type BalancedConsignment, type ConsignedLine, selectClaims, selectSerialsUnderWay } from '../consignment-queries.ts';
import type { ShipDelivery } from '../contract.ts';
import { haveAllCome } from '../domain/consignments.ts';
import type { DeliveryKind } from '../domain/delivery.ts';
import { type LockedMatchOfDelivery, lockMatches } from '../line-queries.ts';
import {
  afterEvent,
  changeConsignedLine,
  chooseConsignments,
  type DeliveryStep,
  happenedOn,
  inOrderOfMatches,
  type LockedDelivery,
  stepDelivery,
  beginStep,
} from './change-delivery.ts';
import { refusePart } from './choose-matches.ts';
import { askToPass, reachMilestone, type StepDay } from './pass-milestone.ts';
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

async function sendOff(tx: Tx, ctx: ActorContext, event: Departure, id: DeliveryId, version: number, input: ShipDelivery): Promise<void> {
  const { consignmentId, on: day, evidence, lines: told, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, event);
  const on = happenedOn(locked.todayAtDonor, day);
  const moved = chooseConsignments(ctx, locked, consignmentId, event);
  await askToPass(tx, ctx, locked, event);
  await requireClearance(tx, ctx, id, event, on);
  const shipments = await decideShipments(tx, moved, told, '/lines');
  await bookShipments(
    tx,
    ctx,
    locked,
    { event, moved, shipments, evidence },
    { on, isSaid: day !== undefined },
    {
      action: ACTIONS[event],
      details: { on, evidence: evidence ?? null },
    },
  );
}

/** How something leaves: it is shipped, or performed where nothing travels. */
export type Departure = keyof typeof ACTIONS;
export const departureOf = (kind: DeliveryKind): Departure => (kind === 'goods' ? 'ship' : 'perform');

/** What leaves, decided: of which consignments, and how much of each line. */
export interface DecidedShipments {
  readonly event: Departure;
  readonly moved: readonly BalancedConsignment[];
  readonly shipments: ReadonlyMap<ConsignmentLineId, Steps>;
  readonly evidence: string | undefined;
}

/** Books what leaves on every line, dates the milestone once all has, and moves the consignments and the delivery on. */
export async function bookShipments(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  { event, moved, shipments, evidence }: DecidedShipments,
  day: StepDay,
  step: DeliveryStep,
): Promise<void> {
  const leaving = inOrderOfMatches(moved.flatMap(({ lines }) => lines)).filter((line) => (shipments.get(line.id) ?? 0) > 0);
  for (const line of leaving) await changeConsignedLine(tx, line, { shipped: shipments.get(line.id) ?? NO_STEPS });
  const states = afterEvent(locked, moved, event).map(({ state }) => state);
  if (haveAllCome(states, 'shipped')) await reachMilestone(tx, locked.delivery, event, day, evidence);
  await stepDelivery(tx, ctx, locked, { ...step, event, moved, on: day.on });
  await settleMatches(tx, ctx, leaving);
}

/** Lines of which less than planned leaves. */
type ToldShipments = ShipDelivery['lines'];

/** Refuses to ship fewer pieces than the packing list has numbers for: it says which pieces travel, and has to be corrected first. */
async function refuseNumbersLeftBehind(
  tx: Tx,
  moved: readonly BalancedConsignment[],
  shipments: ReadonlyMap<ConsignmentLineId, Steps>,
  told: ToldShipments,
  pointer: string,
): Promise<void> {
  for (const line of moved.flatMap(({ lines }) => lines)) {
    const numbered = await selectSerialsUnderWay(tx, line);
    if (numbered.length <= (shipments.get(line.id) ?? 0)) continue;
    const index = told.findIndex(({ lineId }) => lineId === line.deliveryLineId);
    throw refuseField('invalid-field', index < 0 ? pointer : `${pointer}/${index}/shipped`, 'more-serials-than-pieces');
  }
}

/** How much of each line leaves: what was planned, or less where said; nothing for a match that was cancelled meanwhile. */
export async function decideShipments(
  tx: Tx,
  moved: readonly BalancedConsignment[],
  told: ToldShipments,
  pointer: string,
): Promise<Map<ConsignmentLineId, Steps>> {
  const lines = moved.flatMap((one) => one.lines);
  const matches = await lockMatches(tx, [...new Set(lines.map(({ matchId }) => matchId))]);
  const held = new Set(matches.filter(({ state }) => isCovering(state)).map(({ id }) => id));
  const holds = (line: ConsignedLine): boolean => held.has(line.matchId);
  const shipments = new Map(lines.map((line) => [line.id, holds(line) ? line.planned : NO_STEPS]));
  for (const [index, { lineId, shipped: quantity, ...rest }] of told.entries()) {
    nothingLeft(rest);
    const [line, other] = lines.filter(({ deliveryLineId }) => deliveryLineId === lineId);
    if (!line) throw refuseField('reference-unknown', `${pointer}/${index}/lineId`);
    if (other) throw refuseField('invalid-field', '/consignmentId', 'missing');
    const shipped = stepsFrom(quantity, line.decimals, `${pointer}/${index}/shipped`);
    if (shipped > (holds(line) ? line.planned : 0)) throw refuseField('exceeds-match', `${pointer}/${index}/shipped`);
    shipments.set(line.id, shipped);
  }
  await refuseOffLots(tx, lines, matches, shipments, told, pointer);
  const isEmpty = (one: BalancedConsignment): boolean => one.lines.every(({ id }) => (shipments.get(id) ?? 0) === 0);
  if (moved.some(isEmpty)) throw new Refusal('exceeds-match', { fields: [{ pointer, code: 'nothing-to-ship' }] });
  await refuseNumbersLeftBehind(tx, moved, shipments, told, pointer);
  return shipments;
}

/** Refuses to ship what breaks the lots of its match: all that is left of it, which nobody else claims, may be less. */
async function refuseOffLots(
  tx: Tx,
  lines: readonly ConsignedLine[],
  matches: readonly LockedMatchOfDelivery[],
  shipments: ReadonlyMap<ConsignmentLineId, Steps>,
  told: ToldShipments,
  at: string,
): Promise<void> {
  const ids = matches.map(({ id }) => id);
  const claims = await selectClaims(tx, ids);
  const terms = await readLotTermsOfMatches(tx, ids);
  for (const { id, quantity } of matches) {
    for (const line of lines.filter(({ matchId }) => matchId === id)) {
      const shipped = shipments.get(line.id) ?? NO_STEPS;
      const index = told.findIndex(({ lineId }) => lineId === line.deliveryLineId);
      const pointer = index < 0 ? at : `${at}/${index}/shipped`;
      if (shipped > 0) refusePart(shipped, quantity - (claims.get(id) ?? 0) + line.planned, terms.get(id), line.decimals, pointer);
    }
  }
}
