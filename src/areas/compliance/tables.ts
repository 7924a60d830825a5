import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { ComplianceEntryId, DeliveryId, DocumentId, MatchId, OrganisationId, UnitId, UserId } from '../../kernel/id.ts';
import type { LocalText } from '../../kernel/language.ts';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, instant, primaryId, reference, version } from '../../platform/db/columns.ts';
import {
  ledgerWorks,
  mayAdd,
  mayChange,
  mayRead,
  readerIs,
  readerIsDesignated,
  readerIsKnown,
  readerOrganisation,
  readerOversees,
  readerSees,
  readerUser,
  readsUnit,
} from '../../platform/db/policies.ts';
import { deliveries } from '../deliveries/tables.ts';
import { documents } from '../documents/tables.ts';
import { units } from '../gaps/tables.ts';
import { matches } from '../matches/tables.ts';
import { PURPOSES } from '../partnerships/domain/conditions.ts';
import { complianceDocuments, organisations, regimes } from '../reference/tables.ts';
import type { AskedBy } from './domain/asked-documents.ts';
import type { RegimeContent } from './domain/regime-content.ts';
import { EMBARGO_CLASSES } from './domain/facts.ts';
import { DECIDED_STATES, ENTRY_KINDS, ENTRY_STATES } from './domain/entry.ts';
import { GATES } from './domain/gate.ts';

/**
 * Regimes as they were at each time. The first version is that of the first load; a trigger adds one whenever a load changes a regime,
 * an administrator adds one by hand, and none is ever changed. In force on a day: the highest version that is valid from then.
 */
export const regimeVersions = pgTable(
  'regime_versions',
  {
    id: primaryId<'regime-version'>(),
    creationOrder: creationOrder(),
    regime: text('regime')
      .notNull()
      .references(() => regimes.slug),
    version: integer('version').notNull(),
    content: jsonb('content').notNull().$type<RegimeContent>(),
    /** null: as far back as anybody asks. */
    validFrom: day('valid_from'),
    validUntil: day('valid_until'),
    adoptedBy: text('adopted_by').notNull(),
    publishedBy: uuid('published_by').$type<UserId>(),
    publishedAt: instant('published_at').notNull(),
  },
  (table) => [
    uniqueIndex('one_regime_per_version').on(table.regime, table.version),
    check(
      'regime_validity_is_a_span',
      sql`${table.validUntil} is null or ${table.validFrom} is null or ${table.validFrom} <= ${table.validUntil}`,
    ),
    mayRead(readerIsKnown),
    mayAdd(readerIs('administrator')),
    ledgerWorks(),
  ],
);

/** What the actual model of a match is; counts once a second person has confirmed it. A new one supersedes, none is changed. */
export const classifications = pgTable(
  'classifications',
  {
    id: primaryId<'classification'>(),
    creationOrder: creationOrder(),
    matchId: uuid('match_id')
      .notNull()
      .$type<MatchId>()
      .references(() => matches.id),
    model: text('model').notNull(),
    militaryList: text('military_list').array().notNull(),
    dualUse: text('dual_use').array().notNull(),
    lethal: boolean('lethal').notNull(),
    purpose: text('purpose', { enum: PURPOSES }).notNull(),
    embargoClass: text('embargo_class', { enum: EMBARGO_CLASSES }).notNull(),
    foreignOriginControlled: boolean('foreign_origin_controlled').notNull(),
    ownUseOfInternationalStaff: boolean('own_use_of_international_staff').notNull(),
    hrddpOutOfScope: boolean('hrddp_out_of_scope').notNull(),
    hrddpReason: text('hrddp_reason'),
    importerIsMinistry: boolean('importer_is_ministry').notNull(),
    paidByLetterOfCredit: boolean('paid_by_letter_of_credit').notNull(),
    recordedBy: uuid('recorded_by').$type<UserId>(),
    recordedAt: instant('recorded_at').notNull(),
    confirmedBy: uuid('confirmed_by').$type<UserId>(),
    confirmedAt: instant('confirmed_at'),
    supersededAt: instant('superseded_at'),
    version: version(),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_classification_per_match')
      .on(table.matchId)
      .where(sql`superseded_at is null`),
    check('recorder_does_not_confirm_classification', sql`${table.confirmedBy} is null or ${table.confirmedBy} <> ${table.recordedBy}`),
    check('out_of_scope_says_why', sql`not ${table.hrddpOutOfScope} or ${table.hrddpReason} is not null`),
    mayRead(sql`${readerOversees} or (${readerIs('donor')} and exists (
      select from ${matches} where ${matches.id} = ${table.matchId} and ${matches.donorId} = ${readerOrganisation}))`),
    mayAdd(sql`${readerIs('donor', 'facilitator', 'system')} and ${table.recordedBy} is not distinct from ${readerUser}
      and ${readerSees(matches, table.matchId)}`),
    mayChange(sql`${readerIs('donor', 'facilitator', 'system')} and ${readerSees(matches, table.matchId)}`),
  ],
);

/** What shows it, attached to the entry. */
const evidenceDocumentId = () =>
  uuid('evidence_document_id')
    .$type<DocumentId>()
    .references(() => documents.id);

/**
 * What is asked of one delivery, and how far that has come: the decision under one regime, by the version that it was made under, or
 * a document that serves all regimes which ask for it.
 */
