import type { MatchId, OrganisationId, PartnershipId } from '../../../kernel/id.ts';
import { written } from '../../../kernel/money.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { thousandths } from '../../matching/domain/money.ts';
import { type UnmetCondition, unmetConditions } from '../domain/conditions.ts';
import { isInForce } from '../domain/partnership.ts';
import { readMatchFacts, readWorth } from '../match-facts-queries.ts';
import { findLineage, findTerms } from '../queries.ts';
import { todayOfOrganisation } from '../../reference/index.ts';

/**
 * Refuses unless this partnership covers a match today: signed by both, within its dates, of this donor, and of the match's
 * organisation or an authority above it.
 */
export async function requirePartnershipInForce(
  tx: Tx,
  id: PartnershipId,
  match: { readonly donorId: OrganisationId; readonly organisationId: OrganisationId; readonly now: Date },
): Promise<void> {
  const terms = await findTerms(tx, id);
  if (!terms) throw refuseField('reference-unknown', '/partnershipId');
  const lineage = await findLineage(tx, match.organisationId);
  const covers = terms.donorId === match.donorId && lineage.includes(terms.recipientId);
  const today = await todayOfOrganisation(tx, match, terms.recipientId);
  if (!covers || !isInForce(terms, today)) throw refuseField('partnership-not-in-force', '/partnershipId');
}

/**
 * Refuses a match that the partnership's conditions or its ceiling don't allow. It tells which, and to others than a donor also
 * the values that decided: they may be the unit's. The ceiling is held by the database as well, against rivals at the same moment.
 */
export async function requireConditionsMet(tx: Tx, ctx: ActorContext, id: PartnershipId, matchId: MatchId): Promise<void> {
  const terms = await findTerms(tx, id);
  if (!terms) throw refuseField('reference-unknown', '/partnershipId');
  if (terms.conditions.length > 0) {
    const facts = await asConsequence(tx, ctx, 'partnership-conditions', (system) => readMatchFacts(tx, system, matchId));
    const unmet = unmetConditions(terms.conditions, facts);
    if (unmet.length > 0) {
      throw new Refusal('partnership-condition-not-met', {
        fields: [{ pointer: '/partnershipId', code: 'partnership-condition-not-met' }],
        facts: { conditions: unmet.map(({ type }) => type), ...(ctx.actor.role === 'donor' ? {} : sawBy(unmet)) },
      });
    }
  }
  if (terms.ceilingAmount === null || terms.ceilingCurrency === null) return;
  const currency = terms.ceilingCurrency;
  const told = (amount: string): string => written({ amount, currency }).amount;
  const { worth } = await readWorth(tx, matchId, currency);
  if (worth === null) throw refuseField('worth-not-known', '/partnershipId');
  if (thousandths(terms.usedAmount) + thousandths(worth) > thousandths(terms.ceilingAmount)) {
    throw new Refusal('exceeds-partnership-ceiling', {
      fields: [{ pointer: '/partnershipId', code: 'exceeds-partnership-ceiling' }],
      facts: { currency, ceiling: told(terms.ceilingAmount), used: told(terms.usedAmount), worth: told(worth) },
    });
  }
}

const sawBy = (unmet: readonly UnmetCondition[]) =>
  Object.fromEntries(unmet.flatMap(({ type, saw }) => Object.entries(saw).map(([name, value]) => [`${type}.${name}`, value] as const)));
