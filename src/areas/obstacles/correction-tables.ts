import { sql } from 'drizzle-orm';
import { check, index, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { ObstacleId, OrganisationId, UserId } from '../../kernel/id.ts';
import { ACTING_ROLES } from '../../kernel/role.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, primaryId } from '../../platform/db/columns.ts';
import { handsOfOrganisations } from '../../platform/db/hands.ts';
import { mayAdd, mayRead, readerIs, readerOrganisation, readerOversees, readerSees, readerUser } from '../../platform/db/policies.ts';
import { organisations } from '../reference/tables.ts';
import { OBSTACLE_CORRECTION_KINDS, type ObstacleValues } from './domain/correction.ts';
import { obstacleLifts } from './lift-tables.ts';
import { obstacles } from './tables.ts';

/** What was put right of an obstacle: both values, why, by whom, and who agreed where it took two. Never changed and never removed. */
export const obstacleCorrections = pgTable(
  'obstacle_corrections',
  {
    id: primaryId<'correction'>(),
    creationOrder: creationOrder().unique(),
    obstacleId: uuid('obstacle_id')
      .notNull()
      .$type<ObstacleId>()
      .references(() => obstacles.id),
    kind: text('kind', { enum: OBSTACLE_CORRECTION_KINDS }).notNull(),
    before: jsonb('before').notNull().$type<ObstacleValues>(),
    after: jsonb('after').notNull().$type<ObstacleValues>(),
    /** Null where whoever reported it did so before anybody had acted on it. */
    reason: text('reason'),
    proposedBy: uuid('proposed_by').notNull().$type<UserId>(),
    proposedByOrganisationId: uuid('proposed_by_organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    proposedByRole: text('proposed_by_role', { enum: ACTING_ROLES }).notNull(),
    /** Who agreed to what lifts an obstacle of a kind that nobody may waive; null where one hand was enough. */
    decidedBy: uuid('decided_by').$type<UserId>(),
    decidedByOrganisationId: uuid('decided_by_organisation_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    /** Whom it involved then: who came later is told of the right value alone. */
    parties: uuid('parties').array().notNull().$type<readonly OrganisationId[]>(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    ...handsOfOrganisations(table),
    index('obstacle_corrections_by_obstacle').on(table.obstacleId),
    index('obstacle_corrections_by_time').on(table.createdAt, table.creationOrder, table.id),
    check('obstacle_correction_makes_a_difference', sql`${table.before} <> ${table.after}`),
    check(
      'another_side_agrees_to_obstacle_correction',
      sql`${table.decidedBy} is null or (${table.decidedBy} <> ${table.proposedBy}
      and ${table.decidedByOrganisationId} is not null and ${table.decidedByOrganisationId} <> ${table.proposedByOrganisationId})`,
    ),
    mayRead(sql`${readerOversees} or (${table.parties} && (array[${readerOrganisation}] || (select wasl.reader_scope()))
      and ${readerSees(obstacles, table.obstacleId)})`),
    // By whose hand it is; where it took two, by the second, of what the first put forward.
    mayAdd(sql`${readerIs('requester', 'validator', 'donor', 'facilitator')} and ${readerSees(obstacles, table.obstacleId)}
      and ((${table.decidedBy} is null and ${table.proposedBy} = ${readerUser} and ${table.proposedByOrganisationId} = ${readerOrganisation})
      or (${table.decidedBy} = ${readerUser} and ${table.decidedByOrganisationId} = ${readerOrganisation}
      and exists (select from ${obstacleLifts} where ${obstacleLifts.obstacleId} = ${table.obstacleId} and ${obstacleLifts.step} = 'correct-kind'
      and ${obstacleLifts.state} = 'confirmed' and ${obstacleLifts.decidedAt} = ${table.createdAt} and ${obstacleLifts.proposedBy} = ${table.proposedBy})))`),
  ],
);
