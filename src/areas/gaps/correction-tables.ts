import { sql } from 'drizzle-orm';
import { boolean, check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { DeliveryLineId, HoldingReportId, OrganisationId, ProposedHoldingId, RequirementId, UnitId, UserId } from '../../kernel/id.ts';
import { ACTING_ROLES } from '../../kernel/role.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, primaryId, steps } from '../../platform/db/columns.ts';
import { handsOfOrganisations } from '../../platform/db/hands.ts';
import {
  ledgerWorks,
  mayAdd,
  mayChange,
  mayRead,
  readerIs,
  readerOrganisation,
  readerUser,
  readsUnit,
} from '../../platform/db/policies.ts';
import { itemTypes, organisations } from '../reference/tables.ts';
import { MOVE_KINDS, TAKEN_BACK } from './domain/holding-history.ts';
import type { StockValues } from './domain/stock-correction.ts';
import { holdingReports, proposedHoldings, requirements, units } from './tables.ts';

/**
 * What happened to a unit's holdings of an item, in the order in which it was entered: what reports and proposed holdings follow from
 * (domain/holding-history.ts). Where one of them was recorded wrong, it is put right here, and all of them are worked out anew.
 */
export const holdingMoves = pgTable(
  'holding_moves',
  {
    id: primaryId<'holding-move'>(),
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
    kind: text('kind', { enum: MOVE_KINDS }).notNull(),
    /** The day on which it was entered: what was not yet there to be held on it is not held by it. */
    enteredOn: day('entered_on').notNull(),
    /** Of a count the day that it is of, of an acceptance the day of the receipt. */
    happenedOn: day('happened_on'),
    holdingReportId: uuid('holding_report_id')
      .$type<HoldingReportId>()
      .references(() => holdingReports.id),
    proposedHoldingId: uuid('proposed_holding_id')
      .$type<ProposedHoldingId>()
      .references(() => proposedHoldings.id),
    deliveryLineId: uuid('delivery_line_id').$type<DeliveryLineId>(),
    /** What was accepted or taken back. */
    quantity: steps('quantity'),
    /** What was counted, found, or came from another unit. */
    serviceable: steps('serviceable'),
    unserviceableRepairable: steps('unserviceable_repairable'),
    beyondRepair: steps('beyond_repair'),
    takenBack: text('taken_back', { enum: TAKEN_BACK }),
    /** It should never have been recorded. */
    withdrawn: boolean('withdrawn').notNull().default(false),
  },
  (table) => [
    ...closedLists(table),
    check('move_says_how_much', sql`num_nonnulls(${table.quantity}, ${table.serviceable}) = 1`),
    check(
      'found_in_three_figures',
      sql`num_nonnulls(${table.serviceable}, ${table.unserviceableRepairable}, ${table.beyondRepair}) in (0, 3)`,
    ),
    index('holding_moves_by_unit_item').on(table.unitId, table.itemType, table.creationOrder),
    mayRead(readsUnit(table)),
    mayAdd(sql`${readerIs('requester', 'validator', 'system')} and ${readsUnit(table)}`),
    mayChange(sql`${readerIs('requester', 'validator', 'system')} and ${readsUnit(table)}`),
    ledgerWorks(),
  ],
);

/** What was put right of a unit's stock: both values, why, and who did it. Never changed and never removed. */
export const stockCorrections = pgTable(
  'stock_corrections',
  {
    id: primaryId<'stock-correction'>(),
    creationOrder: creationOrder().unique(),
    unitId: uuid('unit_id')
      .notNull()
      .$type<UnitId>()
      .references(() => units.id),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    requirementId: uuid('requirement_id')
      .$type<RequirementId>()
      .references(() => requirements.id),
    holdingReportId: uuid('holding_report_id')
      .$type<HoldingReportId>()
      .references(() => holdingReports.id),
    proposedHoldingId: uuid('proposed_holding_id')
      .$type<ProposedHoldingId>()
      .references(() => proposedHoldings.id),
    before: jsonb('before').notNull().$type<StockValues>(),
    after: jsonb('after').notNull().$type<StockValues>(),
    reason: text('reason').notNull(),
    correctedBy: uuid('corrected_by').$type<UserId>(),
    correctedByOrganisationId: uuid('corrected_by_organisation_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    correctedByRole: text('corrected_by_role', { enum: ACTING_ROLES }).notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    ...handsOfOrganisations(table),
    check(
      'stock_correction_is_of_one_record',
      sql`num_nonnulls(${table.requirementId}, ${table.holdingReportId}, ${table.proposedHoldingId}) = 1`,
    ),
    check('stock_correction_makes_a_difference', sql`${table.before} <> ${table.after}`),
    index('stock_corrections_by_unit').on(table.unitId, table.creationOrder),
    index('stock_corrections_by_time').on(table.createdAt, table.creationOrder, table.id),
    mayRead(readsUnit(table)),
    mayAdd(sql`(${readerIs('system')} or (${readerIs('requester', 'validator')} and ${table.correctedBy} = ${readerUser}
      and ${table.correctedByOrganisationId} = ${readerOrganisation})) and ${readsUnit(table)}`),
  ],
);
