import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { DocumentId, Id, MatchId, OrganisationId, UnitId, UserId } from '../../kernel/id.ts';
import { createdAt, day, instant, primaryId, reference, version } from '../../platform/db/columns.ts';
import { units } from '../gaps/tables.ts';
import { matches } from '../matches/tables.ts';
import { complianceDocuments, organisations, regimes } from '../reference/tables.ts';
import type { Classification } from './domain/classification.ts';
import { ENTRY_STATES, type Readiness } from './domain/entry.ts';
import type { RegimeContent } from './domain/requirement.ts';

export type RegimeVersionId = Id<'regime-version'>;

/** What a regime said since when. Nothing of it is ever changed: a decision keeps the version that it was made under. */
export const regimeVersions = pgTable(
  'regime_versions',
  {
    id: primaryId<'regime-version'>(),
    regime: text('regime')
      .notNull()
      .references(() => regimes.slug),
    version: integer('version').notNull(),
    content: jsonb('content').notNull().$type<RegimeContent>(),
    validFrom: day('valid_from').notNull(),
    adoptedBy: uuid('adopted_by').$type<UserId>(),
    adoptedReason: text('adopted_reason').notNull(),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex('one_regime_version_per_number').on(table.regime, table.version)],
);

/** What somebody found out of the actual model behind a match, and who confirmed it. Before that it is not known. */
export const classifications = pgTable(
  'classifications',
  {
    id: primaryId<'classification'>(),
    matchId: uuid('match_id')
      .notNull()
      .$type<MatchId>()
      .references(() => matches.id),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    unitId: uuid('unit_id')
      .notNull()
      .$type<UnitId>()
      .references(() => units.id),
    donorId: uuid('donor_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    model: text('model').notNull(),
    facts: jsonb('facts').notNull().$type<Classification>(),
    recordedBy: uuid('recorded_by').$type<UserId>(),
    recordedAt: instant('recorded_at').notNull(),
    confirmedBy: uuid('confirmed_by').$type<UserId>(),
    confirmedAt: instant('confirmed_at'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex('one_classification_per_match').on(table.matchId),
    check('classifier_does_not_confirm', sql`${table.confirmedBy} is null or ${table.confirmedBy} is distinct from ${table.recordedBy}`),
  ],
);

/** One thing that a match needs before its goods may leave: a document, or a decision. */
export const complianceEntries = pgTable(
  'compliance_entries',
  {
    id: primaryId<'compliance-entry'>(),
    reference: reference('C'),
    matchId: uuid('match_id')
      .notNull()
      .$type<MatchId>()
      .references(() => matches.id),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    unitId: uuid('unit_id')
      .notNull()
      .$type<UnitId>()
      .references(() => units.id),
    donorId: uuid('donor_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    regime: text('regime')
      .notNull()
      .references(() => regimes.slug),
    /** The version that it is asked for under; once decided it stays. */
    regimeVersionId: uuid('regime_version_id')
      .notNull()
      .$type<RegimeVersionId>()
      .references(() => regimeVersions.id),
    document: text('document').references(() => complianceDocuments.slug),
    confidential: boolean('confidential').notNull(),
    state: text('state', { enum: ENTRY_STATES }).notNull(),
    unknownFields: text('unknown_fields').array().notNull(),
    ownerId: uuid('owner_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    authorityId: uuid('authority_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    requestedOn: day('requested_on'),
    silenceFrom: day('silence_from'),
    silenceEndsOn: day('silence_ends_on'),
    outcome: text('outcome'),
    issuedBy: text('issued_by'),
    issuedNumber: text('issued_number'),
    validFrom: day('valid_from'),
    validUntil: day('valid_until'),
    readiness: jsonb('readiness').$type<Readiness>(),
    documentId: uuid('document_id').$type<DocumentId>(),
    stateReason: text('state_reason'),
    recordedBy: uuid('recorded_by').$type<UserId>(),
    recordedAt: instant('recorded_at'),
    confirmedBy: uuid('confirmed_by').$type<UserId>(),
    confirmedAt: instant('confirmed_at'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex('one_entry_per_requirement').on(table.matchId, table.regime, sql`coalesce(${table.document}, '')`),
    index('compliance_entries_by_silence')
      .on(table.silenceEndsOn)
      .where(sql`state = 'in-silence'`),
    index('compliance_entries_by_validity')
      .on(table.validUntil)
      .where(sql`state = 'confirmed'`),
    check('recorder_does_not_confirm', sql`${table.confirmedBy} is null or ${table.confirmedBy} is distinct from ${table.recordedBy}`),
    check(
      'decided_entry_has_outcome',
      sql`${table.state} not in ('recorded', 'confirmed') or num_nonnulls(${table.outcome}, ${table.issuedBy}) = 2`,
    ),
    check('silence_has_its_term', sql`${table.state} <> 'in-silence' or num_nonnulls(${table.silenceFrom}, ${table.silenceEndsOn}) = 2`),
    check(
      'entry_validity_is_a_span',
      sql`${table.validFrom} is null or ${table.validUntil} is null or ${table.validFrom} <= ${table.validUntil}`,
    ),
  ],
);
