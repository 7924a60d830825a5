import { must } from '../../../kernel/assert.ts';
import type { ConsignmentId, DeliveryId, DeliveryLineId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { eq } from 'drizzle-orm';
import { type BalancedConsignment, selectConsignments } from '../consignment-queries.ts';
import { consignmentLines, consignments, type Container, packingUnits } from '../consignment-tables.ts';
import type { ArrangeConsignments } from '../contract-goods.ts';
import { hasLeft } from '../domain/consignments.ts';
import type { TransportMode } from '../domain/delivery.ts';
import { beginStep, editDelivery, type LockedDelivery } from './change-delivery.ts';

type Given = ArrangeConsignments['consignments'];

/** A consignment as it is asked for, its load in steps. */
interface Arranged {
  /** Absent for a new one. */
  readonly id: ConsignmentId | undefined;
  /** Absent where it is the delivery's. */
  readonly transportMode: TransportMode | undefined;
  readonly carrier: string | null;
  readonly conveyance: string | null;
  readonly containers: readonly Container[];
  readonly lines: readonly { readonly lineId: DeliveryLineId; readonly planned: Steps }[];
}

/**
 * Says anew how what hasn't left yet is divided into consignments. What has left stays as it is. No more of a line can be arranged
 * than is waiting; what is left out is free to be planned in another delivery. A consignment whose load changes is planned and
 * packed again.
 */
export async function arrangeConsignments(
  tx: Tx,
  ctx: ActorContext,
  id: DeliveryId,
  version: number,
  input: ArrangeConsignments,
): Promise<void> {
  const { consignments: given, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'arrange');
  const waiting = locked.consignments.filter(({ state }) => !hasLeft(state));
  const wanted = inSteps(locked, given);
  checkArrangement(locked, waiting, wanted);

  const kept = new Set(wanted.flatMap((one) => one.id ?? []));
  const gone = waiting.filter((one) => !kept.has(one.id)).map((one) => one.id);
  if (gone.length > 0) await tx.delete(consignments).where(oneOf(consignments.id, gone));
  let position = Math.max(0, ...locked.consignments.map((one) => one.position));
  for (const arranged of wanted) {
    const before = waiting.find((one) => one.id === arranged.id);
    if (before) await rearrange(tx, locked, before, arranged);
    else await add(tx, ctx, locked, arranged, (position += 1));
  }
  // What was arranged away may have been the last that was still to come.
  const after = await selectConsignments(tx, ctx, id);
  await editDelivery(tx, ctx, locked, {
    balances: { lines: locked.lines, consignments: after },
    action: 'delivery.consignments-arranged',
  });
}

/** What is asked for, in steps of each line's unit; refuses lines that aren't there. */
const inSteps = (locked: LockedDelivery, given: Given): Arranged[] =>
  given.map(({ id, transportMode, carrier = null, conveyance = null, containers = [], lines, ...rest }, index) => {
    nothingLeft(rest);
    return {
      id,
      transportMode,
      carrier,
      conveyance,
      containers: containers.map(keptContainerOf),
      lines: lines.map(({ lineId, planned, ...restOfLine }, lineIndex) => {
        nothingLeft(restOfLine);
        const pointer = `/consignments/${index}/lines/${lineIndex}`;
        const line = locked.lines.find((one) => one.id === lineId);
        if (!line) throw refuseField('reference-unknown', `${pointer}/lineId`);
        return { lineId, planned: stepsFrom(planned, line.decimals, `${pointer}/planned`) };
      }),
    };
  });

function keptContainerOf({ number, seal, ...rest }: NonNullable<Given[number]['containers']>[number]): Container {
  nothingLeft(rest);
  return { number, seal };
}

/** Refuses consignments that aren't waiting, lines that aren't there, and more of a line than is waiting. */
function checkArrangement(locked: LockedDelivery, waiting: readonly BalancedConsignment[], arranged: readonly Arranged[]): void {
  const ids = new Set(waiting.map((one) => one.id));
  const free = new Map<DeliveryLineId, number>();
  for (const { deliveryLineId, planned } of waiting.flatMap((one) => one.lines)) {
    free.set(deliveryLineId, (free.get(deliveryLineId) ?? 0) + planned);
  }
  const named = new Set<ConsignmentId>();
  for (const [index, one] of arranged.entries()) {
    if (one.id !== undefined && !ids.has(one.id)) throw refuseField('reference-unknown', `/consignments/${index}/id`);
    if (one.id !== undefined && named.has(one.id)) throw refuseField('invalid-field', `/consignments/${index}/id`, 'named-twice');
    if (one.id !== undefined) named.add(one.id);
    const lines = new Set<DeliveryLineId>();
    for (const [lineIndex, { lineId, planned }] of one.lines.entries()) {
      const pointer = `/consignments/${index}/lines/${lineIndex}`;
      const left = free.get(lineId);
      if (left === undefined) throw refuseField('reference-unknown', `${pointer}/lineId`);
      if (lines.has(lineId)) throw refuseField('invalid-field', `${pointer}/lineId`, 'named-twice');
      lines.add(lineId);
      if (planned > left) throw refuseField('exceeds-match', `${pointer}/planned`);
      free.set(lineId, left - planned);
    }
  }
  if (arranged.length === 0 && waiting.length === locked.consignments.length) {
    throw new Refusal('invalid-field', { fields: [{ pointer: '/consignments', code: 'too-small', limit: '1' }] });
  }
}

async function rearrange(tx: Tx, locked: LockedDelivery, before: BalancedConsignment, arranged: Arranged): Promise<void> {
  const planned = new Map(before.lines.map((line) => [line.deliveryLineId, line.planned]));
  const isSame = arranged.lines.length === planned.size && arranged.lines.every((line) => planned.get(line.lineId) === line.planned);
  await tx
    .update(consignments)
    .set({ ...meansOf(locked, arranged), ...(isSame ? {} : { state: 'planned' as const }) })
    .where(eq(consignments.id, before.id));
  if (isSame) return;
  await tx.delete(packingUnits).where(eq(packingUnits.consignmentId, before.id));
  await tx.delete(consignmentLines).where(eq(consignmentLines.consignmentId, before.id));
  await tx.insert(consignmentLines).values(loadOf(locked, before.id, arranged));
}

async function add(tx: Tx, ctx: ActorContext, locked: LockedDelivery, arranged: Arranged, position: number): Promise<void> {
  const id = newId<'consignment'>();
  await tx.insert(consignments).values({
    id,
    deliveryId: locked.delivery.id,
    donorId: locked.delivery.donorId,
    position,
    state: 'planned',
    ...meansOf(locked, arranged),
    createdAt: ctx.now,
  });
  await tx.insert(consignmentLines).values(loadOf(locked, id, arranged));
}

const meansOf = ({ delivery }: LockedDelivery, { transportMode, carrier, conveyance, containers }: Arranged) => ({
  transportMode: transportMode ?? delivery.transportMode,
  carrier,
  conveyance,
  containers,
});

const loadOf = (locked: LockedDelivery, consignmentId: ConsignmentId, { lines }: Arranged) =>
  lines.map(({ lineId, planned }) => {
    const line = must(
      locked.lines.find(({ id }) => id === lineId),
      'checked above',
    );
    return {
      id: newId<'consignment-line'>(),
      consignmentId,
      deliveryId: locked.delivery.id,
      deliveryLineId: lineId,
      organisationId: line.organisationId,
      unitId: line.unitId,
      donorId: locked.delivery.donorId,
      planned,
    };
  });
