import type { Act } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import { type Audience, audienceOf, redact } from '../disclosure/index.ts';
import { isCovering } from '../matches/domain/match.ts';
import type { PartnershipView } from './contract.ts';
import { expiresInDays } from './domain/expiry.ts';
import { allowedPartnershipActions, isInForce } from './domain/partnership.ts';
import type { PartnershipDetail, PartnershipParts } from './part-queries.ts';
import type { PartnershipRow } from './queries.ts';

const isoOf = (instant: Date | null): string | null => instant?.toISOString() ?? null;

/** Whoever is named in an agreement as a witness or the like reads its text; what is done and paid under it is its two sides' business. */
function isSide({ actor }: Act, row: PartnershipRow): boolean {
  if (actor.role === 'donor') return row.donorId === actor.organisationId;
  if (actor.role === 'requester') return row.hasMatches;
  return actor.role !== 'validator' || actor.scope.includes(row.recipientId) || row.hasMatches;
}

/** A partnership as this reader may see it; `detail` where it is read alone. */
export function viewPartnership(act: Act, row: PartnershipRow, parts: PartnershipParts, detail: PartnershipDetail | null): PartnershipView {
  const { actor } = act;
  const side = isSide(act, row);
  const audience = side ? audienceOf(actor.role, true) : 'donor';
  const today = dayOf(act.now);
  const donor = { id: row.donorId, slug: row.donorSlug, names: row.donorNames };
  const recipient = { id: row.recipientId, slug: row.recipientSlug, names: row.recipientNames };
  return redact('Partnership', audience, {
    id: row.id,
    reference: row.reference,
    signedReference: row.signedReference,
    documentId: row.documentId,
    kind: row.kind,
    state: row.state,
    title: row.title,
    donor,
    recipient,
    parties: [
      { organisation: donor, part: 'donor' },
      { organisation: recipient, part: 'recipient' },
      ...(row.facilitatorId === null
        ? []
        : [{ organisation: { id: row.facilitatorId, slug: row.facilitatorSlug, names: row.facilitatorNames }, part: 'facilitator' }]),
      ...parts.parties.map(({ organisationId, slug, names, part }) => ({ organisation: { id: organisationId, slug, names }, part })),
    ],
    donorSignedAt: isoOf(row.donorSignedAt),
    recipientSignedAt: isoOf(row.recipientSignedAt),
    validFrom: row.validFrom,
    validUntil: row.validUntil,
    isInForce: isInForce(row, today),
    expiresInDays: row.state === 'signed' ? expiresInDays(row.validUntil, today) : null,
    warnings: parts.warnings.map(({ thresholdDays, warnedAt }) => ({ thresholdDays, warnedAt: warnedAt.toISOString() })),
    conditions: row.conditions,
    conditionsInWords: row.conditionsInWords,
    // A requester sees its own matches; what others take of the ceiling is no business of its unit's.
    ...(actor.role === 'requester' ? {} : { budget: budgetOf(row) }),
    pendingMatches: parts.pendingMatches,
    ...(detail === null ? {} : viewDetail(audience, detail, row.ceilingCurrency)),
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    allowedActions: side ? allowedPartnershipActions({ ...row, openAmendment: parts.openAmendment }, actor.role) : [],
  }) as PartnershipView;
}

function budgetOf({ ceilingAmount, ceilingCurrency, usedAmount, remainingAmount }: PartnershipRow) {
  if (ceilingAmount === null || ceilingCurrency === null || remainingAmount === null) return null;
  const moneyOf = (amount: string) => ({ amount, currency: ceilingCurrency });
  return { ceiling: moneyOf(ceilingAmount), used: moneyOf(usedAmount), remaining: moneyOf(remainingAmount) };
}

function viewDetail(audience: Audience, { agreed, amendments }: PartnershipDetail, currency: string | null) {
  return {
    matches: agreed.map(({ worth, ...match }) =>
      redact('PartnershipMatch', audience, {
        ...match,
        notYetShipped: isCovering(match.state) ? match.quantity - match.shipped : 0,
        worth: worth === null || currency === null ? null : { amount: worth, currency },
      }),
    ),
    amendments: amendments.map((amendment) =>
      redact('PartnershipAmendment', audience, {
        ...amendment,
        donorSignedAt: isoOf(amendment.donorSignedAt),
        recipientSignedAt: isoOf(amendment.recipientSignedAt),
        createdAt: amendment.createdAt.toISOString(),
      }),
    ),
  };
}
