import { inArray, sql } from 'drizzle-orm';
import { z } from 'zod';
import { must } from '../../kernel/assert.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { ObstacleId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { type FieldFault, Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, type Page, toPage } from '../../platform/http/page.ts';
import { OPEN_STATES } from '../obstacles/domain/obstacle.ts';
import { obstacles } from '../obstacles/tables.ts';
import type { RankingQuery, WhatIfQuery } from './contract.ts';
import { type Dependencies, waitsWithout } from './domain/dependencies.ts';
import { burdenOf, type OpenObstacle, type RankedObstacle, rankObstacles, withoutObstacles } from './domain/ranking.ts';
import { expectedDays } from './domain/durations.ts';
import { type KnownDurations, readKindDurations } from './duration-queries.ts';
import { type HeldRow, refreshHeldQuantities, selectHeldQuantities, selectNamesOfThings } from './held-quantity-queries.ts';
import { selectDetails } from './ranking-rows.ts';
import type { RankedObstacleView } from './record.ts';
import { type Behind, viewBurden, viewHeldQuantity, viewObstacleNames, viewRankedObstacle } from './views.ts';
import { selectDependencies } from './dependency-queries.ts';
import { todayOfMission } from '../reference/index.ts';

interface Standing extends OpenObstacle<ObstacleId> {
  readonly kind: string;
  readonly reference: string;
  readonly creationOrder: number;
}

/** The open obstacles that this reader may see: involved ones for a party, all for overseers. */
async function selectStanding(tx: Tx, ctx: ActorContext, durations: KnownDurations): Promise<Standing[]> {
  const today = todayOfMission(ctx);
  const rows = await tx
    .select({
      id: obstacles.id,
      creationOrder: obstacles.creationOrder,
      reference: obstacles.reference,
      kind: obstacles.kind,
      daysLost: sql<number>`greatest(${today}::date - wasl.day_at(wasl.mission_zone(), ${obstacles.reportedAt}), 0)`,
    })
    .from(obstacles)
    .where(inArray(obstacles.state, OPEN_STATES));
  const expected = new Map([...new Set(rows.map(({ kind }) => kind))].map((kind) => [kind, expectedDays(durations(kind))]));
  return rows.map((row) => ({ ...row, expectedDays: must(expected.get(row.kind), row.kind) }));
}

/** Index, chain, weighted quantity, days lost: what the order goes by; and the id, that it be one order of equals too. */
const rankKey = z.tuple([z.number(), z.number(), z.number(), z.number(), z.uuid()]);

const keyOf = ({ index, chain, held, daysLost, id }: RankedObstacle<ObstacleId>) =>
  [index, chain, held.weightedQuantity, daysLost, id] as const;

function comesAfter(ranked: RankedObstacle<ObstacleId>, [index, chain, weighted, lost, id]: z.output<typeof rankKey>): boolean {
  if (ranked.index !== index) return ranked.index < index;
  if (ranked.chain !== chain) return ranked.chain > chain;
  if (ranked.held.weightedQuantity !== weighted) return ranked.held.weightedQuantity < weighted;
  return ranked.daysLost === lost ? ranked.id > id : ranked.daysLost < lost;
}

interface World {
  readonly standing: readonly Standing[];
  readonly things: readonly HeldRow[];
  readonly waits: Dependencies;
  readonly durations: KnownDurations;
}

async function readWorld(tx: Tx, ctx: ActorContext): Promise<World> {
  await refreshHeldQuantities(tx);
  const durations = await readKindDurations(tx);
  const standing = await selectStanding(tx, ctx, durations);
  const things = await selectHeldQuantities(tx, new Map(standing.map((one) => [one.id, one])));
  return { durations, standing, things, waits: await selectDependencies(tx, ctx) };
}

/** One page of the order in which to work, with the lists behind its figures. */
async function pageOfRanking(tx: Tx, ctx: ActorContext, world: World, query: RankingQuery): Promise<Page<RankedObstacleView>> {
  const { cursor, limit, ...rest } = query;
  nothingLeft(rest);
  const { standing, things, waits, durations } = world;
  const key = decodeCursor(cursor, rankKey);
  const ranking = rankObstacles(standing, things, waits).map((ranked, place) => ({ ...ranked, rank: place + 1 }));
  const start = key === null ? 0 : ranking.findIndex((ranked) => comesAfter(ranked, key));
  const rows = start < 0 ? [] : ranking.slice(start, start + limit + 1);
  const shown = new Set(rows.slice(0, limit).map(({ id }) => id));
  const shownThings = things.filter(({ obstacleIds }) => obstacleIds.some((id) => shown.has(id)));
  const behind: Behind = {
    ctx,
    obstacles: new Map(standing.map((obstacle) => [obstacle.id, obstacle])),
    waits,
    names: await selectNamesOfThings(tx, shownThings),
  };
  const details = new Map((await selectDetails(tx, [...shown])).map((row) => [row.id, row]));
  const thingsOf = groupBy(
    shownThings.flatMap((thing) => thing.obstacleIds.filter((id) => shown.has(id)).map((id) => ({ id, thing }))),
    ({ id }) => id,
  );
  return toPage(rows, limit, keyOf, (ranked) =>
    viewRankedObstacle(
      ranked,
      must(details.get(ranked.id), 'a ranked obstacle is there'),
      durations,
      (thingsOf.get(ranked.id) ?? []).map(({ thing }) => thing),
      behind,
    ),
  );
}

/** The order in which to work on the open obstacles that this reader may see. */
export async function rankOpenObstacles(tx: Tx, ctx: ActorContext, query: RankingQuery): Promise<Page<RankedObstacleView>> {
  return pageOfRanking(tx, ctx, await readWorld(tx, ctx), query);
}

/** The same if these were resolved today, and what that would let go. */
export async function rankWithout(tx: Tx, ctx: ActorContext, { resolved, cursor, limit, ...rest }: WhatIfQuery) {
  nothingLeft(rest);
  const world = await readWorld(tx, ctx);
  const gone = new Set(resolved);
  const named = world.standing.filter(({ id }) => gone.has(id));
  const standing = new Set(named.map(({ id }) => id));
  const faults = [...resolved.entries()].flatMap(([index, id]): FieldFault[] =>
    standing.has(id) ? [] : [{ pointer: `query/resolved/${index}`, code: 'reference-unknown' }],
  );
  if (faults.length > 0) throw new Refusal('reference-unknown', { fields: faults });
  const waits = waitsWithout(world.waits, gone);
  // What can't happen is not played: one of them waits for another that stays.
  const isStuck = (id: ObstacleId) => world.waits.get(id)?.some((other) => !gone.has(other as ObstacleId)) ?? false;
  if (resolved.some(isStuck)) throw new Refusal('depends-on-open-obstacle');
  const { still, freed } = withoutObstacles<ObstacleId, HeldRow>(world.things, gone);
  const behind: Behind = {
    ctx,
    obstacles: new Map(world.standing.map((obstacle) => [obstacle.id, obstacle])),
    waits,
    names: await selectNamesOfThings(tx, freed),
  };
  const page = await pageOfRanking(
    tx,
    ctx,
    { ...world, standing: world.standing.filter(({ id }) => !gone.has(id)), things: still, waits },
    { cursor, limit },
  );
  return {
    resolved: viewObstacleNames(ctx, named),
    freed: viewBurden(ctx, burdenOf(freed)),
    freedQuantities: freed.map((thing) => viewHeldQuantity(thing, null, behind)),
    ...page,
  };
}
