import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { OfferLineId, OrganisationId } from '../../../kernel/id.ts';
import type { LocalText } from '../../../kernel/language.ts';
import type { OfferedSpecification } from '../../needs/domain/specification.ts';
import type { OfferCondition } from './conditions.ts';
import type { GoodsCondition, Incoterm, Modality } from './offer.ts';

/** A revision of an available offer is open until it takes effect, is refused, or is taken back (by the donor, or with the offer's end). */
export const OFFER_REVISION_STATES = ['open', 'in-force', 'refused', 'withdrawn'] as const;

interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** One line of an available offer as it should read. Quantities are those of the item's unit, as they were said. */
export interface RevisedOfferLine {
  readonly lineId: OfferLineId;
  readonly quantity?: number | undefined;
  readonly goodsCondition?: GoodsCondition | null | undefined;
  readonly specifications?: readonly OfferedSpecification[] | undefined;
  readonly unitValue?: Money | null | undefined;
  readonly availableFrom?: CalendarDate | null | undefined;
  readonly lotSize?: number | undefined;
  readonly ceiling?: Money | undefined;
  readonly mayBuyAreas?: readonly string[] | undefined;
  readonly mayBuyItemTypes?: readonly string[] | undefined;
}

/** What of an available offer is to read otherwise, or how it read before: what isn't named is the same in both. */
export interface RevisedOffer {
  readonly modality?: Modality | undefined;
  readonly validFrom?: CalendarDate | undefined;
  readonly validUntil?: CalendarDate | undefined;
  readonly incoterm?: Incoterm | null | undefined;
  readonly incotermPlace?: string | null | undefined;
  readonly implementerId?: OrganisationId | null | undefined;
  readonly conditions?: readonly OfferCondition[] | undefined;
  readonly budget?: Money | null | undefined;
  readonly note?: LocalText | null | undefined;
  readonly lines?: readonly RevisedOfferLine[] | undefined;
}
