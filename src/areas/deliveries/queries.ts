import { and, eq, isNotNull, lt, not, sql, type SQL } from 'drizzle-orm';
import type { DeliveryId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { noteFullReads } from '../disclosure/index.ts';
import { milestones } from '../reference/tables.ts';
import type { ListDeliveries } from './contract.ts';
import { readRefusals } from './possible-queries.ts';
import type { DeliveryView } from './record.ts';
import { selectDeliveries, selectParts } from './rows.ts';
import { consignments } from './consignment-tables.ts';
import { deliveries, deliveryLines, deliveryMilestones } from './tables.ts';
import { viewDelivery } from './views.ts';

/** One delivery as this reader may see it. */
export async function findDelivery(tx: Tx, ctx: ActorContext, id: DeliveryId): Promise<DeliveryView> {
  const [delivery] = await selectDeliveries(tx, eq(deliveries.id, id), 1);
  if (!delivery) throw new Refusal('not-found');
  const parts = (await selectParts(tx, [id]))(id);
  await noteFullReads(tx, ctx, 'delivery', { matchIds: parts.lines.map(({ matchId }) => matchId) });
  return viewDelivery(ctx, delivery, parts, await readRefusals(tx, ctx, delivery, parts));
}

/** A page of deliveries, newest first. Every filter is over a field that all who see a delivery see. */
export async function listDeliveries(tx: Tx, ctx: ActorContext, filters: ListDeliveries): Promise<Page<DeliveryView>> {
  const { cursor, limit, state, kind, donorId, unitId, matchId, milestone, recordedLate, ...rest } = filters;
  nothingLeft(rest);
  const { actor } = ctx;
  const key = decodeCursor(cursor, orderKey);
  const rows = await selectDeliveries(
    tx,
    and(
      actor.role === 'donor' ? eq(deliveries.donorId, actor.organisationId) : undefined,
      state ? eq(deliveries.state, state) : undefined,
      kind ? eq(deliveries.kind, kind) : undefined,
      donorId ? eq(deliveries.donorId, donorId) : undefined,
      unitId ? hasLine(eq(deliveryLines.unitId, unitId)) : undefined,
      matchId ? hasLine(eq(deliveryLines.matchId, matchId)) : undefined,
      milestone ? sql`${standsAt} = ${milestone}` : undefined,
      recordedLate === undefined ? undefined : recordedLate ? hasLateRecord : not(hasLateRecord),
      key ? lt(deliveries.creationOrder, key[0]) : undefined,
    ),
    limit + 1,
  );
  const ids = rows.slice(0, limit).map((row) => row.id);
  const partsOf = await selectParts(tx, ids);
  await noteFullReads(tx, ctx, 'delivery', { matchIds: ids.flatMap((id) => partsOf(id).lines.map((line) => line.matchId)) });
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewDelivery(ctx, row, partsOf(row.id)),
  );
}

const hasLine = (condition: SQL): SQL =>
  sql`exists (select from ${deliveryLines} where ${deliveryLines.deliveryId} = ${deliveries.id} and ${condition})`;

const hasLateRecord = sql`(${deliveries.handoverRecordedLateOn} is not null
  or exists (select from ${consignments} where ${consignments.deliveryId} = ${deliveries.id}
    and num_nonnulls(${consignments.recordedLateOn}, ${consignments.releaseRecordedLateOn}) > 0)
  or ${hasLine(isNotNull(deliveryLines.inServiceRecordedLateOn))})`;

/** The same rule as `currentMilestone` of the domain: the last date, and of one day the later in the order. */
const standsAt = sql`(
  select ${deliveryMilestones.milestone} from ${deliveryMilestones}
  join ${milestones} on ${milestones.slug} = ${deliveryMilestones.milestone}
  where ${deliveryMilestones.deliveryId} = ${deliveries.id} and ${deliveryMilestones.actualOn} is not null
  order by ${deliveryMilestones.actualOn} desc, ${milestones.position} desc limit 1)`;
