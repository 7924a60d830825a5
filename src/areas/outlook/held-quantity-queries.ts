import { sql } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { DeliveryId, MatchId, NeedId, NeedLineId, ObstacleId } from '../../kernel/id.ts';
import { type Decimals, type Steps, stepsPerUnit } from '../../kernel/quantity.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { deliveries } from '../deliveries/tables.ts';
import { matches } from '../matches/tables.ts';
import type { Priority } from '../needs/domain/need.ts';
import { needs } from '../needs/tables.ts';
import { itemTypes } from '../reference/tables.ts';
import type { HeldKind } from './domain/held-kinds.ts';
import type { HeldQuantity } from './domain/ranking.ts';
import { heldQuantities } from './tables.ts';

/** Something held back, with where it belongs. */
export interface HeldRow extends HeldQuantity<ObstacleId> {
  readonly kind: HeldKind;
  readonly id: string;
  readonly needId: NeedId;
  readonly needLineId: NeedLineId;
  readonly matchId: MatchId | null;
  readonly deliveryId: DeliveryId | null;
  readonly itemType: string;
}

interface StoredThing extends Record<string, unknown> {
  readonly kind: HeldKind;
  readonly id: string;
  readonly need_id: NeedId;
  readonly need_line_id: NeedLineId;
  readonly match_id: MatchId | null;
  readonly delivery_id: DeliveryId | null;
  readonly obstacle_ids: string;
  readonly priority: Priority;
  readonly item_type: string;
  readonly quantity: Steps;
}

/**
 * Counts anew what has changed since the last count, and answers of how many needs. Whoever reads held things asks for it first, so
 * they are never stale; the scheduled job does as well, so that little is left to count at a look.
 */
export async function refreshHeldQuantities(tx: Tx): Promise<number> {
  const [row] = await tx.execute<{ refreshed: number }>(sql`select wasl.refresh_held_quantities() as refreshed`);
  return must(row, 'a function answers').refreshed;
}

/**
 * All that the open obstacles of this reader hold back, as far as the policies of held things let it through. Of other obstacles
 * that hold the same only that there are some is told, for a thing is not freed by those that the reader sees.
 *
 * 20 thousand deliveries and 10 thousand open obstacles: some 10 thousand things. Counting them at every look took 280 ms.
 */
export async function selectHeldQuantities(tx: Tx, seen: ReadonlyMap<ObstacleId, unknown>): Promise<HeldRow[]> {
  const rows = await tx.execute<StoredThing>(sql`
    select kind, id, need_id, need_line_id, match_id, delivery_id, array_to_string(obstacle_ids, ',') as obstacle_ids, priority, item_type, quantity
    from ${heldQuantities}`);
  const items = await selectUnits(tx);
  return rows.flatMap((row): HeldRow[] => {
    const holders = row.obstacle_ids.split(',') as ObstacleId[];
    const obstacleIds = holders.filter((id) => seen.has(id));
    if (obstacleIds.length === 0) return [];
    const { cents, decimals } = must(items.get(row.item_type), 'a held thing is of an item');
    return [
      {
        kind: row.kind,
        id: row.id,
        needId: row.need_id,
        needLineId: row.need_line_id,
        matchId: row.match_id,
        deliveryId: row.delivery_id,
        itemType: row.item_type,
        obstacleIds,
        isHeldByOthers: holders.length > obstacleIds.length,
        priority: row.priority,
        quantity: row.quantity,
        decimals,
        valueCents: Math.round((cents * row.quantity) / stepsPerUnit(decimals)),
      },
    ];
  });
}

/** By item type, the middle of the catalogue's cost band in cents, a half cent included, for quantities multiply it; and the places of its unit. */
async function selectUnits(tx: Tx): Promise<Map<string, { readonly cents: number; readonly decimals: Decimals }>> {
  const rows = await tx
    .select({ slug: itemTypes.slug, low: itemTypes.unitCostLowEur, high: itemTypes.unitCostHighEur, decimals: itemTypes.decimals })
    .from(itemTypes);
  return new Map(
    rows.map(({ slug, low, high, decimals }) => [slug, { cents: (Math.round(low * 100) + Math.round(high * 100)) / 2, decimals }]),
  );
}

/** The short codes of what things belong to, and the units in which they are counted. */
export async function selectNamesOfThings(tx: Tx, things: readonly HeldRow[]) {
  const needRows = await tx
    .select({ id: needs.id, reference: needs.reference })
    .from(needs)
    .where(oneOf(needs.id, [...new Set(things.map(({ needId }) => needId))]));
  const matchRows = await tx
    .select({ id: matches.id, reference: matches.reference })
    .from(matches)
    .where(oneOf(matches.id, [...new Set(things.flatMap(({ matchId }) => matchId ?? []))]));
  const deliveryRows = await tx
    .select({ id: deliveries.id, reference: deliveries.reference })
    .from(deliveries)
    .where(oneOf(deliveries.id, [...new Set(things.flatMap(({ deliveryId }) => deliveryId ?? []))]));
  const itemRows = await tx
    .select({ slug: itemTypes.slug, unitOfMeasure: itemTypes.unitOfMeasure })
    .from(itemTypes)
    .where(oneOf(itemTypes.slug, [...new Set(things.map(({ itemType }) => itemType))]));
  const references = new Map<string, string>([...needRows, ...matchRows, ...deliveryRows].map(({ id, reference }) => [id, reference]));
  const unitsOfMeasure = new Map(itemRows.map(({ slug, unitOfMeasure }) => [slug, unitOfMeasure]));
  return { references, unitsOfMeasure };
}
export type NamesOfThings = Awaited<ReturnType<typeof selectNamesOfThings>>;
