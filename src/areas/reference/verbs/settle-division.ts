import type { Tx } from '../../../platform/db/transaction.ts';
import { type Division, type PlacedSite, settleDivision } from '../domain/cells.ts';
import { cells, siteCells, sites } from '../tables.ts';

/** Carries the division that the database has over to the sites of the files, which are there already; the others that it has keep their cells. */
export async function settleDivisionOf(tx: Tx, listed: readonly PlacedSite[]): Promise<Division> {
  const [present, before, given] = await Promise.all([
    tx
      .select({ slug: sites.slug, kind: sites.kind, region: sites.region, latitude: sites.latitude, longitude: sites.longitude })
      .from(sites),
    tx
      .select({
        slug: cells.slug,
        siteClasses: cells.siteClasses,
        regions: cells.regions,
        south: cells.south,
        west: cells.west,
        north: cells.north,
        east: cells.east,
        publicSites: cells.publicSites,
        mergedInto: cells.mergedInto,
      })
      .from(cells),
    tx.select({ site: siteCells.site, cell: siteCells.cell }).from(siteCells),
  ]);
  const named = new Set(listed.map(({ slug }) => slug));
  return settleDivision(
    { cells: before, cellOfSite: new Map(given.map(({ site, cell }) => [site, cell])) },
    listed,
    present.filter(({ slug }) => !named.has(slug)),
  );
}
