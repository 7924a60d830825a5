import { sql } from 'drizzle-orm';
import { boolean, check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { CORRECTION_STATES } from '../../kernel/correction.ts';
import type { DeliveryId, DocumentId, OrganisationId, UnitId, UserId } from '../../kernel/id.ts';
import { ROLES } from '../../kernel/role.ts';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, instant, primaryId, version } from '../../platform/db/columns.ts';
import { handsOfOrganisations } from '../../platform/db/hands.ts';
import { ledgerReads, ledgerWorks, mayAdd, mayChange, mayRead, readerIs, readerIsNot, readsUnit } from '../../platform/db/policies.ts';
import { deliveries, readerSharesDelivery, sharesOrWrote } from '../deliveries/tables.ts';
import type { DeliveryCorrection } from '../deliveries/domain/corrections.ts';
import { DELIVERY_CORRECTION_KINDS } from '../deliveries/domain/corrections.ts';
import { documents } from '../documents/tables.ts';
import { organisations } from '../reference/tables.ts';
import { DECIDED_HERE, FALLEN_STATES } from './domain/correction.ts';

/**
 * What puts right something that was recorded wrong and that others rest on: what it puts right, the value as it stood and the right
 * one, why, and who agreed. Never removed, and never changed but in who has spoken on it: history shows both values.
 */
export const corrections = pgTable(
  'corrections',
  {
    id: primaryId<'correction'>(),
    creationOrder: creationOrder().unique(),
    subjectType: text('subject_type', { enum: DECIDED_HERE }).notNull(),
    deliveryId: uuid('delivery_id')
      .notNull()
      .$type<DeliveryId>()
      .references(() => deliveries.id),
    kind: text('kind', { enum: DELIVERY_CORRECTION_KINDS }).notNull(),
    before: jsonb('before').notNull().$type<DeliveryCorrection>(),
    after: jsonb('after').notNull().$type<DeliveryCorrection>(),
    reason: text('reason').notNull(),
    documentId: uuid('document_id')
      .$type<DocumentId>()
      .references(() => documents.id),
    state: text('state', { enum: CORRECTION_STATES }).notNull(),
    /** Whether another side has to agree before it is in force. */
    needsOtherSide: boolean('needs_other_side').notNull(),
    /** It says that something passed the gate on a day, once what let it pass has lapsed. */
    recordedLate: boolean('recorded_late').notNull(),
    /** Whose lines it is about, where it is about one recipient's alone; null where all parties of the record are concerned. */
    organisationId: uuid('organisation_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    /** The unit, where they are of one; null where several of that organisation are concerned. */
    unitId: uuid('unit_id').$type<UnitId>(),
    proposedBy: uuid('proposed_by').notNull().$type<UserId>(),
    proposedByOrganisationId: uuid('proposed_by_organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    proposedByRole: text('proposed_by_role', { enum: ROLES }).notNull(),
    decidedBy: uuid('decided_by').$type<UserId>(),
    decidedByOrganisationId: uuid('decided_by_organisation_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    decidedAt: instant('decided_at'),
    decisionReason: text('decision_reason'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    ...handsOfOrganisations(table),
    index('corrections_by_delivery').on(table.deliveryId, table.creationOrder),
    index('corrections_by_time').on(table.createdAt, table.creationOrder, table.id),
    check('correction_makes_a_difference', sql`${table.before} <> ${table.after}`),
    // One organisation is one voice: the other side's word is another organisation's.
    check(
      'other_side_agrees_to_correction',
      sql`not (${table.needsOtherSide} and ${table.state} = 'in-force') or (num_nonnulls(${table.decidedBy}, ${table.decidedByOrganisationId}) = 2
        and ${table.decidedBy} <> ${table.proposedBy} and ${table.decidedByOrganisationId} <> ${table.proposedByOrganisationId})`,
    ),
    check('late_record_takes_evidence', sql`not ${table.recordedLate} or (${table.needsOtherSide} and ${table.documentId} is not null)`),
    check('decision_on_correction_is_whole', sql`(${table.state} in (${literals(FALLEN_STATES)})) = (${table.decisionReason} is not null)`),
    mayRead(sql`${sharesOrWrote(table.deliveryId, table.proposedByOrganisationId)}
      and (${table.organisationId} is null or ${readerIs('donor')} or ${readsUnit({ organisationId: table.organisationId, unitId: table.unitId })})`),
    ledgerReads('citations'),
    mayAdd(sql`${readerIs('requester', 'validator', 'donor', 'facilitator')} and ${readerSharesDelivery(table.deliveryId)}`),
    mayChange(sql`${readerIsNot('auditor')} and ${readerSharesDelivery(table.deliveryId)}`),
    ledgerWorks(),
  ],
);
