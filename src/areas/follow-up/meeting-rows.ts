import { asc, eq, getTableColumns, type SQL } from 'drizzle-orm';
import type { MeetingId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { nameColumns, organisations } from '../reference/tables.ts';
import { meetingParticipants, meetings } from './tables.ts';

// An organisation is read by name below.
const { organisationId, ...participantColumns } = getTableColumns(meetingParticipants);

export type MeetingRow = Awaited<ReturnType<typeof selectMeetings>>[number];
export type ParticipantRow = Awaited<ReturnType<typeof selectParticipants>>[number];

/** The index `meetings_by_day` serves the order. */
export const selectMeetings = (tx: Tx, where: SQL | undefined, order: readonly SQL[], limit: number) =>
  tx
    .select(getTableColumns(meetings))
    .from(meetings)
    .where(where)
    .orderBy(...order)
    .limit(limit);

export const selectParticipants = (tx: Tx, ids: readonly MeetingId[]) =>
  tx
    .select({ ...participantColumns, organisation: nameColumns(organisations) })
    .from(meetingParticipants)
    .innerJoin(organisations, eq(organisations.id, meetingParticipants.organisationId))
    .where(oneOf(meetingParticipants.meetingId, ids))
    .orderBy(asc(organisations.slug));
