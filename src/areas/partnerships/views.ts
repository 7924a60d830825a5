import { moneyOf, written } from '../../kernel/money.ts';
import { whatIsPossible } from '../../kernel/possible.ts';
import { quantitiesOf, steps } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Audience } from '../disclosure/index.ts';
import { isCovering } from '../matches/domain/match.ts';
import { expiresInDays } from './domain/expiry.ts';
import { isInForce, partnershipActionsOf, refusalOfPartnershipAction } from './domain/partnership.ts';
import type { PartnershipDetail, PartnershipParts } from './part-queries.ts';
import {
  Partnership,
  PartnershipAmendment,
  PartnershipMatch,
  PartnershipParty,
  type PartnershipView,
  PartnershipWarning,
} from './record.ts';
import { partnershipReading, type PartnershipRow } from './rows.ts';
import { dayAt } from '../../platform/clock.ts';

/** A partnership as this reader may see it; `detail` where it is read alone. */
export function viewPartnership(
  ctx: ActorContext,
  row: PartnershipRow,
  parts: PartnershipParts,
  detail: PartnershipDetail | null,
): PartnershipView {
  const { actor } = ctx;
  const { donorId, recipientId, facilitatorId, facilitator, hasMatches, isAmended, endedById, zone, ...terms } = row;
  const { ceilingAmount, ceilingCurrency, usedAmount, remainingAmount, ...partnership } = terms;
  const audience = partnershipReading.audienceOf(ctx, row);
  const today = dayAt(zone, ctx.now);
  const toMove = { ...row, isInUse: hasMatches || isAmended, openAmendment: parts.openAmendment };
  return Partnership.show(audience, {
    ...partnership,
    parties: viewParties(audience, row, parts),
    isInForce: isInForce(row, today),
    expiresInDays: row.state === 'signed' ? expiresInDays(row.validUntil, today) : null,
    warnings: parts.warnings.map(({ partnershipId, ...warning }) => PartnershipWarning.show(audience, warning)),
    // A requester sees its own matches; what others take of the ceiling is no business of its unit's.
    budget: actor.role === 'requester' ? undefined : budgetOf(terms),
    pendingMatches: parts.pendingMatches,
    matches: detail === null ? undefined : viewMatches(audience, detail, ceilingCurrency),
    amendments: detail === null ? undefined : viewAmendments(audience, detail),
    ...whatIsPossible(actsFor(ctx, row) ? partnershipActionsOf(toMove, actor.role) : [], (action) =>
      refusalOfPartnershipAction(toMove, action, actor),
    ),
  });
}

/** Whether the reader acts for a side of it, or brokers it: whoever is named in it besides, or has matches under it, reads it alone. */
function actsFor({ actor }: ActorContext, { donorId, recipientId }: PartnershipRow): boolean {
  if (actor.kind === 'system') return false;
  if (actor.role === 'validator') return actor.scope.includes(recipientId);
  return actor.role !== 'donor' || donorId === actor.organisationId;
}

/** Everybody whom the agreement names, its two sides first. */
const viewParties = (audience: Audience, { donor, recipient, facilitator }: PartnershipRow, { parties }: PartnershipParts) => [
  PartnershipParty.show(audience, { organisation: donor, part: 'donor' }),
  PartnershipParty.show(audience, { organisation: recipient, part: 'recipient' }),
  ...(facilitator === null ? [] : [PartnershipParty.show(audience, { organisation: facilitator, part: 'facilitator' })]),
  ...parties.map(({ partnershipId, ...party }) => PartnershipParty.show(audience, party)),
];

type Ceiling = Pick<PartnershipRow, 'ceilingAmount' | 'ceilingCurrency' | 'usedAmount' | 'remainingAmount'>;

function budgetOf({ ceilingAmount, ceilingCurrency, usedAmount, remainingAmount }: Ceiling) {
  if (ceilingAmount === null || ceilingCurrency === null || remainingAmount === null) return null;
  const sumOf = (amount: string) => written({ amount, currency: ceilingCurrency });
  return { ceiling: sumOf(ceilingAmount), used: sumOf(usedAmount), remaining: sumOf(remainingAmount) };
}

const viewMatches = (audience: Audience, { agreed }: PartnershipDetail, currency: string | null) =>
  agreed.map(({ worth, rateUsed, decimals, quantity, shipped, accepted, verified, ...match }) =>
    PartnershipMatch.show(audience, {
      ...match,
      ...quantitiesOf(
        { quantity, shipped, accepted, verified, notYetShipped: steps(isCovering(match.state) ? quantity - shipped : 0) },
        decimals,
      ),
      worth: moneyOf(worth, currency),
      worthRate: rateUsed,
    }),
  );

const viewAmendments = (audience: Audience, { amendments }: PartnershipDetail) =>
  amendments.map((amendment) => PartnershipAmendment.show(audience, amendment));
