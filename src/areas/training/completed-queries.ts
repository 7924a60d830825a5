import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { DeliveryId, DeliveryLineId, OrganisationId, UnitId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { deliveryLines } from '../deliveries/tables.ts';
import { matches } from '../matches/tables.ts';
import { needLines } from '../needs/tables.ts';
import { offerLines } from '../offers/tables.ts';
import { itemTypes } from '../reference/tables.ts';
import type { CourseTerms } from './domain/course-terms.ts';
import { trainingRecords } from './tables.ts';
import { dayIn, zoneOfUnit } from '../reference/index.ts';

export interface CompletedCourse {
  readonly itemType: string;
  /** How many times it was held. */
  readonly courses: number;
  /** How many people completed it in all; null where no record says. */
  readonly seats: number | null;
  readonly completedOn: CalendarDate;
  readonly validUntil: CalendarDate | null;
}

/** The day of the transaction, as the service's clock has it, where the unit stands. */
const TODAY = dayIn(zoneOfUnit(trainingRecords.unitId), sql`(select wasl.reader_now())`);

/**
 * The courses that each unit has completed and that count on a day (today where none is named): confirmed and not expired. What
 * donors' conditions, prerequisites, compliance rules and packages go by. A unit without any is absent; the reader's policies apply.
 */
export async function completedTraining(
  tx: Tx,
  unitIds: readonly UnitId[],
  on?: CalendarDate,
): Promise<ReadonlyMap<UnitId, readonly CompletedCourse[]>> {
  if (unitIds.length === 0) return new Map();
  const rows = await tx
    .select({
      unitId: trainingRecords.unitId,
      itemType: trainingRecords.itemType,
      courses: trainingRecords.courses,
      seats: trainingRecords.seats,
      completedOn: trainingRecords.completedOn,
      validUntil: trainingRecords.validUntil,
    })
    .from(trainingRecords)
    .where(and(oneOf(trainingRecords.unitId, unitIds), countsOn(on)))
    .orderBy(asc(trainingRecords.unitId), asc(trainingRecords.completedOn), asc(trainingRecords.creationOrder));
  return groupBy(rows, ({ unitId }) => unitId);
}

/** The same rule as `countsOn` of the domain, said to the database. */
export const countsOn = (on?: CalendarDate) => {
  const day = on === undefined ? TODAY : sql`${on}::date`;
  return and(
    eq(trainingRecords.state, 'confirmed'),
    sql`${trainingRecords.completedOn} <= ${day}`,
    sql`coalesce(${trainingRecords.validUntil}, 'infinity'::date) >= ${day}`,
  );
};

/** A course of a delivery that its unit has completed, and of which no record speaks yet. */
export interface UnrecordedCourse {
  readonly deliveryLineId: DeliveryLineId;
  readonly organisationId: OrganisationId;
  readonly unitId: UnitId;
  readonly donorId: OrganisationId;
  readonly itemType: string;
  readonly courses: number;
  /** Of each course: what the offer says, or what its specification does. */
  readonly seatsOfCourse: number | null;
  readonly course: CourseTerms | null;
}

/** What lines of a delivery are courses that were held oftener than is on record. */
export async function selectUnrecordedCourses(tx: Tx, deliveryId: DeliveryId): Promise<UnrecordedCourse[]> {
  const given = sql<string>`coalesce(${offerLines.itemType}, ${needLines.itemType})`;
  const recorded = sql<number>`coalesce((select sum(r.courses) from training_records r where r.delivery_line_id = ${deliveryLines.id} and r.state <> 'withdrawn'), 0)::int`;
  const rows = await tx
    .select({
      deliveryLineId: deliveryLines.id,
      organisationId: deliveryLines.organisationId,
      unitId: deliveryLines.unitId,
      donorId: deliveryLines.donorId,
      itemType: given,
      courses: sql<number>`${deliveryLines.inService} - ${recorded}`,
      course: offerLines.course,
      asked: needLines.course,
      offered: offerLines.specifications,
    })
    .from(deliveryLines)
    .innerJoin(matches, eq(matches.id, deliveryLines.matchId))
    .innerJoin(needLines, eq(needLines.id, matches.needLineId))
    .innerJoin(offerLines, eq(offerLines.id, matches.offerLineId))
    .innerJoin(itemTypes, eq(itemTypes.slug, given))
    .where(and(eq(deliveryLines.deliveryId, deliveryId), eq(itemTypes.kind, 'training'), gt(deliveryLines.inService, recorded)))
    .orderBy(asc(deliveryLines.position));
  return rows.map(({ offered, asked, ...row }) => {
    const trainees = offered.find(({ attribute }) => attribute === 'trainees')?.value;
    const seatsOfCourse = row.course?.seats ?? (typeof trainees === 'number' ? trainees : (asked?.seats ?? null));
    return { ...row, seatsOfCourse };
  });
}

export async function selectLinesOf(tx: Tx, deliveryId: DeliveryId): Promise<DeliveryLineId[]> {
  const lines = await tx.select({ id: deliveryLines.id }).from(deliveryLines).where(eq(deliveryLines.deliveryId, deliveryId));
  return lines.map(({ id }) => id);
}
