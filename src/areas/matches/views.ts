import { type Decimals, quantitiesOf } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { type Audience, bandOf } from '../disclosure/index.ts';
import { DUTIES } from '../offers/domain/conditions.ts';
import { PARTNERSHIP_DUTIES } from '../partnerships/index.ts';
import { allowedMatchActions } from './domain/match.ts';
import { Amendment, Match, type MatchView } from './record.ts';
import { matchReading, type MatchRow } from './rows.ts';

const isDuty = (type: string): boolean => ([...DUTIES, ...PARTNERSHIP_DUTIES] as readonly string[]).includes(type);

/** A match as this reader may see it. */
export function viewMatch(ctx: ActorContext, row: MatchRow): MatchView {
  const {
    amount,
    amountCurrency,
    amendment,
    conditions,
    partnershipConditions,
    incotermPlace,
    donorId,
    organisationId,
    decimals,
    ...match
  } = row;
  const { quantity, shipped, accepted, inService, verified, failed } = match;
  const audience = matchReading.audienceOf(ctx, match);
  return Match.show(audience, {
    ...match,
    quantityBand: bandOf(quantity, decimals),
    ...quantitiesOf({ quantity, shipped, accepted, inService, verified, failed }, decimals),
    amount: amount === null || amountCurrency === null ? null : { amount, currency: amountCurrency },
    amendment: amendment === null ? null : viewAmendment(audience, amendment, decimals),
    handoverPoint: incotermPlace,
    consignee: match.organisation.names,
    duties: [...new Set([...conditions, ...(partnershipConditions ?? [])].map(({ type }) => type))].filter(isDuty),
    allowedActions: allowedMatchActions(match.state, ctx.actor.role),
  });
}

function viewAmendment(
  audience: Audience,
  { quantityBefore, quantity, ...amendment }: NonNullable<MatchRow['amendment']>,
  decimals: Decimals,
) {
  return Amendment.show(audience, { ...amendment, ...quantitiesOf({ quantityBefore, quantity }, decimals) });
}
