import { and, asc, desc, eq, gte, inArray, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { must } from '../../kernel/assert.ts';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { MeetingId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, type Page, toPage } from '../../platform/http/page.ts';
import type { ListMeetings } from './contract-meetings.ts';
import { TOOK_PLACE } from './domain/meeting.ts';
import { selectLinksOfMeetings } from './link-queries.ts';
import { type MeetingRow, selectMeetings, selectParticipants } from './meeting-rows.ts';
import type { MeetingView } from './record.ts';
import { meetings } from './tables.ts';
import { viewMeeting } from './views.ts';

const latestFirst = [desc(meetings.startsOn), desc(meetings.creationOrder)];

async function viewAll(tx: Tx, ctx: ActorContext, rows: readonly MeetingRow[]): Promise<MeetingView[]> {
  if (rows.length === 0) return [];
  const ids = rows.map(({ id }) => id);
  const participantsOf = groupBy(await selectParticipants(tx, ids), (row) => row.meetingId);
  const linksOf = groupBy(await selectLinksOfMeetings(tx, ids), (row) => row.sourceId as MeetingId);
  return rows.map((row) => viewMeeting(ctx, row, participantsOf.get(row.id) ?? [], linksOf.get(row.id) ?? []));
}

/** One meeting as this reader may see it. */
export async function findMeeting(tx: Tx, ctx: ActorContext, id: MeetingId): Promise<MeetingView> {
  const [meeting] = await viewAll(tx, ctx, await selectMeetings(tx, eq(meetings.id, id), latestFirst, 1));
  if (!meeting) throw new Refusal('not-found');
  return meeting;
}

const dayKey = z.tuple([z.iso.date(), z.int()]);

/** A page of meetings, the latest first. */
export async function listMeetings(tx: Tx, ctx: ActorContext, filters: ListMeetings): Promise<Page<MeetingView>> {
  const { limit, cursor, state, organisationId, from, until, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, dayKey);
  const rows = await selectMeetings(
    tx,
    and(
      state ? eq(meetings.state, state) : undefined,
      organisationId
        ? sql`exists (select from meeting_participants where meeting_participants.meeting_id = ${meetings.id} and meeting_participants.organisation_id = ${organisationId})`
        : undefined,
      from ? gte(meetings.startsOn, from) : undefined,
      until ? lte(meetings.startsOn, until) : undefined,
      key ? before(key[0], key[1]) : undefined,
    ),
    latestFirst,
    limit + 1,
  );
  const views = new Map((await viewAll(tx, ctx, rows.slice(0, limit))).map((view) => [view.id, view]));
  return toPage(
    rows,
    limit,
    (row) => [row.startsOn, row.creationOrder],
    (row) => must(views.get(row.id), 'each row was viewed'),
  );
}

const before = (day: CalendarDate, order: number | SQL): SQL | undefined =>
  or(lt(meetings.startsOn, day), and(eq(meetings.startsOn, day), lt(meetings.creationOrder, order)));

const orderOf = (id: MeetingId): SQL => sql`(select creation_order from meetings where id = ${id})`;

/** The last meeting that took place, of those that the reader sees; the last one before another where that is named. */
export async function findLatestMeeting(
  tx: Tx,
  ctx: ActorContext,
  earlierThan: Pick<MeetingView, 'startsOn' | 'id'> | null,
): Promise<MeetingView | null> {
  const rows = await selectMeetings(
    tx,
    and(inArray(meetings.state, TOOK_PLACE), earlierThan ? before(earlierThan.startsOn, orderOf(earlierThan.id)) : undefined),
    latestFirst,
    1,
  );
  return (await viewAll(tx, ctx, rows))[0] ?? null;
}

/** The first meeting that is planned for a day or later, of those that the reader sees. */
export async function findNextMeeting(tx: Tx, ctx: ActorContext, from: CalendarDate): Promise<MeetingView | null> {
  const rows = await selectMeetings(
    tx,
    and(eq(meetings.state, 'planned'), gte(meetings.startsOn, from)),
    [asc(meetings.startsOn), asc(meetings.creationOrder)],
    1,
  );
  return (await viewAll(tx, ctx, rows))[0] ?? null;
}
