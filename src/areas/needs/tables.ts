import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, pgTable, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { MeetingId, NeedId, OrganisationId, UnitId, UserId } from '../../kernel/id.ts';
import { REASON_CODES } from '../../kernel/reason.ts';
import type { LocalText } from '../../kernel/language.ts';
import { NO_STEPS, ONE_STEP, type Steps } from '../../kernel/quantity.ts';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, instant, primaryId, reference, searchVector, steps, version } from '../../platform/db/columns.ts';
import {
  ledgerWorks,
  mayAdd,
  mayChange,
  mayRead,
  mayReadAs,
  mayRemove,
  readerIs,
  readerIsNot,
  readerOrganisation,
  readerSees,
  readsUnit,
} from '../../platform/db/policies.ts';
import { units } from '../gaps/tables.ts';
import { HOLDING_STATES } from '../matches/domain/match.ts';
import { cells, itemTypes, organisations, regions } from '../reference/tables.ts';
import {
  CLOSERS,
  COVERABLE_STATES,
  DISCLOSURE_LEVELS,
  ENDERS,
  NEED_STATES,
  PRIORITIES,
  PRIVATE_STATES,
  UNDATED_STATES,
} from './domain/need.ts';
import { NEED_REVISION_STATES, type RevisedNeed } from './domain/revision.ts';
import type { CourseTerms } from '../training/domain/course-terms.ts';
import type { Specification } from './domain/specification.ts';

