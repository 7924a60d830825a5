import { moneyOf } from '../../kernel/money.ts';
import { whatIsPossible } from '../../kernel/possible.ts';
import { type Decimals, quantitiesOf } from '../../kernel/quantity.ts';
import type { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { type Audience, bandOf } from '../disclosure/index.ts';
import { DUTIES } from '../offers/domain/conditions.ts';
import { PARTNERSHIP_DUTIES } from '../partnerships/index.ts';
import { type MatchEvent, matchStepsOf, refusalOfMatchStep } from './domain/match.ts';
import { Amendment, Match, type MatchView } from './record.ts';
import { matchReading, type MatchRow } from './rows.ts';

const isDuty = (type: string): boolean => ([...DUTIES, ...PARTNERSHIP_DUTIES] as readonly string[]).includes(type);

/** What steps of a match are refused for that takes more to find out than its row says: of one match alone. */
export type MatchRefusals = Readonly<Partial<Record<MatchEvent, Refusal | null>>>;

/** A match as this reader may see it. */
export function viewMatch(ctx: ActorContext, row: MatchRow, refusals: MatchRefusals = {}): MatchView {
  const {
    amount,
    amountCurrency,
    rateUsed,
    amendment,
    conditions,
    partnershipConditions,
    incotermPlace,
    donorId,
    organisationId,
    decimals,
    isDisclosed,
    ...match
  } = row;
  const { quantity, shipped, accepted, inService, verified, failed } = match;
  const audience = matchReading.audienceOf(ctx, row);
  return Match.show(audience, {
    ...match,
    quantityBand: bandOf(quantity, decimals),
    ...quantitiesOf({ quantity, shipped, accepted, inService, verified, failed }, decimals),
    amount: moneyOf(amount, amountCurrency),
    rate: rateUsed,
    amendment: amendment === null ? null : viewAmendment(audience, amendment, decimals),
    handoverPoint: incotermPlace,
    consignee: match.organisation.names,
    duties: [...new Set([...conditions, ...(partnershipConditions ?? [])].map(({ type }) => type))].filter(isDuty),
    ...whatIsPossible(
      matchStepsOf(match, ctx.actor.role),
      (event) => refusalOfMatchStep(match, event, ctx.actor.role) ?? refusals[event] ?? null,
    ),
  });
}

function viewAmendment(
  audience: Audience,
  { quantityBefore, quantity, ...amendment }: NonNullable<MatchRow['amendment']>,
  decimals: Decimals,
) {
  return Amendment.show(audience, { ...amendment, ...quantitiesOf({ quantityBefore, quantity }, decimals) });
}
