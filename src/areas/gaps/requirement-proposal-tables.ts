import { sql } from 'drizzle-orm';
import { check, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { OrganisationId, RequirementId, UserId } from '../../kernel/id.ts';
import { PROPOSAL_STATES } from '../../kernel/proposal.ts';
import { ROLES } from '../../kernel/role.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, instant, primaryId, steps, version } from '../../platform/db/columns.ts';
import { ledgerWorks, mayAdd, mayChange, mayRead, readerIs, readerOrganisation, readerUser } from '../../platform/db/policies.ts';
import { itemTypes, organisations, unitTypes } from '../reference/tables.ts';
import { requirements } from './tables.ts';

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
    state: text('state', { enum: PROPOSAL_STATES }).notNull(),
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
