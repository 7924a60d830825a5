import { eq, sql } from 'drizzle-orm';
import type { MatchId, OrganisationId } from '../../kernel/id.ts';
import { refuseField } from '../../kernel/refusal.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { matches } from '../matches/tables.ts';
import { needLines } from '../needs/tables.ts';
import { offerLines } from '../offers/tables.ts';
import { itemTypes, milestones, organisations, sites } from '../reference/tables.ts';
import type { MilestoneOwnership } from './domain/milestones.ts';

export async function findOwnership(tx: Tx, milestone: string): Promise<MilestoneOwnership | null> {
  const [found] = await tx
    .select({ defaultOwnerRole: milestones.defaultOwnerRole, incotermOwner: milestones.incotermOwner })
    .from(milestones)
    .where(eq(milestones.slug, milestone));
  return found ?? null;
}

/** Refuses sites and organisations that the reference data doesn't know, at the pointer that names them. */
export async function requireReferences(
  tx: Tx,
  named: {
    readonly sites: Readonly<Record<string, string | undefined>>;
    readonly organisations: Readonly<Record<string, OrganisationId | undefined>>;
  },
): Promise<void> {
  for (const [pointer, slug] of Object.entries(named.sites)) {
    if (slug === undefined) continue;
    const [site] = await tx.select({ slug: sites.slug }).from(sites).where(eq(sites.slug, slug));
    if (!site) throw refuseField('reference-unknown', pointer);
  }
  for (const [pointer, id] of Object.entries(named.organisations)) {
    if (id === undefined) continue;
    const [organisation] = await tx.select({ id: organisations.id }).from(organisations).where(eq(organisations.id, id));
    if (!organisation) throw refuseField('reference-unknown', pointer);
  }
}

/** The HS code of what each match delivers, as the catalogue has it; absent where it has none. */
export async function selectHsCodes(
  tx: Tx,
  matchIds: readonly MatchId[],
): Promise<Map<MatchId, { readonly hsCode: string; readonly hsEdition: string }>> {
  const rows = await tx
    .select({ id: matches.id, hs: itemTypes.hs })
    .from(matches)
    .innerJoin(needLines, eq(needLines.id, matches.needLineId))
    .leftJoin(offerLines, eq(offerLines.id, matches.offerLineId))
    .innerJoin(itemTypes, eq(itemTypes.slug, sql`coalesce(${offerLines.itemType}, ${needLines.itemType})`))
    .where(oneOf(matches.id, matchIds));
  return new Map(rows.flatMap(({ id, hs }) => (hs === null ? [] : [[id, { hsCode: hs.code, hsEdition: hs.edition }]])));
}
