import type { Test } from 'tap';
import { ObstacleRanking, RankingWhatIf } from '#src/areas/outlook/contract.ts';
import { rankOpenObstacles, rankWithout } from '#src/areas/outlook/ranking-queries.ts';
import { refreshRecordedDurations } from '#src/areas/outlook/index.ts';
import { closeObstacle, resolveObstacle, startObstacle, triageObstacle } from '#src/areas/obstacles/index.ts';
import type { ObstacleId } from '#src/kernel/id.ts';
import { type Actor, systemActor } from '#src/platform/auth/actor.ts';
import { REFERENCE_INSTANT } from '#tests/support/people.ts';
import { makeObstacleWorld } from '../obstacles/obstacle-world.ts';

const DAY = 86_400_000;
export const daysLater = (days: number): Date => new Date(REFERENCE_INSTANT.getTime() + days * DAY);

/** The world of obstacles, with what tests of the outlook do again and again. */
export async function makeOutlookWorld(t: Pick<Test, 'teardown'>) {
  const world = await makeObstacleWorld(t);
  const { as, people, take } = world;

  const ranking = (by: Actor = people.facilitator, now = REFERENCE_INSTANT, page: { limit?: number; cursor?: string } = {}) =>
    as(by, async (tx, ctx) => ObstacleRanking.parse(await rankOpenObstacles(tx, ctx, { limit: 50, ...page })), now);
  const without = (resolved: ObstacleId[], by: Actor = people.facilitator, now = REFERENCE_INSTANT) =>
    as(by, async (tx, ctx) => RankingWhatIf.parse(await rankWithout(tx, ctx, { limit: 50, resolved })), now);
  /** From its report to its end: what it blocked may go on. */
  const settle = async (id: ObstacleId, now = REFERENCE_INSTANT): Promise<void> => {
    await take(people.facilitator, id, triageObstacle, { severity: 'high' });
    await take(people.facilitator, id, startObstacle, {});
    await take(people.facilitator, id, resolveObstacle, { evidence: 'form' }, now);
    await take(world.others.mission, id, closeObstacle, {}, new Date(now.getTime() + DAY / 24));
  };
  const refresh = (now = REFERENCE_INSTANT) =>
    as(systemActor('refresh-recorded-durations'), (tx, ctx) => refreshRecordedDurations(tx, ctx), now);
  return { ...world, ranking, without, settle, refresh };
}
