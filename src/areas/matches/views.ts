import type { ActorContext } from '../../platform/auth/actor.ts';
import { audienceOf, bandOf } from '../disclosure/index.ts';
import { DUTIES } from '../offers/domain/conditions.ts';
import { PARTNERSHIP_DUTIES } from '../partnerships/index.ts';
import { allowedMatchActions } from './domain/match.ts';
import { Amendment, Match, type MatchView } from './record.ts';
import type { MatchRow } from './rows.ts';

const isDuty = (type: string): boolean => ([...DUTIES, ...PARTNERSHIP_DUTIES] as readonly string[]).includes(type);

/** A match as this reader may see it: a donor knows unit and exact quantity once both sides have accepted, and from then on. */
export function viewMatch({ actor }: ActorContext, row: MatchRow): MatchView {
  const { amount, amountCurrency, amendment, conditions, partnershipConditions, incotermPlace, donorId, organisationId, ...match } = row;
  const audience = audienceOf(actor.role, match.disclosedAt !== null);
  return Match.show(audience, {
    ...match,
    quantityBand: bandOf(match.quantity),
    amount: amount === null || amountCurrency === null ? null : { amount, currency: amountCurrency },
    amendment: amendment === null ? null : Amendment.show(audience, amendment),
    handoverPoint: incotermPlace,
    consignee: match.organisation.names,
    duties: [...new Set([...conditions, ...(partnershipConditions ?? [])].map(({ type }) => type))].filter(isDuty),
    allowedActions: allowedMatchActions(match.state, actor.role),
  });
}
