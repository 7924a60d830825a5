import { and, eq, isNull } from 'drizzle-orm';
import type { NeedId, NeedLineId, OfferId, OfferLineId, OrganisationId, UnitId } from '../../kernel/id.ts';
import type { Decimals } from '../../kernel/quantity.ts';
import { refuseField } from '../../kernel/refusal.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { heldByReadingDonor, needLines } from '../needs/tables.ts';
import { offerLines } from '../offers/tables.ts';
import { itemTypes } from '../reference/tables.ts';

export interface LineParties {
  readonly need: { needLineId: NeedLineId; needId: NeedId; organisationId: OrganisationId; unitId: UnitId } | null;
  readonly offer: { offerLineId: OfferLineId; offerId: OfferId; donorId: OrganisationId } | null;
}

/** Whose lines these are; null for a line that the reader may not see, or that was left out. */
export async function findLineParties(tx: Tx, needLineId: NeedLineId, offerLineId: OfferLineId): Promise<LineParties> {
  const [need] = await tx
    .select({ needLineId: needLines.id, needId: needLines.needId, organisationId: needLines.organisationId, unitId: needLines.unitId })
    .from(needLines)
    .where(and(eq(needLines.id, needLineId), isNull(needLines.leftOutAt)));
  const [offer] = await tx
    .select({ offerLineId: offerLines.id, offerId: offerLines.offerId, donorId: offerLines.donorId })
    .from(offerLines)
    .where(and(eq(offerLines.id, offerLineId), isNull(offerLines.leftOutAt)));
  return { need: need ?? null, offer: offer ?? null };
}

/** How many places quantities of what a need line asks for have. */
export async function readDecimalsOfLine(tx: Tx, needLineId: NeedLineId): Promise<Decimals> {
  const [line] = await tx
    .select({ decimals: itemTypes.decimals })
    .from(needLines)
    .innerJoin(itemTypes, eq(itemTypes.slug, needLines.itemType))
    .where(eq(needLines.id, needLineId));
  if (!line) throw refuseField('reference-unknown', '/needLineId');
  return line.decimals;
}

/** What is open of a need line, in its parts, and what the donor who reads it holds of it. */
export async function readOpenToDonor(tx: Tx, needLineId: NeedLineId) {
  const [line] = await tx
    .select({
      leftOutAt: needLines.leftOutAt,
      quantityValidated: needLines.quantityValidated,
      reserved: needLines.reserved,
      agreed: needLines.agreed,
      failed: needLines.failed,
      ownHeld: heldByReadingDonor,
      decimals: itemTypes.decimals,
    })
    .from(needLines)
    .innerJoin(itemTypes, eq(itemTypes.slug, needLines.itemType))
    .where(eq(needLines.id, needLineId));
  return line;
}
