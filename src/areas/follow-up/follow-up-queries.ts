import { asc, eq } from 'drizzle-orm';
import type { MeetingId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { readerOf } from '../disclosure/index.ts';
import { needs } from '../needs/tables.ts';
import { agreementsNamed } from './agreement-queries.ts';
import { tookPlace } from './domain/meeting.ts';
import type { RecommendationState } from './domain/recommendation.ts';
import { findLatestMeeting, findMeeting, findNextMeeting } from './meeting-queries.ts';
import {
  CitingNeed,
  FollowUpTotals,
  MeetingFollowUp,
  type MeetingFollowUpView,
  type MeetingView,
  type RecommendationView,
} from './record.ts';
import { recommendationsOf, unfinishedBefore } from './recommendation-queries.ts';
import { todayOfMission } from '../reference/index.ts';

/** What was decided in a meeting and what became of it. Of one still to come: what was decided in the last before it. */
export async function followUpOf(tx: Tx, ctx: ActorContext, id: MeetingId): Promise<MeetingFollowUpView> {
  return followUp(tx, ctx, await findMeeting(tx, ctx, id));
}

/** The same of the last meeting that took place, of those that the reader sees. */
export async function followUpOfLatest(tx: Tx, ctx: ActorContext): Promise<MeetingFollowUpView> {
  const meeting = await findLatestMeeting(tx, ctx, null);
  if (meeting === null) throw new Refusal('not-found');
  return followUp(tx, ctx, meeting);
}

async function followUp(tx: Tx, ctx: ActorContext, meeting: MeetingView): Promise<MeetingFollowUpView> {
  const decidedAt = tookPlace(meeting.state) ? meeting : await findLatestMeeting(tx, ctx, meeting);
  const recommended = decidedAt === null ? [] : await recommendationsOf(tx, ctx, decidedAt.id);
  const carriedOver = decidedAt === null ? [] : await unfinishedBefore(tx, ctx, decidedAt);
  const cited = [meeting, ...(decidedAt === null ? [] : [decidedAt]), ...recommended, ...carriedOver]
    .flatMap(({ links }) => links)
    .flatMap(({ citedAgreementId }) => citedAgreementId ?? []);
  const today = todayOfMission(ctx);
  const next = await findNextMeeting(tx, ctx, today);
  const audience = readerOf(ctx);
  return MeetingFollowUp.show(audience, {
    meeting,
    decidedAt,
    totals: FollowUpTotals.show(audience, totalsOf(recommended)),
    recommendations: recommended,
    carriedOver,
    agreements: await agreementsNamed(tx, ctx, [...new Set(cited)]),
    needs: await selectCitingNeeds(tx, ctx, decidedAt?.id ?? meeting.id),
    nextMeeting: next?.id === meeting.id ? null : next,
  });
}

function totalsOf(recommended: readonly RecommendationView[]) {
  const inState = (state: RecommendationState) => recommended.filter((one) => one.state === state).length;
  return {
    recommended: recommended.length,
    confirmed: inState('confirmed'),
    done: inState('done'),
    inProgress: inState('in-progress'),
    accepted: inState('accepted'),
    open: inState('open'),
    overdue: recommended.filter(({ overdue }) => overdue).length,
    rejected: inState('rejected'),
    superseded: inState('superseded'),
  };
}

/** That a need comes from a meeting is the recipients' own affair: a donor is not told. */
async function selectCitingNeeds(tx: Tx, ctx: ActorContext, id: MeetingId) {
  if (ctx.actor.role === 'donor') return [];
  const rows = await tx
    .select({ id: needs.id, reference: needs.reference, state: needs.state })
    .from(needs)
    .where(eq(needs.citedMeetingId, id))
    .orderBy(asc(needs.reference));
  return rows.map((row) => CitingNeed.show(readerOf(ctx), row));
}
