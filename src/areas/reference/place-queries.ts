import { type AnyColumn, sql, type SQL } from 'drizzle-orm';
import { addDays, type CalendarDate } from '../../kernel/calendar-date.ts';
import type { DeliveryId, OrganisationId, UnitId } from '../../kernel/id.ts';
import { MISSION_ZONE, type TimeZone } from '../../kernel/time-zone.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { dayAt, midnightAfter } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/transaction.ts';

/*
 * Whose day it is. A record's days are judged where its place is: a unit's at its site, an organisation's where that sits, a paper's with the
 * authority that issues it; what spans many places by the mission's. Neither the process's zone nor the database's comes into it.
 */

type Named<Value> = AnyColumn | SQL | Value;

/** The zone where a unit stands, for a statement or as a column of one. */
export const zoneOfUnit = (unit: Named<UnitId>) => sql<TimeZone>`wasl.zone_of_unit(${unit})`;

/** The zone of an organisation; the mission's where there is none. */
export const zoneOfOrganisation = (organisation: Named<OrganisationId | null>) => sql<TimeZone>`wasl.zone_of_organisation(${organisation})`;

/** The zone where a delivery goes. */
export const zoneOfDelivery = (delivery: Named<DeliveryId>) => sql<TimeZone>`wasl.zone_of_delivery(${delivery})`;

/** The zone of a paper: of the authority that issues it, else of whoever has to bring it. */
export const zoneOfPaper = (issuedBy: Named<string | null>, ownerId: Named<OrganisationId | null>) =>
  sql<TimeZone>`wasl.zone_of_paper(${issuedBy}, ${ownerId})`;

/** The zone of who decides by a regime. */
export const zoneOfRegime = (regime: Named<string>) => sql<TimeZone>`wasl.zone_of_regime(${regime})`;

/** The day in a zone, in a statement. */
export const dayIn = (zone: SQL, instant: Named<Date>) =>
  sql<CalendarDate>`wasl.day_at(${zone}, ${instant instanceof Date ? sql`${instant.toISOString()}::timestamptz` : instant})`;

/**
 * Whether a day is over in its zone. No place is further ahead than UTC+14: that comparison takes no more than a date, so that an index on the
 * column finds the few whose zones are then asked.
 */
export function isOver(column: AnyColumn | SQL, zone: SQL, now: Date): SQL {
  return sql`(${column} < ${dayAt('Pacific/Kiritimati', now)}::date and ${column} < ${dayIn(zone, now)})`;
}

/** Today where the mission works. */
export const todayOfMission = ({ now }: Pick<ActorContext, 'now'>): CalendarDate => dayAt(MISSION_ZONE, now);

const todayIn = async (tx: Tx, { now }: Pick<ActorContext, 'now'>, zone: SQL<TimeZone>): Promise<CalendarDate> =>
  dayAt(await readZone(tx, zone), now);

async function readZone(tx: Tx, zone: SQL<TimeZone>): Promise<TimeZone> {
  const [row] = await tx.execute<{ zone: TimeZone }>(sql`select ${zone} as zone`);
  return row?.zone ?? MISSION_ZONE;
}

/** When a deadline of so many days ends: at the midnight of the last of them, in the zone of the record's place. */
export const deadlineIn = async (tx: Tx, { now }: Pick<ActorContext, 'now'>, zone: SQL<TimeZone>, days: number): Promise<Date> =>
  deadlineOf(await readZone(tx, zone), now, days);

/** The same where the zone is known. */
export const deadlineOf = (zone: TimeZone, now: Date, days: number): Date => midnightAfter(zone, addDays(dayAt(zone, now), days));

/** Today where a unit stands. */
export const todayOfUnit = (tx: Tx, ctx: Pick<ActorContext, 'now'>, unit: UnitId): Promise<CalendarDate> =>
  todayIn(tx, ctx, zoneOfUnit(unit));

/** Today where a delivery goes. */
export const todayOfDelivery = (tx: Tx, ctx: Pick<ActorContext, 'now'>, delivery: DeliveryId): Promise<CalendarDate> =>
  todayIn(tx, ctx, zoneOfDelivery(delivery));

/** Today where an organisation sits. */
export const todayOfOrganisation = (tx: Tx, ctx: Pick<ActorContext, 'now'>, organisation: OrganisationId | null): Promise<CalendarDate> =>
  todayIn(tx, ctx, zoneOfOrganisation(organisation));

/** Today with the authority of a paper. */
export const todayOfPaper = (
  tx: Tx,
  ctx: Pick<ActorContext, 'now'>,
  { issuedBy, ownerId }: { readonly issuedBy: string | null; readonly ownerId: OrganisationId | null },
): Promise<CalendarDate> => todayIn(tx, ctx, zoneOfPaper(issuedBy, ownerId));

/** Today with who decides by a regime. */
export const todayOfRegime = (tx: Tx, ctx: Pick<ActorContext, 'now'>, regime: string): Promise<CalendarDate> =>
  todayIn(tx, ctx, zoneOfRegime(regime));
