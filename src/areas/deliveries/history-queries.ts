import { and, asc, desc, eq, getTableColumns, gt, gte, isNotNull, isNull, lt, lte, or, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import { must } from '../../kernel/assert.ts';
import { daysBetween } from '../../kernel/calendar-date.ts';
import type { DeliveryId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { calendarDate } from '../../platform/http/schemas.ts';
import { readerOf } from '../disclosure/index.ts';
import { nameColumns, organisations } from '../reference/tables.ts';
import type { ListForecasts, ListVerifications } from './contract-history.ts';
import { DeliveryForecast, type DeliveryForecastView, DueVerification, type DueVerificationView } from './record-history.ts';
import { deliveries, deliveryForecasts, verifications } from './tables.ts';
import { dayIn, isOver, zoneOfDelivery } from '../reference/index.ts';
import { dayAt } from '../../platform/clock.ts';

/** Refuses a delivery that the reader may not see as one that isn't there. */
export async function requireVisible(tx: Tx, id: DeliveryId): Promise<void> {
  const [found] = await tx.select({ id: deliveries.id }).from(deliveries).where(eq(deliveries.id, id));
  if (!found) throw new Refusal('not-found');
}

/** Every date that was expected of a delivery's milestones, newest first. A recipient isn't told which other recipient spoke. */
export async function listForecasts(
  tx: Tx,
  ctx: ActorContext,
  id: DeliveryId,
  filters: ListForecasts,
): Promise<Page<DeliveryForecastView>> {
  const { cursor, limit, milestone, ...rest } = filters;
  nothingLeft(rest);
  await requireVisible(tx, id);
  const { actor } = ctx;
  const key = decodeCursor(cursor, orderKey);
  // Of which delivery it is, the request has said; whose word it is, is told by name.
  const { deliveryId, byOrganisationId, ...columns } = getTableColumns(deliveryForecasts);
  const rows = await tx
    .select({ ...columns, by: nameColumns(organisations) })
    .from(deliveryForecasts)
    .leftJoin(organisations, eq(organisations.id, deliveryForecasts.byOrganisationId))
    .where(
      and(
        eq(deliveryForecasts.deliveryId, id),
        milestone ? eq(deliveryForecasts.milestone, milestone) : undefined,
        key ? lt(deliveryForecasts.creationOrder, key[0]) : undefined,
      ),
    )
    .orderBy(desc(deliveryForecasts.creationOrder))
    .limit(limit + 1);
  const isRecipient = actor.role === 'requester' || actor.role === 'validator';
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) =>
      DeliveryForecast.show(readerOf(ctx), {
        ...row,
        by: isRecipient && row.byRole === 'validator' && row.by?.id !== actor.organisationId ? null : row.by,
      }),
  );
}

const SOON_DAYS = 30;
const dueKey = z.tuple([calendarDate, z.int()]);

/** The checks after handovers, over all deliveries that the reader sees, the earliest due first. Served by `verifications_by_due_date`. */
export async function listVerifications(tx: Tx, ctx: ActorContext, filters: ListVerifications): Promise<Page<DueVerificationView>> {
  const { cursor, limit, due, donorId, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, dueKey);
  const rows = await tx
    .select({
      id: verifications.id,
      creationOrder: verifications.creationOrder,
      deliveryId: verifications.deliveryId,
      deliveryReference: deliveries.reference,
      donor: nameColumns(organisations),
      handedOverOn: deliveries.handedOverOn,
      dueOn: verifications.dueOn,
      verifiedOn: verifications.verifiedOn,
      inUse: verifications.inUse,
      zone,
    })
    .from(verifications)
    .innerJoin(deliveries, eq(deliveries.id, verifications.deliveryId))
    .innerJoin(organisations, eq(organisations.id, deliveries.donorId))
    .where(
      and(
        isDue(due, ctx.now),
        donorId ? eq(deliveries.donorId, donorId) : undefined,
        key
          ? or(gt(verifications.dueOn, key[0]), and(eq(verifications.dueOn, key[0]), gt(verifications.creationOrder, key[1])))
          : undefined,
      ),
    )
    .orderBy(asc(verifications.dueOn), asc(verifications.creationOrder))
    .limit(limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.dueOn, row.creationOrder],
    ({ handedOverOn, zone: place, ...row }) => {
      const signedOn = must(handedOverOn, 'checks fall due after a handover');
      return DueVerification.show(readerOf(ctx), {
        ...row,
        handedOverOn: signedOn,
        afterDays: daysBetween(signedOn, row.dueOn),
        overdueDays: row.verifiedOn === null ? Math.max(0, daysBetween(row.dueOn, dayAt(place, ctx.now))) : 0,
      });
    },
  );
}

const zone = zoneOfDelivery(verifications.deliveryId);

function isDue(due: ListVerifications['due'], now: Date): SQL | undefined {
  const open = isNull(verifications.verifiedOn);
  if (due === 'overdue') return and(open, isOver(verifications.dueOn, zone, now));
  if (due === 'soon') {
    const today = dayIn(zone, now);
    return and(open, gte(verifications.dueOn, today), lte(verifications.dueOn, sql`${today} + ${SOON_DAYS}::int`));
  }
  return due === 'open' ? open : isNotNull(verifications.verifiedOn);
}
