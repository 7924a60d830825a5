import { must } from '../../../kernel/assert.ts';
import type { ConsignmentId, DeliveryId, DeliveryLineId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { eq } from 'drizzle-orm';
import { readLotTermsOfMatches } from '../../matches/index.ts';
import { type BalancedConsignment, selectClaims, selectConsignments } from '../consignment-queries.ts';
import { consignmentLines, consignments, type Container, packingUnits } from '../consignment-tables.ts';
import type { ArrangeConsignments } from '../contract-goods.ts';
import { hasLeft, isWaiting } from '../domain/consignments.ts';
import type { TransportMode } from '../domain/delivery.ts';
import { lockMatches } from '../line-queries.ts';
import { beginStep, editDelivery, type LockedDelivery } from './change-delivery.ts';
import { isDeliverable, refusePart } from './choose-matches.ts';
import { dropConsignment } from './fit-consignments.ts';
import { takeBackReadiness } from './pass-milestone.ts';

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
 * Says anew how what hasn't left yet is divided into consignments. What has left stays as it is. What is left out is free to be planned in
 * another delivery, and until then comes back by being arranged again: no more of a line can be arranged than was planned and hasn't left,
 * nor than its match still holds for it. A consignment whose load changes is planned and packed again.
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
  const waiting = locked.consignments.filter(({ state }) => isWaiting(state));
  const wanted = inSteps(locked, given);
  const free = await selectFree(tx, locked);
  checkArrangement(locked, waiting, wanted, new Map(free));
  await checkLots(tx, locked, wanted, free);

  const kept = new Set(wanted.flatMap((one) => one.id ?? []));
  for (const one of waiting) if (!kept.has(one.id)) await dropConsignment(tx, one.id);
  let position = Math.max(0, ...locked.consignments.map((one) => one.position));
  for (const arranged of wanted) {
    const before = waiting.find((one) => one.id === arranged.id);
    if (before) await rearrange(tx, locked, before, arranged);
    else await add(tx, ctx, locked, arranged, (position += 1));
  }
  // What was arranged away may have been the last that was still to come.
  const after = await selectConsignments(tx, ctx, id);
  await takeBackReadiness(tx, id, after);
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

/** How much of each line can be arranged: of its plan what hasn't left, as far as the match holds it and no other delivery claims it. */
async function selectFree(tx: Tx, { delivery, lines }: LockedDelivery): Promise<Map<DeliveryLineId, number>> {
  const matchIds = lines.map(({ matchId }) => matchId);
  const matches = new Map((await lockMatches(tx, matchIds)).map((match) => [match.id, match]));
  const claims = await selectClaims(tx, matchIds, delivery.id);
  return new Map(
    lines.map(({ id, matchId, planned, shipped }) => {
      const match = matches.get(matchId);
      const held = match !== undefined && isDeliverable(match) ? match.quantity - (claims.get(matchId) ?? 0) : 0;
      return [id, Math.max(0, Math.min(planned - shipped, held))];
    }),
  );
}

/** Refuses consignments that aren't waiting, and more of a line than can be arranged. */
function checkArrangement(
  locked: LockedDelivery,
  waiting: readonly BalancedConsignment[],
  arranged: readonly Arranged[],
  free: Map<DeliveryLineId, number>,
): void {
  const ids = new Set(waiting.map((one) => one.id));
  const named = new Set<ConsignmentId>();
  for (const [index, one] of arranged.entries()) {
    if (one.id !== undefined && !ids.has(one.id)) throw refuseField('reference-unknown', `/consignments/${index}/id`);
    if (one.id !== undefined && named.has(one.id)) throw refuseField('invalid-field', `/consignments/${index}/id`, 'named-twice');
    if (one.id !== undefined) named.add(one.id);
    const lines = new Set<DeliveryLineId>();
    for (const [lineIndex, { lineId, planned }] of one.lines.entries()) {
      const pointer = `/consignments/${index}/lines/${lineIndex}`;
      const left = free.get(lineId) ?? 0;
      if (lines.has(lineId)) throw refuseField('invalid-field', `${pointer}/lineId`, 'named-twice');
      lines.add(lineId);
      if (planned > left) throw refuseField('exceeds-match', `${pointer}/planned`);
      free.set(lineId, left - planned);
    }
  }
  if (arranged.length === 0 && locked.consignments.every(({ state }) => !hasLeft(state))) {
    throw new Refusal('invalid-field', { fields: [{ pointer: '/consignments', code: 'too-small', limit: '1' }] });
  }
}

/** Refuses parts that break the lots of their match. The greatest are looked at first, for only the last may be a rest. */
async function checkLots(
  tx: Tx,
  { lines }: LockedDelivery,
  arranged: readonly Arranged[],
  free: ReadonlyMap<DeliveryLineId, number>,
): Promise<void> {
  const terms = await readLotTermsOfMatches(
    tx,
    lines.map(({ matchId }) => matchId),
  );
  const parts = arranged.flatMap((one, index) =>
    one.lines.map((part, place) => ({ ...part, pointer: `/consignments/${index}/lines/${place}/planned` })),
  );
  const left = new Map(free);
  for (const { lineId, planned, pointer } of parts.toSorted((a, b) => b.planned - a.planned)) {
    const line = must(
      lines.find(({ id }) => id === lineId),
      'checked above',
    );
    refusePart(planned, left.get(lineId) ?? 0, terms.get(line.matchId), line.decimals, pointer);
    left.set(lineId, (left.get(lineId) ?? 0) - planned);
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
