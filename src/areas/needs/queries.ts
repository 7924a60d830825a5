import { z } from 'zod';
import { groupBy } from '../../kernel/group-by.ts';
import type { NeedId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import type { ListNeeds } from './contract.ts';
import { Need, type NeedView } from './record.ts';
import { selectLines, selectNeeds } from './rows.ts';
import { viewNeed } from './views.ts';

/** One need as this reader may see it. Refuses with `not-found`, also where the need exists and the reader may not know. */
export async function findNeed(tx: Tx, ctx: ActorContext, id: NeedId): Promise<NeedView> {
  const shape = { isForDonor: ctx.actor.role === 'donor', sort: 'newest', unanswered: undefined } as const;
  const [need] = await selectNeeds(tx, { id, limit: 1 }, shape);
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

const neededByKey = z.tuple([z.iso.date(), z.int()]);

/**
 * A page of needs. The reader's own organisation or unit is also named in the query, besides the policy: that lets the
 * indexes `needs_by_organisation` and `needs_by_unit` serve it, where a policy's condition on settings can't.
 */
export async function listNeeds(tx: Tx, ctx: ActorContext, filters: ListNeeds): Promise<Page<NeedView>> {
  refuseHiddenFilters(ctx, filters);
  const { actor } = ctx;
  const { cursor, limit, sort, unanswered, state, priority, region, area, itemType, unitId, neededBefore, q, ...rest } = filters;
  nothingLeft(rest);
  const bySoonest = sort === 'needed-by';
  const rows = await selectNeeds(
    tx,
    {
      state,
      priority,
      region,
      area,
      itemType,
      unitId,
      neededBefore,
      q,
      ofOrganisation: actor.role === 'requester' ? actor.organisationId : undefined,
      ofUnit: actor.role === 'requester' && actor.unitId !== null ? actor.unitId : undefined,
      scope: actor.role === 'validator' ? actor.scope : undefined,
      ...(bySoonest ? afterSoonest(cursor) : afterNewest(cursor)),
      limit: limit + 1,
    },
    { isForDonor: actor.role === 'donor', sort, unanswered },
  );
  const needIds = rows.slice(0, limit).map((row) => row.id);
  const linesByNeed = groupBy(needIds.length === 0 ? [] : await selectLines(tx, needIds), (line) => line.needId);
  return toPage(
    rows,
    limit,
    (row) => (bySoonest ? [row.neededBy, row.creationOrder] : [row.creationOrder]),
    (row) => viewNeed(ctx, row, linesByNeed.get(row.id) ?? []),
  );
}

function afterNewest(cursor: string | undefined) {
  const key = decodeCursor(cursor, orderKey);
  return key ? { afterOrder: key[0] } : {};
}

function afterSoonest(cursor: string | undefined) {
  const key = decodeCursor(cursor, neededByKey);
  return key ? { afterDay: key[0], afterOrder: key[1] } : {};
}
