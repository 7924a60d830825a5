import { asc, eq } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { DeliveryId, MatchId } from '../../kernel/id.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import { asConsequence, type Tx } from '../../platform/db/transaction.ts';
import { milestones } from '../reference/tables.ts';
import { type GatedEntry, type GateName, GATES, type HinderingEntry, hindrancesAt } from './domain/gate.ts';
import { selectMatchesOf } from './match-queries.ts';
import { complianceEntries, regimeVersions } from './tables.ts';

/** The checklist of matches as the gate looks at it. To be asked as the system. */
export async function selectGatedEntries(tx: Tx, matchIds: readonly MatchId[]): Promise<(GatedEntry & { matchId: MatchId })[]> {
  const positions = await selectPositions(tx);
  const rows = await tx
    .select({
      matchId: complianceEntries.matchId,
      reference: complianceEntries.reference,
      regime: complianceEntries.regime,
      document: complianceEntries.document,
      content: regimeVersions.content,
      confidential: complianceEntries.confidential,
      state: complianceEntries.state,
      outcome: complianceEntries.outcome,
      validFrom: complianceEntries.validFrom,
      validUntil: complianceEntries.validUntil,
    })
    .from(complianceEntries)
    .innerJoin(regimeVersions, eq(regimeVersions.id, complianceEntries.regimeVersionId))
    .where(oneOf(complianceEntries.matchId, matchIds))
    .orderBy(asc(complianceEntries.regime), asc(complianceEntries.id));
  return rows.map(({ content, ...row }) => ({
    ...row,
    effect: content.effect,
    blocksAt: content.blocksMilestone === null ? null : (positions.get(content.blocksMilestone) ?? null),
  }));
}

/**
 * What keeps a delivery from passing a gate on the day that it is to: everything required of its lines that is missing, refused, not
 * known, unconfirmed or not valid that day. Asked as the system, because a party may not see every entry, and is held back all the same.
 */
export function findHindrances(tx: Tx, act: Act, deliveryId: DeliveryId, on: CalendarDate, name: GateName): Promise<HinderingEntry[]> {
  return asConsequence(tx, act, 'compliance-gate', async () => {
    const positions = await selectPositions(tx);
    const position = (milestone: string): number => must(positions.get(milestone), `milestone ${milestone}`);
    const { reaches, leavesFor } = GATES[name];
    const gate = { reaches: position(reaches), leavesFor: leavesFor === null ? null : position(leavesFor) };
    return hindrancesAt(gate, await selectGatedEntries(tx, await selectMatchesOf(tx, deliveryId)), on);
  });
}

async function selectPositions(tx: Tx): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.select({ slug: milestones.slug, position: milestones.position }).from(milestones);
  return new Map(rows.map(({ slug, position }) => [slug, position]));
}
