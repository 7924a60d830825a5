import { sql } from 'drizzle-orm';
import { check, index, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { OrganisationId } from '../../kernel/id.ts';
import { createdAt, day, instant, primaryId, reference, version } from '../../platform/db/columns.ts';
import { organisations } from '../reference/tables.ts';
import { PARTNERSHIP_KINDS, PARTNERSHIP_STATES } from './domain/partnership.ts';

/** The agreement between a donor and the recipient's authority under which matches are agreed. */
export const partnerships = pgTable(
  'partnerships',
  {
    id: primaryId<'partnership'>(),
    reference: reference('P'),
    donorId: uuid('donor_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    /** The authority that signs for its units, which may belong to organisations below it. */
    recipientId: uuid('recipient_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    facilitatorId: uuid('facilitator_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    kind: text('kind', { enum: PARTNERSHIP_KINDS }).notNull(),
    state: text('state', { enum: PARTNERSHIP_STATES }).notNull(),
    title: text('title').notNull(),
    donorSignedAt: instant('donor_signed_at'),
    recipientSignedAt: instant('recipient_signed_at'),
    validFrom: day('valid_from').notNull(),
    validUntil: day('valid_until').notNull(),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    index('partnerships_by_donor').on(table.donorId),
    index('partnerships_by_recipient').on(table.recipientId),
    check('partnership_window_is_a_span', sql`${table.validFrom} <= ${table.validUntil}`),
    check(
      'signed_partnership_has_both_signatures',
      sql`(${table.state} = 'under-negotiation') = (${table.donorSignedAt} is null or ${table.recipientSignedAt} is null)`,
    ),
  ],
);
