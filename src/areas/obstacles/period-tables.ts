import { sql } from 'drizzle-orm';
import { boolean, check, integer, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { ObstacleId, OrganisationId } from '../../kernel/id.ts';
import { closedLists } from '../../platform/db/closed-lists.ts';
import { instant } from '../../platform/db/columns.ts';
import { ledgerWorks, mayRead, readerOversees, readerSees } from '../../platform/db/policies.ts';
import { organisations } from '../reference/tables.ts';
import { OBSTACLE_STATES } from './domain/obstacle.ts';
import { obstacles } from './tables.ts';

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
    ...closedLists(table),
    primaryKey({ name: 'one_period_per_position', columns: [table.obstacleId, table.position] }),
    uniqueIndex('one_running_period')
      .on(table.obstacleId)
      .where(sql`${table.endedAt} is null`),
    check('period_is_a_span', sql`${table.endedAt} is null or ${table.endedAt} > ${table.beganAt}`),
    // Whoever sees an obstacle sees how long whose move it was.
    mayRead(sql`${readerOversees} or ${readerSees(obstacles, table.obstacleId)}`),
    ledgerWorks(),
  ],
);
