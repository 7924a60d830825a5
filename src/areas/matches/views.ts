import type { Act } from '../../platform/auth/actor.ts';
import { audienceOf, bandOf, redact } from '../disclosure/index.ts';
import { DUTIES } from '../offers/domain/conditions.ts';
import { PARTNERSHIP_DUTIES } from '../partnerships/index.ts';
import type { MatchView } from './contract.ts';
import { allowedMatchActions } from './domain/match.ts';
import type { MatchRow } from './queries.ts';

const isoOf = (instant: Date | null): string | null => instant?.toISOString() ?? null;
const isDuty = (type: string): boolean => ([...DUTIES, ...PARTNERSHIP_DUTIES] as readonly string[]).includes(type);

/** A match as this reader may see it: a donor knows unit and exact quantity once both sides have accepted, and from then on. */
export function viewMatch({ actor }: Act, match: MatchRow): MatchView {
  const audience = audienceOf(actor.role, match.disclosedAt !== null);
  const amendment =
    match.amendmentId === null
      ? null
      : redact('Amendment', audience, {
          id: match.amendmentId,
          side: match.amendmentSide,
          quantityBefore: match.amendmentQuantityBefore,
          quantity: match.amendmentQuantity,
          reason: match.amendmentReason,
          state: 'open',
          createdAt: isoOf(match.amendmentCreatedAt),
        });
  return redact('Match', audience, {
    id: match.id,
    reference: match.reference,
    needId: match.needId,
    needLineId: match.needLineId,
    offerId: match.offerId,
    offerLineId: match.offerLineId,
    donor: { id: match.donorId, slug: match.donorSlug, names: match.donorNames },
    itemType: match.itemType,
    offeredItemType: match.offeredItemType,
    unitOfMeasure: match.unitOfMeasure,
    state: match.state,
    quantityBand: bandOf(match.quantity),
    proposedAt: isoOf(match.proposedAt),
    proposedByRole: match.proposedByRole,
    requesterAcceptedAt: isoOf(match.requesterAcceptedAt),
    donorAcceptedAt: isoOf(match.donorAcceptedAt),
    expiresAt: isoOf(match.expiresAt),
    endReason: match.endReason,
    version: match.version,
    allowedActions: allowedMatchActions(match.state, actor.role),
    quantity: match.quantity,
    amount: match.amount === null || match.amountCurrency === null ? null : { amount: match.amount, currency: match.amountCurrency },
    organisation: { id: match.organisationId, slug: match.organisationSlug, names: match.organisationNames },
    unitId: match.unitId,
    unit: match.unitNames === null ? null : { id: match.unitId, names: match.unitNames },
    disclosedAt: isoOf(match.disclosedAt),
    donorAgreedAt: isoOf(match.donorAgreedAt),
    recipientAgreedAt: isoOf(match.recipientAgreedAt),
    agreedAt: isoOf(match.agreedAt),
    partnershipId: match.partnershipId,
    shipped: match.shipped,
    accepted: match.accepted,
    inService: match.inService,
    verified: match.verified,
    failed: match.failed,
    amendment,
    handoverPoint: match.incotermPlace,
    consignee: match.organisationNames,
    duties: [...new Set([...match.conditions, ...(match.partnershipConditions ?? [])].map(({ type }) => type))].filter(isDuty),
    createdAt: match.createdAt.toISOString(),
  }) as MatchView;
}
