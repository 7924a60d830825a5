import { and, eq, lt, sql, type SQL } from 'drizzle-orm';
import type { DeliveryId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
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
  const { cursor, limit, state, kind, donorId, unitId, matchId, milestone, ...rest } = filters;
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
      key ? lt(deliveries.creationOrder, key[0]) : undefined,
    ),
    limit + 1,
  );
  const partsOf = await selectParts(
    tx,
    rows.slice(0, limit).map((row) => row.id),
  );
  return toPage(
    rows,
    limit,
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
