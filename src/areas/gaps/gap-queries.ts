import { sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import type { UnitId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { MOST_UNITS, type Steps } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, type Page, toPage } from '../../platform/http/page.ts';
import { slug } from '../../platform/http/schemas.ts';
import type { ListGaps, ListGapTotals } from './contract.ts';
import { gapOf } from './domain/gap.ts';
import { type GapRow, gapRows, type GapTotalRow } from './gap-rows.ts';
import type { GapTotalView, GapView } from './record.ts';
import { viewGap, viewGapTotal } from './views.ts';

const filtersOf = ({ region, area, unitId, itemType, onlyGaps }: Omit<ListGapTotals, 'by'>): SQL =>
  sql.join(
    [
      sql`true`,
      region ? sql`region = ${region}` : null,
      area ? sql`area = ${area}` : null,
      unitId ? sql`unit_id = ${unitId}` : null,
      itemType ? sql`item_type = ${itemType}` : null,
      onlyGaps ? sql`gap > 0` : null,
    ].filter((condition) => condition !== null),
    sql` and `,
  );

/** The gaps of one unit by item type, for citing in a need. */
export async function computeGaps(tx: Tx, unitId: UnitId, now: Date): Promise<Map<string, Steps>> {
  const rows = await tx.execute<Pick<GapRow, 'item_type' | 'authorised' | 'serviceable' | 'inbound'>>(sql`
    select item_type, authorised, serviceable, inbound from (${gapRows(now)}) as gaps where unit_id = ${unitId}`);
  return new Map(rows.map((row) => [row.item_type, gapOf(row)]));
}

/** What the gaps of different units are compared by: thousandths of whole units, whole for every unit. */
const IN_THOUSANDTHS = sql`gap * (10 ^ (3 - decimals))::bigint`;

const biggestKey = z.tuple([z.int().max(MOST_UNITS * 1000), z.int(), slug]);
const unitKey = z.tuple([z.int(), slug]);

/** A page of gaps, by unit and item type or the biggest first. */
export async function listGaps(tx: Tx, ctx: ActorContext, filters: ListGaps): Promise<Page<GapView>> {
  const { cursor, limit, sort, region, area, unitId, itemType, onlyGaps, ...rest } = filters;
  nothingLeft(rest);
  const byBiggest = sort === 'biggest';
  const rows = await tx.execute<GapRow & { readonly thousandths: number }>(sql`
    select *, ${IN_THOUSANDTHS} as thousandths from (${gapRows(ctx.now)}) as gaps
    where ${filtersOf({ region, area, unitId, itemType, onlyGaps })} and ${afterCursor(cursor, byBiggest)}
    order by ${byBiggest ? sql`thousandths desc, unit_order, item_type` : sql`unit_order, item_type`}
    limit ${limit + 1}`);
  return toPage(
    rows,
    limit,
    (row) => (byBiggest ? [row.thousandths, row.unit_order, row.item_type] : [row.unit_order, row.item_type]),
    (row) => viewGap(ctx, row),
  );
}

function afterCursor(cursor: string | undefined, byBiggest: boolean): SQL {
  if (cursor === undefined) return sql`true`;
  if (!byBiggest) {
    const key = decodeCursor(cursor, unitKey);
    return key ? sql`(unit_order, item_type) > (${key[0]}::bigint, ${key[1]}::text)` : sql`true`;
  }
  const key = decodeCursor(cursor, biggestKey);
  return key ? sql`(-(${IN_THOUSANDTHS}), unit_order, item_type) > (${-key[0]}::bigint, ${key[1]}::bigint, ${key[2]}::text)` : sql`true`;
}

const GROUPS = {
  region: { key: sql`region`, names: sql`(select names from regions where slug = gaps.region)` },
  area: { key: sql`area`, names: sql`(select names from capability_areas where slug = gaps.area)` },
  unit: { key: sql`unit_id`, names: sql`(select names from units where id = gaps.unit_id)` },
  'item-type': { key: sql`item_type`, names: sql`(select names from item_types where slug = gaps.item_type)` },
} as const;

/** A sum in units, exact, and then the nearest double. */
const total = (column: string): SQL => sql`sum(${sql.identifier(column)} / 10::numeric ^ decimals)::float8`;

/** Totals under the same filters. Different units of measure are added up as they are: compare within one item type. */
export async function listGapTotals(tx: Tx, ctx: ActorContext, filters: ListGapTotals): Promise<Page<GapTotalView>> {
  const { by, region, area, unitId, itemType, onlyGaps, ...rest } = filters;
  nothingLeft(rest);
  const group = GROUPS[by];
  const rows = await tx.execute<GapTotalRow>(sql`
    select ${group.key}::text as key, ${group.names} as names, ${total('authorised')} as authorised, ${total('on_hand')} as on_hand,
      ${total('serviceable')} as serviceable, ${total('inbound')} as inbound, ${total('gap')} as gap,
      count(distinct unit_id)::int as units, count(distinct item_type)::int as item_types
    from (${gapRows(ctx.now)}) as gaps where ${filtersOf({ region, area, unitId, itemType, onlyGaps })}
    group by ${group.key} order by sum(gap / 10::numeric ^ decimals) desc, ${group.key}`);
  return { items: rows.map((row) => viewGapTotal(ctx, row)), next: null };
}
