import { and, eq, lt } from 'drizzle-orm';
import type { PackageId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { noteFullReads } from '../disclosure/index.ts';
import type { ListPackages } from './contract.ts';
import type { PackageView } from './record.ts';
import { type PackageLinks, type PackageRow, readLinks, selectPackages } from './rows.ts';
import { readSupply, type SuppliedPackage } from './supply-queries.ts';
import { packages } from './tables.ts';
import { stateOf, viewPackage } from './views.ts';

/** One package as this reader may see it. */
export async function findPackage(tx: Tx, ctx: ActorContext, id: PackageId): Promise<PackageView> {
  const [row] = await selectPackages(tx, eq(packages.id, id), 1);
  if (!row) throw new Refusal('not-found');
  const links = await readLinks(tx, [id]);
  await noteFullReads(tx, ctx, 'package', { matchIds: disclosedIn(links(id)) });
  const supply = await readSupply(tx, ctx, [row]);
  return viewPackage(ctx, row, supply.get(id) ?? null, links(id));
}

/** How many rows are looked at for a page at a time where the state, which is derived, is asked for. */
const BATCH = 100;

/** A page of packages, newest first. A donor may not ask by unit or need: it would learn whose two things are. */
export async function listPackages(tx: Tx, ctx: ActorContext, filters: ListPackages): Promise<Page<PackageView>> {
  const hidden = ctx.actor.role === 'donor' ? (['unitId', 'needId'] as const).filter((name) => filters[name] !== undefined) : [];
  if (hidden.length > 0) {
    throw new Refusal('filter-not-available', {
      fields: hidden.map((name) => ({ pointer: `query/${name}`, code: 'filter-not-available' })),
    });
  }
  const { cursor, limit, state, mainItemType, unitId, needId, ...rest } = filters;
  nothingLeft(rest);
  const matching = and(
    mainItemType ? eq(packages.mainItemType, mainItemType) : undefined,
    unitId ? eq(packages.unitId, unitId) : undefined,
    needId ? eq(packages.needId, needId) : undefined,
  );
  const wanted = limit + 1;
  const found: { row: PackageRow; supply: SuppliedPackage | null }[] = [];
  let after = decodeCursor(cursor, orderKey)?.[0];
  for (;;) {
    const size = state === undefined ? wanted : BATCH;
    const rows = await selectPackages(tx, and(matching, after === undefined ? undefined : lt(packages.creationOrder, after)), size);
    const supply = await readSupply(tx, ctx, rows);
    const all = rows.map((row) => ({ row, supply: supply.get(row.id) ?? null }));
    found.push(...all.filter((one) => state === undefined || stateOf(one.row, one.supply) === state));
    after = rows.at(-1)?.creationOrder;
    if (rows.length < size || found.length >= wanted) break;
  }
  const links = await readLinks(
    tx,
    found.slice(0, limit).map(({ row }) => row.id),
  );
  await noteFullReads(tx, ctx, 'package', { matchIds: found.slice(0, limit).flatMap(({ row }) => disclosedIn(links(row.id))) });
  return toPage(
    found.slice(0, wanted),
    limit,
    ({ row }) => [row.creationOrder],
    ({ row, supply }) => viewPackage(ctx, row, supply, links(row.id)),
  );
}

/** The matches by which a package tells a donor whose it is. */
const disclosedIn = ({ matches }: PackageLinks) => matches.filter(({ isDisclosed }) => isDisclosed).map(({ id }) => id);
