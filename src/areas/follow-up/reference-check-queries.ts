import { eq } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { MeetingId, OrganisationId } from '../../kernel/id.ts';
import { Refusal, refuseField } from '../../kernel/refusal.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { organisations, sites } from '../reference/tables.ts';
import { meetings } from './tables.ts';

/** Refuses organisations of a list that don't exist or are named twice, each at its own pointer. */
export async function requireOrganisations(tx: Tx, named: readonly OrganisationId[], pointerOf: (index: number) => string): Promise<void> {
  if (named.length === 0) return;
  const rows = await tx.select({ id: organisations.id }).from(organisations).where(oneOf(organisations.id, named));
  const known = new Set(rows.map(({ id }) => id));
  const unknown = named.flatMap((id, index) => (known.has(id) ? [] : [{ pointer: pointerOf(index), code: 'reference-unknown' as const }]));
  if (unknown.length > 0) throw new Refusal('reference-unknown', { fields: unknown });
  const twice = named.flatMap((id, index) =>
    named.indexOf(id) === index ? [] : [{ pointer: pointerOf(index), code: 'named-twice' as const }],
  );
  if (twice.length > 0) throw new Refusal('invalid-field', { fields: twice });
}

export async function requireSite(tx: Tx, slug: string | null | undefined): Promise<void> {
  if (slug === undefined || slug === null) return;
  const [site] = await tx.select({ slug: sites.slug }).from(sites).where(eq(sites.slug, slug));
  if (!site) throw refuseField('reference-unknown', '/site');
}

/** Refuses a meeting that a record cites and the actor may not see, as if there were none. */
export async function requireMeeting(tx: Tx, id: MeetingId | null | undefined, pointer: string): Promise<void> {
  if (id === undefined || id === null) return;
  const [meeting] = await tx.select({ id: meetings.id }).from(meetings).where(eq(meetings.id, id));
  if (!meeting) throw refuseField('reference-unknown', pointer);
}

/** The first day of a meeting that the actor sees. */
export async function findMeetingDay(tx: Tx, id: MeetingId): Promise<CalendarDate> {
  const [meeting] = await tx.select({ startsOn: meetings.startsOn }).from(meetings).where(eq(meetings.id, id));
  return must(meeting, 'a recommendation has a meeting').startsOn;
}
