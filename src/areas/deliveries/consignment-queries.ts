import { asc, eq } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { ConsignmentId, ConsignmentLineId, DeliveryId, DeliveryLineId, MatchId, OrganisationId, UnitId } from '../../kernel/id.ts';
import type { Decimals, Steps } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import { asConsequence, type Tx } from '../../platform/db/transaction.ts';
import { decimalsOfMatch, matches } from '../matches/tables.ts';
import { consignmentLines, consignments, serialNumbers } from './consignment-tables.ts';
import { claimOf, type QuantityBalances } from './domain/quantity-balances.ts';
import { type ConsignmentState, isWaiting } from './domain/consignments.ts';
import type { TransportMode } from './domain/delivery.ts';
import type { SerialOutcome } from './domain/serials.ts';
import { deliveryLines } from './tables.ts';

export interface ConsignedLine extends QuantityBalances {
  readonly id: ConsignmentLineId;
  readonly consignmentId: ConsignmentId;
  readonly deliveryLineId: DeliveryLineId;
  readonly matchId: MatchId;
  /** The place of its match in the order of creation. */
  readonly matchOrder: number;
  readonly organisationId: OrganisationId;
  readonly unitId: UnitId;
  /** Came beyond what was shipped, and what of it its owner has left with the recipient or taken back. */
  readonly surplus: Steps;
  readonly surplusLeft: Steps;
  readonly surplusTakenBack: Steps;
  /** What its quantities are steps of. */
  readonly decimals: Decimals;
}

/** A consignment with its balances. */
export interface BalancedConsignment {
  readonly id: ConsignmentId;
  readonly position: number;
  readonly state: ConsignmentState;
  /** Where it stood before its last step or, where it has come to an end, before that; null where it goes back no further. */
  readonly stoodAt: ConsignmentState | null;
  readonly arrivedOn: CalendarDate | null;
  readonly transportMode: TransportMode;
  readonly lines: readonly ConsignedLine[];
}

/**
 * All consignments of a delivery with their balances, whoever asks, in their order: what a step makes of the delivery depends on all of
 * them. To be decided with, never to be sent out. Locked by the lock on the delivery.
 */
export const selectConsignments = (tx: Tx, ctx: ActorContext, id: DeliveryId): Promise<BalancedConsignment[]> =>
  asConsequence(tx, ctx, 'delivery-balances', async () => {
    const rows = await tx
      .select({
        id: consignments.id,
        position: consignments.position,
        state: consignments.state,
        stoodAt: consignments.stoodAt,
        arrivedOn: consignments.arrivedOn,
        transportMode: consignments.transportMode,
      })
      .from(consignments)
      .where(eq(consignments.deliveryId, id))
      .orderBy(asc(consignments.position));
    const lines = await tx
      .select({
        id: consignmentLines.id,
        consignmentId: consignmentLines.consignmentId,
        deliveryLineId: consignmentLines.deliveryLineId,
        matchId: deliveryLines.matchId,
        matchOrder: matches.creationOrder,
        organisationId: consignmentLines.organisationId,
        unitId: consignmentLines.unitId,
        planned: consignmentLines.planned,
        shipped: consignmentLines.shipped,
        accepted: consignmentLines.accepted,
        rejected: consignmentLines.rejected,
        lost: consignmentLines.lost,
        returned: consignmentLines.returned,
        surplus: consignmentLines.surplus,
        surplusLeft: consignmentLines.surplusLeft,
        surplusTakenBack: consignmentLines.surplusTakenBack,
        decimals: decimalsOfMatch(deliveryLines.matchId),
      })
      .from(consignmentLines)
      .innerJoin(deliveryLines, eq(deliveryLines.id, consignmentLines.deliveryLineId))
      .innerJoin(matches, eq(matches.id, deliveryLines.matchId))
      .where(eq(consignmentLines.deliveryId, id))
      .orderBy(asc(deliveryLines.position));
    const byConsignment = groupBy(lines, ({ consignmentId }) => consignmentId);
    return rows.map((row) => ({ ...row, lines: byConsignment.get(row.id) ?? [] }));
  });

/** The numbered pieces still under way in a consignment line, in the order of their numbers. */
export const selectSerialsUnderWay = (tx: Tx, line: ConsignedLine): Promise<string[]> => selectSerials(tx, line, 'under-way');

/** The numbered pieces of a consignment line that have come to this, in the order of their numbers. */
export async function selectSerials(tx: Tx, line: ConsignedLine, wanted: SerialOutcome): Promise<string[]> {
  const rows = await tx
    .select({ serial: serialNumbers.serial, consignmentId: serialNumbers.consignmentId, outcome: serialNumbers.outcome })
    .from(serialNumbers)
    .where(eq(serialNumbers.deliveryLineId, line.deliveryLineId))
    .orderBy(asc(serialNumbers.serial));
  return rows.flatMap(({ serial, consignmentId, outcome }) => (consignmentId === line.consignmentId && outcome === wanted ? serial : []));
}

/**
 * How much of each match deliveries already lay claim to: what is planned in a consignment until it leaves, then what really left. Of a
 * delivery that is planned anew (`exceptOf`) what waits in it is no claim.
 */
export async function selectClaims(tx: Tx, matchIds: readonly MatchId[], exceptOf?: DeliveryId): Promise<Map<MatchId, number>> {
  const rows = await tx
    .select({
      matchId: deliveryLines.matchId,
      deliveryId: consignments.deliveryId,
      state: consignments.state,
      planned: consignmentLines.planned,
      shipped: consignmentLines.shipped,
    })
    .from(consignmentLines)
    .innerJoin(consignments, eq(consignments.id, consignmentLines.consignmentId))
    .innerJoin(deliveryLines, eq(deliveryLines.id, consignmentLines.deliveryLineId))
    .where(oneOf(deliveryLines.matchId, matchIds));
  const claims = new Map<MatchId, number>();
  for (const row of rows) {
    if (row.deliveryId === exceptOf && isWaiting(row.state)) continue;
    claims.set(row.matchId, (claims.get(row.matchId) ?? 0) + claimOf(row.state, row));
  }
  return claims;
}
