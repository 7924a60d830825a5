import { and, asc, eq, inArray, notExists, sql } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { RegimeProposalId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import { asConsequence, type Tx } from '../../platform/db/transaction.ts';
import { UNSHIPPED_STATES } from '../deliveries/domain/delivery.ts';
import { deliveries, deliveryLines } from '../deliveries/tables.ts';
import { readerOf } from '../disclosure/index.ts';
import { matches } from '../matches/tables.ts';
import { followsFacts } from './domain/entry.ts';
import { type Effect, effectOn, type Touch, TOUCHES, warningsOf } from './domain/regime-effects.ts';
import { selectFactsOfDelivery, selectFactsOfMatches } from './fact-queries.ts';
import { RegimeEffects, TouchedDelivery } from './record.ts';
import { inForce, selectRegimesInForce } from './regime-version-queries.ts';
import { selectProposals } from './rows.ts';
import { complianceEntries, regimeProposals } from './tables.ts';
import { todayOfRegime } from '../reference/index.ts';

/** States of a match that both sides have accepted and no delivery carries yet. */
const AWAITING_DELIVERY = [
  'reserved',
  'agreed',
  'in-procurement',
  'ready-to-ship',
] as const satisfies readonly (typeof matches.$inferSelect.state)[];

/**
 * What a proposed version would touch of what is open, by the rules and facts that the gate goes by, before anybody confirms it. Worked out as the
 * system; whoever has no rights on content is told how many there are, and nothing of which.
 */
export async function findRegimeEffects(tx: Tx, ctx: ActorContext, id: RegimeProposalId) {
  const [proposal] = await selectProposals(tx, eq(regimeProposals.id, id), 1);
  if (!proposal) throw new Refusal('not-found');
  const today = await todayOfRegime(tx, ctx, proposal.regime);
  const from: CalendarDate = proposal.validFrom > today ? proposal.validFrom : today;
  const { regime, baseVersion, content, validUntil } = proposal;
  const before = (await selectRegimesInForce(tx, from)).find((rule) => rule.regime === regime);
  const after = inForce({ regime, version: baseVersion + 1, content });
  const { onDeliveries, onMatches } = await asConsequence(tx, ctx, 'regime-effects', async () => ({
    onDeliveries: (await selectOpenDeliveries(tx, regime)).map(({ reference, ...open }) => ({
      reference,
      ...effectOn(before, after, open),
    })),
    onMatches: (await selectOpenMatches(tx)).map((open) => effectOn(before, after, open)),
  }));
  const audience = readerOf(ctx);
  return RegimeEffects.show(audience, {
    proposalId: id,
    regime,
    from,
    warnings: warningsOf(after, validUntil, [...onDeliveries, ...onMatches]),
    deliveries: countsOf(onDeliveries),
    matches: countsOf(onMatches),
    touched: onDeliveries
      .filter(({ touch }) => touch !== 'stays' && touch !== 'decided')
      .map((effect) =>
        TouchedDelivery.show(audience, {
          ...effect,
          documentsAdded: [...effect.documentsAdded],
          documentsDropped: [...effect.documentsDropped],
        }),
      ),
  });
}

const countsOf = (effects: readonly Effect[]) =>
  Object.fromEntries(TOUCHES.map((touch) => [touch, effects.filter((effect) => effect.touch === touch).length])) as Record<Touch, number>;

async function selectOpenDeliveries(tx: Tx, regime: string) {
  const rows = await tx
    .select({ id: deliveries.id, reference: deliveries.reference, entry: complianceEntries })
    .from(deliveries)
    .leftJoin(complianceEntries, and(eq(complianceEntries.deliveryId, deliveries.id), eq(complianceEntries.regime, regime)))
    .where(oneOf(deliveries.state, UNSHIPPED_STATES))
    .orderBy(asc(deliveries.creationOrder));
  const open = [];
  for (const { id, reference, entry } of rows) {
    const known = await selectFactsOfDelivery(tx, id);
    if (known) open.push({ reference, facts: known.facts, isDecided: entry !== null && !followsFacts(entry) });
  }
  return open;
}

async function selectOpenMatches(tx: Tx) {
  const carried = tx
    .select({ one: sql`1` })
    .from(deliveryLines)
    .where(eq(deliveryLines.matchId, matches.id));
  const rows = await tx
    .select({ id: matches.id })
    .from(matches)
    .where(and(inArray(matches.state, AWAITING_DELIVERY), notExists(carried)));
  const facts = await selectFactsOfMatches(
    tx,
    rows.map(({ id }) => id),
    null,
  );
  return [...facts.values()].map((one) => ({ facts: [one], isDecided: false }));
}
