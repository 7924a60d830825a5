import { type CalendarDate, daysBetween } from '../../kernel/calendar-date.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import { audienceOf, redact } from '../disclosure/index.ts';
import type { BlockRow } from './blocked-thing-queries.ts';
import type { ObstacleView } from './contract.ts';
import { allowedObstacleActions, isOpen, isOverdue } from './domain/obstacle.ts';
import { allowedTasks } from './domain/task.ts';
import type { ObstacleParts } from './part-queries.ts';
import type { ObstacleRow, PartyRow } from './queries.ts';

const isoOf = (instant: Date | null): string | null => instant?.toISOString() ?? null;

/**
 * An obstacle as this reader may see it. Whoever sees it at all is involved, so a donor reads it as a party; of what it blocks
 * each reader is shown only what the policies let them see.
 */
export function viewObstacle(
  act: Act,
  obstacle: ObstacleRow,
  blocks: readonly BlockRow[],
  parties: readonly PartyRow[],
  parts?: ObstacleParts,
): ObstacleView {
  const { actor } = act;
  const today = dayOf(act.now);
  const scope = actor.kind === 'system' ? [] : [actor.organisationId, ...actor.scope];
  const standing = {
    owns: obstacle.owner !== null && scope.includes(obstacle.owner.id),
    isBlocked: blocks.some(({ isParty }) => isParty),
    resolved: actor.kind !== 'system' && obstacle.resolvedBy === actor.userId,
  };
  return redact('Obstacle', audienceOf(actor.role, true), {
    id: obstacle.id,
    reference: obstacle.reference,
    kind: obstacle.kind,
    state: obstacle.state,
    severity: obstacle.severity,
    severityReason: obstacle.severityReason,
    blocking: obstacle.blocking,
    blocksMilestone: obstacle.blocksMilestone,
    blocks: blocks.map(({ needId, matchId, deliveryId, reference }) => ({
      ...(needId === null ? {} : { needId }),
      ...(matchId === null ? {} : { matchId }),
      ...(deliveryId === null ? {} : { deliveryId }),
      reference,
    })),
    owner: obstacle.owner,
    waitingOn: obstacle.waitingOn,
    nextAction: obstacle.nextAction,
    nextActionOn: obstacle.nextActionOn,
    externalReference: obstacle.externalReference,
    expectedOn: obstacle.expectedOn,
    detail: obstacle.detail,
    escalationLevel: obstacle.escalationLevel,
    reportedAt: obstacle.reportedAt.toISOString(),
    reportedByOrganisation: obstacle.reportedByOrganisation,
    resolvedAt: isoOf(obstacle.resolvedAt),
    evidence: obstacle.evidence,
    evidenceDocumentId: obstacle.evidenceDocumentId,
    closedAt: isoOf(obstacle.closedAt),
    duplicateOf: obstacle.duplicateOf,
    stateReason: obstacle.stateReason,
    version: obstacle.version,
    daysOpen: Math.max(0, daysBetween(dayOf(obstacle.reportedAt), obstacle.closedAt === null ? today : dayOf(obstacle.closedAt))),
    overdue: isOverdue(obstacle.state, obstacle.nextActionOn, today),
    allowedActions: allowedObstacleActions(obstacle.state, actor.role, standing),
    allowedTasks: allowedTasks(obstacle.state, actor.role, standing),
    raisedBySystem: obstacle.signal !== null,
    causeGone: obstacle.causeGoneAt !== null && isOpen(obstacle.state),
    ...(parts === undefined ? {} : viewParts(parts, today)),
    parties: parties.map(({ id, slug, names }) => ({ id, slug, names })),
  }) as ObstacleView;
}

function viewParts({ clocks, steps, actions, dependsOn, requiredBy, duplicates }: ObstacleParts, today: CalendarDate) {
  return {
    clocks,
    steps: steps.map(({ finishedAt, ...step }) => ({ ...step, finishedAt: isoOf(finishedAt) })),
    actions: actions.map(({ finishedAt, ...action }) => ({
      ...action,
      overdue: action.state === 'open' && action.dueOn < today,
      finishedAt: isoOf(finishedAt),
    })),
    dependsOn,
    requiredBy,
    duplicates,
  };
}
