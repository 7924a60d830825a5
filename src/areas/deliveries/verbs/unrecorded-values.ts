import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { NO_STEPS, quantityOf, type Steps } from '../../../kernel/quantity.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { BalancedConsignment, ConsignedLine } from '../consignment-queries.ts';
import type { ShipDelivery } from '../contract.ts';
import type { PutRight } from '../contract-corrections.ts';
import { selectCameOn } from '../correction-queries.ts';
import { haveAllCome, takes } from '../domain/consignments.ts';
import type { BothValues } from '../domain/corrections.ts';
import { SIGNED_STATES } from '../domain/delivery.ts';
import { milestoneEffectOf } from '../domain/milestones.ts';
import { selectStages } from '../schedule-queries.ts';
import { afterEvent, happenedOn, type LockedDelivery, mayRead, namedConsignments } from './change-delivery.ts';
import { linesToUse, refuseUseBeforeHandover } from './hand-over-delivery.ts';
import { askToPass, refuseDisorder } from './pass-milestone.ts';
import { decideShipments, departureOf } from './ship-delivery.ts';
import { inServiceOf } from './values-as-they-stand.ts';

/*
 * What passed the gate and nobody said so in time, judged as its own step would be: what stands in its way, and whether the day fits. Whether it
 * was let pass on that day, and what has lapsed since, is asked of all corrections alike.
 */

type Asked<Kind extends PutRight['kind']> = Extract<PutRight, { kind: Kind }>;

/** It had left: all of it as planned, or less where that is said. */
export async function unrecordedShipment(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  consignment: BalancedConsignment,
  { shippedOn, lines: told }: Pick<Asked<'shipment'>, 'shippedOn'> & { readonly lines: ShipDelivery['lines'] },
): Promise<BothValues<'shipment'>> {
  const event = departureOf(locked.delivery.kind);
  if (!takes(consignment.state, event)) throw refuseField('reference-unknown', '/putRight/consignmentId', 'not-recorded');
  if (shippedOn === undefined) throw refuseField('invalid-field', '/putRight/shippedOn', 'missing');
  const shipments = await decideShipments(tx, [consignment], told, '/putRight/lines');
  await askToPass(tx, ctx, locked, event);
  await refuseDayOfMove(tx, locked, consignment, { event, to: 'shipped' }, shippedOn, '/putRight/shippedOn');
  const shipped = (how: (line: ConsignedLine) => Steps) =>
    consignment.lines.map((line) => ({ lineId: line.deliveryLineId, shipped: quantityOf(how(line), line.decimals) }));
  const shipment = { kind: 'shipment', consignmentId: consignment.id } as const;
  return {
    before: { ...shipment, shippedOn: null, lines: shipped(() => NO_STEPS) },
    after: { ...shipment, shippedOn, lines: shipped(({ id }) => shipments.get(id) ?? NO_STEPS) },
  };
}

/** Customs had released a consignment. */
export async function unrecordedRelease(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  asked: Asked<'release'>,
): Promise<BothValues<'release'>> {
  const { kind, consignmentId, releasedOn, evidence = null, ...rest } = asked;
  nothingLeft(rest);
  const [consignment] = namedConsignments(ctx, locked, consignmentId);
  if (!consignment || !takes(consignment.state, 'release')) {
    throw refuseField('reference-unknown', '/putRight/consignmentId', 'not-recorded');
  }
  happenedOn(locked.today, releasedOn, '/putRight/releasedOn');
  await askToPass(tx, ctx, locked, 'release');
  const came = await selectCameOn(tx, consignmentId);
  if (came !== null && releasedOn < came) throw refuseField('date-order', '/putRight/releasedOn', 'out-of-milestone-order');
  await refuseDayOfMove(tx, locked, consignment, { event: 'release', to: 'released' }, releasedOn, '/putRight/releasedOn');
  return {
    before: { kind, consignmentId, releasedOn: null, evidence: null },
    after: { kind, consignmentId, releasedOn, evidence },
  };
}

/** A recipient’s units use what they accepted: all of it that nobody used until then. */
export async function unrecordedUse(tx: Tx, ctx: ActorContext, locked: LockedDelivery, asked: Asked<'use'>): Promise<BothValues<'use'>> {
  const { kind, inServiceOn, evidence = null, ...rest } = asked;
  nothingLeft(rest);
  const waiting = linesToUse(locked);
  const own = waiting.filter((line) => mayRead(ctx.actor, line));
  if (!SIGNED_STATES.includes(locked.delivery.state) || own.length === 0) {
    throw refuseField('reference-unknown', '/putRight/kind', 'not-recorded');
  }
  happenedOn(locked.today, inServiceOn, '/putRight/inServiceOn');
  refuseUseBeforeHandover(locked, inServiceOn, '/putRight/inServiceOn');
  await askToPass(tx, ctx, locked, 'put-in-service', own);
  const milestone = milestoneEffectOf('put-in-service', locked.delivery.kind)?.sets;
  if (own.length === waiting.length) await refuseDayOf(tx, locked, milestone, inServiceOn, '/putRight/inServiceOn');
  return {
    before: { kind, inServiceOn: null, evidence: null, lines: own.map(inServiceOf) },
    after: { kind, inServiceOn, evidence, lines: own.map((line) => inServiceOf({ ...line, inService: line.accepted })) },
  };
}

/** Refuses a day that doesn't fit, where what moves is the last to come as far, so that the milestone is of that day. */
async function refuseDayOfMove(
  tx: Tx,
  locked: LockedDelivery,
  moved: BalancedConsignment,
  { event, to }: { readonly event: 'ship' | 'perform' | 'release'; readonly to: 'shipped' | 'released' },
  on: CalendarDate,
  pointer: string,
): Promise<void> {
  const states = afterEvent(locked, [moved], event).map(({ state }) => state);
  if (haveAllCome(states, to)) await refuseDayOf(tx, locked, milestoneEffectOf(event, locked.delivery.kind)?.sets, on, pointer);
}

async function refuseDayOf(
  tx: Tx,
  { delivery }: LockedDelivery,
  milestone: string | null | undefined,
  on: CalendarDate,
  pointer: string,
): Promise<void> {
  if (!milestone) return;
  const { stages } = await selectStages(tx, delivery.id);
  refuseDisorder(stages, milestone, on, pointer);
}
