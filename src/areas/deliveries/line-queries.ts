import { asc, eq } from 'drizzle-orm';
import type { DeliveryId, DeliveryLineId, MatchId, NeedId, OrganisationId, UnitId } from '../../kernel/id.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import { asConsequence, type Tx } from '../../platform/db/transaction.ts';
import type { MatchState } from '../matches/domain/match.ts';
import { matches } from '../matches/tables.ts';
import { claimOf, type LineBooks } from './domain/books.ts';
import { deliveries, deliveryLines } from './tables.ts';

export interface BookedLine extends LineBooks {
  readonly id: DeliveryLineId;
  readonly matchId: MatchId;
  readonly needId: NeedId;
  readonly organisationId: OrganisationId;
  readonly unitId: UnitId;
  readonly inService: number;
  readonly verified: number;
}

/**
 * All lines of a delivery, whoever asks: a recipient's step depends on what the other recipients have received, and its policy
 * shows it its own lines alone. To be decided with, never to be sent out.
 */
export function selectBooks(tx: Tx, act: Act, id: DeliveryId): Promise<BookedLine[]> {
  const read = () =>
    tx
      .select({
        id: deliveryLines.id,
        matchId: deliveryLines.matchId,
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
      })
      .from(deliveryLines)
      .innerJoin(matches, eq(matches.id, deliveryLines.matchId))
      .where(eq(deliveryLines.deliveryId, id))
      .orderBy(asc(deliveryLines.position));
  const seesAll = act.actor.role !== 'requester' && act.actor.role !== 'validator';
  return seesAll ? read() : asConsequence(tx, act, 'delivery-books', read);
}

export interface LockedMatchOfDelivery {
  readonly id: MatchId;
  readonly donorId: OrganisationId;
  readonly organisationId: OrganisationId;
  readonly unitId: UnitId;
  readonly state: MatchState;
  readonly quantity: number;
  readonly agreedAt: Date | null;
}

/** Matches, locked in the order of their ids: two plans for one match wait for each other, and so do a shipment and a cancellation. */
export function lockMatches(tx: Tx, ids: readonly MatchId[]): Promise<LockedMatchOfDelivery[]> {
  return tx
    .select({
      id: matches.id,
      donorId: matches.donorId,
      organisationId: matches.organisationId,
      unitId: matches.unitId,
      state: matches.state,
      quantity: matches.quantity,
      agreedAt: matches.agreedAt,
    })
    .from(matches)
    .where(oneOf(matches.id, ids))
    .orderBy(asc(matches.id))
    .for('no key update');
}

/** How much of each match deliveries already lay claim to. */
export async function selectClaims(tx: Tx, matchIds: readonly MatchId[]): Promise<Map<MatchId, number>> {
  const rows = await tx
    .select({ matchId: deliveryLines.matchId, state: deliveries.state, planned: deliveryLines.planned, shipped: deliveryLines.shipped })
    .from(deliveryLines)
    .innerJoin(deliveries, eq(deliveries.id, deliveryLines.deliveryId))
    .where(oneOf(deliveryLines.matchId, matchIds));
  const claims = new Map<MatchId, number>();
  for (const row of rows) claims.set(row.matchId, (claims.get(row.matchId) ?? 0) + claimOf(row.state, row));
  return claims;
}
