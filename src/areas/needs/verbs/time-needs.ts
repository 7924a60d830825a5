import { and, asc, eq, inArray, isNull, lte, sql } from 'drizzle-orm';
import type { NeedId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { literals } from '../../../platform/db/closed-lists.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { UNANSWERING_STATES } from '../../matches/domain/match.ts';
import { ANNOUNCED_STATES, STALE_AFTER_DAYS } from '../domain/need.ts';
import { needs } from '../tables.ts';
import { changeNeed, checkNeedRight, lockNeed, stepNeed } from './change-need.ts';
import { isOver, zoneOfUnit } from '../../reference/index.ts';

const DAY = 86_400_000;
const BATCH = 500;

/** The scheduled job: a published need that nobody has confirmed for 60 days goes stale. Answers how many did. */
export async function markStaleNeeds(tx: Tx, ctx: ActorContext): Promise<number> {
  checkNeedRight(ctx, 'go-stale');
  const due = await tx
    .select({ id: needs.id })
    .from(needs)
    .where(and(eq(needs.state, 'published'), lte(needs.confirmedAt, new Date(ctx.now.getTime() - STALE_AFTER_DAYS * DAY))))
    .orderBy(asc(needs.creationOrder))
    .limit(BATCH)
    .for('no key update', { skipLocked: true });
  await forEachInTurn(tx, due, async (need) => {
    await stepNeed(tx, ctx, need, { event: 'go-stale', action: 'need.went-stale' });
  });
  return due.length;
}

/** The scheduled job: a published need whose respond-by passed without any match goes to the facilitator's queue, once. */
export async function markUnansweredNeeds(tx: Tx, ctx: ActorContext): Promise<number> {
  checkNeedRight(ctx, 'go-stale');
  const due = await tx
    .select({ id: needs.id })
    .from(needs)
    .where(
      and(
        inArray(needs.state, ANNOUNCED_STATES),
        isNull(needs.unansweredSince),
        isOver(needs.respondBy, zoneOfUnit(needs.unitId), ctx.now),
        sql`not exists (select from matches where matches.need_id = ${needs.id} and matches.state not in (${literals(UNANSWERING_STATES)}))`,
      ),
    )
    .orderBy(asc(needs.creationOrder))
    .limit(BATCH)
    .for('no key update', { skipLocked: true });
  await forEachInTurn(tx, due, async (need) => {
    await changeNeed(tx, ctx, need, { unansweredSince: ctx.now }, 'need.unanswered');
  });
  return due.length;
}

async function forEachInTurn(
  tx: Tx,
  due: readonly { id: NeedId }[],
  change: (need: Awaited<ReturnType<typeof lockNeed>>) => Promise<void>,
): Promise<void> {
  for (const { id } of due) await change(await lockNeed(tx, id, null));
}
