import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import type { ObstacleId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import type { HoldBack, LetGo } from '../contract-work.ts';
import { isNotToBeWaived } from '../domain/risk.ts';
import { obstacleBlocks, obstacles } from '../tables.ts';
import { blockRows } from './block-rows.ts';
import { changeObstacle, type LockedObstacle, takeTask } from './change-obstacle.ts';
import { weighAgain } from './correct-severity.ts';
import { proposeLift } from './propose-lift.ts';
import { requireInvolvement } from './report-obstacle.ts';

/**
 * An open obstacle turns out to hold back more: by its owner or a blocked party, who must be involved in all that they add, or by a
 * facilitator. What it holds already stays as it is.
 */
export async function holdBack(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: HoldBack): Promise<void> {
  const { blocks, ...rest } = input;
  nothingLeft(rest);
  const obstacle = await takeTask(tx, ctx, id, version, 'hold-back');
  const things = await requireInvolvement(tx, ctx, blocks);
  const added = blockRows(id, things);
  await ownAnew(tx, ctx, id, added);
  await tx.insert(obstacleBlocks).values(added).onConflictDoNothing();
  const set = await weighAgain(tx, ctx, obstacle);
  if (!(await makesDifference(tx, { type: 'obstacle', id }, obstacles, set))) return;
  await changeObstacle(tx, ctx, obstacle, { action: 'obstacle.holds-back-more', set });
}

/** What it has taken over from a duplicate and is now said to hold back itself, doesn't go back with that duplicate. */
const ownAnew = (tx: Tx, ctx: ActorContext, id: ObstacleId, added: ReturnType<typeof blockRows>): Promise<unknown> =>
  asConsequence(tx, ctx, 'held-by-itself', () =>
    tx.delete(obstacleBlocks).where(
      and(
        eq(obstacleBlocks.obstacleId, id),
        isNotNull(obstacleBlocks.takenOverFrom),
        inArray(
          thingHeld,
          added.map(({ needId, matchId, deliveryId }) => needId ?? matchId ?? deliveryId).filter((thing) => thing != null),
        ),
      ),
    ),
  );

/**
 * A facilitator takes off what it doesn't hold back after all, and says why: that lets it pass, and of a kind that nobody may waive it takes
 * another side. The last thing stays: an obstacle
 * that stops nothing is dismissed. Parties stay parties, since what somebody has read stays known.
 */
export async function letGo(tx: Tx, ctx: ActorContext, id: ObstacleId, version: number, input: LetGo): Promise<void> {
  const { blocks, reason, ...rest } = input;
  nothingLeft(rest);
  const obstacle = await takeTask(tx, ctx, id, version, 'let-go');
  const held = await selectHeld(tx, id);
  const unknown = blocks.flatMap((block, index) =>
    Object.entries(block)
      .filter(([, thingId]) => !held.some((row) => row.thing === thingId))
      .map(([field]) => ({ pointer: `/blocks/${index}/${field}`, code: 'reference-unknown' as const })),
  );
  if (unknown.length > 0) throw new Refusal('reference-unknown', { fields: unknown });
  const things = [...new Set<string>(blocks.flatMap((block) => Object.values(block)))];
  if (things.length === held.length) throw refuseField('last-blocked-thing', '/blocks');
  if (isNotToBeWaived(obstacle.kind)) return proposeLift(tx, ctx, obstacle, { step: 'let-go', things }, reason);
  await letGoNow(tx, ctx, obstacle, things, reason);
}

const thingHeld = sql<string>`coalesce(${obstacleBlocks.needId}, ${obstacleBlocks.matchId}, ${obstacleBlocks.deliveryId})`;

const selectHeld = (tx: Tx, id: ObstacleId) =>
  tx
    .select({
      id: obstacleBlocks.id,
      thing: thingHeld,
    })
    .from(obstacleBlocks)
    .where(eq(obstacleBlocks.obstacleId, id));

/** The letting go itself, once as many hands have agreed as it takes. */
export async function letGoNow(
  tx: Tx,
  ctx: ActorContext,
  obstacle: LockedObstacle,
  things: readonly string[],
  reason: string,
): Promise<void> {
  const { id } = obstacle;
  await asConsequence(tx, ctx, 'let-go', async () => {
    const held = await selectHeld(tx, id);
    const gone = held.filter(({ thing }) => things.includes(thing)).map((row) => row.id);
    if (gone.length === held.length) throw refuseField('last-blocked-thing', '/blocks');
    await tx.delete(obstacleBlocks).where(and(eq(obstacleBlocks.obstacleId, id), oneOf(obstacleBlocks.id, gone)));
  });
  await changeObstacle(tx, ctx, obstacle, {
    action: 'obstacle.let-go',
    set: await weighAgain(tx, ctx, obstacle),
    reason,
  });
}
