import { and, eq, isNull, sql } from 'drizzle-orm';
import type { MatchId, NeedId, OrganisationId, PackageId, UnitId } from '../../kernel/id.ts';
import type { Steps } from '../../kernel/quantity.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { matches } from '../matches/tables.ts';
import type { MatchState } from '../matches/domain/match.ts';
import { needLines, needs } from '../needs/tables.ts';
import { packageMatches, packageNeeds, packageParts } from './tables.ts';

export interface LinkableMatch {
  readonly id: MatchId;
  readonly unitId: UnitId;
  readonly donorId: OrganisationId;
  readonly itemType: string;
  readonly state: MatchState;
  readonly quantity: Steps;
  /** The package that it serves already. */
  readonly packageId: PackageId | null;
}

/** Matches that are to be linked, locked against a change of theirs at this moment; those that the reader doesn't see are absent. */
export async function readLinkable(tx: Tx, ids: readonly MatchId[]): Promise<Map<MatchId, LinkableMatch>> {
  const rows = await tx
    .select({
      id: matches.id,
      unitId: matches.unitId,
      donorId: matches.donorId,
      itemType: needLines.itemType,
      state: matches.state,
      quantity: matches.quantity,
      packageId: packageMatches.packageId,
    })
    .from(matches)
    .innerJoin(needLines, eq(needLines.id, matches.needLineId))
    .leftJoin(packageMatches, eq(packageMatches.matchId, matches.id))
    .where(oneOf(matches.id, ids))
    .orderBy(matches.creationOrder);
  return new Map(rows.map((row) => [row.id, row]));
}

export async function readPartItems(tx: Tx, id: PackageId): Promise<string[]> {
  const rows = await tx.select({ itemType: packageParts.itemType }).from(packageParts).where(eq(packageParts.packageId, id));
  return rows.map(({ itemType }) => itemType);
}

/** A need that a package is to answer: whose it is, how much of the main item it asks for, and what its kin can take from it. */
export async function readAnsweredNeed(tx: Tx, id: NeedId, mainItemType: string) {
  const [need] = await tx
    .select({
      id: needs.id,
      organisationId: needs.organisationId,
      unitId: needs.unitId,
      priority: needs.priority,
      neededBy: needs.neededBy,
      respondBy: needs.respondBy,
      summary: needs.summary,
      disclosureLevel: needs.disclosureLevel,
      disclosedTo: needs.disclosedTo,
    })
    .from(needs)
    .where(eq(needs.id, id));
  if (!need) return null;
  const [asked] = await tx
    .select({ quantity: sql<Steps>`coalesce(sum(coalesce(${needLines.quantityValidated}, ${needLines.quantityRequested})), 0)::bigint` })
    .from(needLines)
    .where(and(eq(needLines.needId, id), isNull(needLines.leftOutAt), eq(needLines.itemType, mainItemType)));
  return { ...need, quantity: asked?.quantity ?? 0 };
}
export type AnsweredNeed = NonNullable<Awaited<ReturnType<typeof readAnsweredNeed>>>;

/** The needs written for a package that stand in one state, with their versions, in the order in which they were made. */
export function readNeedsInState(tx: Tx, id: PackageId, state: 'submitted' | 'validated') {
  return tx
    .select({ id: needs.id, version: needs.version })
    .from(packageNeeds)
    .innerJoin(needs, eq(needs.id, packageNeeds.needId))
    .where(and(eq(packageNeeds.packageId, id), eq(needs.state, state)))
    .orderBy(needs.creationOrder);
}
