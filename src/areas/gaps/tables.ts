import { sql } from 'drizzle-orm';
import { type AnyPgColumn, boolean, check, index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { DeliveryLineId, HoldingReportId, OrganisationId, RequirementId, UnitId, UserId } from '../../kernel/id.ts';
import type { Names } from '../../kernel/language.ts';
import { PROPOSAL_STATES as CHANGE_STATES } from '../../kernel/proposal.ts';
import { ROLES } from '../../kernel/role.ts';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, instant, primaryId, steps, version } from '../../platform/db/columns.ts';
import {
  authenticatorWorks,
  ledgerWorks,
  mayAdd,
  mayChange,
  mayRead,
  readerIs,
  readerOrganisation,
  readerUser,
  readsUnit,
} from '../../platform/db/policies.ts';
import { PROPOSAL_STATES, REPORT_SOURCES, UNHELD_PROPOSALS } from './domain/proposal.ts';
import { type HandedOver, UNIT_CHANGES, UNIT_STATES } from './domain/unit.ts';
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
    state: text('state', { enum: UNIT_STATES }).notNull().default('active'),
    /** The unit that it was one with, or that took over what was open. */
    successorId: uuid('successor_id')
      .$type<UnitId>()
      .references((): AnyPgColumn => units.id),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    check('merged_unit_names_the_other', sql`${table.state} <> 'merged' or ${table.successorId} is not null`),
    check('only_what_ended_has_a_successor', sql`${table.successorId} is null or ${table.state} <> 'active'`),
    check('no_unit_follows_itself', sql`${table.successorId} is distinct from ${table.id}`),
    index('units_by_organisation').on(table.organisationId),
    index('units_by_site').on(table.site),
    mayRead(sql`${readsUnit({ organisationId: table.organisationId, unitId: table.id })} or ${readerIs('administrator')}
      or (${readerIs('donor')} and exists (select from matches where matches.unit_id = ${table.id} and wasl.discloses(matches.disclosed_at, matches.state, matches.need_id)))`),
    mayAdd(sql`${readerIs('validator', 'system')} and ${readsUnit({ organisationId: table.organisationId, unitId: table.id })}`),
    mayChange(sql`${readerIs('validator', 'system')} and ${readsUnit({ organisationId: table.organisationId, unitId: table.id })}`),
    ledgerWorks(),
    authenticatorWorks(),
  ],
);

/**
 * What is authorised, for a type of unit or for one unit (which then wins): a record with history, where the row with the
 * latest `effective_on` not after today holds. Followed by a later one; what was recorded wrong is put right by a correction, which keeps
 * both values.
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
    /** It should never have been recorded, and counts nowhere. */
    withdrawn: boolean('withdrawn').notNull().default(false),
    recordedBy: uuid('recorded_by').$type<UserId>(),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    check('authorised_is_not_negative', sql`${table.authorised} >= 0`),
    check('requirement_is_for_unit_or_type', sql`num_nonnulls(${table.unitType}, ${table.unitId}) = 1`),
    check('unit_requirement_names_organisation', sql`(${table.unitId} is null) = (${table.organisationId} is null)`),
    uniqueIndex('one_requirement_per_type_item_day')
      .on(table.unitType, table.itemType, table.effectiveOn)
      .where(sql`${table.unitType} is not null and not ${table.withdrawn}`),
    uniqueIndex('one_requirement_per_unit_item_day')
      .on(table.unitId, table.itemType, table.effectiveOn)
      .where(sql`${table.unitId} is not null and not ${table.withdrawn}`),
    mayRead(sql`case when ${table.unitId} is null then ${readerIs('requester', 'validator', 'facilitator', 'auditor', 'system')}
      else ${readsUnit(table)} end`),
    mayAdd(sql`${readerIs('system')} or (${readerIs('validator')} and ${table.unitId} is not null and ${readsUnit(table)})`),
    mayChange(sql`${readerIs('system')} or (${readerIs('validator')} and ${table.unitId} is not null and ${readsUnit(table)})`),
    ledgerWorks(),
  ],
);

/**
 * What a unit counted on a day; the latest `as_of` holds, the earlier ones are its history. Recorded wrong, it is put right by a correction,
 * which keeps both values; what rests on it follows (`holding_moves`).
 */
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
    /** A count of everything, or what was held before with a confirmed receipt on top or without what has left. */
    source: text('source', { enum: REPORT_SOURCES }).notNull().default('count'),
    /** The day of the count that a receipt's report rests on; null where there was none, and on a count, whose day is its own. */
    countedOn: day('counted_on'),
    /** It should never have been recorded, or rests on what turned out otherwise: it holds nothing. */
    withdrawn: boolean('withdrawn').notNull().default(false),
    reportedBy: uuid('reported_by').$type<UserId>(),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    check('counts_are_not_negative', sql`least(${table.serviceable}, ${table.unserviceableRepairable}, ${table.beyondRepair}) >= 0`),
    uniqueIndex('one_count_per_unit_item_day')
      .on(table.unitId, table.itemType, table.asOf)
      .where(sql`${table.source} = 'count' and not ${table.withdrawn}`),
    index('holding_reports_by_unit_item').on(table.unitId, table.itemType, table.asOf, table.creationOrder),
    mayRead(readsUnit(table)),
    mayAdd(sql`${readerIs('requester', 'validator', 'system')} and ${readsUnit(table)}`),
    mayChange(sql`${readerIs('requester', 'validator', 'system')} and ${readsUnit(table)}`),
    ledgerWorks(),
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
    check('settled_proposal_has_report', sql`(${table.state} in (${literals(UNHELD_PROPOSALS)})) = (${table.holdingReportId} is null)`),
    index('proposed_holdings_by_unit').on(table.unitId, table.creationOrder),
    index('open_proposed_holdings')
      .on(table.unitId, table.itemType)
      .where(sql`${table.state} = 'proposed'`),
    // The unit's side alone, as with holding reports.
    mayRead(readsUnit(table)),
    mayAdd(readerIs('system')),
    mayChange(sql`${readerIs('requester', 'validator', 'system')} and ${readsUnit(table)}`),
    ledgerWorks(),
  ],
);

