import { and, eq, lt, sql, type SQL } from 'drizzle-orm';
import type { DeliveryId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { milestones } from '../reference/tables.ts';
import type { ListDeliveries } from './contract.ts';
import type { DeliveryView } from './record.ts';
import { selectDeliveries, selectParts } from './rows.ts';
import { deliveries, deliveryLines, deliveryMilestones } from './tables.ts';
import { viewDelivery } from './views.ts';

/** One delivery as this reader may see it. */
export async function findDelivery(tx: Tx, ctx: ActorContext, id: DeliveryId): Promise<DeliveryView> {
  const [delivery] = await selectDeliveries(tx, eq(deliveries.id, id), 1);
  if (!delivery) throw new Refusal('not-found');
  return viewDelivery(ctx, delivery, (await selectParts(tx, [id]))(id));
}

/** A page of deliveries, newest first. Every filter is over a field that all who see a delivery see. */
export async function listDeliveries(tx: Tx, ctx: ActorContext, filters: ListDeliveries): Promise<Page<DeliveryView>> {
  const { actor } = ctx;
  const key = decodeCursor(filters.cursor, orderKey);
  const rows = await selectDeliveries(
    tx,
    and(
      actor.role === 'donor' ? eq(deliveries.donorId, actor.organisationId) : undefined,
      filters.state ? eq(deliveries.state, filters.state) : undefined,
      filters.kind ? eq(deliveries.kind, filters.kind) : undefined,
      filters.donorId ? eq(deliveries.donorId, filters.donorId) : undefined,
      filters.unitId ? hasLine(eq(deliveryLines.unitId, filters.unitId)) : undefined,
      filters.matchId ? hasLine(eq(deliveryLines.matchId, filters.matchId)) : undefined,
      filters.milestone ? sql`${standsAt} = ${filters.milestone}` : undefined,
      key ? lt(deliveries.creationOrder, key[0]) : undefined,
    ),
    filters.limit + 1,
  );
  const partsOf = await selectParts(
    tx,
    rows.slice(0, filters.limit).map((row) => row.id),
  );
  return toPage(
    rows,
    filters.limit,
    (row) => [row.creationOrder],
    (row) => viewDelivery(ctx, row, partsOf(row.id)),
  );
}

const hasLine = (condition: SQL): SQL =>
  sql`exists (select from ${deliveryLines} where ${deliveryLines.deliveryId} = ${deliveries.id} and ${condition})`;

/** The same rule as `currentMilestone` of the domain: the last date, and of one day the later in the order. */
const standsAt = sql`(
  select ${deliveryMilestones.milestone} from ${deliveryMilestones}
  join ${milestones} on ${milestones.slug} = ${deliveryMilestones.milestone}
  where ${deliveryMilestones.deliveryId} = ${deliveries.id} and ${deliveryMilestones.actualOn} is not null
  order by ${deliveryMilestones.actualOn} desc, ${milestones.position} desc limit 1)`;
