import { must } from '../../kernel/assert.ts';
import { compareText } from '../../kernel/compare-text.ts';
import type { ObstacleId } from '../../kernel/id.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { audienceOf, redact, type Resource } from '../disclosure/index.ts';
import type { HeldThingView, RankedObstacleView } from './contract.ts';
import type { Waits } from './domain/dependencies.ts';
import { sourceOf } from './domain/durations.ts';
import { type Burden, holdOf, type OpenObstacle, type RankedObstacle, TIER_WEIGHTS, wholeEuros } from './domain/ranking.ts';
import type { KnownDurations } from './duration-queries.ts';
import type { HeldRow, NamesOfThings } from './held-queries.ts';
import type { RankedRow } from './ranking-queries.ts';

/** Rows are the reader's by row-level security: whoever sees an obstacle, a delivery or a match of their own reads it as a party. */
export const seenBy = <View extends object>({ actor }: Act, resource: Resource, view: View): Partial<View> =>
  redact(resource, audienceOf(actor.role, true), view);

interface Named {
  readonly id: ObstacleId;
  readonly reference: string;
}

/** What stands behind a page of the ranking: all open obstacles that the reader sees, and what the things on it are called. */
export interface Behind {
  readonly act: Act;
  readonly obstacles: ReadonlyMap<ObstacleId, OpenObstacle<ObstacleId> & Named>;
  readonly waits: Waits;
  readonly names: NamesOfThings;
}

export const viewObstacleNames = (act: Act, obstacles: readonly Named[]) =>
  obstacles.map(({ id, reference }) => seenBy(act, 'ObstacleName', { id, reference }) as Named);

export const viewBurden = (act: Act, burden: Burden): Burden => seenBy(act, 'Burden', burden) as Burden;

/** Those of them that the reader sees, in the order of their ids. */
const namesOf = (ids: readonly string[], { act, obstacles }: Behind): Named[] =>
  viewObstacleNames(
    act,
    [...ids].sort().flatMap((id) => obstacles.get(id as ObstacleId) ?? []),
  );

/** The others that hold something. */
const holdersBesides = (own: ObstacleId | null, things: readonly HeldRow[], behind: Behind): Named[] =>
  namesOf(
    [...new Set(things.flatMap(({ obstacleIds }) => obstacleIds))].filter((id) => id !== own),
    behind,
  );

/** Something held back, as one of the list behind an obstacle, or, where `own` is null, on its own. */
export function viewHeldThing(thing: HeldRow, own: ObstacleId | null, behind: Behind): HeldThingView {
  const { days, effort, isHeldByOthers } = holdOf(thing, behind.obstacles, behind.waits);
  const referenceOf = (id: string | null): string | null => (id === null ? null : (behind.names.references.get(id) ?? null));
  return seenBy(behind.act, 'HeldThing', {
    kind: thing.kind,
    needId: thing.needId,
    needReference: referenceOf(thing.needId),
    needLineId: thing.needLineId,
    matchId: thing.matchId,
    matchReference: referenceOf(thing.matchId),
    deliveryId: thing.deliveryId,
    deliveryReference: referenceOf(thing.deliveryId),
    itemType: thing.itemType,
    unitOfMeasure: must(behind.names.unitsOfMeasure.get(thing.itemType), 'an item has a unit of measure'),
    quantity: thing.quantity,
    priority: thing.priority,
    weight: TIER_WEIGHTS[thing.priority],
    weightedQuantity: thing.quantity * TIER_WEIGHTS[thing.priority],
    valueEur: wholeEuros(thing.valueCents),
    daysHeld: days,
    effortDays: effort,
    heldTogetherWith: holdersBesides(own, [thing], behind),
    heldByOthers: isHeldByOthers,
  }) as HeldThingView;
}

export function viewRankedObstacle(
  ranked: RankedObstacle<ObstacleId> & { readonly rank: number },
  obstacle: RankedRow,
  durations: KnownDurations,
  things: readonly HeldRow[],
  behind: Behind,
): RankedObstacleView {
  const known = durations(obstacle.kind);
  return seenBy(behind.act, 'RankedObstacle', {
    rank: ranked.rank,
    id: obstacle.id,
    reference: obstacle.reference,
    kind: obstacle.kind,
    state: obstacle.state,
    severity: obstacle.severity,
    blocking: obstacle.blocking,
    blocksMilestone: obstacle.blocksMilestone,
    owner: obstacle.owner,
    waitingOn: obstacle.waitingOn,
    reportedAt: obstacle.reportedAt.toISOString(),
    daysLost: ranked.daysLost,
    expectedDays: ranked.expectedDays,
    expectedDaysFrom: sourceOf(known),
    records: known.records,
    held: viewBurden(behind.act, ranked.held),
    freedAlone: viewBurden(behind.act, ranked.freedAlone),
    index: ranked.index,
    heldThroughOthers: viewBurden(behind.act, ranked.heldThroughOthers),
    waitsFor: namesOf(behind.waits.get(obstacle.id) ?? [], behind),
    waitedForBy: namesOf(
      [...behind.waits].flatMap(([id, others]) => (others.includes(obstacle.id) ? [id] : [])),
      behind,
    ),
    heldTogetherWith: holdersBesides(obstacle.id, things, behind),
    things: [...things].sort(byPlace).map((thing) => viewHeldThing(thing, obstacle.id, behind)),
  }) as RankedObstacleView;
}

/** The heaviest first; of equals in the order of their kinds and ids. */
const byPlace = (a: HeldRow, b: HeldRow): number =>
  b.quantity * TIER_WEIGHTS[b.priority] - a.quantity * TIER_WEIGHTS[a.priority] || compareText(a.kind, b.kind) || compareText(a.id, b.id);
