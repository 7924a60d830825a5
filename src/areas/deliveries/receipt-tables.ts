import { sql } from 'drizzle-orm';
import { check, index, integer, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { ConsignmentLineId, DeliveryId, OrganisationId, ReceiptId, UserId } from '../../kernel/id.ts';
import { REASON_CODES, REASONS } from '../../kernel/reason.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, primaryId, steps } from '../../platform/db/columns.ts';
import {
  ledgerWorks,
  mayAdd,
  mayChange,
  mayRead,
  readerIs,
  readerSees,
  readsDonor,
  readsEitherSide,
  readsUnit,
} from '../../platform/db/policies.ts';
import { organisations } from '../reference/tables.ts';
import { consignmentLines, ofOneRecipient } from './consignment-tables.ts';
import { deliveries } from './tables.ts';

/** What a recipient signed for on a day; there may be several. */
export const receipts = pgTable(
  'receipts',
  {
    id: primaryId<'receipt'>(),
    creationOrder: creationOrder(),
    deliveryId: uuid('delivery_id')
      .notNull()
      .$type<DeliveryId>()
      .references(() => deliveries.id),
    donorId: uuid('donor_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    receivedOn: day('received_on').notNull(),
    evidence: text('evidence'),
    receivedBy: uuid('received_by').$type<UserId>(),
    /** How often it has been put right; each time by a correction, which keeps what it said before. */
    corrections: integer('corrections').notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    index('receipts_by_delivery').on(table.deliveryId, table.creationOrder),
    mayRead(sql`${readsDonor(table)}
      or (${readerIs('requester', 'validator')} and exists (select from receipt_lines where receipt_lines.receipt_id = ${table.id}))`),
    mayAdd(sql`${readerIs('requester', 'system')} and ${readerSees(deliveries, table.deliveryId)}`),
    mayChange(readerIs('system')),
  ],
);

/** What a receipt says of one line in one consignment. */
export const receiptLines = pgTable(
  'receipt_lines',
  {
    receiptId: uuid('receipt_id')
      .notNull()
      .$type<ReceiptId>()
      .references(() => receipts.id),
    consignmentLineId: uuid('consignment_line_id')
      .notNull()
      .$type<ConsignmentLineId>()
      .references(() => consignmentLines.id),
    ...ofOneRecipient(),
    accepted: steps('accepted').notNull(),
    rejected: steps('rejected').notNull(),
    lost: steps('lost').notNull(),
    surplus: steps('surplus').notNull(),
    rejectionReason: text('rejection_reason', { enum: REASONS.rejection }),
    lossReason: text('loss_reason', { enum: REASON_CODES }),
    acceptedSerials: text('accepted_serials').array().notNull(),
    rejectedSerials: text('rejected_serials').array().notNull(),
    lostSerials: text('lost_serials').array().notNull(),
    corrections: integer('corrections').notNull().default(0),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_row_per_receipt_and_line').on(table.receiptId, table.consignmentLineId),
    index('receipt_lines_by_delivery').on(table.deliveryId),
    check(
      'receipt_says_why',
      sql`(${table.rejected} = 0 or ${table.rejectionReason} is not null) and (${table.lost} = 0 or ${table.lossReason} is not null)`,
    ),
    mayRead(readsEitherSide(table)),
    mayAdd(sql`${readerIs('requester', 'system')} and ${readsUnit(table)}`),
    mayChange(readerIs('system')),
    ledgerWorks(),
  ],
);
