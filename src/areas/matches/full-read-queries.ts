import { and, desc, eq, getTableColumns, lt, sql } from 'drizzle-orm';
import type { NeedId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { readerOf, type ViewOf } from '../disclosure/index.ts';
import { needs } from '../needs/tables.ts';
import { nameColumns, organisations } from '../reference/tables.ts';
import type { ListFullReads } from './contract.ts';
import { FullRead, NeedDisclosure } from './full-read-record.ts';
import { fullReads } from './full-read-tables.ts';
import { discloses, matches } from './tables.ts';

async function requireNeed(tx: Tx, id: NeedId): Promise<void> {
  const [known] = await tx.select({ id: needs.id }).from(needs).where(eq(needs.id, id));
  if (!known) throw new Refusal('not-found');
}

const firstRead = sql<number>`min(${fullReads.creationOrder})`.mapWith(fullReads.creationOrder);

/** Who was shown a need in full: each person under each match that was a ground for it, whoever began last first. */
export async function listDisclosures(
  tx: Tx,
  ctx: ActorContext,
  id: NeedId,
  filters: ListFullReads,
): Promise<Page<ViewOf<typeof NeedDisclosure>>> {
  const { cursor, limit, ...rest } = filters;
  nothingLeft(rest);
  await requireNeed(tx, id);
  const key = decodeCursor(cursor, orderKey);
  const rows = await tx
    .select({
      matchId: matches.id,
      matchReference: matches.reference,
      matchState: matches.state,
      stands: discloses(matches),
      disclosedAt: matches.disclosedAt,
      donor: nameColumns(organisations),
      readerId: fullReads.readerId,
      reads: sql<number>`count(*)::int`,
      firstReadAt: sql<Date>`min(${fullReads.readAt})`.mapWith(fullReads.readAt),
      lastReadAt: sql<Date>`max(${fullReads.readAt})`.mapWith(fullReads.readAt),
      creationOrder: firstRead,
    })
    .from(fullReads)
    .innerJoin(matches, eq(matches.id, fullReads.matchId))
    .innerJoin(organisations, eq(organisations.id, fullReads.donorId))
    .where(eq(fullReads.needId, id))
    .groupBy(matches.id, organisations.id, fullReads.readerId)
    .having(key ? lt(firstRead, key[0]) : undefined)
    .orderBy(desc(firstRead))
    .limit(limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => NeedDisclosure.show(readerOf(ctx), row),
  );
}

// What no view shows: the need, which was asked by, and whose it is.
const { needId, organisationId, unitId, donorId, ...ownColumns } = getTableColumns(fullReads);

/** Each answer that showed a need in full, newest first. */
export async function listFullReads(tx: Tx, ctx: ActorContext, id: NeedId, filters: ListFullReads): Promise<Page<ViewOf<typeof FullRead>>> {
  const { cursor, limit, ...rest } = filters;
  nothingLeft(rest);
  await requireNeed(tx, id);
  const key = decodeCursor(cursor, orderKey);
  const rows = await tx
    .select({ ...ownColumns, donor: nameColumns(organisations) })
    .from(fullReads)
    .innerJoin(organisations, eq(organisations.id, fullReads.donorId))
    .where(and(eq(needId, id), key ? lt(fullReads.creationOrder, key[0]) : undefined))
    .orderBy(desc(fullReads.creationOrder))
    .limit(limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => FullRead.show(readerOf(ctx), row),
  );
}
