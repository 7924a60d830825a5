import { type Column, sql } from 'drizzle-orm';
import { type AnyPgColumn, check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { AgreementId, MeetingId, ObligationId, OrganisationId, RecommendationId, UserId } from '../../kernel/id.ts';
import type { LocalText } from '../../kernel/language.ts';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, instant, primaryId, reference, version } from '../../platform/db/columns.ts';
import { handsOfOrganisations } from '../../platform/db/hands.ts';
import {
  ledgerWorks,
  mayAdd,
  mayChange,
  mayRead,
  mayRemove,
  readerIs,
  readerIsNot,
  readerOversees,
  readerSees,
} from '../../platform/db/policies.ts';
import { organisations, sites } from '../reference/tables.ts';
import { AGREEMENT_KINDS, AGREEMENT_STATES } from './domain/agreement.ts';
import { MEETING_STATES } from './domain/meeting.ts';
import { OBSERVANCES } from './domain/obligation.ts';
import { DONE_STATES, RECOMMENDATION_STATES, UNFINISHED_STATES } from './domain/recommendation.ts';

const organisation = (name: string) =>
  uuid(name)
    .$type<OrganisationId>()
    .references(() => organisations.id);

/** Facilitators keep these; the loader's scheduled jobs go as the system. */
export const facilitates = readerIs('facilitator', 'system');

// Meetings, recommendations and agreements of the reader's organisation, and of those that it answers for (drizzle/0017_follow_up.sql).
export const isReadersMeeting = (meeting: Column) => sql`${meeting} = any ((select wasl.reader_meetings())::uuid[])`;
export const isReadersRecommendation = (recommendation: Column) =>
  sql`${recommendation} = any ((select wasl.reader_recommendations())::uuid[])`;
export const isReadersAgreement = (agreement: Column) => sql`${agreement} = any ((select wasl.reader_agreements())::uuid[])`;

