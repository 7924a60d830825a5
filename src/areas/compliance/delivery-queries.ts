import { and, asc, eq } from 'drizzle-orm';
import type { DeliveryId, MatchId, OrganisationId, UnitId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { UNSHIPPED_STATES } from '../deliveries/domain/delivery.ts';
import { deliveries, deliveryLines } from '../deliveries/tables.ts';
import { decimalsOfMatch, matches } from '../matches/tables.ts';

/** Donor and recipients of a delivery: whom an event of its checklist concerns. */
export async function selectParties(tx: Tx, id: DeliveryId): Promise<OrganisationId[]> {
  const rows = await tx
    .select({ donorId: deliveries.donorId, organisationId: deliveryLines.organisationId })
    .from(deliveries)
    .innerJoin(deliveryLines, eq(deliveryLines.deliveryId, deliveries.id))
    .where(eq(deliveries.id, id))
    .orderBy(asc(deliveryLines.position));
  return [...new Set(rows.flatMap(({ donorId, organisationId }) => [donorId, organisationId]))];
}

export async function findDelivery(tx: Tx, id: DeliveryId) {
  const [delivery] = await tx
    .select({ donorId: deliveries.donorId, state: deliveries.state, kind: deliveries.kind })
    .from(deliveries)
    .where(eq(deliveries.id, id));
  if (!delivery) throw new Refusal('not-found');
  return delivery;
}

/** Whose unit it is, where it has a line of the delivery that the reader sees. */
export async function selectReceiver(tx: Tx, id: DeliveryId, unitId: UnitId): Promise<OrganisationId | null> {
  const [line] = await tx
    .select({ organisationId: deliveryLines.organisationId })
    .from(deliveryLines)
    .where(and(eq(deliveryLines.deliveryId, id), eq(deliveryLines.unitId, unitId)))
    .limit(1);
  return line?.organisationId ?? null;
}

export async function lockMatch(tx: Tx, id: MatchId) {
  const [match] = await tx
    .select({ id: matches.id, quantity: matches.quantity, decimals: decimalsOfMatch(matches.id), donorId: matches.donorId })
    .from(matches)
    .where(eq(matches.id, id))
    .for('no key update');
  if (!match) throw new Refusal('not-found');
  return match;
}

/** The deliveries of a match that have not left yet. */
export async function selectDeliveriesBeforeLeaving(tx: Tx, matchId: MatchId): Promise<DeliveryId[]> {
  const rows = await tx
    .select({ id: deliveries.id })
    .from(deliveryLines)
    .innerJoin(deliveries, eq(deliveries.id, deliveryLines.deliveryId))
    .where(and(eq(deliveryLines.matchId, matchId), oneOf(deliveries.state, UNSHIPPED_STATES)))
    .orderBy(asc(deliveries.creationOrder));
  return rows.map(({ id }) => id);
}
