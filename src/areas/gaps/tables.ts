import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { DeliveryLineId, HoldingReportId, OrganisationId, UnitId, UserId } from '../../kernel/id.ts';
import type { Names } from '../../kernel/language.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, primaryId, steps, version } from '../../platform/db/columns.ts';
import { authenticatorWorks, ledgerWorks, mayAdd, mayChange, mayRead, readerIs, readsUnit } from '../../platform/db/policies.ts';
import { PROPOSAL_STATES, REPORT_SOURCES } from './domain/proposal.ts';
import { itemTypes, organisations, sites, unitTypes } from '../reference/tables.ts';

/** A unit of border guards, at a site. */
export const units = pgTable(
  'units',
  {
    id: primaryId<'unit'>(),
    creationOrder: creationOrder().unique(),
    slug: text('slug').notNull().unique(),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    site: text('site')
      .notNull()
      .references(() => sites.slug),
    unitType: text('unit_type')
      .notNull()
      .references(() => unitTypes.slug),
    names: jsonb('names').notNull().$type<Names>(),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    index('units_by_organisation').on(table.organisationId),
    index('units_by_site').on(table.site),
    mayRead(sql`wasl.reads_unit(${table.organisationId}, ${table.id}) or ${readerIs('administrator')}
      or (${readerIs('donor')} and exists (select from matches where matches.unit_id = ${table.id} and matches.disclosed_at is not null))`),
    mayAdd(sql`${readerIs('validator', 'system')} and wasl.reads_unit(${table.organisationId}, ${table.id})`),
    ledgerWorks(),
    authenticatorWorks(),
  ],
);

/**
 * What is authorised, for a type of unit or for one unit (which then wins): a record with history, where the row with the
 * latest `effective_on` not after today holds. Never changed, only followed by a later one.
 */
export const requirements = pgTable(
  'requirements',
  {
    id: primaryId<'requirement'>(),
    creationOrder: creationOrder().unique(),
    unitType: text('unit_type').references(() => unitTypes.slug),
    unitId: uuid('unit_id')
      .$type<UnitId>()
      .references(() => units.id),
    /** The unit's organisation, for row-level security; null for a type of unit, which is no organisation's secret. */
    organisationId: uuid('organisation_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    itemType: text('item_type')
      .notNull()
      .references(() => itemTypes.slug),
    authorised: steps('authorised').notNull(),
    effectiveOn: day('effective_on').notNull(),
    recordedBy: uuid('recorded_by').$type<UserId>(),
    createdAt: createdAt(),
  },
  (table) => [
    check('authorised_is_not_negative', sql`${table.authorised} >= 0`),
    check('requirement_is_for_unit_or_type', sql`num_nonnulls(${table.unitType}, ${table.unitId}) = 1`),
    check('unit_requirement_names_organisation', sql`(${table.unitId} is null) = (${table.organisationId} is null)`),
    uniqueIndex('one_requirement_per_type_item_day')
      .on(table.unitType, table.itemType, table.effectiveOn)
      .where(sql`${table.unitType} is not null`),
    uniqueIndex('one_requirement_per_unit_item_day')
      .on(table.unitId, table.itemType, table.effectiveOn)
      .where(sql`${table.unitId} is not null`),
    mayRead(sql`case when ${table.unitId} is null then ${readerIs('requester', 'validator', 'facilitator', 'auditor', 'system')}
      else ${readsUnit(table)} end`),
    mayAdd(sql`${readerIs('system')} or (${readerIs('validator')} and ${table.unitId} is not null and ${readsUnit(table)})`),
  ],
);

/** What a unit counted on a day; the latest `as_of` holds, the earlier ones are its history. */
export const holdingReports = pgTable(
  'holding_reports',
  {
    id: primaryId<'holding-report'>(),
    creationOrder: creationOrder().unique(),
    unitId: uuid('unit_id')
      .notNull()
      .$type<UnitId>()
      .references(() => units.id),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    itemType: text('item_type')
      .notNull()
      .references(() => itemTypes.slug),
    serviceable: steps('serviceable').notNull(),
    unserviceableRepairable: steps('unserviceable_repairable').notNull(),
    beyondRepair: steps('beyond_repair').notNull(),
    /** Always the sum of the three: the database computes it, so that it can't disagree. */
    onHand: steps('on_hand')
      .notNull()
      .generatedAlwaysAs(sql`serviceable + unserviceable_repairable + beyond_repair`),
    asOf: day('as_of').notNull(),
    /** A count of everything, or what was held before and a confirmed receipt on top. */
    source: text('source', { enum: REPORT_SOURCES }).notNull().default('count'),
    /** The day of the count that a receipt's report rests on; null where there was none, and on a count, whose day is its own. */
    countedOn: day('counted_on'),
    reportedBy: uuid('reported_by').$type<UserId>(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    check('counts_are_not_negative', sql`least(${table.serviceable}, ${table.unserviceableRepairable}, ${table.beyondRepair}) >= 0`),
    uniqueIndex('one_count_per_unit_item_day')
      .on(table.unitId, table.itemType, table.asOf)
      .where(sql`${table.source} = 'count'`),
    index('holding_reports_by_unit_item').on(table.unitId, table.itemType, table.asOf, table.creationOrder),
    mayRead(readsUnit(table)),
    mayAdd(sql`${readerIs('requester', 'validator', 'system')} and ${readsUnit(table)}`),
  ],
);

/**
 * What a receipt adds to a unit's holdings once the unit confirms it: until then it counts as inbound and not as held. A later count
 * of everything settles it too, for it has found what was received before it.
 */
export const proposedHoldings = pgTable(
  'proposed_holdings',
  {
    id: primaryId<'proposed-holding'>(),
    creationOrder: creationOrder().unique(),
    unitId: uuid('unit_id')
      .notNull()
      .$type<UnitId>()
      .references(() => units.id),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    itemType: text('item_type')
      .notNull()
      .references(() => itemTypes.slug),
    quantity: steps('quantity').notNull(),
    /** The line of the delivery that it came by; that area has the key, for it stands above this one. */
    deliveryLineId: uuid('delivery_line_id').notNull().$type<DeliveryLineId>(),
    receivedOn: day('received_on').notNull(),
    state: text('state', { enum: PROPOSAL_STATES }).notNull(),
    /** What the unit found, where it isn't what was received. */
    correctionReason: text('correction_reason'),
    /** The report that holds it now. */
    holdingReportId: uuid('holding_report_id')
      .$type<HoldingReportId>()
      .references(() => holdingReports.id),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    check('proposed_is_positive', sql`${table.quantity} > 0`),
    check('settled_proposal_has_report', sql`(${table.state} = 'proposed') = (${table.holdingReportId} is null)`),
    index('proposed_holdings_by_unit').on(table.unitId, table.creationOrder),
    index('open_proposed_holdings')
      .on(table.unitId, table.itemType)
      .where(sql`${table.state} = 'proposed'`),
    // The unit's side alone, as with holding reports.
    mayRead(readsUnit(table)),
    mayAdd(readerIs('system')),
    mayChange(sql`${readerIs('requester', 'validator', 'system')} and ${readsUnit(table)}`),
  ],
);
