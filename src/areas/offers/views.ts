import type { Act } from '../../platform/auth/actor.ts';
import { audienceOf, redact } from '../disclosure/index.ts';
import type { OfferView } from './contract.ts';
import { allowedOfferActions } from './domain/offer.ts';
import type { OfferLineRow, OfferRow } from './queries.ts';

const isoOf = (instant: Date | null): string | null => instant?.toISOString() ?? null;
const moneyOf = (amount: string | null, currency: string | null) => (amount === null || currency === null ? null : { amount, currency });

/** An offer as this reader may see it: a donor reads its own in full, of another's never an amount. */
export function viewOffer({ actor }: Act, offer: OfferRow, lines: readonly OfferLineRow[]): OfferView {
  const isOwn = actor.kind !== 'system' && actor.organisationId === offer.donorId;
  const audience = audienceOf(actor.role, isOwn);
  return redact('Offer', audience, {
    id: offer.id,
    reference: offer.reference,
    state: offer.state,
    donor: { id: offer.donorId, slug: offer.donorSlug, names: offer.donorNames },
    modality: offer.modality,
    validFrom: offer.validFrom,
    validUntil: offer.validUntil,
    version: offer.version,
    conditions: offer.conditions,
    incoterm: offer.incoterm,
    incotermPlace: offer.incotermPlace,
    implementer:
      offer.implementerId === null || offer.implementerSlug === null || offer.implementerNames === null
        ? null
        : { id: offer.implementerId, slug: offer.implementerSlug, names: offer.implementerNames },
    note: offer.note,
    availableAt: isoOf(offer.availableAt),
    budget: moneyOf(offer.budgetAmount, offer.budgetCurrency),
    submittedAt: isoOf(offer.submittedAt),
    stateReason: offer.stateReason,
    createdAt: offer.createdAt.toISOString(),
    allowedActions: actor.role === 'donor' && !isOwn ? [] : allowedOfferActions(offer.state, actor.role),
    lines: lines.map((line) =>
      redact('OfferLine', audience, {
        id: line.id,
        position: line.position,
        kind: line.kind,
        itemType: line.itemType,
        area: line.area,
        unitOfMeasure: line.unitOfMeasure,
        quantity: line.quantity,
        goodsCondition: line.goodsCondition,
        specifications: line.specifications,
        availableFrom: line.availableFrom,
        lotSize: line.lotSize,
        accompanies: line.accompanies,
        course: line.course,
        mayBuyAreas: line.mayBuyAreas,
        mayBuyItemTypes: line.mayBuyItemTypes,
        unitValue: moneyOf(line.unitValue, line.unitValueCurrency),
        ceiling: moneyOf(line.ceilingAmount, line.ceilingCurrency),
        committed: line.committed,
        committedAmount: line.committedAmount,
        remaining: line.quantity === null ? null : line.quantity - line.committed,
      }),
    ),
  }) as OfferView;
}