export const needs = pgTable(
  'needs',
  {
    id: primaryId<'need'>(),
    creationOrder: creationOrder().unique(),
    reference: reference('N'),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    unitId: uuid('unit_id')
      .notNull()
      .$type<UnitId>()
      .references(() => units.id),
    /** The region of the unit's site, repeated here for lists by region. */
    region: text('region')
      .notNull()
      .references(() => regions.slug),
    /** The cell that the site was given, repeated here because a donor may know the cell but may not read the unit. */
    cell: text('cell')
      .notNull()
      .references(() => cells.slug),
    state: text('state', { enum: NEED_STATES }).notNull(),
    priority: text('priority', { enum: PRIORITIES }).notNull(),
    justification: jsonb('justification').notNull().$type<LocalText>(),
    /** The donor-facing text that the facilitator approves at publication. */
    summary: jsonb('summary').$type<LocalText>(),
    disclosureLevel: text('disclosure_level', { enum: DISCLOSURE_LEVELS }),
    /** The donors that a need with the level `named-partners` is shown to. */
    disclosedTo: uuid('disclosed_to').array().notNull().$type<OrganisationId[]>().default([]),
    fulfilTogether: boolean('fulfil_together').notNull().default(false),
    neededBy: day('needed_by'),
    respondBy: day('respond_by'),
    /** The meeting that it comes from. The foreign key stands in drizzle/0017_follow_up.sql, for its tables refer to this one. */
    citedMeetingId: uuid('cited_meeting_id').$type<MeetingId>(),
    authorId: uuid('author_id').$type<UserId>(),
    submittedAt: instant('submitted_at'),
    validatedBy: uuid('validated_by').$type<UserId>(),
    validatedAt: instant('validated_at'),
    publishedAt: instant('published_at'),
    /** When the requester last said that the need still stands. */
    confirmedAt: instant('confirmed_at'),
    /** When the scheduled job put it in the facilitator's queue because respond-by passed without any answer. */
    unansweredSince: instant('unanswered_since'),
    closingRequestedBy: text('closing_requested_by', { enum: CLOSERS }),
    /** The state that it was withdrawn, rejected or closed from, and by which side: where it goes back to, and who may take it back. */
    endedFrom: text('ended_from', { enum: NEED_STATES }),
    endedBy: text('ended_by', { enum: ENDERS }),
    reinstatingRequestedBy: text('reinstating_requested_by', { enum: CLOSERS }),
    stateReason: text('state_reason', { enum: REASON_CODES }),
    stateNote: text('state_note'),
    /** Everything that may be searched by those who see the whole need. */
    search: searchVector('search'),
    /** Only what a donor may read: summary, item types, areas. */
    searchDisclosed: searchVector('search_disclosed'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    index('needs_by_organisation').on(table.organisationId, table.creationOrder),
    index('needs_by_unit').on(table.unitId, table.creationOrder),
    index('needs_by_region').on(table.region, table.creationOrder),
    index('needs_by_state').on(table.state, table.creationOrder),
    index('needs_by_cited_meeting').on(table.citedMeetingId),
    index('needs_by_confirmation')
      .on(table.confirmedAt)
      .where(sql`state = 'published'`),
    index('needs_by_search').using('gin', table.search),
    index('needs_by_disclosed_search').using('gin', table.searchDisclosed),
    check(
      'published_need_is_complete',
      sql`${table.state} not in (${literals(COVERABLE_STATES)}) or (${table.disclosureLevel} is not null and ${table.summary} is not null and ${table.confirmedAt} is not null)`,
    ),
    check(
      'submitted_need_is_complete',
      sql`${table.state} in (${literals(UNDATED_STATES)}) or (${table.neededBy} is not null and ${table.respondBy} is not null)`,
    ),
    check('author_does_not_validate', sql`${table.validatedBy} is null or ${table.validatedBy} is distinct from ${table.authorId}`),
    mayReadAs(
      'recipient',
      sql`${readsUnit(table)} and (${readerIsNot('facilitator')} or ${table.state} not in (${literals(PRIVATE_STATES)}))`,
    ),
    mayReadAs(
      'donor',
      sql`${readerIs('donor')} and (
        (${table.state} = 'published' and (${table.disclosureLevel} = 'partners'
          or (${table.disclosureLevel} = 'named-partners' and ${readerOrganisation} = any (${table.disclosedTo}))))
        or exists (select from matches where matches.need_id = ${table.id}))`,
    ),
    mayAdd(sql`${readerIs('requester', 'system')} and ${readsUnit(table)}`),
    mayChange(sql`${readerIs('requester', 'validator', 'facilitator', 'system')} and ${readsUnit(table)}`),
    ledgerWorks(),
  ],
);

/**
 * One item of a need. The counters below `quantity_validated` are kept by a trigger on matches and by nobody else: they are
 * the sums over this line's matches, and the check on them is what makes promising twice impossible.
 */
export const needLines = pgTable(
  'need_lines',
  {
    id: primaryId<'need-line'>(),
    creationOrder: creationOrder(),
    needId: uuid('need_id')
      .notNull()
      .$type<NeedId>()
      .references(() => needs.id, { onDelete: 'cascade' }),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    unitId: uuid('unit_id')
      .notNull()
      .$type<UnitId>()
      .references(() => units.id),
    position: integer('position').notNull(),
    itemType: text('item_type')
      .notNull()
      .references(() => itemTypes.slug),
    quantityRequested: steps('quantity_requested').notNull(),
    quantityValidated: steps('quantity_validated'),
    validationReason: text('validation_reason'),
    specifications: jsonb('specifications').notNull().$type<readonly Specification[]>(),
    /** No match may bring fewer than this, unless it brings all that is left. */
    minimumLot: steps('minimum_lot').notNull().default(ONE_STEP),
    acceptedSubstitutes: text('accepted_substitutes').array().notNull().default([]),
    note: jsonb('note').$type<LocalText>(),
    /** On a line of training alone: seats, dates, what must be completed first. */
    course: jsonb('course').$type<CourseTerms>(),
    /** The computed gap at the moment of submission: cited, never typed. */
    citedGap: steps('cited_gap'),
    /** When a revision left the line out. It stays readable, asks for nothing, and counts nowhere. */
    leftOutAt: instant('left_out_at'),
    reserved: steps('reserved').notNull().default(NO_STEPS),
    agreed: steps('agreed').notNull().default(NO_STEPS),
    shipped: steps('shipped').notNull().default(NO_STEPS),
    accepted: steps('accepted').notNull().default(NO_STEPS),
    inService: steps('in_service').notNull().default(NO_STEPS),
    verified: steps('verified').notNull().default(NO_STEPS),
    failed: steps('failed').notNull().default(NO_STEPS),
  },
  (table) => [
    uniqueIndex('one_line_per_position').on(table.needId, table.position),
    index('need_lines_by_item').on(table.itemType),
    index('need_lines_by_unit').on(table.unitId, table.itemType),
    check(
      'need_quantities_are_positive',
      sql`${table.quantityRequested} > 0 and (${table.quantityValidated} is null or ${table.quantityValidated} >= 0)`,
    ),
    check('need_minimum_lot_is_positive', sql`${table.minimumLot} > 0`),
    check(
      'need_line_not_overpromised',
      sql`${table.reserved} + ${table.agreed} - ${table.failed} <= case when ${table.leftOutAt} is null then coalesce(${table.quantityValidated}, 0) else 0 end`,
    ),
    check(
      'need_counters_are_not_negative',
      sql`least(${table.reserved}, ${table.agreed}, ${table.shipped}, ${table.accepted}, ${table.inService}, ${table.verified}, ${table.failed}) >= 0`,
    ),
    mayReadAs('recipient', sql`${readsUnit(table)} and (${readerIsNot('facilitator')} or ${readerSees(needs, table.needId)})`),
    mayReadAs('donor', sql`${readerIs('donor')} and ${readerSees(needs, table.needId)}`),
    mayAdd(sql`${readerIs('requester', 'system')} and ${readsUnit(table)}`),
    mayChange(sql`${readerIs('requester', 'validator', 'system')} and ${readsUnit(table)}`),
    mayRemove(sql`${readerIs('requester', 'system')} and ${readsUnit(table)}`),
    ledgerWorks(),
  ],
);

/**
 * What the donor who reads holds of a line: reserved and more, less what failed. Its policy shows it no match but its own; nobody else is
 * looked up.
 */
export const heldByReadingDonor = sql<Steps>`case when ${readerIs('donor')} then (
  select coalesce(sum(matches.quantity - matches.failed), 0)::float8 from matches
  where matches.need_line_id = ${needLines.id} and matches.state in (${literals(HOLDING_STATES)})) else 0 end`;

/**
 * What is to change about a need that partners already read: what it should say, what it said before, and why. The published version stands
 * until those who let it through as it was have let this through.
 */
export const needRevisions = pgTable(
  'need_revisions',
  {
    id: primaryId<'need-revision'>(),
    creationOrder: creationOrder(),
    needId: uuid('need_id')
      .notNull()
      .$type<NeedId>()
      .references(() => needs.id),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    unitId: uuid('unit_id')
      .notNull()
      .$type<UnitId>()
      .references(() => units.id),
    state: text('state', { enum: NEED_REVISION_STATES }).notNull(),
    changes: jsonb('changes').notNull().$type<RevisedNeed>(),
    before: jsonb('before').notNull().$type<RevisedNeed>(),
    reason: text('reason', { enum: REASON_CODES }).notNull(),
    reasonNote: text('reason_note'),
    proposedBy: uuid('proposed_by').$type<UserId>(),
    validatorApprovedBy: uuid('validator_approved_by').$type<UserId>(),
    validatorApprovedAt: instant('validator_approved_at'),
    facilitatorApprovedAt: instant('facilitator_approved_at'),
    decidedAt: instant('decided_at'),
    decisionReason: text('decision_reason', { enum: REASON_CODES }),
    decisionNote: text('decision_note'),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    uniqueIndex('one_open_need_revision')
      .on(table.needId)
      .where(sql`state = 'open'`),
    check(
      'author_does_not_approve_revision',
      sql`${table.validatorApprovedBy} is null or ${table.validatorApprovedBy} is distinct from ${table.proposedBy}`,
    ),
    check(
      'revision_in_force_was_approved',
      sql`${table.state} <> 'in-force' or (${table.validatorApprovedAt} is not null and (${table.facilitatorApprovedAt} is not null or not jsonb_exists(${table.changes}, 'summary')))`,
    ),
    mayRead(readsUnit(table)),
    mayAdd(sql`${readerIs('requester', 'system')} and ${readsUnit(table)}`),
    mayChange(sql`${readerIs('requester', 'validator', 'facilitator', 'system')} and ${readsUnit(table)}`),
    ledgerWorks(),
  ],
);
