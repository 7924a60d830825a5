import { sql } from 'drizzle-orm';
import { groupBy } from '../../../kernel/group-by.ts';
import { must } from '../../../kernel/assert.ts';
import type { ObstacleId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { selectThingsByObstacle } from '../blocked-thing-queries.ts';
import { DETECTORS } from '../detector-queries.ts';
import { RECORDED_BY_MISTAKE } from '../domain/obstacle.ts';
import { deriveSeverity } from '../domain/severity.ts';
import { lockDueForEscalation } from '../escalation-queries.ts';
import { lockUncorrected, selectHeldBack, selectUncorrected } from '../held-back-queries.ts';
import { findKinds } from '../kind-queries.ts';
import { lockByCalledOff, lockCauseBack, lockCauseGone, lockWithCauseKeys, lockWithCausePrefix, selectCauses } from '../cause-queries.ts';
import { obstacles } from '../tables.ts';
import { changeObstacles } from './change-obstacles.ts';
import { raiseObstacles } from './raise-obstacles.ts';

/**
 * What happens to obstacles because time passes. Each handles a batch in its own transaction and answers how many those were; what
 * is done is no longer due, so a run that was killed is taken up where it stopped and a second one finds nothing.
 */
const BATCH = 500;
/** What looks at everything to find a batch takes larger ones. */
const LARGE_BATCH = 2000;

/** The scheduled job: an overdue obstacle goes up one level when that level's term is over. */
export async function escalateOverdue(tx: Tx, ctx: ActorContext): Promise<number> {
  const due = await lockDueForEscalation(tx, ctx.now, BATCH);
  await changeObstacles(
    tx,
    ctx,
    due,
    { escalationLevel: sql`${obstacles.escalationLevel} + 1`, escalatedAt: ctx.now, stateReason: 'overdue' },
    { action: 'obstacle.escalated', reason: 'overdue' },
  );
  return due.length;
}

/** The scheduled job: the system opens obstacles for what it finds (detector-queries.ts), each cause once. */
export async function raiseFoundObstacles(tx: Tx, ctx: ActorContext): Promise<number> {
  let raised = 0;
  for (const detector of DETECTORS) {
    const causes = await selectCauses(tx, detector, ctx.now, LARGE_BATCH);
    raised += (
      await raiseObstacles(
        tx,
        ctx,
        causes.map(({ causeKey, since, blocksMilestone, kind, blocks, detail }) => ({
          causeKey,
          since,
          kind,
          blocks,
          detail,
          ...(blocksMilestone === null ? {} : { blocksMilestone }),
          // A date that has passed is a question. Whether anything has to stop is for people to say.
          blocking: false,
        })),
      )
    ).size;
  }
  return raised;
}

/** The scheduled job: what an open obstacle was opened for is no longer so. It is offered for closing; people close it. */
export async function markCausesGone(tx: Tx, ctx: ActorContext): Promise<number> {
  let marked = 0;
  for (const detector of DETECTORS) {
    const gone = await lockCauseGone(tx, detector, ctx.now, BATCH);
    await changeObstacles(tx, ctx, gone, { causeGoneAt: ctx.now }, { action: 'obstacle.cause-gone', reason: null });
    const back = await lockCauseBack(tx, detector, ctx.now, BATCH);
    await changeObstacles(tx, ctx, back, { causeGoneAt: null }, { action: 'obstacle.cause-back', reason: null });
    marked += gone.length + back.length;
  }
  const calledOff = await lockByCalledOff(tx, BATCH, false);
  await changeObstacles(tx, ctx, calledOff, { causeGoneAt: ctx.now }, { action: 'obstacle.cause-gone', reason: null });
  const plannedAgain = await lockByCalledOff(tx, BATCH, true);
  await changeObstacles(tx, ctx, plannedAgain, { causeGoneAt: null }, { action: 'obstacle.cause-back', reason: null });
  return marked + calledOff.length + plannedAgain.length;
}

/** The same for causes that another area has found gone, by their cause keys. */
export async function causesAreGone(tx: Tx, ctx: ActorContext, causeKeys: readonly string[]): Promise<void> {
  const gone = await lockWithCauseKeys(tx, causeKeys);
  await changeObstacles(tx, ctx, gone, { causeGoneAt: ctx.now }, { action: 'obstacle.cause-gone', reason: null });
}

/** The same for every cause that begins so, such as all losses of a delivery. */
export function causesOfAreGone(tx: Tx, ctx: ActorContext, prefix: string): Promise<void> {
  return asConsequence(tx, ctx, 'causes-gone', async (system) => {
    const gone = await lockWithCausePrefix(tx, prefix);
    await changeObstacles(tx, system, gone, { causeGoneAt: ctx.now }, { action: 'obstacle.cause-gone', reason: null });
  });
}

/**
 * What the system had opened for something that was typed wrong and has been put right was never an obstacle: it ends with the mistake.
 * Whoever put it right has been confirmed by another side, which is what ending it by hand would ask for. What people had ended by then stays
 * as they ended it, and says that it was for a mistake: it counts nowhere either.
 */
export function endMistaken(tx: Tx, ctx: ActorContext, prefix: string): Promise<void> {
  return asConsequence(tx, ctx, 'mistaken-causes', async (system) => {
    const mistaken = await lockWithCausePrefix(tx, prefix);
    const set = { state: 'not-an-obstacle', stateReason: RECORDED_BY_MISTAKE, closedAt: ctx.now } as const;
    const ended = await lockWithCausePrefix(tx, prefix, true);
    await changeObstacles(tx, system, mistaken, set, { action: 'obstacle.dismissed', reason: RECORDED_BY_MISTAKE });
    const said = { stateReason: RECORDED_BY_MISTAKE };
    await changeObstacles(tx, system, ended, said, { action: 'obstacle.cause-gone', reason: RECORDED_BY_MISTAKE });
  });
}

/** The scheduled job: the severity that nobody has corrected follows what is held back by now. */
export async function deriveSeverities(tx: Tx, ctx: ActorContext): Promise<number> {
  const open = await selectUncorrected(tx);
  if (open.length === 0) return 0;
  const kinds = await findKinds(tx, [...new Set(open.map(({ kind }) => kind))]);
  const things = await selectThingsByObstacle(
    tx,
    open.map(({ id }) => id),
  );
  const held = await selectHeldBack(
    tx,
    open.map(({ id }) => must(things.get(id), 'every obstacle was looked up')),
  );
  const changed = open.flatMap(({ id, kind, blocking, severity }, index) => {
    const derived = deriveSeverity(must(kinds.get(kind), kind).severity, blocking, must(held[index], 'it holds something or nothing'));
    return derived === severity ? [] : [{ id, derived }];
  });
  const batch = changed.slice(0, LARGE_BATCH);
  // Closes the race with a person who corrects one meanwhile: what is theirs by now stays theirs.
  const locked = new Set(
    await lockUncorrected(
      tx,
      batch.map(({ id }) => id),
    ),
  );
  for (const [severity, some] of groupBy(batch, ({ derived }) => derived)) {
    const ids: ObstacleId[] = some.flatMap(({ id }) => (locked.has(id) ? [id] : []));
    await changeObstacles(tx, ctx, ids, { severity }, { action: 'obstacle.severity-derived', reason: null });
  }
  return locked.size;
}
