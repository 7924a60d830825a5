import { and, eq, gte, lt, lte, ne, or, sql, type SQL } from 'drizzle-orm';
import { groupBy } from '../../kernel/group-by.ts';
import type { OfferId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { refusalFrom } from '../../kernel/possible.ts';
import { refuseField, Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import type { ListOffers } from './contract.ts';
import { type OfferState, WARNED_STATES } from './domain/offer.ts';
import { Offer, type OfferView } from './record.ts';
import { type OfferLineRow, type OfferRow, selectLines, selectOffers, selectOpenRevisions, selectSameOffers } from './rows.ts';
import { offers } from './tables.ts';
import { requirePossible } from './verbs/revise-available-offer.ts';
import { type OfferWarningRow, viewOffer } from './views.ts';

/** One offer as this reader may see it. */
export async function findOffer(tx: Tx, ctx: ActorContext, id: OfferId): Promise<OfferView> {
  const [offer] = await selectOffers(tx, eq(offers.id, id), 1);
  if (!offer) throw new Refusal('not-found');
  const lines = await selectLines(tx, [id]);
  const [revision] = await selectOpenRevisions(tx, [id]);
  const approving =
    revision && ctx.actor.role === 'facilitator' ? await refusalFrom(() => requirePossible(tx, ctx, offer, revision.changes)) : null;
  return viewOffer(ctx, offer, lines, revision ?? null, await readWarnings(tx, offer, lines), approving);
}

/** What to look at before an offer goes on: others of the donor that give the same. */
async function readWarnings(tx: Tx, offer: OfferRow, lines: readonly OfferLineRow[]): Promise<OfferWarningRow[]> {
  if (!(WARNED_STATES as readonly OfferState[]).includes(offer.state) || lines.length === 0) return [];
  const same = groupBy(await selectSameOffers(tx, offer), ({ itemType }) => itemType);
  return lines.flatMap(({ position, itemType }) => {
    const others = (same.get(itemType) ?? []).map(({ id, reference, state }) => ({ id, reference, state }));
    return others.length === 0 ? [] : [{ code: 'same-offer' as const, position, offers: others }];
  });
}

/** The conditions of other donors' offers are hidden from a donor, so a filter over them would tell what they say. */
function refuseHiddenFilters({ actor }: ActorContext, filters: ListOffers): void {
  if (filters.region === undefined || actor.role !== 'donor' || filters.donorId === actor.organisationId) return;
  if (!Offer.isReadBy('donor', 'conditions')) throw refuseField('filter-not-available', 'query/region');
}

/** Items and donor are searched for everyone; the note for those who read it, and so for a donor in its own offers alone. */
function matchesWords({ actor }: ActorContext, words: string): SQL | undefined {
  const inWhole = sql`${offers.id} in (select wasl.search_offers(${words}, true))`;
  if (actor.role !== 'donor') return inWhole;
  return or(sql`${offers.id} in (select wasl.search_offers(${words}, false))`, and(eq(offers.donorId, actor.organisationId), inWhole));
}

/** Whether no condition of the offer keeps it out of a region. */
const mayGoTo = (region: string): SQL =>
  sql`not exists (select from jsonb_array_elements(${offers.conditions}) as condition
    where condition ->> 'type' = 'region-only' and not condition -> 'regions' @> to_jsonb(${region}::text))`;

/** A page of offers, newest first, as this reader may see them. */
export async function listOffers(tx: Tx, ctx: ActorContext, filters: ListOffers): Promise<Page<OfferView>> {
  refuseHiddenFilters(ctx, filters);
  const { cursor, limit, state, donorId, area, itemType, region, availableOn, q, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const where = and(
    state ? eq(offers.state, state) : ne(offers.state, 'discarded'),
    donorId ? eq(offers.donorId, donorId) : undefined,
    availableOn ? and(lte(offers.validFrom, availableOn), gte(offers.validUntil, availableOn)) : undefined,
    itemType
      ? sql`exists (select from offer_lines where offer_lines.offer_id = ${offers.id} and offer_lines.left_out_at is null and offer_lines.item_type = ${itemType})`
      : undefined,
    area
      ? sql`exists (select from offer_lines join item_types on item_types.slug = offer_lines.item_type where offer_lines.offer_id = ${offers.id} and offer_lines.left_out_at is null and item_types.area = ${area})`
      : undefined,
    region ? mayGoTo(region) : undefined,
    q ? matchesWords(ctx, q) : undefined,
    key ? lt(offers.creationOrder, key[0]) : undefined,
  );
  const rows = await selectOffers(tx, where, limit + 1);
  const shown = rows.slice(0, limit).map((row) => row.id);
  const [lines, revisions] = shown.length === 0 ? [[], []] : await Promise.all([selectLines(tx, shown), selectOpenRevisions(tx, shown)]);
  const linesByOffer = groupBy(lines, (line) => line.offerId);
  const revisionOf = new Map(revisions.map((revision) => [revision.offerId, revision]));
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewOffer(ctx, row, linesByOffer.get(row.id) ?? [], revisionOf.get(row.id) ?? null, null),
  );
}
