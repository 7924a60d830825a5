import { asc, eq } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { ObstacleId, OrganisationId } from '../../kernel/id.ts';
import { dayOf } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { calendarOfParty, type WorkingCalendar, workingDaysBetween } from '../calendars/domain/working-calendar.ts';
import { readCalendars } from '../calendars/index.ts';
import { organisations } from '../reference/tables.ts';
import { type Clocks, readClocks } from './domain/clocks.ts';
import { obstaclePeriods } from './tables.ts';

/** The calendar that an organisation works by, as corrected by what was announced; weekdays for one that nobody knows. */
export async function readCalendarsOfOrganisations(tx: Tx): Promise<(id: OrganisationId | null) => WorkingCalendar> {
  const calendarOf = await readCalendars(tx);
  const rows = await tx.select({ id: organisations.id, party: organisations.party }).from(organisations);
  const partyOf = new Map(rows.map(({ id, party }) => [id, party]));
  return (id) => calendarOf(calendarOfParty((id === null ? undefined : partyOf.get(id)) ?? ''));
}

/** How long it has taken so far, and whose time that was. */
export async function selectClocks(tx: Tx, id: ObstacleId, today: CalendarDate): Promise<Clocks> {
  const calendarOf = await readCalendars(tx);
  const rows = await tx
    .select({
      state: obstaclePeriods.state,
      ownerId: obstaclePeriods.ownerId,
      external: obstaclePeriods.external,
      beganAt: obstaclePeriods.beganAt,
      endedAt: obstaclePeriods.endedAt,
      party: organisations.party,
    })
    .from(obstaclePeriods)
    .leftJoin(organisations, eq(organisations.id, obstaclePeriods.waitingOnId))
    .where(eq(obstaclePeriods.obstacleId, id))
    .orderBy(asc(obstaclePeriods.position));
  const periods = rows.map(({ beganAt, endedAt, party, ...period }) => ({
    ...period,
    calendar: calendarOfParty(party ?? ''),
    from: dayOf(beganAt),
    to: endedAt === null ? null : dayOf(endedAt),
  }));
  return readClocks(periods, today, (calendar, from, to) => workingDaysBetween(calendarOf(calendar), from, to));
}