export const complianceEntries = pgTable(
  'compliance_entries',
  {
    id: primaryId<'compliance-entry'>(),
    creationOrder: creationOrder().unique(),
    reference: reference('C'),
    deliveryId: uuid('delivery_id')
      .notNull()
      .$type<DeliveryId>()
      .references(() => deliveries.id),
    kind: text('kind', { enum: ENTRY_KINDS }).notNull(),
    /** Of a decision. */
    regime: text('regime').references(() => regimes.slug),
    /** Of a document. */
    documentType: text('document_type').references(() => complianceDocuments.slug),
    askedBy: jsonb('asked_by').notNull().$type<readonly AskedBy[]>(),
    /** Who has to see to it. */
    ownerRole: text('owner_role').notNull(),
    ownerId: uuid('owner_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    state: text('state', { enum: ENTRY_STATES }).notNull(),
    /** The step of the delivery that is refused without it; null where none is. */
    neededFor: text('needed_for', { enum: GATES }),
    /** A human-rights file: what is in it is for designated facilitators. */
    restricted: boolean('restricted').notNull(),
    unknownFields: text('unknown_fields').array().notNull(),
    issuedBy: text('issued_by'),
    referenceNumber: text('reference_number'),
    outcome: text('outcome'),
    evidence: text('evidence'),
    evidenceDocumentId: evidenceDocumentId(),
    reason: text('reason'),
    validFrom: day('valid_from'),
    validUntil: day('valid_until'),
    silenceStartedOn: day('silence_started_on'),
    silenceEndsOn: day('silence_ends_on'),
    recordedBy: uuid('recorded_by').$type<UserId>(),
    recordedAt: instant('recorded_at'),
    confirmedBy: uuid('confirmed_by').$type<UserId>(),
    confirmedAt: instant('confirmed_at'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_entry_per_regime').on(table.deliveryId, table.regime),
    uniqueIndex('one_entry_per_document').on(table.deliveryId, table.documentType),
    check(
      'entry_is_of_its_kind',
      sql`(${table.kind} = 'decision') = (${table.regime} is not null) and num_nonnulls(${table.regime}, ${table.documentType}) = 1`,
    ),
    index('compliance_entries_by_state').on(table.state, table.silenceEndsOn),
    check(
      'recorder_does_not_confirm',
      sql`${table.confirmedBy} is null or ${table.recordedBy} is null or ${table.confirmedBy} <> ${table.recordedBy}`,
    ),
    check('confirmed_by_somebody', sql`${table.recordedBy} is null or ${table.confirmedAt} is null or ${table.confirmedBy} is not null`),
    check(
      'silence_has_its_days',
      sql`${table.state} <> 'in-silence' or num_nonnulls(${table.silenceStartedOn}, ${table.silenceEndsOn}) = 2`,
    ),
    check('decision_has_outcome', sql`${table.state} not in (${literals(DECIDED_STATES)}) or ${table.outcome} is not null`),
    check('waiver_says_why', sql`${table.state} <> 'waived' or ${table.reason} is not null`),
    check(
      'licence_window_is_a_span',
      sql`${table.validFrom} is null or ${table.validUntil} is null or ${table.validFrom} <= ${table.validUntil}`,
    ),
    check(
      'file_stays_closed',
      sql`not ${table.restricted} or num_nonnulls(${table.referenceNumber}, ${table.evidence}, ${table.evidenceDocumentId}) = 0`,
    ),
    // Whoever sees a delivery sees what is asked of it: its donor, its recipients, and who oversees.
    mayRead(sql`${readerOversees} or ${readerSees(deliveries, table.deliveryId)}`),
    mayAdd(readerIs('system')),
    mayChange(sql`${readerIs('system')} or (${readerIs('donor', 'validator', 'facilitator')}
      and (not ${table.restricted} or ${readerIsDesignated}) and ${readerSees(deliveries, table.deliveryId)})`),
    ledgerWorks(),
  ],
);

/** What is in a human-rights file; only designated facilitators see or write such rows. */
export const complianceFiles = pgTable(
  'compliance_files',
  {
    id: primaryId<'compliance-file'>(),
    creationOrder: creationOrder(),
    entryId: uuid('entry_id')
      .notNull()
      .$type<ComplianceEntryId>()
      .references(() => complianceEntries.id),
    referenceNumber: text('reference_number'),
    evidence: text('evidence'),
    evidenceDocumentId: evidenceDocumentId(),
    finding: jsonb('finding').$type<LocalText>(),
    writtenBy: uuid('written_by').$type<UserId>(),
    createdAt: createdAt(),
  },
  () => [mayRead(readerIsDesignated), mayAdd(readerIsDesignated)],
);

/** A unit's own word that it can take what comes: where it is kept, who signs, who operates it, what it runs on. */
export const recipientReadiness = pgTable(
  'recipient_readiness',
  {
    deliveryId: uuid('delivery_id')
      .notNull()
      .$type<DeliveryId>()
      .references(() => deliveries.id),
    organisationId: uuid('organisation_id').notNull().$type<OrganisationId>(),
    unitId: uuid('unit_id')
      .notNull()
      .$type<UnitId>()
      .references(() => units.id),
    storage: boolean('storage').notNull(),
    consignee: boolean('consignee').notNull(),
    operators: boolean('operators').notNull(),
    fuel: boolean('fuel').notNull(),
    declaredBy: uuid('declared_by').$type<UserId>(),
    declaredAt: instant('declared_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'one_readiness_per_unit', columns: [table.deliveryId, table.unitId] }),
    mayRead(sql`${readsUnit(table)} or (${readerIs('donor')} and ${readerSees(deliveries, table.deliveryId)})`),
    mayAdd(sql`${readerIs('requester', 'validator')} and ${readsUnit(table)}`),
    mayChange(sql`${readerIs('requester', 'validator')} and ${readsUnit(table)}`),
  ],
);
