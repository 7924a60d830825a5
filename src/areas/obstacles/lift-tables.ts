import { sql } from 'drizzle-orm';
import { check, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { ObstacleId, OrganisationId, UserId } from '../../kernel/id.ts';
import { PROPOSAL_STATES } from '../../kernel/proposal.ts';
import { ROLES } from '../../kernel/role.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, instant, primaryId } from '../../platform/db/columns.ts';
import { handsOfOrganisations } from '../../platform/db/hands.ts';
import {
  ledgerWorks,
  mayAdd,
  mayChange,
  mayRead,
  readerIs,
  readerOrganisation,
  readerSees,
  readerUser,
} from '../../platform/db/policies.ts';
import { organisations } from '../reference/tables.ts';
import { type Lifting, LIFTING_STEPS } from './domain/lift.ts';
import { obstacles } from './tables.ts';

/**
 * What would lift an obstacle of a kind that nobody may waive, as one hand puts it to another side. Nothing is lifted before that has agreed:
 * a trigger holds each such change against a row that was confirmed in the same moment.
 */
export const obstacleLifts = pgTable(
  'obstacle_lifts',
  {
    id: primaryId<'obstacle-lift'>(),
    creationOrder: creationOrder(),
    obstacleId: uuid('obstacle_id')
      .notNull()
      .$type<ObstacleId>()
      .references(() => obstacles.id, { onDelete: 'cascade' }),
    step: text('step', { enum: LIFTING_STEPS }).notNull(),
    lifting: jsonb('lifting').notNull().$type<Lifting>(),
    reason: text('reason').notNull(),
    state: text('state', { enum: PROPOSAL_STATES }).notNull(),
    /** Who puts it forward and who decides, as they stood then: people move, and what they decided stays their organisation's. */
    proposedBy: uuid('proposed_by').notNull().$type<UserId>(),
    proposedById: uuid('proposed_by_organisation')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    proposedByRole: text('proposed_by_role', { enum: ROLES }).notNull(),
    decidedBy: uuid('decided_by').$type<UserId>(),
    decidedById: uuid('decided_by_organisation')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    decidedAt: instant('decided_at'),
    decisionReason: text('decision_reason'),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    ...handsOfOrganisations(table),
    uniqueIndex('one_open_lift_per_obstacle')
      .on(table.obstacleId)
      .where(sql`state = 'proposed'`),
    check(
      'two_sides_lift_an_obstacle',
      sql`${table.state} <> 'confirmed' or (num_nonnulls(${table.decidedBy}, ${table.decidedById}, ${table.decidedAt}) = 3
        and ${table.decidedBy} <> ${table.proposedBy} and ${table.decidedById} <> ${table.proposedById})`,
    ),
    check('refused_lift_says_why', sql`${table.state} <> 'refused' or ${table.decisionReason} is not null`),
    mayRead(readerSees(obstacles, table.obstacleId)),
    ledgerWorks(),
    mayAdd(sql`${readerIs('requester', 'validator', 'donor', 'facilitator')} and ${table.proposedBy} = ${readerUser}
      and ${table.proposedById} = ${readerOrganisation} and ${table.state} = 'proposed' and ${readerSees(obstacles, table.obstacleId)}`),
    mayChange(sql`${readerIs('requester', 'validator', 'donor', 'facilitator', 'system')} and ${readerSees(obstacles, table.obstacleId)}`),
  ],
);
