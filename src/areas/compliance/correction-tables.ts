import { sql } from 'drizzle-orm';
import { boolean, check, index, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { CORRECTION_STATES } from '../../kernel/correction.ts';
import type { ComplianceEntryId, DeliveryId, OrganisationId, UserId } from '../../kernel/id.ts';
import { ROLES } from '../../kernel/role.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, instant, primaryId, version } from '../../platform/db/columns.ts';
import { handsOfOrganisations } from '../../platform/db/hands.ts';
import {
  mayAdd,
  mayChange,
  mayRead,
  readerIs,
  readerIsDesignated,
  readerOrganisation,
  readerSees,
  readerUser,
} from '../../platform/db/policies.ts';
import { deliveries } from '../deliveries/tables.ts';
import { organisations } from '../reference/tables.ts';
import type { EntryValues } from './domain/entry-values.ts';
import { complianceEntries } from './tables.ts';

/**
 * What was confirmed of an entry and put right: both values, why, by whom, and what the other side says of it. Never removed, and never changed
 * but in that. Of a human-rights file it is for those whom the file is open to.
 */
export const entryCorrections = pgTable(
  'entry_corrections',
  {
    id: primaryId<'correction'>(),
    creationOrder: creationOrder().unique(),
    entryId: uuid('entry_id')
      .notNull()
      .$type<ComplianceEntryId>()
      .references(() => complianceEntries.id),
    deliveryId: uuid('delivery_id')
      .notNull()
      .$type<DeliveryId>()
      .references(() => deliveries.id),
    before: jsonb('before').notNull().$type<EntryValues>(),
    after: jsonb('after').notNull().$type<EntryValues>(),
    reason: text('reason').notNull(),
    state: text('state', { enum: CORRECTION_STATES }).notNull(),
    proposedBy: uuid('proposed_by').notNull().$type<UserId>(),
    proposedByOrganisationId: uuid('proposed_by_organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    proposedByRole: text('proposed_by_role', { enum: ROLES }).notNull(),
    /** Null too where it ran out before anybody had spoken. */
    decidedBy: uuid('decided_by').$type<UserId>(),
    decidedByOrganisationId: uuid('decided_by_organisation_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    decidedAt: instant('decided_at'),
    decisionReason: text('decision_reason'),
    version: version(),
    createdAt: createdAt(),
    /** Of a human-rights file: for whom that is open to. */
    restricted: boolean('restricted').notNull(),
  },
  (table) => {
    const isOpenToReader = sql`(not ${table.restricted} or ${readerIsDesignated}) and ${readerSees(complianceEntries, table.entryId)}`;
    return [
      ...closedLists(table),
      ...handsOfOrganisations(table),
      index('entry_corrections_by_delivery').on(table.deliveryId),
      index('entry_corrections_by_time').on(table.createdAt, table.creationOrder, table.id),
      uniqueIndex('one_open_correction_per_entry')
        .on(table.entryId)
        .where(sql`state = 'proposed'`),
      check('entry_correction_makes_a_difference', sql`${table.before} <> ${table.after}`),
      check('decided_entry_correction_says_when', sql`(${table.state} = 'proposed') = (${table.decidedAt} is null)`),
      check('refused_entry_correction_says_why', sql`(${table.state} = 'refused') = (${table.decisionReason} is not null)`),
      check(
        'other_hand_agrees_to_entry_correction',
        sql`${table.state} <> 'in-force' or (num_nonnulls(${table.decidedBy}, ${table.decidedByOrganisationId}) = 2 and ${table.decidedBy} <> ${table.proposedBy}
        and (${table.restricted} or ${table.decidedByOrganisationId} <> ${table.proposedByOrganisationId}))`,
      ),
      mayRead(isOpenToReader),
      // Each speaks for themselves: proposes what they have recorded just now, and puts it in force by confirming the entry alone.
      mayAdd(sql`${readerIs('donor', 'validator', 'facilitator')} and (not ${table.restricted} or ${readerIsDesignated})
        and ${table.state} = 'proposed' and ${table.proposedBy} = ${readerUser} and ${table.proposedByOrganisationId} = ${readerOrganisation}
        and exists (select from ${complianceEntries} where ${complianceEntries.id} = ${table.entryId}
        and ${complianceEntries.deliveryId} = ${table.deliveryId} and ${complianceEntries.restricted} = ${table.restricted}
        and ${complianceEntries.recordedBy} = ${table.proposedBy} and ${complianceEntries.confirmedAt} is null)`),
      // The system lets it fall together with an entry that ran out.
      mayChange(
        sql`${readerIs('donor', 'validator', 'facilitator', 'system')} and ${isOpenToReader}`,
        sql`${isOpenToReader} and ${table.decidedBy} is not distinct from ${readerUser}
        and ${table.decidedByOrganisationId} is not distinct from ${readerOrganisation}
        and (${table.state} <> 'in-force' or exists (select from ${complianceEntries} where ${complianceEntries.id} = ${table.entryId}
        and ${complianceEntries.confirmedBy} = ${table.decidedBy}))`,
      ),
    ];
  },
);
