import { and, asc, desc, eq, getTableColumns, gte, inArray, isNull, lte, ne, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { OfferId, OrganisationId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import { readsDonor } from '../../platform/db/policies.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { audienceOf, type Reading } from '../disclosure/index.ts';
import { itemTypes, nameColumns, organisations } from '../reference/tables.ts';
import { OPEN_STATES } from './domain/offer.ts';
import { offerLines, offerRevisions, offers } from './tables.ts';

/** A donor reads its own in full. */
export const offerReading: Reading<{ readonly donorId: OrganisationId }> = {
  facts: { donorId: offers.donorId },
  audienceOf: ({ actor }, { donorId }) => audienceOf(actor.role, actor.kind !== 'system' && actor.organisationId === donorId),
};

const implementers = alias(organisations, 'implementers');

// What no view shows: the search vectors, and who wrote it, whom an event names to those who oversee.
const { search, searchDisclosed, authorId, ...ownColumns } = getTableColumns(offers);

// Whose line it is, is the offer's to say.
const { donorId, ...ownLineColumns } = getTableColumns(offerLines);

export type OfferRow = Awaited<ReturnType<typeof selectOffers>>[number];
export type OfferLineRow = Awaited<ReturnType<typeof selectLines>>[number];

export function selectOffers(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      ...ownColumns,
      donor: nameColumns(organisations),
      implementer: nameColumns(implementers),
      zone: organisations.timeZone,
    })
    .from(offers)
    .innerJoin(organisations, eq(organisations.id, offers.donorId))
    .leftJoin(implementers, eq(implementers.id, offers.implementerId))
    .where(where)
    .orderBy(desc(offers.creationOrder))
    .limit(limit);
}

/** Their lines; what was left out of an offer stays readable to the donor and to who oversees, and to nobody else. */
export function selectLines(tx: Tx, offerIds: readonly OfferId[]) {
  return tx
    .select({ ...ownLineColumns, area: itemTypes.area, unitOfMeasure: itemTypes.unitOfMeasure, decimals: itemTypes.decimals })
    .from(offerLines)
    .leftJoin(itemTypes, eq(itemTypes.slug, offerLines.itemType))
    .where(and(oneOf(offerLines.offerId, offerIds), or(isNull(offerLines.leftOutAt), readsDonor(offerLines))))
    .orderBy(asc(offerLines.offerId), asc(offerLines.position));
}

// Whose it is, is the offer's to say; events name the person to those who oversee.
const { donorId: ofDonor, proposedBy, ...revisionColumns } = getTableColumns(offerRevisions);

export type OfferRevisionRow = Awaited<ReturnType<typeof selectOpenRevisions>>[number];

/** What is proposed to change about these offers; the donor's own, and who oversees. */
export const selectOpenRevisions = (tx: Tx, offerIds: readonly OfferId[]) =>
  tx
    .select(revisionColumns)
    .from(offerRevisions)
    .where(and(oneOf(offerRevisions.offerId, offerIds), eq(offerRevisions.state, 'open')));

/** By item type, the other offers of the donor that give it on the same days, as far as the reader may see them. */
export function selectSameOffers(
  tx: Tx,
  { id, donorId: donor, validFrom, validUntil }: Pick<OfferRow, 'id' | 'donorId'> & { validFrom: CalendarDate; validUntil: CalendarDate },
) {
  return tx
    .selectDistinct({ itemType: offerLines.itemType, id: offers.id, reference: offers.reference, state: offers.state })
    .from(offerLines)
    .innerJoin(offers, eq(offers.id, offerLines.offerId))
    .where(
      and(
        eq(offers.donorId, donor),
        isNull(offerLines.leftOutAt),
        ne(offers.id, id),
        inArray(offers.state, OPEN_STATES),
        lte(offers.validFrom, validUntil),
        gte(offers.validUntil, validFrom),
        sql`${offerLines.itemType} in (select own.item_type from offer_lines as own where own.offer_id = ${id} and own.left_out_at is null)`,
      ),
    )
    .orderBy(offers.reference);
}
