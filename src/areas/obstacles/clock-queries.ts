import { asc, eq } from 'drizzle-orm';
import type { ObstacleId, OrganisationId } from '../../kernel/id.ts';
import { MISSION_ZONE, type TimeZone } from '../../kernel/time-zone.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { calendarOfParty, type WorkingCalendar, workingDaysBetween } from '../calendars/domain/working-calendar.ts';
import { readCalendars } from '../calendars/index.ts';
import { organisations } from '../reference/tables.ts';
import { type Clocks, readClocks } from './domain/clocks.ts';
import { obstaclePeriods } from './period-tables.ts';
import { dayAt } from '../../platform/clock.ts';

/** How an organisation's days go. */
export interface Work {
  readonly calendar: WorkingCalendar;
  readonly zone: TimeZone;
}

/** The calendar that an organisation works by, as corrected by what was announced, and its zone; weekdays for one that nobody knows. */
export async function readWorkOfOrganisations(tx: Tx): Promise<(id: OrganisationId | null) => Work> {
  const calendarOf = await readCalendars(tx);
  const rows = await tx.select({ id: organisations.id, party: organisations.party, zone: organisations.timeZone }).from(organisations);
  const known = new Map(rows.map((row) => [row.id, row]));
  return (id) => {
    const of = id === null ? undefined : known.get(id);
    return { calendar: calendarOf(calendarOfParty(of?.party ?? '')), zone: of?.zone ?? MISSION_ZONE };
  };
}

/** When, and by whose days, the clocks are read. */
export interface Read {
  readonly zone: TimeZone;
  readonly now: Date;
}

/** How long it has taken so far, and whose time that was. */
export async function selectClocks(tx: Tx, id: ObstacleId, { zone, now }: Read): Promise<Clocks> {
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
    from: dayAt(zone, beganAt),
    to: endedAt === null ? null : dayAt(zone, endedAt),
  }));
  return readClocks(periods, dayAt(zone, now), (calendar, from, to) => workingDaysBetween(calendarOf(calendar), from, to));
}
