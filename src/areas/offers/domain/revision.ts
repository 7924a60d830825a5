import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { OfferLineId, OrganisationId } from '../../../kernel/id.ts';
import type { LocalText } from '../../../kernel/language.ts';
import type { OfferedSpecification } from '../../needs/domain/specification.ts';
import type { CourseTerms } from '../../training/domain/course-terms.ts';
import type { OfferCondition } from './conditions.ts';
import type { GoodsCondition, Incoterm, Modality } from './offer.ts';

/** A revision of an available offer is open until it takes effect, is refused, or is taken back (by the donor, or with the offer's end). */
export const OFFER_REVISION_STATES = ['open', 'in-force', 'refused', 'withdrawn'] as const;

/** What a draft says of a line and no revision changes, and why that is. Whatever else a draft says, a revision may change. */
export const NEVER_REVISED_OF_LINES = {
  kind: 'goods and money have next to nothing in common: leave the line out, and add another of the other kind',
} as const;

interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** What a line gives in goods. Quantities are those of the item's unit, as they were said. */
export interface GivenItem {
  readonly kind: 'item';
  readonly itemType: string;
  readonly quantity: number;
  readonly goodsCondition?: GoodsCondition | null | undefined;
  readonly specifications?: readonly OfferedSpecification[] | undefined;
  readonly unitValue?: Money | null | undefined;
  readonly availableFrom?: CalendarDate | null | undefined;
  /** Any quantity where absent. */
  readonly lotSize?: number | undefined;
  /** The position of the line whose goods these go with. */
  readonly accompanies?: number | null | undefined;
  readonly course?: CourseTerms | null | undefined;
}

/** What a line gives in money, and what for. */
export interface GivenMoney {
  readonly kind: 'funding';
  readonly ceiling: Money;
  readonly mayBuyAreas?: readonly string[] | undefined;
  readonly mayBuyItemTypes?: readonly string[] | undefined;
  readonly availableFrom?: CalendarDate | null | undefined;
}

export type GivenLine = GivenItem | GivenMoney;

/** One line of an available offer as it should read, or read before; what isn't named is the same in both. */
export interface RevisedOfferLine {
  readonly lineId: OfferLineId;
  readonly itemType?: string | undefined;
  readonly quantity?: number | undefined;
  readonly goodsCondition?: GoodsCondition | null | undefined;
  readonly specifications?: readonly OfferedSpecification[] | undefined;
  readonly unitValue?: Money | null | undefined;
  readonly availableFrom?: CalendarDate | null | undefined;
  readonly lotSize?: number | undefined;
  readonly accompanies?: number | null | undefined;
  readonly course?: CourseTerms | null | undefined;
  readonly ceiling?: Money | undefined;
  readonly mayBuyAreas?: readonly string[] | undefined;
  readonly mayBuyItemTypes?: readonly string[] | undefined;
  /** Left out, a line gives nothing; taken in again, what it gave before. */
  readonly leftOut?: boolean | undefined;
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
  readonly addedLines?: readonly GivenLine[] | undefined;
}
