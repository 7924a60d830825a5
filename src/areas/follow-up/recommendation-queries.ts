import { and, asc, desc, eq, inArray, lt, ne, sql, type SQL } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { MeetingId, RecommendationId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { readerOf } from '../disclosure/index.ts';
import type { ListNotes, ListRecommendations } from './contract-recommendations.ts';
import { UNFINISHED_STATES } from './domain/recommendation.ts';
import { selectLinksOfRecommendations } from './link-queries.ts';
import { type RecommendationRow, selectLatestNotes, selectNotes, selectOwners, selectRecommendations } from './recommendation-rows.ts';
import type { RecommendationNoteView, RecommendationView } from './record.ts';
import { followUpLinks } from './link-tables.ts';
import { recommendationNotes, recommendations } from './tables.ts';
import { viewNote, viewRecommendation } from './views.ts';
import { todayOfMission } from '../reference/index.ts';

const newestFirst = [desc(recommendations.creationOrder)];

async function viewAll(tx: Tx, ctx: ActorContext, rows: readonly RecommendationRow[]): Promise<RecommendationView[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const ownersOf = groupBy(await selectOwners(tx, ids), (row) => row.recommendationId);
  const notes = new Map((await selectLatestNotes(tx, ids)).map((row) => [row.recommendationId, row]));
  const linksOf = groupBy(await selectLinksOfRecommendations(tx, ids), (row) => row.sourceId as RecommendationId);
  return rows.map((row) => viewRecommendation(ctx, row, ownersOf.get(row.id) ?? [], notes.get(row.id), linksOf.get(row.id) ?? []));
}

/** One recommendation as this reader may see it. */
export async function findRecommendation(tx: Tx, ctx: ActorContext, id: RecommendationId): Promise<RecommendationView> {
  const [recommendation] = await viewAll(tx, ctx, await selectRecommendations(tx, eq(recommendations.id, id), newestFirst, 1));
  if (!recommendation) throw new Refusal('not-found');
  return recommendation;
}

/** A page of recommendations, newest first. A link that the reader may not see doesn't count for a filter either. */
export async function listRecommendations(tx: Tx, ctx: ActorContext, filters: ListRecommendations): Promise<Page<RecommendationView>> {
  const { limit, cursor, state, meetingId, ownerId, overdue, needId, obstacleId, partnershipId, deliveryId, citedAgreementId, ...rest } =
    filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const isOverdueNow = and(inArray(recommendations.state, UNFINISHED_STATES), lt(recommendations.dueOn, todayOfMission(ctx)));
  const rows = await selectRecommendations(
    tx,
    and(
      state ? eq(recommendations.state, state) : undefined,
      meetingId ? eq(recommendations.meetingId, meetingId) : undefined,
      ownerId
        ? sql`exists (select from recommendation_owners where recommendation_owners.recommendation_id = ${recommendations.id} and recommendation_owners.organisation_id = ${ownerId})`
        : undefined,
      overdue === undefined ? undefined : overdue ? isOverdueNow : sql`not (${isOverdueNow})`,
      needId ? concerns(eq(followUpLinks.needId, needId)) : undefined,
      obstacleId ? concerns(eq(followUpLinks.obstacleId, obstacleId)) : undefined,
      partnershipId ? concerns(eq(followUpLinks.partnershipId, partnershipId)) : undefined,
      deliveryId ? concerns(eq(followUpLinks.deliveryId, deliveryId)) : undefined,
      citedAgreementId ? concerns(eq(followUpLinks.citedAgreementId, citedAgreementId)) : undefined,
      key ? lt(recommendations.creationOrder, key[0]) : undefined,
    ),
    newestFirst,
    limit + 1,
  );
  const views = new Map((await viewAll(tx, ctx, rows.slice(0, limit))).map((view) => [view.id, view]));
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => must(views.get(row.id), 'each row was viewed'),
  );
}

const concerns = (condition: SQL) =>
  sql`exists (select from ${followUpLinks} where ${followUpLinks.recommendationId} = ${recommendations.id} and ${condition})`;

/** More than any meeting has recommended; a brief of more would not be read. */
const MOST_OF_A_MEETING = 200;

/** All that a meeting recommended, in the order in which it was written down. */
export const recommendationsOf = async (tx: Tx, ctx: ActorContext, meetingId: MeetingId): Promise<RecommendationView[]> =>
  viewAll(
    tx,
    ctx,
    await selectRecommendations(tx, eq(recommendations.meetingId, meetingId), [asc(recommendations.creationOrder)], MOST_OF_A_MEETING),
  );

/** What meetings before this one recommended and nobody has finished yet, the longest due first. */
export const unfinishedBefore = async (
  tx: Tx,
  ctx: ActorContext,
  meeting: { id: MeetingId; startsOn: CalendarDate },
): Promise<RecommendationView[]> =>
  viewAll(
    tx,
    ctx,
    await selectRecommendations(
      tx,
      and(
        inArray(recommendations.state, UNFINISHED_STATES),
        ne(recommendations.meetingId, meeting.id),
        sql`(select starts_on from meetings where meetings.id = ${recommendations.meetingId}) <= ${meeting.startsOn}`,
      ),
      [asc(recommendations.dueOn), asc(recommendations.creationOrder)],
      MOST_OF_A_MEETING,
    ),
  );

/** A page of the notes of a recommendation, newest first. */
export async function listNotes(
  tx: Tx,
  ctx: ActorContext,
  id: RecommendationId,
  filters: ListNotes,
): Promise<Page<RecommendationNoteView>> {
  const { limit, cursor, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const [known] = await tx.select({ id: recommendations.id }).from(recommendations).where(eq(recommendations.id, id));
  if (!known) throw new Refusal('not-found');
  const rows = await selectNotes(
    tx,
    and(eq(recommendationNotes.recommendationId, id), key ? lt(recommendationNotes.creationOrder, key[0]) : undefined),
    limit + 1,
  );
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewNote(readerOf(ctx), row),
  );
}
