import { and, asc, desc, eq, gt, isNotNull, isNull, lt, or, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { groupBy } from '../../kernel/group-by.ts';
import type { NeedId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, idKey, type Page, toPage } from '../../platform/http/page.ts';
import type { ListNeeds } from './contract.ts';
import { Need, type NeedView } from './record.ts';
import { selectLines, selectNeeds } from './rows.ts';
import { needs } from './tables.ts';
import { viewNeed } from './views.ts';

/** One need as this reader may see it. Refuses with `not-found`, also where the need exists and the reader may not know. */
export async function findNeed(tx: Tx, ctx: ActorContext, id: NeedId): Promise<NeedView> {
  const [need] = await selectNeeds(tx, ctx, eq(needs.id, id), [asc(needs.id)], 1);
  if (!need) throw new Refusal('not-found');
  return viewNeed(ctx, need, await selectLines(tx, [id]));
}

const FILTERED_FIELDS = {
  priority: 'priority',
  unitId: 'unitId',
  neededBefore: 'neededBy',
  unanswered: 'unansweredSince',
} as const;

/** A filter or an order over a field that the reader may not see would tell what the field hides. */
function refuseHiddenFilters({ actor }: ActorContext, filters: ListNeeds): void {
  if (actor.role !== 'donor') return;
  const hidden = Object.entries(FILTERED_FIELDS)
    .filter(([filter, field]) => filters[filter as keyof typeof FILTERED_FIELDS] !== undefined && !Need.isReadBy('donor', field))
    .map(([filter]) => filter);
  if (filters.sort === 'needed-by') hidden.push('sort');
  if (hidden.length > 0) {
    throw new Refusal('filter-not-available', {
      fields: hidden.map((name) => ({ pointer: `query/${name}`, code: 'filter-not-available' })),
    });
  }
}

const neededByKey = z.tuple([z.iso.date(), z.uuid()]);

/**
 * A page of needs. The reader's own organisation or unit is also named in the query, besides the policy: that lets the
 * indexes `needs_by_organisation` and `needs_by_unit` serve it, where a policy's condition on settings can't.
 */
export async function listNeeds(tx: Tx, ctx: ActorContext, filters: ListNeeds): Promise<Page<NeedView>> {
  refuseHiddenFilters(ctx, filters);
  const { actor } = ctx;
  const bySoonest = filters.sort === 'needed-by';
  const conditions: (SQL | undefined)[] = [
    actor.role === 'requester' ? eq(needs.organisationId, actor.organisationId) : undefined,
    actor.role === 'requester' && actor.unitId !== null ? eq(needs.unitId, actor.unitId) : undefined,
    actor.role === 'validator' ? oneOf(needs.organisationId, actor.scope) : undefined,
    filters.state ? eq(needs.state, filters.state) : undefined,
    filters.priority ? eq(needs.priority, filters.priority) : undefined,
    filters.region ? eq(needs.region, filters.region) : undefined,
    filters.unitId ? eq(needs.unitId, filters.unitId) : undefined,
    filters.neededBefore ? lt(needs.neededBy, filters.neededBefore) : undefined,
    filters.unanswered === undefined ? undefined : filters.unanswered ? isNotNull(needs.unansweredSince) : isNull(needs.unansweredSince),
    filters.itemType
      ? sql`exists (select from need_lines where need_lines.need_id = ${needs.id} and need_lines.item_type = ${filters.itemType})`
      : undefined,
    filters.area
      ? sql`exists (select from need_lines join item_types on item_types.slug = need_lines.item_type where need_lines.need_id = ${needs.id} and item_types.area = ${filters.area})`
      : undefined,
    filters.q ? sql`${needs.id} in (select wasl.search_needs(${filters.q}, ${actor.role !== 'donor'}))` : undefined,
    bySoonest ? isNotNull(needs.neededBy) : undefined,
    bySoonest ? afterSoonest(filters.cursor) : afterNewest(filters.cursor),
  ];
  const order = bySoonest ? [asc(needs.neededBy), asc(needs.id)] : [desc(needs.id)];
  const rows = await selectNeeds(tx, ctx, and(...conditions), order, filters.limit + 1);
  const shown = rows.slice(0, filters.limit).map((row) => row.id);
  const linesByNeed = groupBy(shown.length === 0 ? [] : await selectLines(tx, shown), (line) => line.needId);
  return toPage(
    rows,
    filters.limit,
    (row) => (bySoonest ? [row.neededBy, row.id] : [row.id]),
    (row) => viewNeed(ctx, row, linesByNeed.get(row.id) ?? []),
  );
}

function afterNewest(cursor: string | undefined): SQL | undefined {
  const key = decodeCursor(cursor, idKey);
  return key ? lt(needs.id, key[0] as NeedId) : undefined;
}

function afterSoonest(cursor: string | undefined): SQL | undefined {
  const key = decodeCursor(cursor, neededByKey);
  if (!key) return undefined;
  const [neededBy, id] = key;
  return or(gt(needs.neededBy, neededBy), and(eq(needs.neededBy, neededBy), gt(needs.id, id as NeedId)));
}
