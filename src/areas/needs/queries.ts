import { z } from 'zod';
import { must } from '../../kernel/assert.ts';
import { groupBy } from '../../kernel/group-by.ts';
import type { NeedId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { refusalFrom } from '../../kernel/possible.ts';
import { quantityOf } from '../../kernel/quantity.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { noteFullReads } from '../disclosure/index.ts';
import { computeGaps } from '../gaps/index.ts';
import { readCitedElsewhere, selectSameNeeds } from './citation-queries.ts';
import type { ListNeeds } from './contract.ts';
import { citeGaps } from './domain/citation.ts';
import { type NeedState, WARNED_STATES } from './domain/need.ts';
import { isLastToApprove } from './domain/revision.ts';
import { Need, type NeedView } from './record.ts';
import { type NeedLineRow, type NeedRow, selectLines, selectNeeds, selectOpenRevisions } from './rows.ts';
import { requirePossible } from './verbs/revise-published-need.ts';
import { type NeedWarningRow, viewNeed } from './views.ts';
import { todayOfUnit } from '../reference/index.ts';

/** One need as this reader may see it. Refuses with `not-found`, also where the need exists and the reader may not know. */
export async function findNeed(tx: Tx, ctx: ActorContext, id: NeedId): Promise<NeedView> {
  const isForDonor = ctx.actor.role === 'donor';
  const shape = { isForDonor, sort: 'newest', unanswered: undefined, showsDiscarded: true } as const;
  const [need] = await selectNeeds(tx, { id, limit: 1 }, shape);
  if (!need) throw new Refusal('not-found');
  if (need.disclosed) await noteFullReads(tx, ctx, 'need', { needIds: [id] });
  const lines = await selectLines(tx, [id], isForDonor);
  const [revision] = isForDonor ? [] : await selectOpenRevisions(tx, [id]);
  const warnings = isForDonor ? [] : await readWarnings(tx, ctx, need, lines);
  // With the last approval it takes effect, and is held against the need as it is then.
  const approving =
    revision && isLastToApprove(revision, ctx.actor.role)
      ? await refusalFrom(() => requirePossible(tx, ctx, need, revision.changes))
      : null;
  return viewNeed(ctx, need, lines, revision ?? null, warnings, approving);
}

/** What to look at before a need goes on: others that ask for the same, and more cited of a gap than there is of it. */
async function readWarnings(tx: Tx, ctx: ActorContext, need: NeedRow, lines: readonly NeedLineRow[]): Promise<NeedWarningRow[]> {
  if (!(WARNED_STATES as readonly NeedState[]).includes(need.state) || lines.length === 0) return [];
  const same = groupBy(await selectSameNeeds(tx, need, await todayOfUnit(tx, ctx, need.unitId)), ({ itemType }) => itemType);
  const citations = citeGaps(lines, await computeGaps(tx, need.unitId, ctx.now), await readCitedElsewhere(tx, need));
  return lines.flatMap(({ position, itemType, quantityRequested, decimals }, index) => {
    const { cited, gap, citedElsewhere } = must(citations[index], 'a citation for each line');
    const others = (same.get(itemType) ?? []).map(({ id, reference, state }) => ({ id, reference, state }));
    const gapOf = { position, gap: gap === null ? null : quantityOf(gap, decimals), citedElsewhere: quantityOf(citedElsewhere, decimals) };
    return [
      ...(others.length > 0 ? [{ code: 'same-need' as const, ...gapOf, needs: others }] : []),
      ...(cited !== null && cited < quantityRequested ? [{ code: 'exceeds-gap' as const, ...gapOf, needs: others }] : []),
    ];
  });
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
  const { cursor, limit, sort, unanswered, state, priority, region, cell, area, itemType, unitId, neededBefore, q, ...rest } = filters;
  nothingLeft(rest);
  const bySoonest = sort === 'needed-by';
  const rows = await selectNeeds(
    tx,
    {
      state,
      priority,
      region,
      cell,
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
    { isForDonor: actor.role === 'donor', sort, unanswered, showsDiscarded: state === 'discarded' },
  );
  const shown = rows.slice(0, limit);
  const needIds = shown.map((row) => row.id);
  await noteFullReads(tx, ctx, 'need', { needIds: shown.filter(({ disclosed }) => disclosed).map((row) => row.id) });
  // Asked in one breath: each waits for nothing of the other.
  const [lines, revisions] = await Promise.all([
    needIds.length === 0 ? [] : selectLines(tx, needIds, actor.role === 'donor'),
    needIds.length === 0 || actor.role === 'donor' ? [] : selectOpenRevisions(tx, needIds),
  ]);
  const linesByNeed = groupBy(lines, (line) => line.needId);
  const revisionOf = new Map(revisions.map((revision) => [revision.needId, revision]));
  return toPage(
    rows,
    limit,
    (row) => (bySoonest ? [row.neededBy, row.creationOrder] : [row.creationOrder]),
    (row) => viewNeed(ctx, row, linesByNeed.get(row.id) ?? [], revisionOf.get(row.id) ?? null, null),
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
