import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { ComplianceEntryId, DeliveryId, DocumentId, MatchId, OrganisationId, RegimeProposalId, UserId } from '../../kernel/id.ts';
import type { LocalText } from '../../kernel/language.ts';
import { PROPOSAL_STATES } from '../../kernel/proposal.ts';
import { ACTING_ROLES } from '../../kernel/role.ts';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, instant, primaryId, reference, version } from '../../platform/db/columns.ts';
import { handsOfOrganisations } from '../../platform/db/hands.ts';
import {
  ledgerReads,
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
} from '../../platform/db/policies.ts';
import { deliveries, readerSharesDelivery, sharesOrWrote } from '../deliveries/tables.ts';
import { documents } from '../documents/tables.ts';
import { users } from '../identity/tables.ts';
import { FALLEN_STATES } from '../matches/domain/match.ts';
import { matches } from '../matches/tables.ts';
import { PURPOSES } from '../partnerships/domain/conditions.ts';
import { complianceDocuments, organisations, regimes } from '../reference/tables.ts';
import type { AskedBy } from './domain/asked-documents.ts';
import type { RegimeContent } from './domain/regime-content.ts';
import { EMBARGO_CLASSES } from './domain/facts.ts';
import { DECIDED_STATES, ENTRY_KINDS, ENTRY_STATES, type HeldSpan } from './domain/entry.ts';
import { GATES } from './domain/gate.ts';
import { OWNER_ROLES } from './domain/hands.ts';
import { DOCUMENTS_NOT_TO_BE_WAIVED, REGIMES_NOT_TO_BE_WAIVED } from './domain/waiving.ts';

/**
 * Regimes as they were at each time. The first version is that of the first load; a trigger adds one whenever a load changes a regime,
 * two persons add one by hand, and none is ever changed, nor begins before the day on which it is there. In force on a day: of those that have
 * begun the one that began last, the highest where several began on one day.
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
    /** What it was proposed as, with the act attached; null for what a load of the reference data brought. */
    proposalId: uuid('proposal_id').$type<RegimeProposalId>(),
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
    ledgerWorks(),
  ],
);

/**
 * The next version of a regime as one administrator proposes it. It becomes a version once a second person has confirmed it, with the
 * act it was adopted by attached; until then nothing asks by it.
 */
