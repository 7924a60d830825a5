import { and, desc, eq, inArray, lt, sql } from 'drizzle-orm';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { EVENT_SUBJECTS } from '../../platform/audit/event-subjects.ts';
import { events } from '../../platform/audit/tables.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { readerOf } from '../disclosure/index.ts';
import type { ListEvents } from './contract.ts';
import { tellChanges } from './change-queries.ts';
import { Event, type EventView } from './record.ts';

const COLUMNS = {
  id: events.id,
  at: events.at,
  action: events.action,
  subjectType: events.subjectType,
  subjectId: events.subjectId,
  actorKind: events.actorKind,
  actorRole: events.actorRole,
  actorUserId: events.actorUserId,
  actorOrganisationId: events.actorOrganisationId,
  job: events.job,
  reason: events.reason,
  note: events.note,
  before: events.before,
  after: events.after,
  parties: events.parties,
  requestId: events.requestId,
  creationOrder: events.creationOrder,
} as const;

/** A page of events, newest first: all of them for overseers, for others those that concern their organisation. */
export async function listEvents(tx: Tx, ctx: ActorContext, filters: ListEvents): Promise<Page<EventView>> {
  const { cursor, limit, subjectType, subjectId, action, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const rows = await tx
    .select(COLUMNS)
    .from(events)
    .where(
      and(
        subjectType ? eq(events.subjectType, subjectType) : undefined,
        subjectId ? eq(events.subjectId, subjectId) : undefined,
        action ? eq(events.action, action) : undefined,
        key ? lt(events.creationOrder, key[0]) : undefined,
      ),
    )
    .orderBy(desc(events.creationOrder))
    .limit(limit + 1);
  return toPage(
    await tellChanges(tx, ctx, rows),
    limit,
    (row) => [row.creationOrder],
    (row) => Event.show(readerOf(ctx), row),
  );
}

const MOST_CHANGES = 10;

/**
 * What changed the subjects of these ids after a version, newest first: who, what and when, as far as this reader may see it. An id is
 * nobody else's.
 */
export async function listChangesSince(tx: Tx, ctx: ActorContext, subjectIds: readonly string[], version: number) {
  const rows = await tx
    .select(COLUMNS)
    .from(events)
    .where(
      and(
        inArray(events.subjectType, [...EVENT_SUBJECTS]), // for the index
        inArray(events.subjectId, [...subjectIds]),
        sql`(${events.after} ->> 'version')::numeric > ${version}`,
      ),
    )
    .orderBy(desc(events.creationOrder))
    .limit(MOST_CHANGES);
  return (await tellChanges(tx, ctx, rows)).map((row) => Event.show(readerOf(ctx), row));
}
