import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, pgPolicy, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import type { OrganisationId, UserId } from '../../kernel/id.ts';
import { LANGUAGES } from '../../kernel/language.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, instant, primaryId, reference, version } from '../../platform/db/columns.ts';
import {
  ledgerWorks,
  mayAdd,
  mayChange,
  mayDoAll,
  mayRead,
  readerIs,
  readerIsDesignated,
  readerOrganisation,
  readerRole,
  readerOversees,
  readerUser,
  theApp,
} from '../../platform/db/policies.ts';
import { users } from '../identity/tables.ts';
import { complianceDocuments, organisations } from '../reference/tables.ts';
import { MAXIMUM_BYTES, MAXIMUM_CLEANED_BYTES, MEDIA_TYPES } from './domain/media-type.ts';
import { CONFIDENTIALITIES, SUBJECT_TYPES } from './domain/subject.ts';

/**
 * A file attached to one record of another area. The bytes are kept apart, by their SHA-256; two documents of the same content
 * share them. A row never changes but for its withdrawal, which the database holds too.
 */
export const documents = pgTable(
  'documents',
  {
    id: primaryId<'document'>(),
    creationOrder: creationOrder(),
    reference: reference('X'),
    subjectType: text('subject_type', { enum: SUBJECT_TYPES }).notNull(),
    subjectId: uuid('subject_id').notNull(),
    /** Of the compliance documents of regimes.json, where it is one. */
    kind: text('kind').references(() => complianceDocuments.slug),
    title: text('title'),
    /** The language that the document is written in, where the sender says. */
    language: text('language', { enum: LANGUAGES }),
    fileName: text('file_name').notNull(),
    mediaType: text('media_type', { enum: MEDIA_TYPES }).notNull(),
    /** Of what everybody gets, without metadata. */
    sizeBytes: integer('size_bytes').notNull(),
    /** Of the same, lower-case hexadecimal. */
    sha256: text('sha256').notNull(),
    /** Whether something was taken out of what was sent; then that is kept too, for its own side and those who audit. */
    isStripped: boolean('is_stripped').notNull(),
    originalSizeBytes: integer('original_size_bytes'),
    originalSha256: text('original_sha256'),
    /** A signed PDF: it stays as it was sent, metadata included, since a change would break its signature. */
    isSigned: boolean('is_signed').notNull().default(false),
    confidentiality: text('confidentiality', { enum: CONFIDENTIALITIES }).notNull(),
    uploadedBy: uuid('uploaded_by')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    uploadedByOrganisation: uuid('uploaded_by_organisation')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    withdrawnAt: instant('withdrawn_at'),
    withdrawnBy: uuid('withdrawn_by')
      .$type<UserId>()
      .references(() => users.id),
    withdrawalReason: text('withdrawal_reason'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    index('documents_by_subject').on(table.subjectType, table.subjectId, table.creationOrder),
    index('documents_by_content').on(table.sha256),
    index('documents_by_original').on(table.originalSha256),
    check('document_hash_is_a_sha256', sql`${table.sha256} ~ '^[0-9a-f]{64}$' and ${table.originalSha256} ~ '^[0-9a-f]{64}$'`),
    check(
      'what_was_cleaned_has_its_original',
      sql`num_nonnulls(${table.originalSha256}, ${table.originalSizeBytes}) = case when ${table.isStripped} then 2 else 0 end
        and ${table.originalSha256} is distinct from ${table.sha256} and not (${table.isStripped} and ${table.isSigned})`,
    ),
    check(
      'document_is_not_too_large',
      sql`${table.sizeBytes} between 1 and ${sql.raw(String(MAXIMUM_CLEANED_BYTES))}
        and (${table.originalSizeBytes} is null or ${table.originalSizeBytes} between 1 and ${sql.raw(String(MAXIMUM_BYTES))})`,
    ),
    check(
      'withdrawal_says_by_whom_and_why',
      sql`num_nonnulls(${table.withdrawnAt}, ${table.withdrawnBy}, ${table.withdrawalReason}) in (0, 3)`,
    ),
    // The scheduled jobs count references to contents, withdrawn ones too. A withdrawn document's row is left to those who oversee and to the
    // organisation that had attached it; its content is given to nobody (the query sees to that). A donor keeps what it attached itself.
    mayRead(sql`${readerIs('system')} or ((${table.confidentiality} = 'parties' or ${readerIsDesignated})
      and (${table.withdrawnAt} is null or ${readerOversees} or ${table.uploadedByOrganisation} = ${readerOrganisation})
      and (wasl.reads_subject(${table.subjectType}, ${table.subjectId}, ${readerRole}, ${readerOrganisation})
        or (${readerIs('donor')} and ${table.uploadedByOrganisation} = ${readerOrganisation})))`),
    pgPolicy('keep_files_closed', {
      as: 'restrictive',
      for: 'insert',
      to: theApp,
      withCheck: sql`${table.confidentiality} = 'human-rights' or not wasl.is_human_rights_file(${table.subjectType}, ${table.subjectId})`,
    }),
    mayAdd(sql`${table.uploadedBy} = ${readerUser} and ${table.uploadedByOrganisation} = ${readerOrganisation}
      and (${table.confidentiality} = 'parties' or ${readerIsDesignated})
      and wasl.acts_on_subject(${table.subjectType}, ${table.subjectId}, ${readerRole}, ${readerOrganisation})`),
    mayChange(sql`(${readerIs('facilitator')} or ${table.uploadedByOrganisation} = ${readerOrganisation})
      and wasl.acts_on_subject(${table.subjectType}, ${table.subjectId}, ${readerRole}, ${readerOrganisation})`),
    ledgerWorks(),
  ],
);

/**
 * Contents that somebody is about to store, or has stored and is about to name: until a document does, this keeps the scheduled job that sweeps
 * from taking the bytes away.
 */
export const contentClaims = pgTable(
  'content_claims',
  {
    id: primaryId<'content-claim'>(),
    creationOrder: creationOrder(),
    sha256: text('sha256').notNull(),
    claimedAt: instant('claimed_at').notNull(),
  },
  (table) => [
    index('content_claims_by_content').on(table.sha256),
    check('claim_hash_is_a_sha256', sql`${table.sha256} ~ '^[0-9a-f]{64}$'`),
    // Whoever has an account says that they store something; who else does, and what, is the sweeping job's to know.
    pgPolicy('claim', { for: 'insert', to: theApp, withCheck: sql`${readerUser} is not null` }),
    mayDoAll('sweeping', readerIs('system')),
  ],
);