export const regimeProposals = pgTable(
  'regime_proposals',
  {
    id: primaryId<'regime-proposal'>(),
    creationOrder: creationOrder().unique(),
    regime: text('regime')
      .notNull()
      .references(() => regimes.slug),
    /** The version that it follows; it is outdated once another was published. */
    baseVersion: integer('base_version').notNull(),
    /** Takes back that version, which hasn't begun: what it would have begun with is what was before. */
    withdraws: boolean('withdraws').notNull(),
    content: jsonb('content').notNull().$type<RegimeContent>(),
    validFrom: day('valid_from').notNull(),
    validUntil: day('valid_until'),
    adoptedBy: text('adopted_by').notNull(),
    state: text('state', { enum: PROPOSAL_STATES }).notNull(),
    proposedBy: uuid('proposed_by')
      .notNull()
      .$type<UserId>()
      .references(() => users.id),
    proposedByOrganisation: uuid('proposed_by_organisation')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    expiresAt: instant('expires_at').notNull(),
    decidedBy: uuid('decided_by')
      .$type<UserId>()
      .references(() => users.id),
    decidedAt: instant('decided_at'),
    refusalReason: text('refusal_reason'),
    /** The version that it became. */
    publishedVersion: integer('published_version'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_open_proposal_per_regime')
      .on(table.regime)
      .where(sql`state = 'proposed'`),
    check('proposed_validity_is_a_span', sql`${table.validUntil} is null or ${table.validFrom} <= ${table.validUntil}`),
    check('refused_proposal_says_why', sql`(${table.state} = 'refused') = (${table.refusalReason} is not null)`),
    check('confirmed_proposal_names_its_version', sql`(${table.state} = 'confirmed') = (${table.publishedVersion} is not null)`),
    // What has become a version is everybody's to read, and the act attached to it.
    mayRead(sql`${readerIs('administrator', 'facilitator', 'auditor', 'system')} or (${readerIsKnown} and ${table.state} = 'confirmed')`),
    mayAdd(sql`${readerIs('administrator')} and ${table.proposedBy} = ${readerUser}
      and ${table.proposedByOrganisation} = ${readerOrganisation} and ${table.state} = 'proposed'`),
    mayChange(readerIs('administrator', 'facilitator', 'system')),
    ledgerWorks(),
  ],
);

/** Who recorded something, as they stood then: people move, and what they recorded stays their organisation's. */
const firstHand = () => ({
  recordedBy: uuid('recorded_by').$type<UserId>(),
  recordedById: uuid('recorded_by_organisation')
    .$type<OrganisationId>()
    .references(() => organisations.id),
  recordedByRole: text('recorded_by_role', { enum: ACTING_ROLES }),
});

const confirmingOrganisation = () =>
  uuid('confirmed_by_organisation')
    .$type<OrganisationId>()
    .references(() => organisations.id);

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
    ...firstHand(),
    recordedAt: instant('recorded_at').notNull(),
    confirmedBy: uuid('confirmed_by').$type<UserId>(),
    confirmedById: confirmingOrganisation(),
    confirmedAt: instant('confirmed_at'),
    /** A second hand looked at it and didn't confirm it; it is recorded anew. */
    refusedBy: uuid('refused_by').$type<UserId>(),
    refusedAt: instant('refused_at'),
    refusalReason: text('refusal_reason'),
    supersededAt: instant('superseded_at'),
    version: version(),
  },
  (table) => [
    ...closedLists(table),
    ...handsOfOrganisations(table),
    uniqueIndex('one_classification_per_match')
      .on(table.matchId)
      .where(sql`superseded_at is null`),
    check(
      'recorder_does_not_confirm_classification',
      sql`${table.confirmedBy} is null or (${table.confirmedBy} is distinct from ${table.recordedBy}
      and ${table.confirmedById} is distinct from ${table.recordedById})`,
    ),
    check('classification_is_confirmed_or_refused', sql`num_nonnulls(${table.confirmedAt}, ${table.refusedAt}) <= 1`),
    check(
      'refused_classification_says_by_whom_and_why',
      sql`num_nonnulls(${table.refusedBy}, ${table.refusedAt}, ${table.refusalReason}) in (0, 3)`,
    ),
    check('out_of_scope_says_why', sql`not ${table.hrddpOutOfScope} or ${table.hrddpReason} is not null`),
    mayRead(sql`${readerOversees} or (${readerIs('donor')} and exists (
      select from ${matches} where ${matches.id} = ${table.matchId} and ${matches.donorId} = ${readerOrganisation}
        and (${matches.state} not in (${literals(FALLEN_STATES)}) or ${table.recordedById} = ${readerOrganisation})))`),
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
    ownerRole: text('owner_role', { enum: OWNER_ROLES }).notNull(),
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
    /** Spans in which it was held and confirmed before it ran out and was asked for anew: what left within one left with it. */
    heldBefore: jsonb('held_before').notNull().$type<readonly HeldSpan[]>().default([]),
    silenceStartedOn: day('silence_started_on'),
    silenceEndsOn: day('silence_ends_on'),
    ...firstHand(),
    recordedAt: instant('recorded_at'),
    confirmedBy: uuid('confirmed_by').$type<UserId>(),
    confirmedById: confirmingOrganisation(),
    confirmedAt: instant('confirmed_at'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    ...handsOfOrganisations(table),
    uniqueIndex('one_entry_per_regime').on(table.deliveryId, table.regime),
    uniqueIndex('one_entry_per_document').on(table.deliveryId, table.documentType),
    check(
      'entry_is_of_its_kind',
      sql`(${table.kind} = 'decision') = (${table.regime} is not null) and num_nonnulls(${table.regime}, ${table.documentType}) = 1`,
    ),
    index('compliance_entries_by_state').on(table.state, table.silenceEndsOn),
    check(
      'recorder_does_not_confirm',
      sql`${table.confirmedBy} is null or ${table.recordedBy} is null or (${table.confirmedBy} <> ${table.recordedBy}
      and (${table.restricted} or ${table.confirmedById} is distinct from ${table.recordedById}))`,
    ),
    check('confirmed_by_somebody', sql`${table.recordedBy} is null or ${table.confirmedAt} is null or ${table.confirmedBy} is not null`),
    check(
      'silence_has_its_days',
      sql`${table.state} <> 'in-silence' or num_nonnulls(${table.silenceStartedOn}, ${table.silenceEndsOn}) = 2`,
    ),
    check('decision_has_outcome', sql`${table.state} not in (${literals(DECIDED_STATES)}) or ${table.outcome} is not null`),
    check(
      'entry_may_be_waived',
      sql`${table.state} <> 'waived' or (coalesce(${table.regime}, '') not in (${literals(REGIMES_NOT_TO_BE_WAIVED)})
      and coalesce(${table.documentType}, '') not in (${literals(DOCUMENTS_NOT_TO_BE_WAIVED)}))`,
    ),
    check('waiver_says_why', sql`${table.state} <> 'waived' or ${table.reason} is not null`),
    check(
      'licence_window_is_a_span',
      sql`${table.validFrom} is null or ${table.validUntil} is null or ${table.validFrom} <= ${table.validUntil}`,
    ),
    check(
      'file_stays_closed',
      sql`not ${table.restricted} or num_nonnulls(${table.referenceNumber}, ${table.evidence}, ${table.evidenceDocumentId}) = 0`,
    ),
    // Whoever sees a delivery sees what is asked of it: its donor while it hasn't come to nothing, its recipients, and who oversees.
    mayRead(sql`${readerOversees} or ${sharesOrWrote(table.deliveryId, table.recordedById)}`),
    mayAdd(readerIs('system')),
    mayChange(sql`${readerIs('system')} or (${readerIs('donor', 'validator', 'facilitator')}
      and (not ${table.restricted} or ${readerIsDesignated}) and ${readerSharesDelivery(table.deliveryId)})`),
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
  () => [mayRead(readerIsDesignated), ledgerReads('citations'), mayAdd(readerIsDesignated)],
);
