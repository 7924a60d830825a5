import { asc, eq, sql } from 'drizzle-orm';
import type { MatchId, OrganisationId, UnitId } from '../../kernel/id.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { deliveries, deliveryLines } from '../deliveries/tables.ts';
import { units } from '../gaps/tables.ts';
import { matches } from '../matches/tables.ts';
import { needLines } from '../needs/tables.ts';
import { offerLines, offers } from '../offers/tables.ts';
import { itemTypes, organisations, sites } from '../reference/tables.ts';
import { type KnownLine, factsOfLine } from './domain/line-facts.ts';
import type { RegimeVersion } from './domain/requirement.ts';
import type { Facts } from './domain/rule.ts';
import { classifications, regimeVersions } from './tables.ts';

export interface LineOfMatch {
  readonly matchId: MatchId;
  readonly organisationId: OrganisationId;
  readonly unitId: UnitId;
  readonly donorId: OrganisationId;
  readonly facts: Facts;
}

/** What is known of matches, for the rules. To be asked as the system: a rule needs both sides. */
export async function selectLineFacts(tx: Tx, matchIds: readonly MatchId[]): Promise<LineOfMatch[]> {
  if (matchIds.length === 0) return [];
  const rows = await tx
    .select({
      matchId: matches.id,
      organisationId: matches.organisationId,
      unitId: matches.unitId,
      donorId: matches.donorId,
      matchState: matches.state,
      itemType: itemTypes.slug,
      itemKind: itemTypes.kind,
      lethality: itemTypes.lethality,
      control: itemTypes.control,
      modality: offers.modality,
      conditions: offers.conditions,
      donorParty: sql<string>`(select party from organisations where organisations.id = ${matches.donorId})`,
      recipient: organisations.slug,
      recipientParty: organisations.party,
      recipientKind: organisations.kind,
      neighbour: sites.neighbour,
      transportMode: sql<
        string | null
      >`(select ${deliveries.transportMode} from ${deliveryLines} join ${deliveries} on ${deliveries.id} = ${deliveryLines.deliveryId}
        where ${deliveryLines.matchId} = ${matches.id} and ${deliveries.transportMode} <> 'none' order by ${deliveries.id} desc limit 1)`,
      classification: classifications.facts,
      classificationConfirmedAt: classifications.confirmedAt,
    })
    .from(matches)
    .innerJoin(needLines, eq(needLines.id, matches.needLineId))
    .innerJoin(offers, eq(offers.id, matches.offerId))
    .innerJoin(offerLines, eq(offerLines.id, matches.offerLineId))
    .innerJoin(itemTypes, eq(itemTypes.slug, sql`coalesce(${offerLines.itemType}, ${needLines.itemType})`))
    .innerJoin(organisations, eq(organisations.id, matches.organisationId))
    .innerJoin(units, eq(units.id, matches.unitId))
    .innerJoin(sites, eq(sites.slug, units.site))
    .leftJoin(classifications, eq(classifications.matchId, matches.id))
    .where(oneOf(matches.id, matchIds))
    .orderBy(asc(matches.id));
  const parents = await readParents(tx);
  return rows.map(({ matchId, organisationId, unitId, donorId, classification, classificationConfirmedAt, conditions, ...line }) => ({
    matchId,
    organisationId,
    unitId,
    donorId,
    facts: factsOfLine(
      { ...line, offerConditions: conditions.map(({ type }) => type) } satisfies KnownLine,
      parents,
      classificationConfirmedAt === null ? null : classification,
    ),
  }));
}

/** The organisation above each, by slug. */
export async function readParents(tx: Tx): Promise<ReadonlyMap<string, string | null>> {
  const rows = await tx.select({ id: organisations.id, slug: organisations.slug, parentId: organisations.parentId }).from(organisations);
  const slugOf = new Map(rows.map(({ id, slug }) => [id, slug]));
  return new Map(rows.map(({ slug, parentId }) => [slug, parentId === null ? null : (slugOf.get(parentId) ?? null)]));
}

/** Every version of every regime, oldest first. */
export function selectVersions(tx: Tx): Promise<(RegimeVersion & { validFrom: string; id: string })[]> {
  return tx
    .select({
      id: regimeVersions.id,
      regime: regimeVersions.regime,
      version: regimeVersions.version,
      content: regimeVersions.content,
      validFrom: regimeVersions.validFrom,
    })
    .from(regimeVersions)
    .orderBy(asc(regimeVersions.regime), asc(regimeVersions.version));
}
