import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import { groupBy } from '../../../kernel/group-by.ts';
import type { ObstacleId, OrganisationId } from '../../../kernel/id.ts';
import type { LocalText } from '../../../kernel/language.ts';
import { recordEvents } from '../../../platform/audit/record-event.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { insertMany } from '../../../platform/db/write-rows.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { thingsOf } from '../blocked-thing-queries.ts';
import type { BlockedThing } from '../contract.ts';
import { isOpen } from '../domain/obstacle.ts';
import { findKinds } from '../kind-queries.ts';
import { obstacleBlocks, obstacleParties, obstacles, obstacleSteps } from '../tables.ts';
import { blockRows } from './block-rows.ts';
import { obstacleColumns } from './change-obstacle.ts';
import { composeObstacles } from './compose-obstacles.ts';
import { zoneOfOrganisation } from '../../reference/index.ts';
import { dayAt } from '../../../platform/clock.ts';

/** What the system has found in the way. */
export interface FoundObstacle {
  readonly kind: string;
  readonly blocks: readonly BlockedThing[];
  readonly detail: LocalText;
  /** Where absent, as the kind has it. */
  readonly blocksMilestone?: string;
  /** false: it is to be looked at, and nothing has to stop. Where absent, as the kind has it. */
  readonly blocking?: boolean;
  /** A stable key of the cause, such as `eta-passed:<delivery>`: one open obstacle at a time says it. */
  readonly causeKey: string;
  /**
   * The day on which the cause arose. What has been reported for it since then stands, however people ended it. Where it isn't said,
   * what was dismissed, merged or accepted stands for ever, and what was closed doesn't.
   */
  readonly since?: CalendarDate;
}

/**
 * The system opens obstacles for what it has found, all of them in a handful of statements, and answers the ids of the new ones by
 * their cause keys. A cause that an open obstacle has already is passed over, so a second run, or two at once, does nothing more;
 * so is a cause that people have dealt with, since a machine doesn't overrule them.
 */
export async function raiseObstacles(tx: Tx, ctx: ActorContext, found: readonly FoundObstacle[]): Promise<ReadonlyMap<string, ObstacleId>> {
  if (found.length === 0) return new Map();
  return asConsequence(tx, ctx, ctx.actor.kind === 'system' ? ctx.actor.job : 'raise-obstacles', async (system) => {
    const news = await withoutKnown(tx, found);
    if (news.length === 0) return new Map();
    const rows = await composeRows(tx, system, news);
    const created = await tx
      .insert(obstacles)
      .values(rows.map(({ row }) => row))
      .onConflictDoNothing()
      .returning({ ...obstacleColumns, causeKey: obstacles.causeKey });
    const rowOf = new Map(rows.map((one) => [one.row.id, one]));
    const written = created.map((after) => ({ after, ...must(rowOf.get(after.id), 'a returned row was sent') }));
    if (written.length === 0) return new Map();
    await insertMany(
      tx,
      obstacleSteps,
      written.flatMap(({ after, stepsOf }) => stepsOf(after.id)),
    );
    await insertMany(
      tx,
      obstacleBlocks,
      written.flatMap(({ after, things }) => blockRows(after.id, things)),
    );
    const partiesOf = (one: (typeof written)[number]): OrganisationId[] => [
      ...new Set([...(one.after.ownerId === null ? [] : [one.after.ownerId]), ...one.involved.recipients, ...one.involved.donors]),
    ];
    await insertMany(
      tx,
      obstacleParties,
      written.flatMap((one) => partiesOf(one).map((organisationId) => ({ obstacleId: one.after.id, organisationId }))),
      { passOver: true },
    );
    await recordEvents(
      tx,
      system,
      written.map((one) => ({
        action: 'obstacle.reported' as const,
        subject: { type: 'obstacle', id: one.after.id },
        parties: partiesOf(one),
      })),
    );
    return new Map(created.map(({ causeKey, id }) => [must(causeKey, 'a raised obstacle has a cause key'), id]));
  });
}

/** One of them; null where there is one already. */
export async function raiseObstacle(tx: Tx, ctx: ActorContext, found: FoundObstacle): Promise<ObstacleId | null> {
  return (await raiseObstacles(tx, ctx, [found])).get(found.causeKey) ?? null;
}

/** Only those that nothing stands for yet, each cause once. */
async function withoutKnown(tx: Tx, found: readonly FoundObstacle[]): Promise<FoundObstacle[]> {
  const byCauseKey = new Map(found.map((one) => [one.causeKey, one]));
  const known = await tx
    .select({
      causeKey: obstacles.causeKey,
      state: obstacles.state,
      reportedAt: obstacles.reportedAt,
      zone: zoneOfOrganisation(obstacles.ownerId),
    })
    .from(obstacles)
    .where(oneOf(obstacles.causeKey, [...byCauseKey.keys()]));
  const of = groupBy(known, ({ causeKey }) => causeKey);
  const standsFor = ({ state, reportedAt, zone }: (typeof known)[number], since: CalendarDate | undefined): boolean =>
    isOpen(state) || (since === undefined ? state !== 'closed' : dayAt(zone, reportedAt) >= since);
  return [...byCauseKey.values()].filter(({ causeKey, since }) => !(of.get(causeKey) ?? []).some((one) => standsFor(one, since)));
}

async function composeRows(tx: Tx, ctx: ActorContext, news: readonly FoundObstacle[]) {
  const kinds = await findKinds(tx, [...new Set(news.map(({ kind }) => kind))]);
  const drafts = news.map(({ kind: slug, blocks, blocking, blocksMilestone }) => {
    const kind = must(kinds.get(slug), `obstacle kind ${slug}`);
    return {
      kind,
      things: thingsOf(blocks),
      blocksMilestone: blocksMilestone ?? kind.blocksMilestone,
      blocking: blocking ?? kind.blocking,
      reporter: null,
    };
  });
  const composed = await composeObstacles(tx, ctx, drafts);
  return news.map(({ blocks, detail, causeKey }, index) => {
    const { kind, things, blocksMilestone, blocking } = must(drafts[index], 'each has its draft');
    const { involved, stepsOf, ...follows } = must(composed[index], 'each is composed');
    return {
      blocks,
      things,
      involved,
      stepsOf,
      row: {
        id: newId<'obstacle'>(),
        kind: kind.slug,
        state: 'reported' as const,
        ...follows,
        blocking,
        blocksMilestone,
        detail,
        causeKey,
        reportedAt: ctx.now,
        createdAt: ctx.now,
      },
    };
  });
}
