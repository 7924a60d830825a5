import { eq } from 'drizzle-orm';
import type { NeedId, NeedLineId, OfferId, OfferLineId, OrganisationId, UnitId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { needLines } from '../needs/tables.ts';
import { offerLines } from '../offers/tables.ts';

export interface LineParties {
  readonly need: { needLineId: NeedLineId; needId: NeedId; organisationId: OrganisationId; unitId: UnitId } | null;
  readonly offer: { offerLineId: OfferLineId; offerId: OfferId; donorId: OrganisationId } | null;
}

/** Whose lines these are; null for a line that the reader may not see. */
export async function findLineParties(tx: Tx, needLineId: NeedLineId, offerLineId: OfferLineId): Promise<LineParties> {
  const [need] = await tx
    .select({ needLineId: needLines.id, needId: needLines.needId, organisationId: needLines.organisationId, unitId: needLines.unitId })
    .from(needLines)
    .where(eq(needLines.id, needLineId));
  const [offer] = await tx
    .select({ offerLineId: offerLines.id, offerId: offerLines.offerId, donorId: offerLines.donorId })
    .from(offerLines)
    .where(eq(offerLines.id, offerLineId));
  return { need: need ?? null, offer: offer ?? null };
}
