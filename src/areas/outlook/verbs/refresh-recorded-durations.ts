import { sql } from 'drizzle-orm';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';

/**
 * The scheduled job's: computes anew how long milestones and obstacles have taken, as a whole in one transaction; what was computed less
 * than an hour ago stays, so that running it again does nothing. Derived from what events have already told: it writes none.
 */
export async function refreshRecordedDurations(tx: Tx, ctx: ActorContext): Promise<number> {
  const [row] = await tx.execute<{ stored: number }>(
    sql`select wasl.refresh_recorded_durations(${ctx.now.toISOString()}::timestamptz) as stored`,
  );
  return row?.stored ?? 0;
}
