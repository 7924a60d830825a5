import { sql } from 'drizzle-orm';
import { type AnyPgColumn, boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { DeliveryId, DocumentId, MatchId, NeedId, ObstacleId, OrganisationId, UserId } from '../../kernel/id.ts';
import type { LocalText } from '../../kernel/language.ts';
import { ACTING_ROLES } from '../../kernel/role.ts';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import { createdAt, creationOrder, day, instant, primaryId, reference, version } from '../../platform/db/columns.ts';
import { handsOfOrganisations } from '../../platform/db/hands.ts';
import {
  isInReaderScope,
  ledgerReads,
  ledgerWorks,
  mayAdd,
  mayChange,
  mayRead,
  mayRemove,
  readerIs,
  readerIsNot,
  readerOrganisation,
  readerOversees,
  readerSees,
  readerUser,
} from '../../platform/db/policies.ts';
import { deliveries, isNotFallen } from '../deliveries/tables.ts';
import { documents } from '../documents/tables.ts';
import { matches } from '../matches/tables.ts';
import { needs } from '../needs/tables.ts';
import { SEVERITIES } from '../reference/domain/vocabulary.ts';
import { milestones, obstacleKinds, organisations, playbookSteps } from '../reference/tables.ts';
import { ACTION_STATES } from './domain/action.ts';
import { OBSTACLE_STATES, OPEN_STATES, RESOLVED_STATES } from './domain/obstacle.ts';
import { NOT_TO_BE_WAIVED } from './domain/risk.ts';
import { STEP_STATES } from './domain/playbook.ts';

export const obstacles = pgTable(
  'obstacles',
  {
    id: primaryId<'obstacle'>(),
    creationOrder: creationOrder().unique(),
    reference: reference('B'),
    kind: text('kind')
      .notNull()
      .references(() => obstacleKinds.slug),
    state: text('state', { enum: OBSTACLE_STATES }).notNull(),
    severity: text('severity', { enum: SEVERITIES }).notNull(),
    /** Why people have set another severity than the one that follows from what is held back; null where it follows. */
    severityReason: text('severity_reason'),
    /** Whether the blocked things may not pass the stage below while this is open. */
    blocking: boolean('blocking').notNull(),
    blocksMilestone: text('blocks_milestone')
      .notNull()
      .references(() => milestones.slug),
    ownerId: uuid('owner_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    /** Whose move it is: every open obstacle names one, with a next action and its date. */
    waitingOnId: uuid('waiting_on_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    nextAction: jsonb('next_action').$type<LocalText>(),
    nextActionOn: day('next_action_on'),
    /** The outside authority that it waits for or, once that is over, last waited for; its file number; while it waits, the answer date it gave. */
    authorityId: uuid('authority_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    externalReference: text('external_reference'),
    expectedOn: day('expected_on'),
    detail: jsonb('detail').notNull().$type<LocalText>(),
    escalationLevel: integer('escalation_level').notNull().default(0),
    /** Since when it stands on that level; the next level's term counts from here. */
    escalatedAt: instant('escalated_at'),
    reportedBy: uuid('reported_by').$type<UserId>(),
    reportedById: uuid('reported_by_organisation')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    reportedAt: instant('reported_at').notNull(),
    /** The hand that resolved it, as it stood then: people move, and what they decided stays their organisation's. */
    resolvedBy: uuid('resolved_by').$type<UserId>(),
    resolvedById: uuid('resolved_by_organisation')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    resolvedByRole: text('resolved_by_role', { enum: ACTING_ROLES }),
    /** Who may not close it: the resolver's organisation, and whoever owned it or was waited on then, with those they speak for. */
    barredFromClosing: uuid('barred_from_closing').array().$type<readonly OrganisationId[]>(),
    /** The facilitator whom an auditor named to close it, since nobody else was left; and the auditor. */
    namedCloserId: uuid('named_closer').$type<UserId>(),
    namedCloserOrganisationId: uuid('named_closer_organisation')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    closerNamedBy: uuid('closer_named_by').$type<UserId>(),
    resolvedAt: instant('resolved_at'),
    evidence: text('evidence'),
    evidenceDocumentId: uuid('evidence_document_id')
      .$type<DocumentId>()
      .references(() => documents.id),
    closedBy: uuid('closed_by').$type<UserId>(),
    closedById: uuid('closed_by_organisation')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    closedAt: instant('closed_at'),
    duplicateOf: uuid('duplicate_of')
      .$type<ObstacleId>()
      .references((): AnyPgColumn => obstacles.id),
    stateReason: text('state_reason'),
    /** What the system opened it for, such as `eta-passed:<delivery>`; null where a person reported it. */
    causeKey: text('cause_key'),
    /** When the system found that what it opened it for is no longer so. It closes nothing by itself. */
    causeGoneAt: instant('cause_gone_at'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    ...handsOfOrganisations(table),
    index('obstacles_by_cause_key').on(table.causeKey),
    uniqueIndex('one_open_obstacle_per_cause')
      .on(table.causeKey)
      .where(sql`${table.state} in (${literals(OPEN_STATES)})`),
    index('obstacles_by_state').on(table.state, table.creationOrder),
    index('obstacles_by_owner').on(table.ownerId),
    check(
      'open_obstacle_names_whose_move_it_is',
      sql`${table.state} not in (${literals(OPEN_STATES)}) or num_nonnulls(${table.waitingOnId}, ${table.nextAction}, ${table.nextActionOn}) = 3`,
    ),
    check(
      'resolver_does_not_close',
      sql`${table.closedBy} is null or (${table.closedBy} is distinct from ${table.resolvedBy}
      and (${table.state} <> 'closed' or ${table.closedById} is distinct from ${table.resolvedById}))`,
    ),
    check(
      'barred_does_not_close',
      sql`${table.state} <> 'closed' or ${table.barredFromClosing} is null or coalesce(${table.closedById} <> all (${table.barredFromClosing}), false)
      or coalesce(${table.closedBy} = ${table.namedCloserId}, false)`,
    ),
    check(
      'named_closer_is_another',
      sql`num_nonnulls(${table.namedCloserId}, ${table.namedCloserOrganisationId}, ${table.closerNamedBy}) in (0, 3)
      and (${table.namedCloserId} is null or (${table.namedCloserId} is distinct from ${table.resolvedBy} and ${table.namedCloserId} <> ${table.closerNamedBy}
      and ${table.namedCloserOrganisationId} is distinct from ${table.resolvedById}))`,
    ),
    check('wait_names_its_authority', sql`${table.state} <> 'waiting-external' or ${table.authorityId} is not null`),
    check('nobody_may_waive', sql`${table.state} <> 'accepted-risk' or ${table.kind} not in (${literals(NOT_TO_BE_WAIVED)})`),
    check(
      'resolved_with_evidence',
      sql`${table.state} not in (${literals(RESOLVED_STATES)}) or num_nonnulls(${table.evidence}, ${table.evidenceDocumentId}) > 0`,
    ),
    check('duplicate_names_original', sql`(${table.state} = 'duplicate') = (${table.duplicateOf} is not null)`),
    // Whoever reports an obstacle sees it from the first moment, before the parties' rows are written; a donor afterwards for as long as it has a
    // ground in what is held back (`wasl.reader_obstacles`, drizzle/0014_obstacles.sql).
    mayRead(sql`${readerOversees} or (${readerIs('requester', 'validator')}
      and (${table.reportedById} = ${readerOrganisation} or exists (select from obstacle_parties where obstacle_parties.obstacle_id = ${table.id})))
      or (${readerIs('donor')} and (${table.id} in (select wasl.reader_obstacles())
        or (${table.reportedById} = ${readerOrganisation} and ${table.reportedAt} = (select wasl.reader_now()))))`),
    mayAdd(sql`${readerIs('system')} or (${readerIs('donor', 'requester', 'validator', 'facilitator')} and ${table.state} = 'reported'
      and ${table.reportedBy} = ${readerUser} and ${table.reportedById} = ${readerOrganisation})`),
    mayChange(sql`${readerIs('facilitator', 'system')} or (${readerIs('requester', 'validator')}
      and exists (select from obstacle_parties where obstacle_parties.obstacle_id = ${table.id}))
      or (${readerIs('donor')} and ${table.id} in (select wasl.reader_obstacles()))`),
    ledgerWorks(),
  ],
);

/** What an obstacle holds back: one need, match or delivery a row. */
export const obstacleBlocks = pgTable(
  'obstacle_blocks',
  {
    id: primaryId<'obstacle-block'>(),
    creationOrder: creationOrder(),
    obstacleId: uuid('obstacle_id')
      .notNull()
      .$type<ObstacleId>()
      .references(() => obstacles.id, { onDelete: 'cascade' }),
    needId: uuid('need_id')
      .$type<NeedId>()
      .references(() => needs.id),
    matchId: uuid('match_id')
      .$type<MatchId>()
      .references(() => matches.id),
    deliveryId: uuid('delivery_id')
      .$type<DeliveryId>()
      .references(() => deliveries.id),
    /** The duplicate that it came from: where that is reopened, it goes back. */
    takenOverFrom: uuid('taken_over_from')
      .$type<ObstacleId>()
      .references(() => obstacles.id),
  },
  (table) => [
    check('block_names_one_thing', sql`num_nonnulls(${table.needId}, ${table.matchId}, ${table.deliveryId}) = 1`),
    uniqueIndex('one_block_per_thing').on(table.obstacleId, sql`coalesce(${table.needId}, ${table.matchId}, ${table.deliveryId})`),
    index('obstacle_blocks_by_need').on(table.needId),
    index('obstacle_blocks_by_match').on(table.matchId),
    index('obstacle_blocks_by_delivery').on(table.deliveryId),
    // The parts of an obstacle are seen by whoever sees the obstacle; an auditor changes nothing.
    mayRead(sql`${readerSees(obstacles, table.obstacleId)} and (${table.deliveryId} is null or ${isNotFallen(table.deliveryId)})`),
    ledgerReads('outlook'),
    mayAdd(sql`${readerIsNot('auditor')} and ${readerSees(obstacles, table.obstacleId)}`),
    mayRemove(readerIs('facilitator', 'system')),
  ],
);

/** The organisations that an obstacle involves; its text goes to them, to facilitators and auditors, and to nobody else. */
export const obstacleParties = pgTable(
  'obstacle_parties',
  {
    obstacleId: uuid('obstacle_id')
      .notNull()
      .$type<ObstacleId>()
      .references(() => obstacles.id, { onDelete: 'cascade' }),
    organisationId: uuid('organisation_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
  },
  (table) => [
    primaryKey({ name: 'one_row_per_party', columns: [table.obstacleId, table.organisationId] }),
    index('obstacle_parties_by_organisation').on(table.organisationId),
    mayRead(sql`${readerOversees} or ${table.organisationId} = ${readerOrganisation} or ${isInReaderScope(table.organisationId)}`),
    ledgerReads('grounds'),
    // Whom it concerns follows from what it holds back: whoever could say so themselves would read any.
    mayAdd(readerIs('system')),
  ],
);

const obstacleId = () =>
  uuid('obstacle_id')
    .notNull()
    .$type<ObstacleId>()
    .references(() => obstacles.id, { onDelete: 'cascade' });

/** The playbook of its kind, copied when it was reported: what the reference data says later changes nothing of it. */
export const obstacleSteps = pgTable(
  'obstacle_steps',
  {
    obstacleId: obstacleId(),
    position: integer('position').notNull(),
    step: text('step')
      .notNull()
      .references(() => playbookSteps.slug),
    /** How many working days it usually takes. */
    termDays: integer('term_days').notNull(),
    dueOn: day('due_on').notNull(),
    state: text('state', { enum: STEP_STATES }).notNull().default('open'),
    note: text('note'),
    finishedAt: instant('finished_at'),
    finishedBy: uuid('finished_by').$type<UserId>(),
  },
  (table) => [
    ...closedLists(table),
    primaryKey({ name: 'one_step_per_position', columns: [table.obstacleId, table.position] }),
    check('finished_step_says_when', sql`(${table.state} = 'open') = (${table.finishedAt} is null)`),
    mayRead(sql`${readerOversees} or ${readerSees(obstacles, table.obstacleId)}`),
    mayAdd(sql`${readerIsNot('auditor')} and ${readerSees(obstacles, table.obstacleId)}`),
    mayChange(sql`${readerIsNot('auditor')} and ${readerSees(obstacles, table.obstacleId)}`),
    mayRemove(sql`${readerIsNot('auditor')} and ${readerSees(obstacles, table.obstacleId)}`),
  ],
);

/** Something that an organisation, or a person of it, has agreed to do by a day. */
export const obstacleActions = pgTable(
  'obstacle_actions',
  {
    id: primaryId<'obstacle-action'>(),
    creationOrder: creationOrder(),
    obstacleId: obstacleId(),
    task: jsonb('task').notNull().$type<LocalText>(),
    assigneeId: uuid('assignee_id')
      .notNull()
      .$type<OrganisationId>()
      .references(() => organisations.id),
    assigneeUserId: uuid('assignee_user_id').$type<UserId>(),
    dueOn: day('due_on').notNull(),
    state: text('state', { enum: ACTION_STATES }).notNull().default('open'),
    note: text('note'),
    assignedBy: uuid('assigned_by').$type<UserId>(),
    finishedAt: instant('finished_at'),
    finishedBy: uuid('finished_by').$type<UserId>(),
    createdAt: createdAt(),
  },
  (table) => [
    ...closedLists(table),
    index('obstacle_actions_by_obstacle').on(table.obstacleId),
    index('obstacle_actions_by_assignee').on(table.assigneeId, table.dueOn),
    check('finished_action_says_when', sql`(${table.state} = 'open') = (${table.finishedAt} is null)`),
    check('cancelled_action_says_why', sql`${table.state} <> 'cancelled' or ${table.note} is not null`),
    mayRead(sql`${readerOversees} or ${readerSees(obstacles, table.obstacleId)}`),
    mayAdd(sql`${readerIsNot('auditor')} and ${readerSees(obstacles, table.obstacleId)}`),
    mayChange(sql`${readerIsNot('auditor')} and ${readerSees(obstacles, table.obstacleId)}`),
  ],
);

/** One obstacle can't go before another has. A trigger keeps cycles out, whoever adds what at the same time. */
export const obstacleDependencies = pgTable(
  'obstacle_dependencies',
  {
    obstacleId: obstacleId(),
    dependsOnId: uuid('depends_on_id')
      .notNull()
      .$type<ObstacleId>()
      .references(() => obstacles.id, { onDelete: 'cascade' }),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ name: 'one_dependency_per_pair_of_obstacles', columns: [table.obstacleId, table.dependsOnId] }),
    index('obstacle_dependencies_by_other').on(table.dependsOnId),
    check('obstacle_depends_on_another', sql`${table.obstacleId} <> ${table.dependsOnId}`),
    // A dependency tells of two obstacles, so only whoever sees both sees it.
    mayRead(sql`${readerOversees} or (${readerSees(obstacles, table.obstacleId)} and ${readerSees(obstacles, table.dependsOnId)})`),
    mayAdd(readerIs('facilitator', 'system')),
    mayRemove(readerIs('facilitator', 'system')),
    ledgerWorks(),
  ],
);
