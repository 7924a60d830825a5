import { and, asc, inArray, isNull, notInArray, sql } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { ObstacleId } from '../../kernel/id.ts';
import { literals } from '../../platform/db/closed-lists.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import type { BlockedThing } from './contract.ts';
import type { Cause, Detector, Facts } from './detector-queries.ts';
import { OPEN_STATES } from './domain/obstacle.ts';
import { obstacles } from './tables.ts';

const open = literals(OPEN_STATES);

/**
 * Causes that no obstacle stands for yet. One that was reported after the cause arose stands for it however people ended it: a
 * machine doesn't overrule them. To be asked as the system, like all of this file.
 */
export async function selectCauses(tx: Tx, detector: Detector, now: Date, limit: number): Promise<Cause[]> {
  const rows = await tx.execute<
    Record<string, unknown> & {
      cause_key: string;
      since: CalendarDate;
      kind: string;
      milestone: string | null;
      blocks: BlockedThing[];
      facts: Facts;
    }
  >(sql`
    select cause.cause_key, cause.since::text as since, cause.kind, cause.milestone, cause.blocks, cause.facts
    from (${detector.causes(now)}) as cause
    where not exists (
      select from ${obstacles} where ${obstacles.causeKey} = cause.cause_key
        and (${obstacles.state} in (${open}) or wasl.day_at(cause.zone, ${obstacles.reportedAt}) >= cause.since))
    order by cause.cause_key limit ${limit}`);
  return rows.map(({ cause_key: causeKey, since, kind, milestone, blocks, facts }) => ({
    causeKey,
    since,
    kind,
    blocksMilestone: milestone,
    blocks,
    detail: detector.detail(facts),
  }));
}

/** Open obstacles of a detector whose cause is gone and that don't say so yet, locked. */
export const lockCauseGone = (tx: Tx, detector: Detector, now: Date, limit: number): Promise<ObstacleId[]> =>
  lockByCause(tx, detector, now, limit, false);

/** The other way round: it said so, and the cause has come back. */
export const lockCauseBack = (tx: Tx, detector: Detector, now: Date, limit: number): Promise<ObstacleId[]> =>
  lockByCause(tx, detector, now, limit, true);

async function lockByCause(tx: Tx, { prefix, causes }: Detector, now: Date, limit: number, isBack: boolean): Promise<ObstacleId[]> {
  const stands = sql`${obstacles.causeKey} in (select cause.cause_key from (${causes(now)}) as cause)`;
  const rows = await tx
    .select({ id: obstacles.id })
    .from(obstacles)
    .where(
      and(
        inArray(obstacles.state, OPEN_STATES),
        sql`starts_with(${obstacles.causeKey}, ${`${prefix}:`})`,
        isBack ? sql`${obstacles.causeGoneAt} is not null and ${stands}` : sql`${obstacles.causeGoneAt} is null and not (${stands})`,
      ),
    )
    .orderBy(asc(obstacles.creationOrder))
    .limit(limit)
    .for('no key update', { skipLocked: true });
  return rows.map(({ id }) => id);
}

/** Obstacles whose cause begins so, open or (`areOver`) ended, locked. */
export async function lockWithCausePrefix(tx: Tx, prefix: string, areOver = false): Promise<ObstacleId[]> {
  const states = areOver ? notInArray(obstacles.state, [...OPEN_STATES]) : inArray(obstacles.state, OPEN_STATES);
  const rows = await tx
    .select({ id: obstacles.id })
    .from(obstacles)
    .where(and(sql`starts_with(${obstacles.causeKey}, ${prefix})`, states))
    .orderBy(asc(obstacles.creationOrder))
    .for('no key update');
  return rows.map(({ id }) => id);
}

/** The cause of what a delivery lacks for the gate, which asks no more of a delivery that was called off. */
export const CLEARANCE_CAUSE = 'not-clear';

/** Open obstacles about the gate of a delivery that was called off since, or (`isBack`) that is planned again; locked. */
export async function lockByCalledOff(tx: Tx, limit: number, isBack: boolean): Promise<ObstacleId[]> {
  const isCalledOff = sql`not exists (select from obstacle_blocks join deliveries on deliveries.id = obstacle_blocks.delivery_id
    where obstacle_blocks.obstacle_id = ${obstacles.id} and deliveries.state <> 'cancelled')`;
  const rows = await tx
    .select({ id: obstacles.id })
    .from(obstacles)
    .where(
      and(
        inArray(obstacles.state, OPEN_STATES),
        sql`starts_with(${obstacles.causeKey}, ${`${CLEARANCE_CAUSE}:`})`,
        isBack
          ? sql`${obstacles.causeGoneAt} is not null and not ${isCalledOff}`
          : sql`${obstacles.causeGoneAt} is null and ${isCalledOff}`,
      ),
    )
    .orderBy(asc(obstacles.creationOrder))
    .limit(limit)
    .for('no key update', { skipLocked: true });
  return rows.map(({ id }) => id);
}

/** Open obstacles with these cause keys that don't say yet that their cause is gone, locked. */
export async function lockWithCauseKeys(tx: Tx, causeKeys: readonly string[]): Promise<ObstacleId[]> {
  const rows = await tx
    .select({ id: obstacles.id })
    .from(obstacles)
    .where(and(oneOf(obstacles.causeKey, [...causeKeys]), inArray(obstacles.state, OPEN_STATES), isNull(obstacles.causeGoneAt)))
    .orderBy(asc(obstacles.creationOrder))
    .for('no key update');
  return rows.map(({ id }) => id);
}
