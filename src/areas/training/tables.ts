import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { DeliveryLineId, OrganisationId, UnitId, UserId } from '../../kernel/id.ts';
import { ACTING_ROLES } from '../../kernel/role.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, instant, primaryId, reference, version } from '../../platform/db/columns.ts';
import { handsOfOrganisations } from '../../platform/db/hands.ts';
import {
  isInReaderScope,
  ledgerWorks,
  mayAdd,
  mayChange,
  mayRead,
  readerIs,
  readerUser,
  readsDonor,
  readsUnit,
} from '../../platform/db/policies.ts';
import { deliveryLines } from '../deliveries/tables.ts';
import { units } from '../gaps/tables.ts';
import { itemTypes, organisations } from '../reference/tables.ts';
import { RECORD_STATES } from './domain/training-record.ts';

/**
 * A course that a unit has completed: written by the delivery that brought it, or by hand with evidence and a second person's
 * confirmation. Documents that prove it are attached to it (subject type `training-record`). Never removed, only withdrawn.
 */
export const trainingRecords = pgTable(
  'training_records',
  {
    id: primaryId<'training-record'>(),
    creationOrder: creationOrder().unique(),
    reference: reference('Q'),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    unitId: uuid('unit_id')
      .notNull()
      .$type<UnitId>()
      .references(() => units.id),
    /** The course, an item type of the kind training. */
    itemType: text('item_type')
      .notNull()
      .references(() => itemTypes.slug),
    /** How many times the course was held, and how many people completed it in all; null where nobody has said. */
    courses: integer('courses').notNull(),
    seats: integer('seats'),
    completedOn: day('completed_on').notNull(),
    /** The last day on which it counts; null where the course doesn't expire. */
    validUntil: day('valid_until'),
    deliveryLineId: uuid('delivery_line_id')
      .$type<DeliveryLineId>()
      .references(() => deliveryLines.id),
    /** Who gave it, where a delivery did: that donor sees the record too. */
    donorId: uuid('donor_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    /** What shows it, where no delivery does. */
    evidence: text('evidence'),
    state: text('state', { enum: RECORD_STATES }).notNull(),
    recordedBy: uuid('recorded_by').$type<UserId>(),
    /** As the recorder stood then: people move. */
    recordedById: uuid('recorded_by_organisation')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    recordedByRole: text('recorded_by_role', { enum: ACTING_ROLES }),
    confirmedBy: uuid('confirmed_by').$type<UserId>(),
    confirmedAt: instant('confirmed_at'),
    stateReason: text('state_reason'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    ...handsOfOrganisations(table),
    index('training_records_by_unit').on(table.unitId, table.itemType),
    index('training_records_by_delivery_line').on(table.deliveryLineId),
    check('training_counts_are_positive', sql`${table.courses} > 0 and (${table.seats} is null or ${table.seats} > 0)`),
    check('training_has_a_source', sql`(${table.deliveryLineId} is null) = (${table.evidence} is not null)`),
    check('training_expires_after_completion', sql`${table.validUntil} is null or ${table.validUntil} >= ${table.completedOn}`),
    check('recorder_does_not_confirm', sql`${table.confirmedBy} is null or ${table.confirmedBy} is distinct from ${table.recordedBy}`),
    check(
      'training_is_confirmed_by_somebody',
      sql`${table.state} <> 'confirmed' or ${table.deliveryLineId} is not null or num_nonnulls(${table.confirmedBy}, ${table.confirmedAt}) = 2`,
    ),
    // Recipients see their own units', a donor those of its own courses.
    mayRead(sql`${readsUnit(table)} or (${table.donorId} is not null and ${readsDonor(table)})`),
    // Written by hand by a validator, for its own units and never as a delivery's; what a delivery brings, the system writes.
    mayAdd(sql`${readerIs('system')} or (${readerIs('validator')} and ${isInReaderScope(table.organisationId)}
      and ${table.recordedBy} = ${readerUser} and ${table.state} = 'recorded' and ${table.deliveryLineId} is null)`),
    mayChange(sql`${readerIs('facilitator', 'system')} or (${readerIs('validator')} and ${isInReaderScope(table.organisationId)})`),
    ledgerWorks(),
  ],
);
