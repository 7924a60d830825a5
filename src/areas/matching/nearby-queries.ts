import { and, eq, inArray, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { OrganisationId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import { needLines, needs } from '../needs/tables.ts';
import { OFFERABLE_STATES } from '../offers/domain/offer.ts';
import { offerLines, offers } from '../offers/tables.ts';
import { itemTypes } from '../reference/tables.ts';
import type { NeedLineFacts, OfferLineFacts } from './domain/facts.ts';

/**
 * Offer lines worth judging for a need line: those of its item and accepted substitutes that stand open, and all money, which
 * is what has no item: both found by the index `offer_lines_by_item`, before a policy looks at any of 20 thousand rows. With
 * the excluded: every line of the same capability area that the reader may see.
 */
export function offerLinesNear(need: NeedLineFacts, withExcluded: boolean, donorId: OrganisationId | null): SQL | undefined {
  const items = [need.itemType, ...need.acceptedSubstitutes];
  const served = or(oneOf(offerLines.itemType, items), isNull(offerLines.itemType));
  const near = withExcluded ? or(served, eq(itemTypes.area, need.area)) : and(served, inArray(offers.state, OFFERABLE_STATES));
  return and(near, donorId === null ? undefined : eq(offers.donorId, donorId));
}

/** Need lines worth judging for an offer line, the same way round. */
export function needLinesNear(offer: OfferLineFacts, area: string | null, withExcluded: boolean): SQL | undefined {
  if (offer.kind === 'funding') {
    const purposes = or(
      offer.mayBuyAreas.length > 0 ? oneOf(itemTypes.area, offer.mayBuyAreas) : undefined,
      offer.mayBuyItemTypes.length > 0 ? oneOf(needLines.itemType, offer.mayBuyItemTypes) : undefined,
    );
    return and(purposes, withExcluded ? undefined : eq(needs.state, 'published'));
  }
  if (withExcluded && area !== null) return eq(itemTypes.area, area);
  return and(
    or(eq(needLines.itemType, offer.itemType), sql`${offer.itemType} = any (${needLines.acceptedSubstitutes})`),
    eq(needs.state, 'published'),
  );
}
