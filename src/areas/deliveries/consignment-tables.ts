import { type Column, sql } from 'drizzle-orm';
import { check, index, integer, jsonb, numeric, pgPolicy, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type {
  ConsignmentId,
  DeliveryId,
  DeliveryLineId,
  DocumentId,
  OrganisationId,
  PackingUnitId,
  UnitId,
  UserId,
} from '../../kernel/id.ts';
import { NO_STEPS } from '../../kernel/quantity.ts';
import { REASON_CODES, REASONS } from '../../kernel/reason.ts';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, foldedIdentifier, instant, primaryId, steps } from '../../platform/db/columns.ts';
import {
  ledgerReads,
  ledgerWorks,
  mayAdd,
  mayChange,
  mayRead,
  mayRemove,
  readerIs,
  readerSees,
  readsDonor,
  readsEitherSide,
  theApp,
} from '../../platform/db/policies.ts';
import { documents } from '../documents/tables.ts';
import { units } from '../gaps/tables.ts';
import { itemTypes, organisations } from '../reference/tables.ts';
import { CONSIGNMENT_STATES } from './domain/consignments.ts';
import { TRANSPORT_MODES, UNSHIPPED_STATES } from './domain/delivery.ts';
import { DOCUMENT_TYPES, PACKING_KINDS } from './domain/papers.ts';
import { GIVEN_OUTCOMES, SERIAL_OUTCOMES } from './domain/serials.ts';
import { deliveries, deliveryLines, readerSharesDelivery } from './tables.ts';

/** A container, and the seal that closes it. */
export interface Container {
  readonly number: string;
  readonly seal?: string | undefined;
}

