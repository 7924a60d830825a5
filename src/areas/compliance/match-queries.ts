import { asc, eq } from 'drizzle-orm';
import type { DeliveryId, MatchId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { deliveryLines } from '../deliveries/tables.ts';
import { matches } from '../matches/tables.ts';

/** Whose match it is; null where the reader may not see it. */
export async function findMatchParties(tx: Tx, id: MatchId) {
  const [match] = await tx
    .select({ organisationId: matches.organisationId, unitId: matches.unitId, donorId: matches.donorId })
    .from(matches)
    .where(eq(matches.id, id));
  return match ?? null;
}

/** The matches that a delivery carries. To be asked as the system: a recipient sees its own lines alone. */
export async function selectMatchesOf(tx: Tx, deliveryId: DeliveryId): Promise<MatchId[]> {
  const rows = await tx
    .select({ matchId: deliveryLines.matchId })
    .from(deliveryLines)
    .where(eq(deliveryLines.deliveryId, deliveryId))
    .orderBy(asc(deliveryLines.matchId));
  return rows.map(({ matchId }) => matchId);
}
