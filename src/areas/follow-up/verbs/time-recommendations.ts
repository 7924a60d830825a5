import { and, asc, isNull, lt } from 'drizzle-orm';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { UNFINISHED_STATES } from '../domain/recommendation.ts';
import { recommendations } from '../tables.ts';
import { recommendationColumns, stepRecommendation } from './change-recommendation.ts';
import { todayOfMission } from '../../reference/index.ts';

const BATCH = 200;

/**
 * Says once of every unfinished recommendation that its day has passed; the index `recommendations_by_due_day` finds them. Several
 * processes at once take different rows, and one that was told of is not found again until its day is moved.
 */
export async function markOverdueRecommendations(tx: Tx, ctx: ActorContext): Promise<number> {
  const due = await tx
    .select(recommendationColumns)
    .from(recommendations)
    .where(
      and(
        oneOf(recommendations.state, [...UNFINISHED_STATES]),
        lt(recommendations.dueOn, todayOfMission(ctx)),
        isNull(recommendations.overdueSince),
      ),
    )
    .orderBy(asc(recommendations.dueOn), asc(recommendations.creationOrder))
    .limit(BATCH)
    .for('no key update', { skipLocked: true });
  for (const recommendation of due) {
    await stepRecommendation(tx, ctx, recommendation, {
      event: 'mark-overdue',
      action: 'recommendation.became-overdue',
      set: { overdueSince: ctx.now },
    });
  }
  return due.length;
}
