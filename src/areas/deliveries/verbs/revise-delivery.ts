import { and, eq, isNull } from 'drizzle-orm';
import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import { NO_STEPS } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { areSameFacts, deriveEntries, selectFactsOfDelivery } from '../../compliance/index.ts';
import { selectConsignments } from '../consignment-queries.ts';
import { consignments } from '../consignment-tables.ts';
import type { ReviseDelivery } from '../contract.ts';
import { isWaiting } from '../domain/consignments.ts';
import { lockMatches, selectBalances } from '../line-queries.ts';
import { requireReferences, selectHsCodes } from '../reference-check-queries.ts';
import { deliveries, deliveryLines, deliveryMilestones } from '../tables.ts';
import { beginStep, editDelivery, type LockedDelivery } from './change-delivery.ts';
import { agreedOn, refuseOtherKinds, requireRoom } from './choose-matches.ts';
import { clearWhereMet } from './clear-delivery.ts';
import { fitConsignments, type Replanned } from './fit-consignments.ts';
import { takeBackReadiness } from './pass-milestone.ts';
import { planMilestones } from './plan-milestones.ts';

/**
 * The donor changes what it has planned and not yet sent off: how and where it travels, what of which matches, and by when. Consignments
 * follow the lines. Where the gate would judge otherwise than it did, it is asked again; papers that are confirmed go on serving.
 */
export async function reviseDelivery(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: ReviseDelivery): Promise<void> {
  const { lines, milestones, omitted, ...header } = input;
  const locked = await beginStep(tx, ctx, id, version, 'revise');
  const judgedBefore = await selectFactsOfDelivery(tx, id);
  await reviseHeader(tx, locked, header);
  if (lines) await replan(tx, locked, lines);
  if (milestones || omitted) await replanMilestones(tx, ctx, locked, milestones, omitted);

  const judgedNow = await selectFactsOfDelivery(tx, id);
  const isAskedAgain = !areSameFacts(judgedBefore, judgedNow);
  const written = await selectConsignments(tx, ctx, id);
  const after = isAskedAgain ? written.map((one) => (isWaiting(one.state) ? { ...one, state: 'planned' as const } : one)) : written;
  await takeBackReadiness(tx, id, after);
  const balances = await selectBalances(tx, ctx, id);
  await editDelivery(
    tx,
    ctx,
    { ...locked, lines: balances, consignments: written },
    { balances: { lines: balances, consignments: after }, action: 'delivery.revised' },
  );
  if (isAskedAgain) await deriveEntries(tx, ctx, id);
  if (locked.delivery.state !== 'planned') await clearWhereMet(tx, ctx, id);
}

/** Writes how and where it travels; consignments that travel as the delivery did follow it. */
async function reviseHeader(
  tx: Tx,
  { delivery }: LockedDelivery,
  input: Omit<ReviseDelivery, 'lines' | 'milestones' | 'omitted'>,
): Promise<void> {
  const {
    transportMode = delivery.transportMode,
    implementerId = delivery.implementerId,
    incoterm = delivery.incoterm,
    incotermPlace = delivery.incotermPlace,
    namedPlace = delivery.namedPlace,
    portOfEntry = delivery.portOfEntry,
    note,
    ...rest
  } = input;
  nothingLeft(rest);
  if ((delivery.kind === 'goods') !== (transportMode !== 'none')) {
    throw refuseField('invalid-field', '/transportMode', 'goods-travel-and-nothing-else-does');
  }
  if (incotermPlace !== null && namedPlace !== null) throw refuseField('invalid-field', '/namedPlace', 'one-place-is-named');
  await requireReferences(tx, {
    sites: { '/incotermPlace': input.incotermPlace ?? undefined, '/portOfEntry': input.portOfEntry ?? undefined },
    organisations: { '/implementerId': input.implementerId ?? undefined },
  });
  await tx
    .update(deliveries)
    .set({ transportMode, implementerId, incoterm, incotermPlace, namedPlace, portOfEntry, ...(note === undefined ? {} : { note }) })
    .where(eq(deliveries.id, delivery.id));
  if (transportMode === delivery.transportMode) return;
  await tx
    .update(consignments)
    .set({ transportMode })
    .where(and(eq(consignments.deliveryId, delivery.id), eq(consignments.transportMode, delivery.transportMode)));
}