/**
 * What ends a unit, or takes its end back: it turned out to be another entered twice, it is closed, or it is opened again. The database
 * does it, once a second person has confirmed it, and hands over what is named in `handedOver` (drizzle/0023_units.sql).
 */
export const unitChanges = pgTable(
  'unit_changes',
  {
    id: primaryId<'unit-change'>(),
    creationOrder: creationOrder().unique(),
    unitId: uuid('unit_id')
      .notNull()
      .$type<UnitId>()
      .references(() => units.id),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    change: text('change', { enum: UNIT_CHANGES }).notNull(),
    /** Of a merger the other unit, of a closing the one that takes over, of a reopening the one that gives back. */
    successorId: uuid('successor_id')
      .$type<UnitId>()
      .references(() => units.id),
    reason: text('reason').notNull(),
    state: text('state', { enum: CHANGE_STATES }).notNull(),
    /** What went to the other unit when it was confirmed, so that it can come back. */
    handedOver: jsonb('handed_over').$type<HandedOver>(),
    proposedBy: uuid('proposed_by').notNull().$type<UserId>(),
    proposedByOrganisation: uuid('proposed_by_organisation')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    proposedByRole: text('proposed_by_role', { enum: ROLES }).notNull(),
    expiresAt: instant('expires_at').notNull(),
    decidedBy: uuid('decided_by').$type<UserId>(),
    decidedAt: instant('decided_at'),
    refusalReason: text('refusal_reason'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_open_change_per_unit')
      .on(table.unitId)
      .where(sql`${table.state} = 'proposed'`),
    check('merger_names_the_other', sql`${table.change} <> 'merge' or ${table.successorId} is not null`),
    check('unit_is_not_its_own_successor', sql`${table.successorId} is distinct from ${table.unitId}`),
    check('refused_unit_change_says_why', sql`(${table.state} = 'refused') = (${table.refusalReason} is not null)`),
    check(
      'unit_change_takes_two_persons',
      sql`${table.state} <> 'confirmed' or (${table.decidedBy} is not null and ${table.decidedBy} <> ${table.proposedBy})`,
    ),
    mayRead(readsUnit(table)),
    mayAdd(sql`${readerIs('validator')} and ${readsUnit(table)} and ${table.proposedBy} = ${readerUser}
      and ${table.proposedByOrganisation} = ${readerOrganisation} and ${table.state} = 'proposed'`),
    mayChange(sql`${readerIs('validator', 'facilitator', 'system')} and ${readsUnit(table)}`),
    ledgerWorks(),
  ],
);

/**
 * What a type of unit is to require from a day on, as one person proposes it. The database writes the row of the authorised table once a
 * second person of another organisation has confirmed it (`wasl.make_type_requirement`, drizzle/0006_gaps.sql).
 */
export const requirementProposals = pgTable(
  'requirement_proposals',
  {
    id: primaryId<'requirement-proposal'>(),
    creationOrder: creationOrder().unique(),
    unitType: text('unit_type')
      .notNull()
      .references(() => unitTypes.slug),
    itemType: text('item_type')
      .notNull()
      .references(() => itemTypes.slug),
    authorised: steps('authorised').notNull(),
    /** It begins on this day, or on that of its confirmation where that is later. */
    effectiveOn: day('effective_on').notNull(),
    reason: text('reason').notNull(),
    state: text('state', { enum: CHANGE_STATES }).notNull(),
    proposedBy: uuid('proposed_by').notNull().$type<UserId>(),
    proposedByOrganisation: uuid('proposed_by_organisation')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    proposedByRole: text('proposed_by_role', { enum: ROLES }).notNull(),
    expiresAt: instant('expires_at').notNull(),
    decidedBy: uuid('decided_by').$type<UserId>(),
    decidedAt: instant('decided_at'),
    refusalReason: text('refusal_reason'),
    /** The row of the authorised table that it became. */
    requirementId: uuid('requirement_id')
      .$type<RequirementId>()
      .references(() => requirements.id),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_open_proposal_per_type_and_item')
      .on(table.unitType, table.itemType)
      .where(sql`${table.state} = 'proposed'`),
    check('proposed_requirement_is_not_negative', sql`${table.authorised} >= 0`),
    check('refused_requirement_says_why', sql`(${table.state} = 'refused') = (${table.refusalReason} is not null)`),
    check('confirmed_proposal_names_its_requirement', sql`(${table.state} = 'confirmed') = (${table.requirementId} is not null)`),
    check(
      'type_requirement_takes_two_persons',
      sql`${table.state} <> 'confirmed' or (${table.decidedBy} is not null and ${table.decidedBy} <> ${table.proposedBy})`,
    ),
    // As the authorised tables of types of units: no organisation's secret, and nothing of donors'.
    mayRead(readerIs('requester', 'validator', 'facilitator', 'auditor', 'system')),
    mayAdd(sql`${readerIs('validator', 'facilitator')} and ${table.proposedBy} = ${readerUser}
      and ${table.proposedByOrganisation} = ${readerOrganisation} and ${table.state} = 'proposed'`),
    mayChange(readerIs('validator', 'facilitator')),
    ledgerWorks(),
  ],
);
