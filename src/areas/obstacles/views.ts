import { daysBetween } from '../../kernel/calendar-date.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import { readerOf } from '../disclosure/index.ts';
import type { BlockRow } from './blocked-thing-queries.ts';
import { allowedObstacleActions, isOpen, isOverdue } from './domain/obstacle.ts';
import { allowedTasks } from './domain/task.ts';
import type { ObstacleParts } from './part-queries.ts';
import { LinkedObstacle, Obstacle, ObstacleAction, ObstacleBlock, ObstacleStep, type ObstacleView } from './record.ts';
import type { ObstacleRow, PartyRow } from './rows.ts';

/**
 * An obstacle as this reader may see it. Whoever sees it at all is involved, so a donor reads it as a party; of what it blocks
 * each reader is shown only what the policies let them see.
 */
export function viewObstacle(
  ctx: ActorContext,
  obstacle: ObstacleRow,
  blocks: readonly BlockRow[],
  parties: readonly PartyRow[],
  parts?: ObstacleParts,
): ObstacleView {
  const { actor } = ctx;
  const today = dayOf(ctx.now);
  const scope = actor.kind === 'system' ? [] : [actor.organisationId, ...actor.scope];
  const relation = {
    owns: obstacle.owner !== null && scope.includes(obstacle.owner.id),
    isBlocked: blocks.some(({ isParty }) => isParty),
    resolved: actor.kind !== 'system' && obstacle.resolvedBy === actor.userId,
  };
  const audience = readerOf(ctx);
  const { resolvedBy, causeKey, causeGoneAt, ...shown } = obstacle;
  return Obstacle.show(audience, {
    ...shown,
    blocks: blocks.map(({ obstacleId, isParty, needId, matchId, deliveryId, ...block }) =>
      ObstacleBlock.show(audience, block, {
        needId: needId ?? undefined,
        matchId: matchId ?? undefined,
        deliveryId: deliveryId ?? undefined,
      }),
    ),
    daysOpen: Math.max(0, daysBetween(dayOf(obstacle.reportedAt), obstacle.closedAt === null ? today : dayOf(obstacle.closedAt))),
    overdue: isOverdue(obstacle.state, obstacle.nextActionOn, today),
    allowedActions: allowedObstacleActions(obstacle.state, actor.role, relation),
    allowedTasks: allowedTasks(obstacle.state, actor.role, relation),
    raisedBySystem: causeKey !== null,
    causeGone: causeGoneAt !== null && isOpen(obstacle.state),
    clocks: parts?.clocks,
    steps: parts?.steps.map((step) => ObstacleStep.show(audience, step)),
    actions: parts?.actions.map((action) =>
      ObstacleAction.show(audience, { ...action, overdue: action.state === 'open' && action.dueOn < today }),
    ),
    dependsOn: parts?.dependsOn.map((other) => LinkedObstacle.show(audience, other)),
    requiredBy: parts?.requiredBy.map((other) => LinkedObstacle.show(audience, other)),
    duplicates: parts?.duplicates.map((other) => LinkedObstacle.show(audience, other)),
    parties: parties.map(viewParty),
  });
}

function viewParty({ obstacleId, id, slug, names, ...rest }: PartyRow) {
  nothingLeft(rest);
  return { id, slug, names };
}
