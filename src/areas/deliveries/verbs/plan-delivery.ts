import { must } from '../../../kernel/assert.ts';
import type { DeliveryId, OrganisationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { deriveEntries } from '../../compliance/index.ts';
import type { PlanDelivery } from '../contract.ts';
import { consignmentLines, consignments } from '../consignment-tables.ts';
import type { BalancedLine } from '../line-queries.ts';
import { requireReferences, selectHsCodes } from '../reference-check-queries.ts';
import { deliveries, deliveryLines, deliveryMilestones } from '../tables.ts';
import { deliveryColumns, type DeliveryRecord } from './change-delivery.ts';
import { agreedOn, refuseOtherKinds, requireRoom } from './choose-matches.ts';
import { planMilestones } from './plan-milestones.ts';

/** A donor plans the delivery of goods, a course, service or works out of its agreed matches, one line for each. */
export async function planDelivery(tx: Tx, ctx: ActorContext, input: PlanDelivery): Promise<DeliveryId> {
  const { actor } = ctx;
  if (actor.kind === 'system' || actor.role !== 'donor') {
    throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: ['donor'] } });
  }
  const {
    kind,
    transportMode,
    implementerId,
    incoterm = null,
    incotermPlace,
    namedPlace = null,
    portOfEntry,
    note = null,
    lines: told,
    milestones: dated,
    omitted = [],
    ...rest
  } = input;
  nothingLeft(rest);
  await requireReferences(tx, {
    sites: { '/incotermPlace': incotermPlace, '/portOfEntry': portOfEntry },
    organisations: { '/implementerId': implementerId },
  });
  const chosen = await requireRoom(tx, actor.organisationId, told);
  refuseOtherKinds(kind, chosen);
  const milestones = await planMilestones(
    tx,
    kind,
    dated,
    omitted,
    agreedOn(
      chosen.map(({ match }) => match),
      ctx.now,
    ),
  );

  const [delivery] = await tx
    .insert(deliveries)
    .values({
      id: newId<'delivery'>(),
      donorId: actor.organisationId,
      implementerId: implementerId ?? null,
      kind,
      state: 'planned',
      transportMode,
      incoterm,
      incotermPlace: incotermPlace ?? null,
      namedPlace,
      portOfEntry: portOfEntry ?? null,
      note,
      createdAt: ctx.now,
    })
    .returning(deliveryColumns);
  const created = must(delivery, 'an inserted delivery comes back');
  const hsCodes = await selectHsCodes(
    tx,
    chosen.map(({ match }) => match.id),
  );
  const lines = chosen.map(({ match, planned }, index) => ({
    id: newId<'delivery-line'>(),
    deliveryId: created.id,
    matchId: match.id,
    organisationId: match.organisationId,
    unitId: match.unitId,
    donorId: match.donorId,
    position: index + 1,
    planned,
    ...(kind === 'goods' ? hsCodes.get(match.id) : {}),
  }));
  await tx.insert(deliveryLines).values(lines);
  await consignAll(tx, ctx, created, lines);
  await tx.insert(deliveryMilestones).values(milestones.map((row) => ({ ...row, deliveryId: created.id, donorId: created.donorId })));
  await recordEvent(tx, ctx, {
    action: 'delivery.planned',
    subject: { type: 'delivery', id: created.id },
    parties: [created.donorId, ...chosen.map(({ match }) => match.organisationId)],
  });
  await deriveEntries(tx, ctx, created.id);
  return created.id;
}

/** All of it travels in one consignment until the donor divides it. */
async function consignAll(
  tx: Tx,
  ctx: ActorContext,
  delivery: DeliveryRecord,
  lines: readonly (Pick<BalancedLine, 'id' | 'organisationId' | 'unitId' | 'planned'> & { readonly donorId: OrganisationId })[],
): Promise<void> {
  const consignmentId = newId<'consignment'>();
  await tx.insert(consignments).values({
    id: consignmentId,
    deliveryId: delivery.id,
    donorId: delivery.donorId,
    position: 1,
    state: 'planned',
    transportMode: delivery.transportMode,
    createdAt: ctx.now,
  });
  await tx.insert(consignmentLines).values(
    lines.map(({ id, organisationId, unitId, donorId, planned }) => ({
      id: newId<'consignment-line'>(),
      consignmentId,
      deliveryId: delivery.id,
      deliveryLineId: id,
      organisationId,
      unitId,
      donorId,
      planned,
    })),
  );
}
