import { sql } from 'drizzle-orm';
import { index, jsonb, pgPolicy, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { OrganisationId, UserId } from '../../kernel/id.ts';
import { REASON_CODES } from '../../kernel/reason.ts';
import { ACTING_ROLES } from '../../kernel/role.ts';
import { ACTOR_KINDS } from '../auth/actor.ts';
import { closedLists, literals } from '../db/closed-lists.ts';
import { creationOrder, instant, primaryId } from '../db/columns.ts';
import { mayRead, readerIs, readerOrganisation, readerOversees, theLedger } from '../db/policies.ts';
import type { EventAction } from './event-actions.ts';
import { ADMINISTERED_SUBJECTS, EVENT_SUBJECTS } from './event-subjects.ts';

/** What happened, who did it, why. A trigger refuses every change to a row, the owner of the table included. */
export const events = pgTable(
  'events',
  {
    id: primaryId<'event'>(),
    creationOrder: creationOrder().unique(),
    at: instant('at').notNull(),
    action: text('action').notNull().$type<EventAction>(),
    subjectType: text('subject_type', { enum: EVENT_SUBJECTS }).notNull(),
    subjectId: uuid('subject_id').notNull(),
    actorKind: text('actor_kind', { enum: ACTOR_KINDS }).notNull(),
    actorRole: text('actor_role', { enum: ACTING_ROLES }).notNull(),
    actorUserId: uuid('actor_user_id').$type<UserId>(),
    actorOrganisationId: uuid('actor_organisation_id').$type<OrganisationId>(),
    job: text('job'),
    reason: text('reason', { enum: REASON_CODES }),
    /** Why in words: for the side that wrote it where the subject has two, else for whoever reads the subject. */
    note: text('note'),
    before: jsonb('before').$type<Readonly<Record<string, unknown>>>(),
    after: jsonb('after').$type<Readonly<Record<string, unknown>>>(),
    /** Organisations that the change concerns: they may read that it happened. */
    parties: uuid('parties').array().notNull().$type<OrganisationId[]>(),
    requestId: text('request_id'),
  },
  (table) => [
    ...closedLists(table),
    index('events_by_subject').on(table.subjectType, table.subjectId, table.creationOrder),
    index('events_by_party').using('gin', table.parties),
    mayRead(sql`${readerOversees}
      or (${readerIs('requester', 'validator', 'donor')} and ${table.parties} && (array[${readerOrganisation}] || (select wasl.reader_scope())))
      or (${readerIs('administrator')} and ${table.subjectType} in (${literals(ADMINISTERED_SUBJECTS)}))`),
    pgPolicy('record', { for: 'insert', to: theLedger, withCheck: sql`true` }),
  ],
);
