import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, idOf, integerInAddress, listOf, localText, reason } from '../../platform/http/schemas.ts';
import { SEVERITIES } from '../reference/domain/vocabulary.ts';
import { ACTION_OUTCOMES } from './domain/action.ts';
import { STEP_OUTCOMES } from './domain/playbook.ts';
import { ObstacleComment } from './record.ts';

/** What is done on an obstacle besides its lifecycle: what it holds back, its severity, steps, actions, comments, dependencies. */

const BlockedNeed = z.strictObject({ needId: idOf('need') }).meta({ id: 'BlockedNeed' });
const BlockedMatch = z.strictObject({ matchId: idOf('match') }).meta({ id: 'BlockedMatch' });
const BlockedDelivery = z.strictObject({ deliveryId: idOf('delivery') }).meta({ id: 'BlockedDelivery' });

export const BlockedThing = z
  .union([BlockedNeed, BlockedMatch, BlockedDelivery])
  .meta({ id: 'BlockedThing', description: 'One need, match or delivery that is held back; its only key tells which.' });
export type BlockedThing = z.output<typeof BlockedThing>;
/** The fields of all three forms, of which a thing has those of one. */
export type BlockedThingFields = Partial<z.output<typeof BlockedNeed> & z.output<typeof BlockedMatch> & z.output<typeof BlockedDelivery>>;

export const HoldBack = z
  .strictObject({ blocks: listOf(BlockedThing).min(1).max(50) })
  .meta({ id: 'HoldBack', description: 'What it turns out to hold back besides.' });
export type HoldBack = z.output<typeof HoldBack>;

export const LetGo = z
  .strictObject({ blocks: listOf(BlockedThing).min(1).max(50), reason })
  .meta({ id: 'LetGo', description: 'What it does not hold back after all, and why.' });
export type LetGo = z.output<typeof LetGo>;

export const Dependency = z
  .strictObject({ dependsOnId: idOf('obstacle').meta({ description: 'The obstacle that has to go first.' }) })
  .meta({ id: 'ObstacleDependency', description: 'Another obstacle that has to go before this one can.' });
export type Dependency = z.output<typeof Dependency>;

export const CorrectSeverity = z
  .strictObject({
    severity: z.enum(SEVERITIES).nullable().meta({ description: 'null: let it follow from what is held back again.' }),
    reason,
  })
  .meta({ id: 'CorrectSeverity', description: 'Another severity than the one that follows, and why.' });
export type CorrectSeverity = z.output<typeof CorrectSeverity>;

export const FinishStep = z
  .strictObject({
    outcome: z.enum(STEP_OUTCOMES),
    note: reason.optional().meta({ description: 'What came of it; mandatory where it is left out.' }),
  })
  .meta({ id: 'FinishStep', description: 'A step of the playbook is done, or left out with a reason.' });
export type FinishStep = z.output<typeof FinishStep>;

export const AssignAction = z
  .strictObject({
    task: localText,
    assigneeId: idOf('organisation').meta({ description: 'Who is asked; it sees the obstacle from then on.' }),
    assigneeUserId: idOf('user').optional().meta({ description: 'The person of that organisation, where it is one.' }),
    dueOn: calendarDate,
  })
  .meta({ id: 'AssignAction', description: 'Something to be done by a day.' });
export type AssignAction = z.output<typeof AssignAction>;

export const FinishAction = z
  .strictObject({
    outcome: z.enum(ACTION_OUTCOMES),
    note: reason.optional().meta({ description: 'What came of it; mandatory where it is cancelled.' }),
  })
  .meta({ id: 'FinishAction', description: 'An action is done, or cancelled with a reason.' });
export type FinishAction = z.output<typeof FinishAction>;

export const CommentOnObstacle = z
  .strictObject({
    text: localText,
    documentId: idOf('document').optional().meta({ description: 'A document that is attached to this obstacle.' }),
  })
  .meta({ id: 'CommentOnObstacle', description: 'Something for those involved; it is not changed later.' });
export type CommentOnObstacle = z.output<typeof CommentOnObstacle>;

export const ObstacleCommentId = z
  .object({ id: idOf('obstacle-comment') })
  .meta({ id: 'ObstacleCommentId', description: 'The comment that was made.' });

export const ObstacleCommentPage = pageOf(ObstacleComment.schema, 'ObstacleCommentPage');
export const listCommentsQuery = z.strictObject(pageQuery);
export type ListComments = z.output<typeof listCommentsQuery>;

export const stepParams = z.strictObject({ id: idOf('obstacle'), position: integerInAddress(1, 100) });
export const actionParams = z.strictObject({ id: idOf('obstacle'), actionId: idOf('obstacle-action') });
