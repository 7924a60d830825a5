import { asc, desc, eq, getTableColumns, sql, type SQL } from 'drizzle-orm';
import { groupBy } from '../../kernel/group-by.ts';
import type { PackageId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { audienceOf, type Reading } from '../disclosure/index.ts';
import { units } from '../gaps/tables.ts';
import { discloses, matches } from '../matches/tables.ts';
import { needs } from '../needs/tables.ts';
import { itemTypes, nameColumns, organisations } from '../reference/tables.ts';
import { packageMatches, packageNeeds, packages } from './tables.ts';

/** Whether the unit is disclosed to the reading donor: one of its own matches here tells it at this moment. */
const disclosed = sql<boolean>`exists (
  select from package_matches join matches on matches.id = package_matches.match_id
  where package_matches.package_id = ${packages.id} and wasl.discloses(matches.disclosed_at, matches.state, matches.need_id))`;

export const packageReading: Reading<{ readonly disclosed: boolean }> = {
  facts: { disclosed },
  audienceOf: (reader, facts) => audienceOf(reader.actor.role, facts.disclosed),
};

// What no view shows: the person, whom an event names to those who oversee.
const { assembledBy, ...ownColumns } = getTableColumns(packages);

// Whose a link is, its package, its match and its need say; when it was made, an event does.
const { matchId, organisationId, unitId, donorId, linkedAt, ...linkedColumns } = getTableColumns(packageMatches);
const { needId, organisationId: askingId, unitId: askingUnitId, createdAt, ...askingColumns } = getTableColumns(packageNeeds);

export function selectPackages(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      ...ownColumns,
      organisation: nameColumns(organisations),
      unit: { id: units.id, names: units.names },
      decimals: itemTypes.decimals,
      disclosed,
    })
    .from(packages)
    .innerJoin(itemTypes, eq(itemTypes.slug, packages.mainItemType))
    .innerJoin(organisations, eq(organisations.id, packages.organisationId))
    .leftJoin(units, eq(units.id, packages.unitId))
    .where(where)
    .orderBy(desc(packages.creationOrder))
    .limit(limit);
}
export type PackageRow = Awaited<ReturnType<typeof selectPackages>>[number];

/** The matches and the needs of packages that the reader may see; row-level security shows a donor its own matches alone. */
export async function readLinks(tx: Tx, ids: readonly PackageId[]) {
  const [linked, asking] = await Promise.all([
    tx
      .select({
        ...linkedColumns,
        id: matches.id,
        reference: matches.reference,
        decimals: itemTypes.decimals,
        donor: nameColumns(organisations),
        state: matches.state,
        quantity: matches.quantity,
        shipped: matches.shipped,
        accepted: matches.accepted,
        verified: matches.verified,
        isDisclosed: discloses(matches),
      })
      .from(packageMatches)
      .innerJoin(matches, eq(matches.id, packageMatches.matchId))
      .innerJoin(itemTypes, eq(itemTypes.slug, packageMatches.itemType))
      .innerJoin(organisations, eq(organisations.id, matches.donorId))
      .where(oneOf(packageMatches.packageId, ids))
      .orderBy(asc(packageMatches.packageId), asc(matches.creationOrder)),
    tx
      .select({ ...askingColumns, id: needs.id, reference: needs.reference, state: needs.state })
      .from(packageNeeds)
      .innerJoin(needs, eq(needs.id, packageNeeds.needId))
      .where(oneOf(packageNeeds.packageId, ids))
      .orderBy(asc(needs.creationOrder)),
  ]);
  const matchesOf = groupBy(linked, ({ packageId }) => packageId);
  const needsOf = groupBy(asking, ({ packageId }) => packageId);
  return (id: PackageId) => ({ matches: matchesOf.get(id) ?? [], needs: needsOf.get(id) ?? [] });
}
export type PackageLinks = ReturnType<Awaited<ReturnType<typeof readLinks>>>;
