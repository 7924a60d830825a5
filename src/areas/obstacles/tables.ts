import { sql } from 'drizzle-orm';
import { type AnyPgColumn, boolean, check, index, integer, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { DeliveryId, MatchId, NeedId, ObstacleId, OrganisationId, UserId } from '../../kernel/id.ts';
import type { LocalText } from '../../kernel/language.ts';
import { createdAt, day, instant, primaryId, reference, version } from '../../platform/db/columns.ts';
import { deliveries } from '../deliveries/tables.ts';
import { matches } from '../matches/tables.ts';
import { needs } from '../needs/tables.ts';
import { milestones, obstacleKinds, organisations } from '../reference/tables.ts';
import { OBSTACLE_STATES, SEVERITIES } from './domain/obstacle.ts';

export const obstacles = pgTable(
  'obstacles',
  {
    id: primaryId<'obstacle'>(),
    reference: reference('B'),
    kind: text('kind')
      .notNull()
      .references(() => obstacleKinds.slug),
    state: text('state', { enum: OBSTACLE_STATES }).notNull(),
    severity: text('severity', { enum: SEVERITIES }).notNull(),
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
    /** An outside authority's file number and the answer date it gave, while waiting. */
    externalReference: text('external_reference'),
    expectedOn: day('expected_on'),
    detail: jsonb('detail').notNull().$type<LocalText>(),
    escalationLevel: integer('escalation_level').notNull().default(0),
    reportedBy: uuid('reported_by').$type<UserId>(),
    reportedById: uuid('reported_by_organisation')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    reportedAt: instant('reported_at').notNull(),
    resolvedBy: uuid('resolved_by').$type<UserId>(),
    resolvedAt: instant('resolved_at'),
    evidence: text('evidence'),
    closedBy: uuid('closed_by').$type<UserId>(),
    closedAt: instant('closed_at'),
    duplicateOf: uuid('duplicate_of')
      .$type<ObstacleId>()
      .references((): AnyPgColumn => obstacles.id),
    stateReason: text('state_reason'),
    /** What the system opened it for, such as `eta-passed:<delivery>`; null where a person reported it. */
    signal: text('signal'),
    version: version(),
    createdAt: createdAt(),
  },
  (table) => [
    index('obstacles_by_signal').on(table.signal),
    uniqueIndex('one_open_obstacle_per_signal')
      .on(table.signal)
      .where(sql`${table.state} in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened')`),
    index('obstacles_by_state').on(table.state, table.id),
    index('obstacles_by_owner').on(table.ownerId),
    check(
      'open_obstacle_names_whose_move_it_is',
      sql`${table.state} not in ('reported', 'triaged', 'in-progress', 'waiting-external', 'resolved', 'reopened') or num_nonnulls(${table.waitingOnId}, ${table.nextAction}, ${table.nextActionOn}) = 3`,
    ),
    check('resolver_does_not_close', sql`${table.closedBy} is null or ${table.closedBy} is distinct from ${table.resolvedBy}`),
    check('resolved_with_evidence', sql`${table.state} not in ('resolved', 'closed') or ${table.evidence} is not null`),
    check('duplicate_names_original', sql`(${table.state} = 'duplicate') = (${table.duplicateOf} is not null)`),
  ],
);

/** What an obstacle holds back: one need, match or delivery a row. */
export const obstacleBlocks = pgTable(
  'obstacle_blocks',
  {
    id: primaryId<'obstacle-block'>(),
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
  },
  (table) => [
    check('block_names_one_thing', sql`num_nonnulls(${table.needId}, ${table.matchId}, ${table.deliveryId}) = 1`),
    uniqueIndex('one_block_per_thing').on(table.obstacleId, sql`coalesce(${table.needId}, ${table.matchId}, ${table.deliveryId})`),
    index('obstacle_blocks_by_need').on(table.needId),
    index('obstacle_blocks_by_match').on(table.matchId),
    index('obstacle_blocks_by_delivery').on(table.deliveryId),
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
  ],
);

/**
 * The spans in which state, owner and waited-on party of an open obstacle stay the same: what its clocks and every statistic of
 * durations are computed from. A trigger writes them at each change, so none can be forgotten and none made up; a span without
 * length is none. The one that runs has no end; an ended obstacle has none that runs.
 */
export const obstaclePeriods = pgTable(
  'obstacle_periods',
  {
    obstacleId: uuid('obstacle_id')
      .notNull()
      .$type<ObstacleId>()
      .references(() => obstacles.id, { onDelete: 'cascade' }),
    position: integer('position').notNull(),
    state: text('state', { enum: OBSTACLE_STATES }).notNull(),
    ownerId: uuid('owner_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    waitingOnId: uuid('waiting_on_id')
      .$type<OrganisationId>()
      .references(() => organisations.id),
    /** An outside authority has the move: the internal clock stands still. */
    external: boolean('external').notNull(),
    beganAt: instant('began_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [
    primaryKey({ name: 'one_period_per_position', columns: [table.obstacleId, table.position] }),
    uniqueIndex('one_running_period')
      .on(table.obstacleId)
      .where(sql`${table.endedAt} is null`),
    check('period_is_a_span', sql`${table.endedAt} is null or ${table.endedAt} > ${table.beganAt}`),
  ],
);
