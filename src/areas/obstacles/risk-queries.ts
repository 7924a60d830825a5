import { asc, eq } from 'drizzle-orm';
import type { ObstacleId, OrganisationId } from '../../kernel/id.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../platform/db/transaction.ts';
import { selectInvolved, selectThings } from './blocked-thing-queries.ts';
import type { AcceptedRisk } from './domain/risk.ts';
import { obstacleRisks } from './risk-tables.ts';

/** What accepting a risk is decided on: who has, and which donors it holds back. Asked as the system: each donor sees its own part alone. */
export function selectRisk(
  tx: Tx,
  ctx: ActorContext,
  id: ObstacleId,
): Promise<{ readonly accepted: AcceptedRisk[]; readonly donors: readonly OrganisationId[] }> {
  return asConsequence(tx, ctx, 'obstacle-risk', async () => ({
    accepted: await tx
      .select({ organisationId: obstacleRisks.organisationId, role: obstacleRisks.role })
      .from(obstacleRisks)
      .where(eq(obstacleRisks.obstacleId, id))
      .orderBy(asc(obstacleRisks.acceptedAt)),
    donors: (await selectInvolved(tx, await selectThings(tx, id))).donors,
  }));
}
