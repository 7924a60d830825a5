import { asc, getTableColumns, isNull, sql, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { type Audience, readerOf } from '../disclosure/index.ts';
import { LEAST_SITES, shownRegion } from './domain/cells.ts';
import type { CellExtent } from './domain/vocabulary.ts';
import { Cell } from './record.ts';
import { cells } from './tables.ts';

// What no view shows: of a merged cell that which it was merged into is shown in its place.
const { mergedInto, ...cellColumns } = getTableColumns(cells);
/** A cell as the database has it. */
export type CellRow = Omit<typeof cells.$inferSelect, 'mergedInto'>;

/** The cell that a record was given, or the one that it has been merged into since. The column is of a statement that joins tables. */
const whereStanding = (given: PgColumn): SQL =>
  sql`standing.slug = (select coalesce(given.merged_into, given.slug) from cells as given where given.slug = ${given})`;

const ofStanding = <Value>(value: SQL, given: PgColumn): SQL<Value> =>
  sql<Value>`(select ${value} from cells as standing where ${whereStanding(given)})`;

const WHOLE = sql`jsonb_build_object(${sql.join(
  Object.entries(cellColumns).map(([field, column]) => sql`${sql.raw(`'${field}'`)}, standing.${sql.identifier(column.name)}`),
  sql`, `,
)})`;

/** The whole cell in which a record is shown to lie. Of all cells, which are few, it is looked up once a statement. */
export const standingCell = (given: PgColumn): SQL<CellRow> =>
  sql<CellRow>`((select jsonb_object_agg(given.slug, ${WHOLE}) from cells as given
    join cells as standing on standing.slug = coalesce(given.merged_into, given.slug)) -> ${given})`;

/** Its slug alone. */
export const standingCellSlug = (given: PgColumn): SQL<string> => ofStanding(sql`standing.slug`, given);

/** The regions over which it stretches. */
export const regionsOfStandingCell = (given: PgColumn): SQL<string[]> => ofStanding(sql`standing.regions`, given);

/** How many public sites of a kind lie in it. */
export const sitesAlikeInStandingCell = (given: PgColumn, kind: PgColumn): SQL<number> => sql<number>`(
  select count(*)::int from sites as alike join site_cells on site_cells.site = alike.slug join cells as their on their.slug = site_cells.cell
  where alike.kind = ${kind} and coalesce(their.merged_into, their.slug) = ${standingCellSlug(given)})`;

/** The region that it says, null where it says none: `shownRegion` of domain/cells.ts. */
export const regionOfStandingCell = (given: PgColumn): SQL<string | null> =>
  ofStanding(
    sql`case when cardinality(standing.regions) = 1 and standing.public_sites >= ${sql.raw(String(LEAST_SITES))} then standing.regions[1] end`,
    given,
  );

/** A cell as the API tells it, of whatever is shown to lie in it. */
export function viewCell(audience: Audience, row: CellRow) {
  const { south, west, north, east } = row;
  const region = shownRegion(row);
  const extent: CellExtent = region === null ? 'several-regions' : 'one-region';
  return Cell.show(audience, row, {
    extent,
    region,
    boundingBox: { south, west, north, east },
    south: undefined,
    west: undefined,
    north: undefined,
    east: undefined,
  });
}

/** The cells that stand. */
export async function listCells(tx: Tx, ctx: ActorContext) {
  const rows = await tx.select(cellColumns).from(cells).where(isNull(cells.mergedInto)).orderBy(asc(cells.slug));
  return { items: rows.map((row) => viewCell(readerOf(ctx), row)), next: null };
}
