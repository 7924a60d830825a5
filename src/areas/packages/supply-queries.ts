import { and, asc, desc, eq, getTableColumns, inArray, lte, ne, not, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { groupBy } from '../../kernel/group-by.ts';
import type { PackageId, UnitId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { TwoKeyMap } from '../../kernel/two-key-map.ts';
import { type Decimals, type Steps, steps } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import { asConsequence, type Tx } from '../../platform/db/transaction.ts';
import { holdingReports } from '../gaps/tables.ts';
import { isCovering } from '../matches/domain/match.ts';
import { matches } from '../matches/tables.ts';
import { itemDependencies, itemTypes } from '../reference/tables.ts';
import { completedTraining } from '../training/index.ts';
import { readAsked } from './asked-queries.ts';
import type { Dependency } from './domain/parts.ts';
import { packageStanding, type PackageStanding, type PartStanding, standingOf, type Supply } from './domain/readiness.ts';
import { type Held, shareStock, spareStock } from './domain/stock.ts';
import { packageMatches, packageParts, packages } from './tables.ts';
import { dayIn, zoneOfUnit } from '../reference/index.ts';

/** A part with all that there is of it. */
export interface SuppliedPart extends Supply, PartStanding {
  readonly itemType: string;
  readonly area: string;
  readonly unitOfMeasure: string;
  readonly decimals: Decimals;
  readonly criticality: 'main' | 'required' | 'recommended';
  readonly dependencyTypes: readonly string[];
  readonly neededFor: readonly string[];
  /** Of what is missing: what open need lines ask for already. */
  readonly asked: Steps;
}

export interface SuppliedPackage {
  readonly parts: readonly SuppliedPart[];
  readonly standing: PackageStanding;
}

/** A part's row with what its linked matches bring, by the ledger's counters on them. */
function selectParts(tx: Tx, unitIds: readonly UnitId[]) {
  const { organisationId, ...columns } = getTableColumns(packageParts);
  return tx
    .select({ ...columns, area: itemTypes.area, unitOfMeasure: itemTypes.unitOfMeasure, decimals: itemTypes.decimals })
    .from(packageParts)
    .innerJoin(packages, eq(packages.id, packageParts.packageId))
    .innerJoin(itemTypes, eq(itemTypes.slug, packageParts.itemType))
    .where(and(oneOf(packageParts.unitId, unitIds), ne(packages.state, 'dissolved')))
    .orderBy(asc(packages.creationOrder), asc(packageParts.position));
}
type PartRow = Awaited<ReturnType<typeof selectParts>>[number];

function selectLinked(tx: Tx, unitIds: readonly UnitId[]) {
  return tx
    .select({
      packageId: packageMatches.packageId,
      unitId: packageMatches.unitId,
      itemType: packageMatches.itemType,
      state: matches.state,
      quantity: matches.quantity,
      shipped: matches.shipped,
      accepted: matches.accepted,
      verified: matches.verified,
      failed: matches.failed,
    })
    .from(packageMatches)
    .innerJoin(matches, eq(matches.id, packageMatches.matchId))
    .where(oneOf(packageMatches.unitId, unitIds));
}
type LinkedRow = Awaited<ReturnType<typeof selectLinked>>[number];

/** What each unit has of each item: as it last counted, and of courses those that it has completed and that still count. */
async function selectStock(tx: Tx, unitIds: readonly UnitId[], now: Date) {
  const counted = await selectHoldings(tx, unitIds, now);
  const completed = [...(await completedTraining(tx, unitIds))].flatMap(([unitId, courses]) =>
    [...groupBy(courses, ({ itemType }) => itemType)].map(([itemType, held]) => ({
      unitId,
      itemType,
      serviceable: held.reduce((sum, one) => sum + one.courses, 0),
      repairable: 0,
    })),
  );
  return [...counted, ...completed];
}

/** What each unit last counted of each item. */
function selectHoldings(tx: Tx, unitIds: readonly UnitId[], now: Date) {
  return tx
    .selectDistinctOn([holdingReports.unitId, holdingReports.itemType], {
      unitId: holdingReports.unitId,
      itemType: holdingReports.itemType,
      serviceable: holdingReports.serviceable,
      repairable: holdingReports.unserviceableRepairable,
    })
    .from(holdingReports)
    .where(
      and(
        oneOf(holdingReports.unitId, unitIds),
        lte(holdingReports.asOf, dayIn(zoneOfUnit(holdingReports.unitId), now)),
        not(holdingReports.withdrawn),
      ),
    )
    .orderBy(asc(holdingReports.unitId), asc(holdingReports.itemType), desc(holdingReports.asOf), desc(holdingReports.creationOrder));
}

/** What the catalogue says that items need, in steps of the units of both. */
export async function readDependencies(tx: Tx): Promise<Dependency[]> {
  const needed = alias(itemTypes, 'needed');
  return tx
    .select({
      item: itemDependencies.itemType,
      needs: itemDependencies.neededItemType,
      type: itemDependencies.type,
      quantity: sql<number>`${itemDependencies.quantity} * 10 ^ ${needed.decimals}`,
      per: sql<number>`${itemDependencies.per} * 10 ^ ${itemTypes.decimals}`,
      criticality: itemDependencies.criticality,
    })
    .from(itemDependencies)
    .innerJoin(itemTypes, eq(itemTypes.slug, itemDependencies.itemType))
    .innerJoin(needed, eq(needed.slug, itemDependencies.neededItemType))
    .where(inArray(itemDependencies.criticality, ['required', 'recommended']));
}

/**
 * How packages stand. Asked as the system: a part's standing rests on every donor's matches and on what the unit holds, of which
 * each reader sees a part; what of it leaves is for the record to say. All packages of their units are read, because they
 * share the units' stock; in a fixed number of statements, however many there are. A dissolved package has no standing.
 */
export function readSupply(
  tx: Tx,
  ctx: ActorContext,
  wanted: readonly { readonly id: PackageId; readonly unitId: UnitId }[],
): Promise<ReadonlyMap<PackageId, SuppliedPackage>> {
  const unitIds = [...new Set(wanted.map(({ unitId }) => unitId))];
  if (unitIds.length === 0) return Promise.resolve(new Map());
  return asConsequence(tx, ctx, 'package-supply', async (system) => {
    const [parts, linked, holdings, dependencies] = await Promise.all([
      selectParts(tx, unitIds),
      selectLinked(tx, unitIds),
      selectStock(tx, unitIds, system.now),
      readDependencies(tx),
    ]);
    const heldBy = shareUnitsStock(parts, linked, holdings, dependencies);
    const wantedIds = new Set(wanted.map(({ id }) => id));
    const rows = parts.filter(({ packageId }) => wantedIds.has(packageId));
    const asked = await readAsked(tx, [...wantedIds]);
    const linkedTo = groupBy(linked, ({ packageId }) => packageId);
    return new Map(
      [...groupBy(rows, ({ packageId }) => packageId)].map(([id, own]) => {
        const linkedFor = groupBy(linkedTo.get(id) ?? [], ({ itemType }) => itemType);
        const supplied = own.map((row): SuppliedPart => {
          const supply: Supply = {
            needed: row.quantity,
            held: steps(heldBy.get(id, row.itemType) ?? 0),
            ...broughtBy(linkedFor.get(row.itemType) ?? []),
          };
          const standing = standingOf(supply);
          const { packageId, unitId, position, quantity, ...part } = row;
          const { itemType, area, unitOfMeasure, decimals, criticality, dependencyTypes, neededFor, ...rest } = part;
          nothingLeft(rest);
          const open = steps(Math.min(standing.missing, asked.get(id, itemType) ?? 0));
          return { itemType, area, unitOfMeasure, decimals, criticality, dependencyTypes, neededFor, ...supply, ...standing, asked: open };
        });
        return [id, { parts: supplied, standing: packageStanding(supplied) }] as const;
      }),
    );
  });
}

/** The disjoint parts of what matches bring; what failed on its way is not coming any more. */
function broughtBy(linked: readonly LinkedRow[]): Omit<Supply, 'needed' | 'held'> {
  const sum = (of: (row: LinkedRow) => number): Steps => steps(linked.reduce((total, row) => total + of(row), 0));
  return {
    verified: sum((row) => row.verified),
    delivered: sum((row) => row.accepted - row.verified),
    inTransit: sum((row) => row.shipped - row.accepted - row.failed),
    agreed: sum((row) => (isCovering(row.state) ? row.quantity - row.shipped : 0)),
    reserved: sum((row) => (row.state === 'reserved' ? row.quantity : 0)),
  };
}

/** What of its stock a unit has to spare for each package and part. Of the main item nothing: the package is what comes on top. */
function shareUnitsStock(
  parts: readonly PartRow[],
  linked: readonly LinkedRow[],
  holdings: readonly { readonly unitId: UnitId; readonly itemType: string; readonly serviceable: number; readonly repairable: number }[],
  dependencies: readonly Dependency[],
): TwoKeyMap<PackageId, string, number> {
  const shares = new TwoKeyMap<PackageId, string, number>();
  const linkedBy = groupBy(linked, ({ unitId }) => unitId);
  const countedBy = groupBy(holdings, ({ unitId }) => unitId);
  for (const [unitId, own] of groupBy(parts, (part) => part.unitId)) {
    const arrived = groupBy(linkedBy.get(unitId) ?? [], ({ itemType }) => itemType);
    const stock = new Map<string, Held>(
      (countedBy.get(unitId) ?? []).map(({ itemType, serviceable, repairable }) => [
        itemType,
        {
          serviceable,
          repairable,
          arrived: (arrived.get(itemType) ?? []).reduce((total, { accepted }) => total + accepted, 0),
        },
      ]),
    );
    const wanting = groupBy(
      own.filter(({ criticality }) => criticality !== 'main'),
      ({ itemType }) => itemType,
    );
    for (const [itemType, demands] of wanting) {
      const given = shareStock(
        spareStock(itemType, stock, dependencies),
        demands.map(({ packageId, quantity }) => ({ key: packageId, needed: quantity })),
      );
      for (const [packageId, quantity] of given) shares.set(packageId, itemType, quantity);
    }
  }
  return shares;
}
