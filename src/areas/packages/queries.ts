import { and, asc, desc, eq, lt, type SQL, sql } from 'drizzle-orm';
import { groupBy } from '../../kernel/group-by.ts';
import type { PackageId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, idKey, type Page, toPage } from '../../platform/http/page.ts';
import { units } from '../gaps/tables.ts';
import { matches } from '../matches/tables.ts';
import { needs } from '../needs/tables.ts';
import { organisations } from '../reference/tables.ts';
import type { ListPackages, PackageView } from './contract.ts';
import { readSupply, type SuppliedPackage } from './supply-queries.ts';
import { packageMatches, packageNeeds, packages } from './tables.ts';
import { stateOf, viewPackage } from './views.ts';

/** Whether the unit is disclosed to the reading donor: both sides have accepted one of its own matches here. */
const disclosed = sql<boolean>`exists (
  select from package_matches join matches on matches.id = package_matches.match_id
  where package_matches.package_id = ${packages.id} and matches.disclosed_at is not null)`;

function selectPackages(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      id: packages.id,
      reference: packages.reference,
      state: packages.state,
      title: packages.title,
      mainItemType: packages.mainItemType,
      quantity: packages.quantity,
      needId: packages.needId,
      endReason: packages.endReason,
      version: packages.version,
      createdAt: packages.createdAt,
      organisationId: packages.organisationId,
      organisationSlug: organisations.slug,
      organisationNames: organisations.names,
      unitId: packages.unitId,
      unitNames: units.names,
      disclosed,
    })
    .from(packages)
    .innerJoin(organisations, eq(organisations.id, packages.organisationId))
    .leftJoin(units, eq(units.id, packages.unitId))
    .where(where)
    .orderBy(desc(packages.id))
    .limit(limit);
}
export type PackageRow = Awaited<ReturnType<typeof selectPackages>>[number];

/** The matches and the needs of packages that the reader may see; row-level security shows a donor its own matches alone. */
async function readLinks(tx: Tx, ids: readonly PackageId[]) {
  const [linked, asking] = await Promise.all([
    tx
      .select({
        packageId: packageMatches.packageId,
        id: matches.id,
        reference: matches.reference,
        itemType: packageMatches.itemType,
        donorId: matches.donorId,
        donorSlug: organisations.slug,
        donorNames: organisations.names,
        state: matches.state,
        quantity: matches.quantity,
        shipped: matches.shipped,
        accepted: matches.accepted,
        verified: matches.verified,
        disclosedAt: matches.disclosedAt,
      })
      .from(packageMatches)
      .innerJoin(matches, eq(matches.id, packageMatches.matchId))
      .innerJoin(organisations, eq(organisations.id, matches.donorId))
      .where(oneOf(packageMatches.packageId, ids))
      .orderBy(asc(packageMatches.packageId), asc(matches.id)),
    tx
      .select({ packageId: packageNeeds.packageId, id: needs.id, reference: needs.reference, state: needs.state })
      .from(packageNeeds)
      .innerJoin(needs, eq(needs.id, packageNeeds.needId))
      .where(oneOf(packageNeeds.packageId, ids))
      .orderBy(asc(needs.id)),
  ]);
  const matchesOf = groupBy(linked, ({ packageId }) => packageId);
  const needsOf = groupBy(asking, ({ packageId }) => packageId);
  return (id: PackageId) => ({ matches: matchesOf.get(id) ?? [], needs: needsOf.get(id) ?? [] });
}
export type PackageLinks = ReturnType<Awaited<ReturnType<typeof readLinks>>>;

/** One package as this reader may see it. */
export async function findPackage(tx: Tx, act: Act, id: PackageId): Promise<PackageView> {
  const [row] = await selectPackages(tx, eq(packages.id, id), 1);
  if (!row) throw new Refusal('not-found');
  const links = await readLinks(tx, [id]);
  const supply = await readSupply(tx, act, [row]);
  return viewPackage(act, row, supply.get(id) ?? null, links(id));
}

/** How many rows are looked at for a page at a time where the state, which is derived, is asked for. */
const BATCH = 100;

/** A page of packages, newest first. A donor may not ask by unit or need: it would learn whose two things are. */
export async function listPackages(tx: Tx, act: Act, filters: ListPackages): Promise<Page<PackageView>> {
  const hidden = act.actor.role === 'donor' ? (['unitId', 'needId'] as const).filter((name) => filters[name] !== undefined) : [];
  if (hidden.length > 0) {
    throw new Refusal('filter-not-available', {
      fields: hidden.map((name) => ({ pointer: `query/${name}`, code: 'filter-not-available' })),
    });
  }
  const wanted = filters.limit + 1;
  const found: { row: PackageRow; supply: SuppliedPackage | null }[] = [];
  let after = decodeCursor(filters.cursor, idKey)?.[0] as PackageId | undefined;
  for (;;) {
    const size = filters.state === undefined ? wanted : BATCH;
    const rows = await selectPackages(tx, and(matching(filters), after === undefined ? undefined : lt(packages.id, after)), size);
    const supply = await readSupply(tx, act, rows);
    const all = rows.map((row) => ({ row, supply: supply.get(row.id) ?? null }));
    found.push(...all.filter((one) => filters.state === undefined || stateOf(one.row, one.supply) === filters.state));
    after = rows.at(-1)?.id;
    if (rows.length < size || found.length >= wanted) break;
  }
  const links = await readLinks(
    tx,
    found.slice(0, filters.limit).map(({ row }) => row.id),
  );
  return toPage(
    found.slice(0, wanted),
    filters.limit,
    ({ row }) => [row.id],
    ({ row, supply }) => viewPackage(act, row, supply, links(row.id)),
  );
}

const matching = (filters: ListPackages): SQL | undefined =>
  and(
    filters.mainItemType ? eq(packages.mainItemType, filters.mainItemType) : undefined,
    filters.unitId ? eq(packages.unitId, filters.unitId) : undefined,
    filters.needId ? eq(packages.needId, filters.needId) : undefined,
  );