/** An assessment round, a workshop, a meeting of coordination. Who took part is known by organisation; no person is named. */
export const meetings = pgTable(
  'meetings',
  {
    id: primaryId<'meeting'>(),
    creationOrder: creationOrder(),
    reference: reference('G'),
    state: text('state', { enum: MEETING_STATES }).notNull(),
    title: jsonb('title').notNull().$type<LocalText>(),
    purpose: jsonb('purpose').notNull().$type<LocalText>(),
    startsOn: day('starts_on').notNull(),
    endsOn: day('ends_on').notNull(),
    place: jsonb('place').notNull().$type<LocalText>(),
    site: text('site').references(() => sites.slug),
    agenda: jsonb('agenda').notNull().$type<readonly LocalText[]>(),
    minutes: jsonb('minutes').$type<LocalText>(),
    heldAt: instant('held_at'),
    closedAt: instant('closed_at'),
    stateReason: text('state_reason'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    index('meetings_by_day').on(table.startsOn, table.creationOrder),
    check('meeting_days_are_a_span', sql`${table.startsOn} <= ${table.endsOn}`),
    check('closed_meeting_has_minutes', sql`${table.state} <> 'closed' or ${table.minutes} is not null`),
    mayRead(sql`${readerOversees} or ${isReadersMeeting(table.id)}`),
    mayAdd(facilitates),
    mayChange(facilitates),
    ledgerWorks(),
  ],
);

export const meetingParticipants = pgTable(
  'meeting_participants',
  {
    meetingId: uuid('meeting_id')
      .notNull()
      .$type<MeetingId>()
      .references(() => meetings.id),
    organisationId: organisation('organisation_id').notNull(),
    /** How many came, where that is known. */
    delegationSize: integer('delegation_size'),
  },
  (table) => [
    primaryKey({ name: 'one_row_per_participant', columns: [table.meetingId, table.organisationId] }),
    index('meeting_participants_by_organisation').on(table.organisationId),
    check('delegation_is_somebody', sql`${table.delegationSize} > 0`),
    mayRead(sql`${readerOversees} or ${isReadersMeeting(table.meetingId)}`),
    mayAdd(facilitates),
    mayRemove(facilitates),
    ledgerWorks(),
  ],
);

/** What a meeting recommended, whose task it is, and what became of it. */
export const recommendations = pgTable(
  'recommendations',
  {
    id: primaryId<'recommendation'>(),
    creationOrder: creationOrder().unique(),
    reference: reference('R'),
    meetingId: uuid('meeting_id')
      .notNull()
      .$type<MeetingId>()
      .references(() => meetings.id),
    state: text('state', { enum: RECOMMENDATION_STATES }).notNull(),
    recommends: jsonb('recommends').notNull().$type<LocalText>(),
    dueOn: day('due_on').notNull(),
    /** When the scheduled job first found this day passed; empty again when the day is moved. */
    overdueSince: instant('overdue_since'),
    doneBy: uuid('done_by').$type<UserId>(),
    doneById: organisation('done_by_organisation'),
    doneAt: instant('done_at'),
    evidence: text('evidence'),
    confirmedBy: uuid('confirmed_by').$type<UserId>(),
    confirmedById: organisation('confirmed_by_organisation'),
    confirmedAt: instant('confirmed_at'),
    supersededBy: uuid('superseded_by')
      .$type<RecommendationId>()
      .references((): AnyPgColumn => recommendations.id),
    stateReason: text('state_reason'),
    version: version(),
    /** Of its changes, those of links alone: a donor may not know what they lead to, and its version leaves them out. */
    hiddenChanges: integer('hidden_changes').notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    ...handsOfOrganisations(table),
    index('recommendations_by_meeting').on(table.meetingId, table.creationOrder),
    index('recommendations_by_due_day')
      .on(table.dueOn)
      .where(sql`state in (${literals(UNFINISHED_STATES)})`),
    check('reporter_does_not_confirm', sql`${table.confirmedBy} is null or ${table.confirmedBy} is distinct from ${table.doneBy}`),
    check('done_with_evidence', sql`${table.state} not in (${literals(DONE_STATES)}) or ${table.evidence} is not null`),
    check('superseded_names_successor', sql`(${table.state} = 'superseded') = (${table.supersededBy} is not null)`),
    check('no_recommendation_supersedes_itself', sql`${table.supersededBy} is distinct from ${table.id}`),
    mayRead(sql`${readerOversees} or ${isReadersRecommendation(table.id)}`),
    mayAdd(facilitates),
    // An owner reports progress, another party confirms it: which of them may what is the verbs' to say.
    mayChange(sql`${facilitates} or ${isReadersRecommendation(table.id)}`),
    ledgerWorks(),
  ],
);

export const recommendationOwners = pgTable(
  'recommendation_owners',
  {
    recommendationId: uuid('recommendation_id')
      .notNull()
      .$type<RecommendationId>()
      .references(() => recommendations.id),
    organisationId: organisation('organisation_id').notNull(),
  },
  (table) => [
    primaryKey({ name: 'one_row_per_owner', columns: [table.recommendationId, table.organisationId] }),
    index('recommendation_owners_by_organisation').on(table.organisationId),
    mayRead(sql`${readerOversees} or ${isReadersRecommendation(table.recommendationId)}`),
    mayAdd(facilitates),
    mayRemove(facilitates),
    ledgerWorks(),
  ],
);

/** What an owner reports on the way; a note is never changed. */
export const recommendationNotes = pgTable(
  'recommendation_notes',
  {
    id: primaryId<'recommendation-note'>(),
    creationOrder: creationOrder(),
    recommendationId: uuid('recommendation_id')
      .notNull()
      .$type<RecommendationId>()
      .references(() => recommendations.id),
    organisationId: organisation('organisation_id'),
    note: jsonb('note').notNull().$type<LocalText>(),
    notedAt: instant('noted_at').notNull(),
  },
  (table) => [
    index('recommendation_notes_by_recommendation').on(table.recommendationId, table.creationOrder),
    mayRead(sql`${readerOversees} or ${isReadersRecommendation(table.recommendationId)}`),
    mayAdd(sql`${facilitates} or ${isReadersRecommendation(table.recommendationId)}`),
  ],
);

/** An agreement that is followed up: the quadripartite security agreement, a bilateral memorandum. */
export const agreements = pgTable(
  'agreements',
  {
    id: primaryId<'agreement'>(),
    creationOrder: creationOrder().unique(),
    reference: reference('T'),
    kind: text('kind', { enum: AGREEMENT_KINDS }).notNull(),
    state: text('state', { enum: AGREEMENT_STATES }).notNull(),
    title: jsonb('title').notNull().$type<LocalText>(),
    summary: jsonb('summary').notNull().$type<LocalText>(),
    signedOn: day('signed_on'),
    validUntil: day('valid_until'),
    stateReason: text('state_reason'),
    version: version(),
    /** Of its changes, those of links alone: a donor may not know what they lead to, and its version leaves them out. */
    hiddenChanges: integer('hidden_changes').notNull().default(0),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    check('agreement_in_force_is_signed', sql`${table.state} <> 'in-force' or ${table.signedOn} is not null`),
    check(
      'agreement_days_are_a_span',
      sql`${table.validUntil} is null or ${table.signedOn} is null or ${table.signedOn} <= ${table.validUntil}`,
    ),
    mayRead(sql`${readerOversees} or ${isReadersAgreement(table.id)}`),
    mayAdd(facilitates),
    mayChange(sql`${facilitates} or ${isReadersAgreement(table.id)}`),
    ledgerWorks(),
  ],
);

export const agreementParties = pgTable(
  'agreement_parties',
  {
    agreementId: uuid('agreement_id')
      .notNull()
      .$type<AgreementId>()
      .references(() => agreements.id),
    organisationId: organisation('organisation_id').notNull(),
  },
  (table) => [
    primaryKey({ name: 'one_row_per_agreement_party', columns: [table.agreementId, table.organisationId] }),
    index('agreement_parties_by_organisation').on(table.organisationId),
    mayRead(sql`${readerOversees} or ${isReadersAgreement(table.agreementId)}`),
    mayAdd(facilitates),
    mayRemove(facilitates),
    ledgerWorks(),
  ],
);

/** Who owes what to whom, and when. */
export const obligations = pgTable(
  'obligations',
  {
    id: primaryId<'obligation'>(),
    creationOrder: creationOrder(),
    agreementId: uuid('agreement_id')
      .notNull()
      .$type<AgreementId>()
      .references(() => agreements.id),
    position: integer('position').notNull(),
    duty: jsonb('duty').notNull().$type<LocalText>(),
    owedById: organisation('owed_by').notNull(),
    /** Null: to all the other parties. */
    owedToId: organisation('owed_to'),
    dueOn: day('due_on').notNull(),
    /** Null: due once. */
    everyMonths: integer('every_months'),
    /** The last of its days of which the parties have been told that it passed unassessed. */
    toldDueOn: day('told_due_on'),
    releasedAt: instant('released_at'),
    releaseReason: text('release_reason'),
  },
  (table) => [
    uniqueIndex('one_obligation_per_position').on(table.agreementId, table.position),
    check('obligation_has_two_sides', sql`${table.owedToId} is distinct from ${table.owedById}`),
    check('obligation_recurs_in_months', sql`${table.everyMonths} between 1 and 120`),
    check('release_says_why', sql`(${table.releasedAt} is null) = (${table.releaseReason} is null)`),
    mayRead(sql`${readerOversees} or ${isReadersAgreement(table.agreementId)}`),
    mayAdd(facilitates),
    mayChange(facilitates),
  ],
);

/** How an obligation was found to be observed, on a day, by whom, on what evidence; never overwritten. */
export const observanceAssessments = pgTable(
  'observance_assessments',
  {
    id: primaryId<'observance-assessment'>(),
    creationOrder: creationOrder(),
    /** The obligation's, by which its history finds it. */
    agreementId: uuid('agreement_id')
      .notNull()
      .$type<AgreementId>()
      .references(() => agreements.id),
    obligationId: uuid('obligation_id')
      .notNull()
      .$type<ObligationId>()
      .references(() => obligations.id),
    observance: text('observance', { enum: OBSERVANCES }).notNull(),
    assessedOn: day('assessed_on').notNull(),
    finding: jsonb('finding').$type<LocalText>(),
    evidence: text('evidence'),
    assessedById: organisation('assessed_by_organisation'),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    index('observance_assessments_by_obligation').on(table.obligationId, table.assessedOn, table.creationOrder),
    check('observance_rests_on_evidence', sql`${table.observance} = 'not-assessed' or ${table.evidence} is not null`),
    mayRead(readerSees(obligations, table.obligationId)),
    mayAdd(sql`${readerIsNot('auditor')} and ${readerSees(obligations, table.obligationId)}`),
  ],
);
