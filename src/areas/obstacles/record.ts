import { z } from 'zod';
import { ROLES } from '../../kernel/role.ts';
import { calendarDate, count, idOf, instant, localText, names, slugOf, versionField } from '../../platform/http/schemas.ts';
import { notAllowedNow, Party } from '../../platform/http/shared-shapes.ts';
import { auditors, declareRecord, overseers, parties, type ViewOf } from '../disclosure/index.ts';
import { SEVERITIES } from '../reference/domain/vocabulary.ts';
import { ACTION_STATES } from './domain/action.ts';
import { LIFTING_STEPS } from './domain/lift.ts';
import { HIGHEST_ESCALATION, OBSTACLE_EVENTS, OBSTACLE_STATES } from './domain/obstacle.ts';
import { RISK_ROLES } from './domain/risk.ts';
import { STEP_STATES } from './domain/playbook.ts';
import { OBSTACLE_TASKS } from './domain/task.ts';

const ClockReading = z
  .object({ days: count, workingDays: count })
  .meta({ id: 'ClockReading', description: 'Calendar days, and working days by the calendars of whoever had the move.' });

const ObstacleClocks = z
  .object({
    total: ClockReading.meta({ description: 'Since the report; a reopened one keeps its age.' }),
    internal: ClockReading.meta({ description: 'Without the days on which an outside authority had the move.' }),
    external: ClockReading.meta({ description: 'The days on which an outside authority had the move.' }),
    inState: ClockReading.nullable().meta({ description: 'In the state that it is in; null once it has ended.' }),
    withOwner: ClockReading.nullable().meta({ description: 'With its owner, internal days alone; null once it has ended.' }),
  })
  .meta({ id: 'ObstacleClocks', description: 'How long it has taken, and whose time that was; when one obstacle is read.' });

export const ObstacleComment = declareRecord('ObstacleComment', 'What somebody involved said to the others.', {
  id: parties(idOf('obstacle-comment')),
  obstacleId: parties(idOf('obstacle').meta({ description: 'Where it was said: the obstacle itself, or a duplicate that it took over.' })),
  text: parties(localText),
  documentId: parties(idOf('document').nullable()),
  organisation: parties(Party),
  author: parties(z.string().nullable().meta({ description: 'The name of the person, to their own organisation and to auditors.' })),
  at: parties(instant),
});

export type ObstacleCommentView = ViewOf<typeof ObstacleComment>;

export const ObstacleStep = declareRecord('ObstacleStep', 'A step of the playbook, with its term.', {
  position: parties(count.min(1)),
  step: parties(slugOf('playbook-step')),
  names: parties(names),
  role: parties(slugOf('role').meta({ description: 'Who usually takes it.' })),
  termDays: parties(count.meta({ description: 'Working days that it usually takes.' })),
  dueOn: parties(calendarDate),
  state: parties(z.enum(STEP_STATES)),
  note: parties(z.string().nullable()),
  finishedAt: parties(instant.nullable()),
});

export const ObstacleAction = declareRecord('ObstacleAction', 'Something that an organisation, or a person of it, does by a day.', {
  id: parties(idOf('obstacle-action')),
  obstacleId: parties(
    idOf('obstacle').meta({ description: 'Where it was assigned: the obstacle itself, or a duplicate that it took over.' }),
  ),
  task: parties(localText),
  assignee: parties(Party),
  assigneeUserId: parties(idOf('user').nullable()),
  dueOn: parties(calendarDate),
  state: parties(z.enum(ACTION_STATES)),
  overdue: parties(z.boolean()),
  note: parties(z.string().nullable()),
  finishedAt: parties(instant.nullable()),
});

export const AcceptedRisk = declareRecord('AcceptedRisk', 'Somebody who goes on in spite of an obstacle, for their own part.', {
  organisation: parties(Party),
  role: parties(z.enum(RISK_ROLES).meta({ description: 'A donor for what it gives; a facilitator for the mission, beside each donor.' })),
  reason: parties(z.string()),
  acceptedAt: parties(instant),
});

export const LinkedObstacle = declareRecord('LinkedObstacle', 'Another obstacle that the reader sees.', {
  id: parties(idOf('obstacle')),
  reference: parties(z.string()),
  kind: parties(slugOf('obstacle-kind')),
  state: parties(z.enum(OBSTACLE_STATES)),
});

export const ObstacleBlock = declareRecord('ObstacleBlock', 'Something held back that the reader may see.', {
  needId: parties(idOf('need').optional()),
  matchId: parties(idOf('match').optional()),
  deliveryId: parties(idOf('delivery').optional()),
  reference: parties(z.string().meta({ description: 'Short code for people.', example: 'D-7F3K-2Q' })),
});

export const ObstacleLift = declareRecord(
  'ObstacleLift',
  'What would lift an obstacle of a kind that nobody may waive, as one side puts it to another. Until that agrees the obstacle stands as it did.',
  {
    id: parties(idOf('obstacle-lift')),
    step: parties(z.enum(LIFTING_STEPS)),
    originalId: parties(idOf('obstacle').nullable().meta({ description: 'Whose duplicate it is said to be.' })),
    kind: parties(slugOf('obstacle-kind').nullable().meta({ description: 'The kind that it is said to be of.' })),
    detail: parties(localText.nullable()),
    blocks: parties(z.array(ObstacleBlock.schema).meta({ description: 'What would be let go, as far as the reader sees it.' })),
    reason: parties(z.string()),
    proposedBy: parties(Party),
    proposedByRole: parties(z.enum(ROLES)),
    createdAt: parties(instant),
  },
);

