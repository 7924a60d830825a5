import { and, asc, eq, sql } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { ObstacleId, OrganisationId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { readCalendars } from '../calendars/index.ts';
import { CALENDAR_SLUGS } from '../calendars/domain/standard-calendar.ts';
import { calendarOfParty, workingDaysBetween } from '../calendars/domain/working-calendar.ts';
import { SEVERITIES, type Severity } from '../reference/domain/vocabulary.ts';
import { organisations } from '../reference/tables.ts';
import { latestStart } from './domain/clocks.ts';
import { ESCALATION_LEVELS } from './domain/escalation.ts';
import { OBSTACLE_STATES, OBSTACLE_TRANSITIONS } from './domain/obstacle.ts';
import { obstacleParties, obstacles } from './tables.ts';

const ESCALATABLE = OBSTACLE_STATES.filter((state) => OBSTACLE_TRANSITIONS.escalate[state] !== null);

/**
 * The obstacles that are due to go one level up, locked; another process's are passed over. Working days are counted once per
 * party, severity and level and not per obstacle: what stood overdue on that day or before is due.
 */
export async function lockDueForEscalation(tx: Tx, today: CalendarDate, limit: number): Promise<ObstacleId[]> {
  const due = await thresholds(tx, today);
  const rows = await tx
    .select({ id: obstacles.id })
    .from(obstacles)
    .innerJoin(organisations, eq(organisations.id, obstacles.waitingOnId))
    .innerJoin(
      sql`unnest(${sql.param(due.map(({ party }) => party))}::text[], ${sql.param(due.map(({ severity }) => severity))}::text[],
        ${sql.param(due.map(({ level }) => level))}::int[], ${sql.param(due.map(({ by }) => by))}::text[]) as due (party, severity, level, by)`,
      sql`due.party = ${organisations.party} and due.severity = ${obstacles.severity} and due.level = ${obstacles.escalationLevel} + 1`,
    )
    .where(
      and(
        oneOf(obstacles.state, ESCALATABLE),
        sql`greatest(${obstacles.nextActionOn}, (${obstacles.escalatedAt} at time zone 'UTC')::date) <= due.by::date`,
      ),
    )
    .orderBy(asc(obstacles.creationOrder))
    .limit(limit)
    .for('no key update', { of: obstacles, skipLocked: true });
  return rows.map(({ id }) => id);
}

interface Threshold {
  readonly party: string;
  readonly severity: Severity;
  /** The level that is reached. */
  readonly level: number;
  /** The latest day since which it may have stood for that. */
  readonly by: CalendarDate;
}

async function thresholds(tx: Tx, today: CalendarDate): Promise<Threshold[]> {
  const calendarOf = await readCalendars(tx);
  const parties = await tx.selectDistinct({ party: organisations.party }).from(organisations);
  const partiesOf = groupBy(parties, ({ party }) => calendarOfParty(party));
  return CALENDAR_SLUGS.flatMap((calendar) =>
    ESCALATION_LEVELS.flatMap(({ level, afterDays }) =>
      SEVERITIES.flatMap((severity) => {
        const by = latestStart(calendar, afterDays[severity], today, (slug, from, to) => workingDaysBetween(calendarOf(slug), from, to));
        return (partiesOf.get(calendar) ?? []).map(({ party }) => ({ party, severity, level, by }));
      }),
    ),
  );
}

/** Whom each obstacle involves. To be asked as the system. */
export async function selectPartiesByObstacle(tx: Tx, ids: readonly ObstacleId[]): Promise<Map<ObstacleId, OrganisationId[]>> {
  const rows = await tx
    .select({ obstacleId: obstacleParties.obstacleId, organisationId: obstacleParties.organisationId })
    .from(obstacleParties)
    .innerJoin(organisations, eq(organisations.id, obstacleParties.organisationId))
    .where(oneOf(obstacleParties.obstacleId, ids))
    .orderBy(asc(organisations.slug));
  const byObstacle = groupBy(rows, ({ obstacleId }) => obstacleId);
  return new Map(ids.map((id) => [id, (byObstacle.get(id) ?? []).map(({ organisationId }) => organisationId)]));
}
