import { must } from '../../kernel/assert.ts';
import { compareText } from '../../kernel/compare-text.ts';
import type { ObstacleId } from '../../kernel/id.ts';
import { quantityOf, steps } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { readerOf } from '../disclosure/index.ts';
import { TIER_WEIGHTS } from '../needs/domain/need.ts';
import type { Dependencies } from './domain/dependencies.ts';
import { sourceOf } from './domain/durations.ts';
import {
  type Burden as HeldBurden,
  holdOf,
  inThousandths,
  type OpenObstacle,
  type RankedObstacle as Ranked,
  wholeEuros,
} from './domain/ranking.ts';
import type { KnownDurations } from './duration-queries.ts';
import type { HeldRow, NamesOfThings } from './held-quantity-queries.ts';
import type { RankedRow } from './ranking-rows.ts';
import { Burden, HeldQuantity, type HeldQuantityView, ObstacleName, RankedObstacle, type RankedObstacleView } from './record.ts';

interface Named {
  readonly id: ObstacleId;
  readonly reference: string;
}

/** What stands behind a page of the ranking: all open obstacles that the reader sees, and what the things on it are called. */
export interface Behind {
  readonly ctx: ActorContext;
  readonly obstacles: ReadonlyMap<ObstacleId, OpenObstacle<ObstacleId> & Named & { readonly creationOrder: number }>;
  readonly waits: Dependencies;
  readonly names: NamesOfThings;
}

export const viewObstacleNames = (ctx: ActorContext, obstacles: readonly Named[]) =>
  obstacles.map(({ id, reference }) => ObstacleName.show(readerOf(ctx), { id, reference }));

export const viewBurden = (ctx: ActorContext, burden: HeldBurden) => Burden.show(readerOf(ctx), burden);

/** Those of them that the reader sees, in the order in which they were made. */
const namesOf = (ids: readonly string[], { ctx, obstacles }: Behind) =>
  viewObstacleNames(
    ctx,
    ids.flatMap((id) => obstacles.get(id as ObstacleId) ?? []).sort((a, b) => a.creationOrder - b.creationOrder),
  );

/** The others that hold something. */
const holdersBesides = (own: ObstacleId | null, things: readonly HeldRow[], behind: Behind) =>
  namesOf(
    [...new Set(things.flatMap(({ obstacleIds }) => obstacleIds))].filter((id) => id !== own),
    behind,
  );

/** Something held back, as one of the list behind an obstacle, or, where `own` is null, on its own. */
export function viewHeldQuantity(thing: HeldRow, own: ObstacleId | null, behind: Behind): HeldQuantityView {
  const hold = holdOf(thing, behind.obstacles, behind.waits);
  const referenceOf = (id: string | null): string | null => (id === null ? null : (behind.names.references.get(id) ?? null));
  const { id, obstacleIds, isHeldByOthers, valueCents, decimals, ...shown } = thing;
  const weight = TIER_WEIGHTS[thing.priority];
  return HeldQuantity.show(readerOf(behind.ctx), {
    ...shown,
    needReference: referenceOf(thing.needId),
    matchReference: referenceOf(thing.matchId),
    deliveryReference: referenceOf(thing.deliveryId),
    unitOfMeasure: must(behind.names.unitsOfMeasure.get(thing.itemType), 'an item has a unit of measure'),
    quantity: quantityOf(thing.quantity, decimals),
    weight,
    weightedQuantity: quantityOf(steps(thing.quantity * weight), decimals),
    valueEur: wholeEuros(valueCents),
    daysHeld: hold.days,
    effortDays: hold.effort,
    heldTogetherWith: holdersBesides(own, [thing], behind),
    heldByOthers: hold.isHeldByOthers,
  });
}

export function viewRankedObstacle(
  ranked: Ranked<ObstacleId> & { readonly rank: number },
  obstacle: RankedRow,
  durations: KnownDurations,
  things: readonly HeldRow[],
  behind: Behind,
): RankedObstacleView {
  const known = durations(obstacle.kind);
  return RankedObstacle.show(readerOf(behind.ctx), {
    ...obstacle,
    rank: ranked.rank,
    daysLost: ranked.daysLost,
    expectedDays: ranked.expectedDays,
    expectedDaysFrom: sourceOf(known),
    records: known.records,
    held: viewBurden(behind.ctx, ranked.held),
    freedAlone: viewBurden(behind.ctx, ranked.freedAlone),
    index: ranked.index,
    heldThroughOthers: viewBurden(behind.ctx, ranked.heldThroughOthers),
    waitsFor: namesOf(behind.waits.get(obstacle.id) ?? [], behind),
    waitedForBy: namesOf(
      [...behind.waits].flatMap(([id, others]) => (others.includes(obstacle.id) ? [id] : [])),
      behind,
    ),
    heldTogetherWith: holdersBesides(obstacle.id, things, behind),
    things: [...things].sort(byPlace).map((thing) => viewHeldQuantity(thing, obstacle.id, behind)),
  });
}

/** The heaviest first; of equals in the order of their kinds and ids. */
const byPlace = (a: HeldRow, b: HeldRow): number =>
  inThousandths(b) * TIER_WEIGHTS[b.priority] - inThousandths(a) * TIER_WEIGHTS[a.priority] ||
  compareText(a.kind, b.kind) ||
  compareText(a.id, b.id);
