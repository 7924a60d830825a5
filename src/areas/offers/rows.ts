import { asc, desc, eq, getTableColumns, type SQL } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { OfferId, OrganisationId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { audienceOf, type Reading } from '../disclosure/index.ts';
import { itemTypes, nameColumns, organisations } from '../reference/tables.ts';
import { offerLines, offers } from './tables.ts';

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
    })
    .from(offers)
    .innerJoin(organisations, eq(organisations.id, offers.donorId))
    .leftJoin(implementers, eq(implementers.id, offers.implementerId))
    .where(where)
    .orderBy(desc(offers.creationOrder))
    .limit(limit);
}

export function selectLines(tx: Tx, offerIds: readonly OfferId[]) {
  return tx
    .select({ ...ownLineColumns, area: itemTypes.area, unitOfMeasure: itemTypes.unitOfMeasure, decimals: itemTypes.decimals })
    .from(offerLines)
    .leftJoin(itemTypes, eq(itemTypes.slug, offerLines.itemType))
    .where(oneOf(offerLines.offerId, offerIds))
    .orderBy(asc(offerLines.offerId), asc(offerLines.position));
}