export const ObstacleValues = z
  .object({
    kind: slugOf('obstacle-kind').optional(),
    detail: localText.optional(),
    authorityId: idOf('organisation').nullable().optional(),
    externalReference: z.string().nullable().optional(),
    expectedOn: calendarDate.nullable().optional(),
    severity: z.enum(SEVERITIES).optional(),
    severityReason: z.string().nullable().optional(),
  })
  .meta({ id: 'ObstacleValues', description: 'A part of an obstacle as it stood, or as it should have been recorded.' });

export const ObstacleCloser = declareRecord('ObstacleCloser', 'A facilitator whom an auditor may name to close an obstacle.', {
  userId: auditors(idOf('user')),
  name: auditors(z.string()),
  organisationId: auditors(idOf('organisation')),
});

export const Obstacle = declareRecord('Obstacle', 'What stands in the way, and whose move it is.', {
  id: parties(idOf('obstacle')),
  reference: parties(z.string().meta({ description: 'Short code for people.', example: 'B-7F3K-2Q' })),
  kind: parties(slugOf('obstacle-kind')),
  state: parties(z.enum(OBSTACLE_STATES)),
  severity: parties(z.enum(SEVERITIES)),
  severityReason: parties(
    z.string().nullable().meta({
      description: 'Why people have set another severity than the one that follows from what is held back; null where it follows.',
    }),
  ),
  blocking: parties(z.boolean()),
  blocksMilestone: parties(slugOf('milestone')),
  blocks: parties(z.array(ObstacleBlock.schema)),
  owner: parties(Party.nullable()),
  waitingOn: parties(Party.nullable()),
  nextAction: parties(localText.nullable()),
  nextActionOn: parties(calendarDate.nullable()),
  authority: parties(Party.nullable().meta({ description: 'The outside authority that it waits for, or last waited for.' })),
  externalReference: parties(z.string().nullable()),
  expectedOn: parties(calendarDate.nullable()),
  detail: parties(localText),
  escalationLevel: parties(z.int().min(0).max(HIGHEST_ESCALATION)),
  reportedAt: parties(instant),
  reportedByOrganisation: parties(Party.nullable()),
  resolvedAt: parties(instant.nullable()),
  evidence: parties(z.string().nullable()),
  evidenceDocumentId: parties(idOf('document').nullable()),
  namedCloser: parties(
    Party.nullable().meta({ description: 'Whose facilitator an auditor named to close it, since nobody else is left who may.' }),
  ),
  closersToName: auditors(
    z
      .array(ObstacleCloser.schema)
      .optional()
      .meta({ description: 'Whom an auditor may name; empty while somebody may close it. When one resolved obstacle is read.' }),
  ),
  lift: parties(ObstacleLift.schema.nullable().meta({ description: 'What would lift it, and waits for another side.' })),
  closedAt: parties(instant.nullable().meta({ description: 'When it ended: closed, a duplicate, dismissed, or its risk accepted.' })),
  duplicateOf: parties(idOf('obstacle').nullable()),
  stateReason: parties(z.string().nullable()),
  version: parties(versionField),
  daysOpen: parties(count.meta({ description: 'Whole days from the report to its end, or to today.' })),
  overdue: parties(z.boolean().meta({ description: 'Open, and the day of its next action has passed.' })),
  allowedActions: parties(z.array(z.enum(OBSTACLE_EVENTS)).meta({ description: 'What the reader may do next.' })),
  notAllowedNow: parties(notAllowedNow(z.enum(OBSTACLE_EVENTS), 'ObstacleNotAllowedNow')),
  allowedTasks: parties(z.array(z.enum(OBSTACLE_TASKS)).meta({ description: 'What else the reader may do with it.' })),
  raisedBySystem: parties(z.boolean().meta({ description: 'The system found it; nobody reported it.' })),
  causeGone: parties(
    z.boolean().meta({ description: 'The system found that what it was opened for is no longer so: people may close it.' }),
  ),
  acceptedRisks: parties(
    z
      .array(AcceptedRisk.schema)
      .optional()
      .meta({ description: 'Who goes on in spite of it, as far as the reader may know; when one obstacle is read.' }),
  ),
  clocks: parties(ObstacleClocks.optional()),
  steps: parties(z.array(ObstacleStep.schema).optional().meta({ description: 'Its playbook; when one obstacle is read.' })),
  actions: parties(z.array(ObstacleAction.schema).optional().meta({ description: 'When one obstacle is read.' })),
  dependsOn: parties(z.array(LinkedObstacle.schema).optional().meta({ description: 'What has to go first; when one obstacle is read.' })),
  requiredBy: parties(
    z.array(LinkedObstacle.schema).optional().meta({ description: 'What waits for this to go; when one obstacle is read.' }),
  ),
  duplicates: parties(
    z.array(LinkedObstacle.schema).optional().meta({ description: 'Reports of the same that it took over; when one obstacle is read.' }),
  ),
  parties: overseers(z.array(Party).meta({ description: 'The organisations involved, who see it.' })),
});

export type ObstacleView = ViewOf<typeof Obstacle>;