/** Plans these lines and no others. What is no longer named stays on record as a line of which nothing is planned. */
async function replan(tx: Tx, locked: LockedDelivery, told: NonNullable<ReviseDelivery['lines']>): Promise<void> {
  const { delivery } = locked;
  const chosen = await requireRoom(tx, delivery.donorId, told, delivery.id);
  refuseOtherKinds(delivery.kind, chosen);
  const lineOf = new Map(locked.lines.map((line) => [line.matchId, line]));
  const named = new Set(chosen.map(({ match }) => match.id));
  const added = chosen.filter(({ match }) => !lineOf.has(match.id));
  const hsCodes =
    delivery.kind === 'goods'
      ? await selectHsCodes(
          tx,
          added.map(({ match }) => match.id),
        )
      : new Map<string, object>();
  const replanned: Replanned[] = locked.lines
    .filter(({ matchId, planned }) => !named.has(matchId) && planned > NO_STEPS)
    .map((line) => ({ line, planned: NO_STEPS, pointer: '/lines' }));
  for (const [index, { match, planned }] of chosen.entries()) {
    const line = lineOf.get(match.id);
    const pointer = `/lines/${index}/planned`;
    if (line) {
      if (line.planned !== planned) replanned.push({ line, planned, pointer });
      continue;
    }
    const row = {
      id: newId<'delivery-line'>(),
      deliveryId: delivery.id,
      matchId: match.id,
      organisationId: match.organisationId,
      unitId: match.unitId,
      donorId: match.donorId,
      position: locked.lines.length + added.findIndex((one) => one.match.id === match.id) + 1,
      planned,
      ...hsCodes.get(match.id),
    };
    await tx.insert(deliveryLines).values(row);
    replanned.push({ line: { ...row, planned: NO_STEPS }, planned, pointer });
  }
  for (const { line, planned } of replanned) {
    if (lineOf.has(line.matchId)) await tx.update(deliveryLines).set({ planned }).where(eq(deliveryLines.id, line.id));
  }
  await fitConsignments(
    tx,
    locked,
    locked.consignments.filter(({ state }) => isWaiting(state)),
    replanned,
  );
}

/** Works the plan out anew from the dates that the donor knows; those that it has said before stand unless it says them again. */
async function replanMilestones(
  tx: Tx,
  ctx: ActorContext,
  { delivery, lines }: LockedDelivery,
  dated: ReviseDelivery['milestones'],
  omitted: ReviseDelivery['omitted'],
): Promise<void> {
  const before = await tx.select().from(deliveryMilestones).where(eq(deliveryMilestones.deliveryId, delivery.id));
  for (const [index, { milestone }] of (omitted ?? []).entries()) {
    const isReached = before.some((one) => one.milestone === milestone && one.actualOn !== null);
    if (isReached) throw refuseField('date-order', `/omitted/${index}/milestone`, 'already-reached');
  }
  const matches = await lockMatches(
    tx,
    lines.filter(({ planned }) => planned > NO_STEPS).map(({ matchId }) => matchId),
  );
  const kept = before.flatMap(({ milestone, plannedOn, isProposed }) =>
    plannedOn === null || isProposed ? [] : [{ milestone, plannedOn }],
  );
  const left = before.flatMap(({ milestone, omittedBecause }) => (omittedBecause === null ? [] : [{ milestone, because: omittedBecause }]));
  const leftOut = omitted ?? left;
  // Who says the day that was proposed makes no difference.
  const proposed = new Map(before.flatMap(({ milestone, plannedOn, isProposed }) => (isProposed ? [[milestone, plannedOn]] : [])));
  const said = dated?.filter(({ milestone, plannedOn }) => proposed.get(milestone) !== plannedOn);
  const isLeftOut = new Set(leftOut.map(({ milestone }) => milestone));
  const planned = await planMilestones(
    tx,
    delivery.kind,
    said ?? kept.filter(({ milestone }) => !isLeftOut.has(milestone)),
    leftOut,
    agreedOn(matches, ctx.now),
  );
  for (const { milestone, plannedOn, isProposed, omittedBecause } of planned) {
    const where = and(eq(deliveryMilestones.deliveryId, delivery.id), eq(deliveryMilestones.milestone, milestone));
    await tx
      .update(deliveryMilestones)
      .set({ plannedOn, isProposed, omittedBecause })
      .where(and(where, isNull(deliveryMilestones.actualOn)));
  }
}
