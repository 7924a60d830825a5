import { and, asc, eq, sql } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { ObstacleId, OrganisationId } from '../../kernel/id.ts';
import type { TimeZone } from '../../kernel/time-zone.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { readCalendars } from '../calendars/index.ts';
import { CALENDAR_SLUGS } from '../calendars/domain/standard-calendar.ts';
import { calendarOfParty, workingDaysBetween } from '../calendars/domain/working-calendar.ts';
import { SEVERITIES, type Severity } from '../reference/domain/vocabulary.ts';
import { organisations } from '../reference/tables.ts';
import { isInSight } from './blocked-thing-queries.ts';
import { latestStart } from './domain/clocks.ts';
import { ESCALATION_LEVELS } from './domain/escalation.ts';
import { OBSTACLE_STATES, OBSTACLE_TRANSITIONS } from './domain/obstacle.ts';
import { obstacleParties, obstacles } from './tables.ts';
import { dayIn } from '../reference/index.ts';
import { dayAt } from '../../platform/clock.ts';

const ESCALATABLE = OBSTACLE_STATES.filter((state) => OBSTACLE_TRANSITIONS.escalate[state] !== null);

/**
 * The obstacles that are due to go one level up, locked; another process's are passed over. Working days are counted once per
 * party, zone, severity and level and not per obstacle: what stood overdue on that day or before is due.
 */
export async function lockDueForEscalation(tx: Tx, now: Date, limit: number): Promise<ObstacleId[]> {
  const due = await thresholds(tx, now);
  const rows = await tx
    .select({ id: obstacles.id })
    .from(obstacles)
    .innerJoin(organisations, eq(organisations.id, obstacles.waitingOnId))
    .innerJoin(
      sql`unnest(${sql.param(due.map(({ party }) => party))}::text[], ${sql.param(due.map(({ severity }) => severity))}::text[],
        ${sql.param(due.map(({ level }) => level))}::int[], ${sql.param(due.map(({ by }) => by))}::text[],
        ${sql.param(due.map(({ zone }) => zone))}::text[]) as due (party, severity, level, by, zone)`,
      sql`due.party = ${organisations.party} and due.zone = ${organisations.timeZone} and due.severity = ${obstacles.severity} and due.level = ${obstacles.escalationLevel} + 1`,
    )
    .where(
      and(
        oneOf(obstacles.state, ESCALATABLE),
        sql`greatest(${obstacles.nextActionOn}, ${dayIn(sql`due.zone`, sql`${obstacles.escalatedAt}`)}) <= due.by::date`,
      ),
    )
    .orderBy(asc(obstacles.creationOrder))
    .limit(limit)
    .for('no key update', { of: obstacles, skipLocked: true });
  return rows.map(({ id }) => id);
}

interface Threshold {
  readonly party: string;
  readonly zone: TimeZone;
  readonly severity: Severity;
  /** The level that is reached. */
  readonly level: number;
  /** The latest day since which it may have stood for that. */
  readonly by: CalendarDate;
}

async function thresholds(tx: Tx, now: Date): Promise<Threshold[]> {
  const calendarOf = await readCalendars(tx);
  const places = await tx.selectDistinct({ party: organisations.party, zone: organisations.timeZone }).from(organisations);
  const partiesOf = groupBy(places, ({ party }) => calendarOfParty(party));
  return CALENDAR_SLUGS.flatMap((calendar) =>
    ESCALATION_LEVELS.flatMap(({ level, afterDays }) =>
      SEVERITIES.flatMap((severity) => {
        const parties = partiesOf.get(calendar) ?? [];
        const byDay = new Map<CalendarDate, CalendarDate>();
        for (const today of new Set(parties.map(({ zone }) => dayAt(zone, now)))) {
          byDay.set(
            today,
            latestStart(calendar, afterDays[severity], today, (slug, from, to) => workingDaysBetween(calendarOf(slug), from, to)),
          );
        }
        return parties.map(({ party, zone }) => ({
          party,
          zone,
          severity,
          level,
          by: must(byDay.get(dayAt(zone, now)), 'each day was counted back'),
        }));
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
    .where(and(oneOf(obstacleParties.obstacleId, ids), isInSight))
    .orderBy(asc(organisations.slug));
  const byObstacle = groupBy(rows, ({ obstacleId }) => obstacleId);
  return new Map(ids.map((id) => [id, (byObstacle.get(id) ?? []).map(({ organisationId }) => organisationId)]));
}