/** What travels together: one ship, flight or convoy of a delivery; one session of a course. */
export const consignments = pgTable(
  'consignments',
  {
    id: primaryId<'consignment'>(),
    creationOrder: creationOrder(),
    deliveryId: uuid('delivery_id')
      .notNull()
      .$type<DeliveryId>()
      .references(() => deliveries.id),
    donorId: uuid('donor_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    position: integer('position').notNull(),
    state: text('state', { enum: CONSIGNMENT_STATES }).notNull(),
    transportMode: text('transport_mode', { enum: TRANSPORT_MODES }).notNull(),
    carrier: text('carrier'),
    /** The vessel, flight or truck. */
    conveyance: text('conveyance'),
    containers: jsonb('containers').notNull().$type<readonly Container[]>().default([]),
    shippedOn: day('shipped_on'),
    /** When it was put on record that it had left, where what let it leave had lapsed by then; the other side agreed. */
    recordedLateOn: day('recorded_late_on'),
    /** The same of its release by customs. */
    releaseRecordedLateOn: day('release_recorded_late_on'),
    arrivedOn: day('arrived_on'),
    endedOn: day('ended_on'),
    /** Where it stood before its last step or, where it has come to an end, before that; null where it goes back no further. */
    stoodAt: text('stood_at', { enum: CONSIGNMENT_STATES }),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_consignment_per_position').on(table.deliveryId, table.position),
    check(
      'what_is_recorded_late_had_left',
      sql`${table.recordedLateOn} is null or (${table.shippedOn} is not null and ${table.shippedOn} < ${table.recordedLateOn})`,
    ),
    check('what_is_released_late_had_left', sql`${table.releaseRecordedLateOn} is null or ${table.shippedOn} is not null`),
    // A recipient sees the consignments and crates in which something of its own travels, and no others.
    mayRead(sql`${readsDonor(table)}
      or (${readerIs('requester', 'validator')} and exists (select from consignment_lines where consignment_lines.consignment_id = ${table.id}))`),
    mayAdd(sql`${readerIs('donor', 'system')} and ${readsDonor(table)}`),
    mayChange(sql`${readerIs('donor', 'facilitator', 'system')} and ${readsDonor(table)}`),
    mayRemove(sql`${readerIs('donor', 'system')} and ${readsDonor(table)} and ${table.state} in (${literals(UNSHIPPED_STATES)})`),
    ledgerWorks(),
  ],
);

/**
 * What hasn't left may be arranged and packed anew. A function of the ledger's: the policy of a consignment asks for its lines, and that of
 * its lines may not ask back.
 */
const itsConsignmentHasNotLeft = (part: { readonly consignmentId: Column }) => sql`wasl.has_not_left(${part.consignmentId})`;

/** Whose a part of a delivery is: said again on every row that a recipient may see a part of, for the policies. */
export const ofOneRecipient = () => ({
  deliveryId: uuid('delivery_id')
    .notNull()
    .$type<DeliveryId>()
    .references(() => deliveries.id),
  deliveryLineId: uuid('delivery_line_id')
    .notNull()
    .$type<DeliveryLineId>()
    .references(() => deliveryLines.id),
  organisationId: uuid('organisation_id')
    .notNull()
    .$type<OrganisationId>()
    .references(() => organisations.id),
  unitId: uuid('unit_id')
    .notNull()
    .$type<UnitId>()
    .references(() => units.id),
  donorId: uuid('donor_id')
    .notNull()
    .$type<OrganisationId>()
    .references(() => organisations.id),
});

/** How much of a line travels in a consignment, and what became of it: the balances that all sums above are carried from. */
export const consignmentLines = pgTable(
  'consignment_lines',
  {
    id: primaryId<'consignment-line'>(),
    creationOrder: creationOrder(),
    consignmentId: uuid('consignment_id')
      .notNull()
      .$type<ConsignmentId>()
      .references(() => consignments.id, { onDelete: 'cascade' }),
    ...ofOneRecipient(),
    planned: steps('planned').notNull(),
    shipped: steps('shipped').notNull().default(NO_STEPS),
    accepted: steps('accepted').notNull().default(NO_STEPS),
    rejected: steps('rejected').notNull().default(NO_STEPS),
    lost: steps('lost').notNull().default(NO_STEPS),
    returned: steps('returned').notNull().default(NO_STEPS),
    /** Came beyond what was shipped; of it, what its owner has left with the recipient or taken back. Not among the balances above. */
    surplus: steps('surplus').notNull().default(NO_STEPS),
    surplusLeft: steps('surplus_left').notNull().default(NO_STEPS),
    surplusTakenBack: steps('surplus_taken_back').notNull().default(NO_STEPS),
    rejectionReason: text('rejection_reason', { enum: REASONS.rejection }),
    lossReason: text('loss_reason', { enum: REASON_CODES }),
    returnReason: text('return_reason', { enum: REASON_CODES }),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_consignment_line_per_line').on(table.consignmentId, table.deliveryLineId),
    index('consignment_lines_by_line').on(table.deliveryLineId),
    index('consignment_lines_by_delivery').on(table.deliveryId),
    check('consigned_is_positive', sql`${table.planned} > 0`),
    check('shipped_within_consigned', sql`${table.shipped} between 0 and ${table.planned}`),
    check(
      'consigned_is_conserved',
      sql`least(${table.accepted}, ${table.rejected}, ${table.lost}, ${table.returned}) >= 0 and ${table.accepted} + ${table.rejected} + ${table.lost} + ${table.returned} <= ${table.shipped}`,
    ),
    check(
      'surplus_is_conserved',
      sql`least(${table.surplusLeft}, ${table.surplusTakenBack}) >= 0 and ${table.surplusLeft} + ${table.surplusTakenBack} <= ${table.surplus}`,
    ),
    check(
      'what_failed_has_a_reason',
      sql`(${table.rejected} = 0 or ${table.rejectionReason} is not null) and (${table.lost} = 0 or ${table.lossReason} is not null) and (${table.returned} = 0 or ${table.returnReason} is not null)`,
    ),
    // What belongs to one recipient is that recipient's and the donor's: quantities, contents and serial numbers alike.
    mayRead(readsEitherSide(table)),
    mayAdd(sql`${readerIs('donor', 'system')} and ${readsDonor(table)}`),
    mayChange(sql`${readerIs('donor', 'requester', 'validator', 'facilitator', 'system')} and ${readsEitherSide(table)}`),
    mayRemove(sql`${readerIs('donor', 'system')} and ${readsDonor(table)} and ${itsConsignmentHasNotLeft(table)}`),
    ledgerWorks(),
  ],
);

/** A crate, carton or pallet of the packing list, by the mark that stands on it. */
export const packingUnits = pgTable(
  'packing_units',
  {
    id: primaryId<'packing-unit'>(),
    creationOrder: creationOrder(),
    consignmentId: uuid('consignment_id')
      .notNull()
      .$type<ConsignmentId>()
      .references(() => consignments.id, { onDelete: 'cascade' }),
    deliveryId: uuid('delivery_id')
      .notNull()
      .$type<DeliveryId>()
      .references(() => deliveries.id),
    donorId: uuid('donor_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    position: integer('position').notNull(),
    mark: text('mark').notNull(),
    kind: text('kind', { enum: PACKING_KINDS }).notNull(),
    grossWeightKg: numeric('gross_weight_kg', { precision: 12, scale: 3 }),
    netWeightKg: numeric('net_weight_kg', { precision: 12, scale: 3 }),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_packing_unit_per_mark').on(table.consignmentId, foldedIdentifier(table.mark)),
    check(
      'packing_unit_weighs_no_less_gross',
      sql`num_nonnulls(${table.grossWeightKg}, ${table.netWeightKg}) < 2 or ${table.grossWeightKg} >= ${table.netWeightKg}`,
    ),
    mayRead(sql`${readsDonor(table)}
      or (${readerIs('requester', 'validator')} and exists (select from packed_contents where packed_contents.packing_unit_id = ${table.id}))`),
    mayAdd(sql`${readerIs('donor', 'system')} and ${readsDonor(table)}`),
    mayRemove(sql`${readerIs('donor', 'system')} and ${readsDonor(table)} and ${itsConsignmentHasNotLeft(table)}`),
    ledgerWorks(),
  ],
);

/** What of a line is in a packing unit. */
export const packedContents = pgTable(
  'packed_contents',
  {
    packingUnitId: uuid('packing_unit_id')
      .notNull()
      .$type<PackingUnitId>()
      .references(() => packingUnits.id, { onDelete: 'cascade' }),
    ...ofOneRecipient(),
    quantity: steps('quantity').notNull(),
  },
  (table) => [
    uniqueIndex('one_content_per_line').on(table.packingUnitId, table.deliveryLineId),
    index('packed_contents_by_delivery').on(table.deliveryId),
    check('packed_is_positive', sql`${table.quantity} > 0`),
    mayRead(readsEitherSide(table)),
    mayAdd(sql`${readerIs('donor', 'system')} and ${readsDonor(table)}`),
    ledgerWorks(),
  ],
);

/**
 * A piece that bears a number, and what became of it. A donor gives a piece once: its number, in whatever spelling, is on its way or in a unit's
 * hands one time among all its pieces of an item type. Whose maker numbers alike isn't known, and another donor's numbers are no business of
 * this one: to refuse them would tell what others give.
 */
export const serialNumbers = pgTable(
  'serial_numbers',
  {
    packingUnitId: uuid('packing_unit_id')
      .notNull()
      .$type<PackingUnitId>()
      .references(() => packingUnits.id, { onDelete: 'cascade' }),
    consignmentId: uuid('consignment_id')
      .notNull()
      .$type<ConsignmentId>()
      .references(() => consignments.id, { onDelete: 'cascade' }),
    ...ofOneRecipient(),
    serial: text('serial').notNull(),
    /** What the piece is: of an offer, what that gives. */
    itemType: text('item_type')
      .notNull()
      .references(() => itemTypes.slug),
    outcome: text('outcome', { enum: SERIAL_OUTCOMES }).notNull().default('under-way'),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('piece_is_packed_once').on(table.consignmentId, table.itemType, foldedIdentifier(table.serial)),
    uniqueIndex('piece_is_given_once')
      .on(table.donorId, table.itemType, foldedIdentifier(table.serial))
      .where(sql`${table.outcome} in (${literals(GIVEN_OUTCOMES)})`),
    index('serial_numbers_by_line').on(table.deliveryLineId),
    index('serial_numbers_by_packing_unit').on(table.packingUnitId),
    mayRead(readsEitherSide(table)),
    mayAdd(sql`${readerIs('donor', 'system')} and ${readsDonor(table)}`),
    mayChange(sql`${readerIs('donor', 'requester', 'validator', 'facilitator', 'system')} and ${readsEitherSide(table)}`),
    ledgerWorks(),
  ],
);

/** Transport and customs papers, by type and number. A row never changes but for its withdrawal, which the database holds too. */
export const deliveryDocuments = pgTable(
  'delivery_documents',
  {
    id: primaryId<'delivery-document'>(),
    creationOrder: creationOrder(),
    deliveryId: uuid('delivery_id')
      .notNull()
      .$type<DeliveryId>()
      .references(() => deliveries.id),
    /** Null where it covers the whole delivery. */
    consignmentId: uuid('consignment_id')
      .$type<ConsignmentId>()
      .references(() => consignments.id),
    type: text('type', { enum: DOCUMENT_TYPES }).notNull(),
    number: text('number').notNull(),
    issuedOn: day('issued_on'),
    issuedBy: text('issued_by'),
    /** The paper itself, attached to this delivery. */
    documentId: uuid('document_id')
      .$type<DocumentId>()
      .references(() => documents.id),
    recordedBy: uuid('recorded_by').$type<UserId>(),
    withdrawnAt: instant('withdrawn_at'),
    withdrawnBy: uuid('withdrawn_by').$type<UserId>(),
    withdrawalReason: text('withdrawal_reason'),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_row_per_paper')
      .on(table.deliveryId, table.type, foldedIdentifier(table.number))
      .where(sql`${table.withdrawnAt} is null`),
    check('withdrawal_says_why', sql`(${table.withdrawnAt} is null) = (${table.withdrawalReason} is null)`),
    ledgerReads('citations'),
    mayRead(sql`${readerSharesDelivery(table.deliveryId)}
      and (${table.consignmentId} is null or ${readerSees(consignments, table.consignmentId)})`),
    pgPolicy('withdraw', {
      for: 'update',
      to: theApp,
      using: sql`${readerIs('donor', 'validator', 'system')} and ${table.withdrawnAt} is null`,
      withCheck: sql`${table.withdrawnAt} is not null`,
    }),
    mayAdd(sql`${readerIs('donor', 'validator', 'system')} and ${readerSharesDelivery(table.deliveryId)}
      and (${table.consignmentId} is null or ${readerSees(consignments, table.consignmentId)})`),
  ],
);
