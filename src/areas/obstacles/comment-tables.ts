import { sql } from 'drizzle-orm';
import { index, jsonb, pgTable, uuid } from 'drizzle-orm/pg-core';
import type { DocumentId, ObstacleId, OrganisationId, UserId } from '../../kernel/id.ts';
import type { LocalText } from '../../kernel/language.ts';
import { createdAt, creationOrder, primaryId } from '../../platform/db/columns.ts';
import { mayAdd, mayRead, readerIs, readerOrganisation, readerOversees, readerSees, readerUser } from '../../platform/db/policies.ts';
import { documents } from '../documents/tables.ts';
import { organisations } from '../reference/tables.ts';
import { obstacles } from './tables.ts';

/** What those involved say to one another; nobody else reads it, and nobody changes it. */
export const obstacleComments = pgTable(
  'obstacle_comments',
  {
    id: primaryId<'obstacle-comment'>(),
    creationOrder: creationOrder(),
    obstacleId: uuid('obstacle_id')
      .notNull()
      .$type<ObstacleId>()
      .references(() => obstacles.id, { onDelete: 'cascade' }),
    text: jsonb('text').notNull().$type<LocalText>(),
    documentId: uuid('document_id')
      .$type<DocumentId>()
      .references(() => documents.id),
    authorId: uuid('author_id').notNull().$type<UserId>(),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    createdAt: createdAt(),
  },
  (table) => [
    index('obstacle_comments_by_obstacle').on(table.obstacleId, table.creationOrder),
    mayRead(sql`${readerOversees} or ${readerSees(obstacles, table.obstacleId)}`),
    mayAdd(sql`${readerIs('donor', 'requester', 'validator', 'facilitator')} and ${table.authorId} = ${readerUser}
      and ${table.organisationId} = ${readerOrganisation} and ${readerSees(obstacles, table.obstacleId)}`),
  ],
);
