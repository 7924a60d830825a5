import type { TimeZone } from '../../kernel/time-zone.ts';
import { type AnyColumn, and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { DeliveryId, DeliveryLineId, MatchId, NeedId, OrganisationId, UnitId } from '../../kernel/id.ts';
import { type Decimals, NO_STEPS, type Steps } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import { asConsequence, type Tx } from '../../platform/db/transaction.ts';
import { COVERING_STATES, type MatchState } from '../matches/domain/match.ts';
import { decimalsOfMatch, matches } from '../matches/tables.ts';
import type { NeedState } from '../needs/domain/need.ts';
import type { ItemKind } from '../reference/domain/vocabulary.ts';
import { needLines } from '../needs/tables.ts';
import { offerLines } from '../offers/tables.ts';
import type { QuantityBalances } from './domain/quantity-balances.ts';
import { STILL_TO_COME } from './domain/delivery.ts';
import { deliveries, deliveryLines } from './tables.ts';
import { zoneOfUnit } from '../reference/index.ts';

export interface BalancedLine extends QuantityBalances {
  readonly id: DeliveryLineId;
  readonly matchId: MatchId;
  /** The place of its match in the order of creation. */
  readonly matchOrder: number;
  readonly needId: NeedId;
  readonly organisationId: OrganisationId;
  readonly unitId: UnitId;
  readonly inService: Steps;
  readonly verified: Steps;
  /** What its quantities are steps of. */
  readonly decimals: Decimals;
}

/**
 * All lines of a delivery, whoever asks: a recipient's step depends on what the other recipients have received, and its policy
 * shows it its own lines alone; a donor's hides lines of matches that have ended. To be decided with, never to be sent out.
 */
export const selectBalances = (tx: Tx, ctx: ActorContext, id: DeliveryId): Promise<BalancedLine[]> =>
  asConsequence(tx, ctx, 'delivery-balances', () =>
    tx
      .select({
        id: deliveryLines.id,
        matchId: deliveryLines.matchId,
        matchOrder: matches.creationOrder,
        needId: matches.needId,
        organisationId: deliveryLines.organisationId,
        unitId: deliveryLines.unitId,
        planned: deliveryLines.planned,
        shipped: deliveryLines.shipped,
        accepted: deliveryLines.accepted,
        rejected: deliveryLines.rejected,
        lost: deliveryLines.lost,
        returned: deliveryLines.returned,
        inService: deliveryLines.inService,
        verified: deliveryLines.verified,
        decimals: decimalsOfMatch(deliveryLines.matchId),
      })
      .from(deliveryLines)
      .innerJoin(matches, eq(matches.id, deliveryLines.matchId))
      .where(eq(deliveryLines.deliveryId, id))
      .orderBy(asc(deliveryLines.position)),
  );

export interface LockedMatchOfDelivery {
  readonly id: MatchId;
  readonly donorId: OrganisationId;
  readonly organisationId: OrganisationId;
  readonly unitId: UnitId;
  readonly state: MatchState;
  readonly needState: NeedState;
  readonly quantity: Steps;
  readonly decimals: Decimals;
  readonly agreedAt: Date | null;
  /** Where its unit stands. */
  readonly zone: TimeZone;
  /** The kind of what the offer gives, else of what was asked for. */
  readonly itemKind: ItemKind;
}

/** What the quantities of a delivery's line are steps of, whoever may read the line. */
export const decimalsOfLine = (deliveryLineId: AnyColumn) => sql<Decimals>`wasl.decimals_of_delivery_line(${deliveryLineId})`;

/** What each line delivers: what the offer gives, else what was asked for. */
export async function deliveredItems(tx: Tx, lineIds: readonly DeliveryLineId[]): Promise<Map<DeliveryLineId, string>> {
  const rows = await tx
    .select({ id: deliveryLines.id, itemType: sql<string>`coalesce(${offerLines.itemType}, ${needLines.itemType})` })
    .from(deliveryLines)
    .innerJoin(matches, eq(matches.id, deliveryLines.matchId))
    .innerJoin(needLines, eq(needLines.id, matches.needLineId))
    .leftJoin(offerLines, eq(offerLines.id, matches.offerLineId))
    .where(oneOf(deliveryLines.id, lineIds));
  return new Map(rows.map(({ id, itemType }) => [id, itemType]));
}

/** Deliveries that are still to come to these units, and matches of theirs of which something is. Asked as the system: whoever gives it. */
export function selectUnderWayTo(
  tx: Tx,
  ctx: ActorContext,
  unitIds: readonly UnitId[],
): Promise<{ deliveryIds: DeliveryId[]; matchIds: MatchId[] }> {
  return asConsequence(tx, ctx, 'frozen-deliveries', async () => {
    const toCome = await tx
      .selectDistinct({ id: deliveries.id, creationOrder: deliveries.creationOrder })
      .from(deliveries)
      .innerJoin(deliveryLines, eq(deliveryLines.deliveryId, deliveries.id))
      .where(and(oneOf(deliveryLines.unitId, unitIds), gt(deliveryLines.planned, NO_STEPS), inArray(deliveries.state, STILL_TO_COME)))
      .orderBy(asc(deliveries.creationOrder));
    const undelivered = await tx
      .select({ id: matches.id })
      .from(matches)
      .where(
        and(
          oneOf(matches.unitId, unitIds),
          inArray(matches.state, COVERING_STATES),
          sql`${matches.quantity} > ${matches.accepted} + ${matches.failed}`,
        ),
      )
      .orderBy(asc(matches.creationOrder));
    return { deliveryIds: toCome.map(({ id }) => id), matchIds: undelivered.map(({ id }) => id) };
  });
}

/** Matches, locked in the order in which they were made: two plans for one match wait for each other, and so do a shipment and a cancellation. */
export function lockMatches(tx: Tx, ids: readonly MatchId[]): Promise<LockedMatchOfDelivery[]> {
  return tx
    .select({
      id: matches.id,
      donorId: matches.donorId,
      organisationId: matches.organisationId,
      unitId: matches.unitId,
      state: matches.state,
      needState: sql<NeedState>`wasl.state_of_need(${matches.needId})`,
      quantity: matches.quantity,
      decimals: decimalsOfMatch(matches.id),
      agreedAt: matches.agreedAt,
      zone: zoneOfUnit(matches.unitId),
      itemKind: sql<ItemKind>`wasl.item_kind_of_match(${matches.id})`,
    })
    .from(matches)
    .where(oneOf(matches.id, ids))
    .orderBy(asc(matches.creationOrder))
    .for('no key update');
}
