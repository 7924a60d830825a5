import { sql } from 'drizzle-orm';
import { pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { ObstacleId, OrganisationId, UserId } from '../../kernel/id.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { instant } from '../../platform/db/columns.ts';
import {
  mayAdd,
  mayRead,
  mayRemove,
  readerIs,
  readerOrganisation,
  readerOversees,
  readerSees,
  readerUser,
} from '../../platform/db/policies.ts';
import { organisations } from '../reference/tables.ts';
import { RISK_ROLES } from './domain/risk.ts';
import { obstacles } from './tables.ts';

/**
 * Who goes on in spite of an obstacle, each for its own part: a donor for what it gives, and the mission beside it. What both have accepted
 * is let pass; the parts of the others wait.
 */
export const obstacleRisks = pgTable(
  'obstacle_risks',
  {
    obstacleId: uuid('obstacle_id')
      .notNull()
      .$type<ObstacleId>()
      .references(() => obstacles.id, { onDelete: 'cascade' }),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    role: text('role', { enum: RISK_ROLES }).notNull(),
    reason: text('reason').notNull(),
    acceptedBy: uuid('accepted_by').notNull().$type<UserId>(),
    acceptedAt: instant('accepted_at').notNull(),
  },
  (table) => [
    ...closedLists(table),
    // One organisation is one voice: it accepts for its part or for the mission, and never for both.
    primaryKey({ name: 'one_acceptance_per_organisation', columns: [table.obstacleId, table.organisationId] }),
    // What another donor has accepted tells of its part.
    mayRead(sql`${readerOversees} or ((${table.role} = 'facilitator' or ${table.organisationId} = ${readerOrganisation}
      or ${readerIs('requester', 'validator')}) and ${readerSees(obstacles, table.obstacleId)})`),
    mayAdd(sql`${readerIs('donor', 'facilitator')} and ${table.acceptedBy} = ${readerUser} and ${table.organisationId} = ${readerOrganisation}
      and ${table.role} = (select wasl.reader_role()) and ${readerSees(obstacles, table.obstacleId)}`),
    mayRemove(readerIs('system')),
  ],
);
