import type { ObstacleCommentId, ObstacleId } from '../../../kernel/id.ts';
import { must } from '../../../kernel/assert.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { requireDocument } from '../../documents/index.ts';
import type { CommentOnObstacle } from '../contract-work.ts';
import { obstacleComments } from '../comment-tables.ts';
import { involve, takeTask } from './change-obstacle.ts';

/**
 * Anyone involved says something to the others, in any state. The event tells that it was said and not what: events are read by
 * more than those who are involved by then.
 */
export async function commentOnObstacle(tx: Tx, ctx: ActorContext, id: ObstacleId, input: CommentOnObstacle): Promise<ObstacleCommentId> {
  const obstacle = await takeTask(tx, ctx, id, null, 'comment');
  const author = must(ctx.actor.kind === 'system' ? null : ctx.actor, 'the system says nothing');
  const { text, documentId = null, ...rest } = input;
  nothingLeft(rest);
  if (documentId !== null) await requireDocument(tx, documentId, { type: 'obstacle', id }, '/documentId');
  const commentId = newId<'obstacle-comment'>();
  await tx.insert(obstacleComments).values({
    id: commentId,
    obstacleId: id,
    text,
    documentId,
    authorId: author.userId,
    organisationId: author.organisationId,
    createdAt: ctx.now,
  });
  const { parties } = await involve(tx, ctx, id, [obstacle.ownerId]);
  await recordEvent(tx, ctx, { action: 'obstacle.commented', subject: { type: 'obstacle', id }, parties });
  return commentId;
}
