import { sql, type SQL } from 'drizzle-orm';
import type { DeliveryId, MatchId, NeedId, NeedLineId, ObstacleId } from '../../kernel/id.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import { asConsequence, type Tx } from '../../platform/db/transaction.ts';
import { deliveries } from '../deliveries/tables.ts';
import { matches } from '../matches/tables.ts';
import type { Priority } from '../needs/domain/need.ts';
import { needs } from '../needs/tables.ts';
import { itemTypes } from '../reference/tables.ts';
import type { HeldKind } from './domain/held-kinds.ts';
import type { HeldThing } from './domain/ranking.ts';

/** Something held back, with where it belongs. */
export interface HeldRow extends HeldThing<ObstacleId> {
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
  readonly quantity: number;
}

const oversees = ({ actor }: Act): boolean => actor.role === 'facilitator' || actor.role === 'auditor' || actor.role === 'system';

/**
 * All that open obstacles hold back, as far as this reader may see it. A donor sees what it gives itself, once it knows for whom:
 * the rest of a need's line would tell what others give.
 *
 * 20 thousand deliveries and 10 thousand open obstacles: some 10 thousand things.
 */
export async function selectHeldThings(tx: Tx, act: Act): Promise<HeldRow[]> {
  const [rows, prices] = [await selectStored(tx, act, null), await selectUnitCents(tx)];
  const hidden = oversees(act) || rows.length === 0 ? null : await selectAllHolders(tx, act, [...new Set(rows.map((row) => row.need_id))]);
  return rows.map((row): HeldRow => {
    const obstacleIds = row.obstacle_ids.split(',') as ObstacleId[];
    const holders = hidden?.get(keyOf(row)) ?? obstacleIds.length;
    return {
      kind: row.kind,
      id: row.id,
      needId: row.need_id,
      needLineId: row.need_line_id,
      matchId: row.match_id,
      deliveryId: row.delivery_id,
      itemType: row.item_type,
      obstacleIds,
      isHeldByOthers: holders > obstacleIds.length,
      priority: row.priority,
      quantity: row.quantity,
      valueCents: Math.round((prices.get(row.item_type) ?? 0) * row.quantity),
    };
  });
}

function selectStored(tx: Tx, act: Act, among: readonly NeedId[] | null): Promise<readonly StoredThing[]> {
  const source = sql.raw(oversees(act) ? 'wasl.all_held_things' : 'wasl.held_things');
  return tx.execute<StoredThing>(sql`
    select kind, id, need_id, need_line_id, match_id, delivery_id, array_to_string(obstacle_ids, ',') as obstacle_ids, priority, item_type, quantity
    from ${source}(${among === null ? null : sql.param([...among])}::uuid[]) as held ${act.actor.role === 'donor' ? itsOwn : sql``}`);
}

const itsOwn: SQL = sql`
  where kind <> 'need-line' and exists (
    select from ${matches} where ${matches.id} = held.match_id and ${matches.disclosedAt} is not null)`;

const keyOf = ({ kind, id }: Pick<StoredThing, 'kind' | 'id'>): string => `${kind}:${id}`;

/**
 * How many obstacles hold each thing, whoever may see them: a thing that a hidden one holds too is not freed alone, and only
 * that is told. Asked as the system, like everything that holds a party back.
 */
function selectAllHolders(tx: Tx, act: Act, needIds: readonly NeedId[]): Promise<Map<string, number>> {
  return asConsequence(tx, act, 'ranking-holders', async (consequence) => {
    const rows = await selectStored(tx, consequence, needIds);
    return new Map(rows.map((row) => [keyOf(row), row.obstacle_ids.split(',').length]));
  });
}

/** By item type, the middle of the catalogue's cost band in cents; a half cent stays, for quantities multiply it. */
async function selectUnitCents(tx: Tx): Promise<Map<string, number>> {
  const rows = await tx.select({ slug: itemTypes.slug, low: itemTypes.unitCostLowEur, high: itemTypes.unitCostHighEur }).from(itemTypes);
  return new Map(rows.map(({ slug, low, high }) => [slug, (Math.round(low * 100) + Math.round(high * 100)) / 2]));
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
