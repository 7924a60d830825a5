import { daysBetween } from '../../kernel/calendar-date.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { whatIsPossible } from '../../kernel/possible.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import { type AccountActor, type ActorContext, ownOf } from '../../platform/auth/actor.ts';
import { type Audience, readerOf } from '../disclosure/index.ts';
import { type BlockRow, standingIn } from './blocked-thing-queries.ts';
import type { Closer } from './closer-queries.ts';
import type { LiftStanding } from './domain/lift.ts';
import {
  type ActorRelation,
  isOpen,
  isOverdue,
  type ObstacleEvent,
  obstacleActionsOf,
  refusalOfClosing,
  refusalOfEscalation,
} from './domain/obstacle.ts';
import { refusalOfKind } from './domain/risk.ts';
import { allowedTasks } from './domain/task.ts';
import { type OpenLiftRow, openLiftIn } from './lift-queries.ts';
import type { ObstacleParts } from './part-queries.ts';
import {
  AcceptedRisk,
  LinkedObstacle,
  Obstacle,
  ObstacleAction,
  ObstacleBlock,
  ObstacleCloser,
  ObstacleLift,
  ObstacleStep,
  type ObstacleView,
} from './record.ts';
import type { ObstacleRow, PartyRow } from './rows.ts';
import { dayAt } from '../../platform/clock.ts';

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
  const dayOf = (instant: Date) => dayAt(obstacle.zone, instant);
  const today = dayOf(ctx.now);
  const scope = ownOf(actor);
  const relation = {
    owns: obstacle.owner !== null && scope.includes(obstacle.owner.id),
    ...standingIn(blocks),
    reported: actor.kind !== 'system' && obstacle.reportedById === actor.organisationId,
  };
  const audience = readerOf(ctx);
  const { resolvedBy, resolvedById, resolvedByRole, barredFromClosing, namedCloserId, zone, ...own } = obstacle;
  const { causeKey, causeGoneAt, ownerId, reportedById, authorityId, lift, liftProposer, ...shown } = own;
  return Obstacle.show(audience, {
    ...shown,
    blocks: blocks.map((block) => viewBlock(audience, block)),
    daysOpen: Math.max(0, daysBetween(dayOf(obstacle.reportedAt), obstacle.closedAt === null ? today : dayOf(obstacle.closedAt))),
    overdue: isOverdue(obstacle.state, obstacle.nextActionOn, today),
    ...whatIsPossible(obstacleActionsOf(obstacle.state, actor.role, relation), (event) => refusalOf(ctx, obstacle, event, parts)),
    acceptedRisks: parts?.risks.map((risk) => AcceptedRisk.show(audience, risk)),
    allowedTasks: actor.kind === 'system' ? [] : tasksOf(actor, obstacle, relation, parts),
    closersToName: parts?.closersToName?.map((closer) => viewCloser(audience, closer)),
    lift: lift === null || liftProposer === null ? null : viewLift(audience, lift, liftProposer, blocks),
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

/** What the reader may do besides the steps; in a list, whether a closer is wanted is told by whom it waits on. */
function tasksOf(actor: AccountActor, obstacle: ObstacleRow, relation: ActorRelation & LiftStanding, parts: ObstacleParts | undefined) {
  const isCloserWanted = parts === undefined ? obstacle.waitingOn?.id === actor.organisationId : (parts.closersToName ?? []).length > 0;
  return allowedTasks({ ...obstacle, lift: openLiftIn(obstacle.lift) }, actor, relation).filter(
    (task) => task !== 'name-closer' || isCloserWanted,
  );
}

function viewCloser(audience: Audience, { role, displayName, ...closer }: Closer) {
  return ObstacleCloser.show(audience, { ...closer, name: displayName });
}

/** What waits for another side; of what would be let go each reader is shown what they see. */
function viewLift(
  audience: Audience,
  { proposedBy, proposedById, lifting, ...lift }: OpenLiftRow,
  proposer: NonNullable<ObstacleRow['liftProposer']>,
  blocks: readonly BlockRow[],
) {
  const things = lifting.step === 'let-go' ? lifting.things : [];
  return ObstacleLift.show(audience, {
    ...lift,
    step: lifting.step,
    originalId: lifting.step === 'mark-duplicate' ? lifting.originalId : null,
    kind: lifting.step === 'correct-kind' ? lifting.kind : null,
    detail: lifting.step === 'correct-kind' ? (lifting.detail ?? null) : null,
    blocks: blocks
      .filter(({ needId, matchId, deliveryId }) => things.includes(needId ?? matchId ?? deliveryId ?? ''))
      .map((block) => viewBlock(audience, block)),
    proposedBy: proposer,
  });
}

const viewBlock = (audience: Audience, { obstacleId, isParty, needId, matchId, deliveryId, ...block }: BlockRow) =>
  ObstacleBlock.show(audience, block, {
    needId: needId ?? undefined,
    matchId: matchId ?? undefined,
    deliveryId: deliveryId ?? undefined,
  });

/** What the verb of a step would refuse this reader for: in a list as far as the row says, of one obstacle all that there is. */
function refusalOf({ actor }: ActorContext, obstacle: ObstacleRow, event: ObstacleEvent, parts: ObstacleParts | undefined): Refusal | null {
  if (actor.kind === 'system') return null;
  if (event === 'close') return parts === undefined ? refusalOfClosing(obstacle, actor) : (parts.refusals.close ?? null);
  if (event === 'escalate') return refusalOfEscalation(obstacle);
  if (event === 'accept-risk' && parts === undefined) return refusalOfKind(obstacle.kind);
  return parts?.refusals[event] ?? null;
}

function viewParty({ obstacleId, id, slug, names, ...rest }: PartyRow) {
  nothingLeft(rest);
  return { id, slug, names };
}
