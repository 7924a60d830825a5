import { and, eq, gte, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import { groupBy } from '../../kernel/group-by.ts';
import type { OfferId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { refuseField, Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import type { ListOffers } from './contract.ts';
import { Offer, type OfferView } from './record.ts';
import { selectLines, selectOffers } from './rows.ts';
import { offers } from './tables.ts';
import { viewOffer } from './views.ts';

/** One offer as this reader may see it. */
export async function findOffer(tx: Tx, ctx: ActorContext, id: OfferId): Promise<OfferView> {
  const [offer] = await selectOffers(tx, eq(offers.id, id), 1);
  if (!offer) throw new Refusal('not-found');
  return viewOffer(ctx, offer, await selectLines(tx, [id]));
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
    state ? eq(offers.state, state) : undefined,
    donorId ? eq(offers.donorId, donorId) : undefined,
    availableOn ? and(lte(offers.validFrom, availableOn), gte(offers.validUntil, availableOn)) : undefined,
    itemType
      ? sql`exists (select from offer_lines where offer_lines.offer_id = ${offers.id} and offer_lines.item_type = ${itemType})`
      : undefined,
    area
      ? sql`exists (select from offer_lines join item_types on item_types.slug = offer_lines.item_type where offer_lines.offer_id = ${offers.id} and item_types.area = ${area})`
      : undefined,
    region ? mayGoTo(region) : undefined,
    q ? matchesWords(ctx, q) : undefined,
    key ? lt(offers.creationOrder, key[0]) : undefined,
  );
  const rows = await selectOffers(tx, where, limit + 1);
  const shown = rows.slice(0, limit).map((row) => row.id);
  const linesByOffer = groupBy(shown.length === 0 ? [] : await selectLines(tx, shown), (line) => line.offerId);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewOffer(ctx, row, linesByOffer.get(row.id) ?? []),
  );
}
