import { must } from '../../../kernel/assert.ts';
import type { MeetingId, RecommendationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { RecordRecommendation, ReviseRecommendation, SupersedeRecommendation } from '../contract-recommendations.ts';
import { RECORDING_ROLES } from '../domain/recommendation.ts';
import { findMeetingDay } from '../reference-check-queries.ts';
import { recommendations } from '../tables.ts';
import { lockMeeting } from './change-meeting.ts';
import {
  concernedBy,
  lockRecommendation,
  recommendationColumns,
  replaceOwners,
  stepRecommendation,
  beginRecommendationStep,
} from './change-recommendation.ts';
import { todayOfMission } from '../../reference/index.ts';
import { addLinks, isOfLinksAlone, replaceLinks } from './write-links.ts';

/** What a facilitator keeps of a recommendation: that there is one, its words, its owners and day, and what takes its place. */

/** Written down while the meeting is held: the lock keeps a colleague from closing it in between. */
export async function recordRecommendation(
  tx: Tx,
  ctx: ActorContext,
  meetingId: MeetingId,
  input: RecordRecommendation,
): Promise<RecommendationId> {
  const { role } = ctx.actor;
  const named: readonly string[] = RECORDING_ROLES;
  if (!named.includes(role)) throw new Refusal('role-not-allowed', { facts: { role, allowed: [...named] } });
  const { recommends, ownerIds, dueOn, links, ...rest } = input;
  nothingLeft(rest);
  const meeting = await lockMeeting(tx, meetingId, null);
  if (meeting.state !== 'held') throw new Refusal('meeting-not-held', { facts: { state: meeting.state } });
  if (dueOn < meeting.startsOn) throw refuseField('date-order', '/dueOn', 'out-of-range');
  const [recommendation] = await tx
    .insert(recommendations)
    .values({
      id: newId<'recommendation'>(),
      meetingId,
      state: 'open',
      recommends,
      dueOn,
      createdAt: ctx.now,
    })
    .returning(recommendationColumns);
  const created = must(recommendation, 'an inserted recommendation comes back');
  await replaceOwners(tx, created.id, ownerIds);
  await addLinks(tx, { recommendationId: created.id }, links);
  await recordEvent(tx, ctx, {
    action: 'recommendation.recorded',
    subject: { type: 'recommendation', id: created.id },
    parties: await concernedBy(tx, ctx, created),
  });
  return created.id;
}

/** Another day is another promise: it says why, and the clock of what is overdue begins anew. */
export async function reviseRecommendation(
  tx: Tx,
  ctx: ActorContext,
  id: RecommendationId,
  version: number,
  input: ReviseRecommendation,
): Promise<void> {
  const recommendation = await beginRecommendationStep(tx, ctx, id, version, 'revise');
  const { recommends = recommendation.recommends, ownerIds, dueOn = recommendation.dueOn, links, reason, ...rest } = input;
  nothingLeft(rest);
  const moved = dueOn !== recommendation.dueOn;
  if (moved) {
    if (reason === undefined) throw refuseField('reason-required', '/reason', 'missing');
    const startsOn = await findMeetingDay(tx, recommendation.meetingId);
    if (dueOn < startsOn) throw refuseField('date-order', '/dueOn', 'out-of-range');
  }
  if (ownerIds) await replaceOwners(tx, id, ownerIds);
  if (links) await replaceLinks(tx, { recommendationId: id }, links);
  const set = { recommends, dueOn, ...(moved && dueOn >= todayOfMission(ctx) ? { overdueSince: null } : {}) };
  if (!(await makesDifference(tx, { type: 'recommendation', id }, recommendations, set))) return;
  await stepRecommendation(tx, ctx, recommendation, {
    event: 'revise',
    action: 'recommendation.revised',
    set,
    reason,
    isHidden: isOfLinksAlone(input),
  });
}

/** Another recommendation, of a later meeting or a better wording, takes its place. It must itself still stand. */
export async function supersedeRecommendation(
  tx: Tx,
  ctx: ActorContext,
  id: RecommendationId,
  version: number,
  input: SupersedeRecommendation,
): Promise<void> {
  const { successorId, reason, ...rest } = input;
  nothingLeft(rest);
  const recommendation = await beginRecommendationStep(tx, ctx, id, version, 'supersede');
  const successor = await lockSuccessor(tx, successorId);
  if (successor === null || successor.id === id) throw refuseField('reference-unknown', '/successorId');
  if (successor.state === 'superseded' || successor.state === 'rejected') {
    throw refuseField('reference-unknown', '/successorId', 'not-open');
  }
  await stepRecommendation(tx, ctx, recommendation, {
    event: 'supersede',
    action: 'recommendation.superseded',
    set: { supersededBy: successor.id },
    reason,
  });
}

async function lockSuccessor(tx: Tx, id: RecommendationId) {
  try {
    return await lockRecommendation(tx, id);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not-found') return null;
    throw error;
  }
}
