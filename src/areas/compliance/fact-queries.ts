import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { DeliveryId, MatchId, OrganisationId } from '../../kernel/id.ts';
import { NO_STEPS } from '../../kernel/quantity.ts';
import { refuseField } from '../../kernel/refusal.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { deliveries, deliveryLines } from '../deliveries/tables.ts';
import { units } from '../gaps/tables.ts';
import { matches } from '../matches/tables.ts';
import { needLines } from '../needs/tables.ts';
import { offerLines, offers } from '../offers/tables.ts';
import { itemTypes, organisations, sites } from '../reference/tables.ts';
import { completedTraining } from '../training/index.ts';
import { factsOf, type Party } from './domain/facts.ts';
import type { Facts } from './domain/rule.ts';
import { classifications } from './tables.ts';

const donors = alias(organisations, 'donors');
const recipients = alias(organisations, 'recipients');
const parents = alias(organisations, 'parents');

const itemColumns = { slug: itemTypes.slug, kind: itemTypes.kind, lethality: itemTypes.lethality, control: itemTypes.control };

/**
 * The facts of matches, by match. What travels is what the offer names; money buys what the need asks. Read as the system: a rule
 * may ask for what the reader of its result may not see, and only the result leaves.
 */
export async function selectFactsOfMatches(
  tx: Tx,
  matchIds: readonly MatchId[],
  shipment: { readonly exporterId: OrganisationId | null; readonly mode: string } | null,
): Promise<Map<MatchId, Facts>> {
  const rows = await tx
    .select({
      matchId: matches.id,
      unitId: matches.unitId,
      state: matches.state,
      item: itemColumns,
      donor: { party: donors.party, kind: donors.kind, slug: donors.slug },
      recipient: { party: recipients.party, kind: recipients.kind, slug: recipients.slug },
      parent: parents.slug,
      modality: offers.modality,
      conditions: offers.conditions,
      neighbour: sites.neighbour,
      found: classifications,
    })
    .from(matches)
    .innerJoin(needLines, eq(needLines.id, matches.needLineId))
    .innerJoin(offerLines, eq(offerLines.id, matches.offerLineId))
    .innerJoin(offers, eq(offers.id, matches.offerId))
    .innerJoin(itemTypes, eq(itemTypes.slug, sql`coalesce(${offerLines.itemType}, ${needLines.itemType})`))
    .innerJoin(donors, eq(donors.id, matches.donorId))
    .innerJoin(recipients, eq(recipients.id, matches.organisationId))
    .leftJoin(parents, eq(parents.id, recipients.parentId))
    .innerJoin(units, eq(units.id, matches.unitId))
    .leftJoin(sites, eq(sites.slug, units.site))
    .leftJoin(classifications, and(eq(classifications.matchId, matches.id), isNull(classifications.supersededAt)))
    .where(oneOf(matches.id, matchIds));
  const training = await completedTraining(tx, [...new Set(rows.map(({ unitId }) => unitId))]);
  const exporter = shipment?.exporterId ? await selectParty(tx, shipment.exporterId) : undefined;
  return new Map(
    rows.map((row) => {
      const donor: Party = { ...row.donor, parent: null };
      return [
        row.matchId,
        factsOf({
          item: row.item,
          donor,
          exporter: exporter ?? (shipment ? donor : undefined),
          recipient: { ...row.recipient, parent: row.parent },
          mode: shipment?.mode,
          modality: row.modality,
          conditions: row.conditions.map(({ type }) => type),
          matchState: row.state,
          neighbour: row.neighbour,
          completedCourses: [...new Set((training.get(row.unitId) ?? []).map(({ itemType }) => itemType))],
          classification: row.found?.confirmedAt ? row.found : undefined,
        }),
      ];
    }),
  );
}

export interface DeliveryFacts {
  readonly delivery: Pick<typeof deliveries.$inferSelect, 'id' | 'kind' | 'state' | 'donorId' | 'reference'>;
  readonly matchIds: readonly MatchId[];
  readonly organisationIds: readonly OrganisationId[];
  readonly facts: readonly Facts[];
}

export async function selectFactsOfDelivery(tx: Tx, id: DeliveryId): Promise<DeliveryFacts | null> {
  const [delivery] = await tx
    .select({
      id: deliveries.id,
      reference: deliveries.reference,
      kind: deliveries.kind,
      state: deliveries.state,
      donorId: deliveries.donorId,
      implementerId: deliveries.implementerId,
      mode: deliveries.transportMode,
    })
    .from(deliveries)
    .where(eq(deliveries.id, id));
  if (!delivery) return null;
  const lines = await tx
    .select({ matchId: deliveryLines.matchId, organisationId: deliveryLines.organisationId })
    .from(deliveryLines)
    .where(and(eq(deliveryLines.deliveryId, id), gt(deliveryLines.planned, NO_STEPS)))
    .orderBy(asc(deliveryLines.position));
  const matchIds = lines.map(({ matchId }) => matchId);
  const facts = await selectFactsOfMatches(tx, matchIds, { exporterId: delivery.implementerId, mode: delivery.mode });
  return {
    delivery,
    matchIds,
    organisationIds: [...new Set(lines.map(({ organisationId }) => organisationId))],
    facts: [...facts.values()],
  };
}

/** Whether the gate would judge two states of a delivery alike. */
export const areSameFacts = (one: DeliveryFacts | null, other: DeliveryFacts | null): boolean =>
  canonicalJson(one?.facts.map(canonicalJson).toSorted() ?? null) === canonicalJson(other?.facts.map(canonicalJson).toSorted() ?? null);

/** An item of the catalogue, or the refusal of the field that names it. */
export async function requireItem(tx: Tx, slug: string, pointer: string) {
  const [item] = await tx.select(itemColumns).from(itemTypes).where(eq(itemTypes.slug, slug));
  if (!item) throw refuseField('reference-unknown', pointer);
  return item;
}

export async function requireParty(tx: Tx, id: OrganisationId, pointer: string): Promise<Party> {
  const party = await selectParty(tx, id);
  if (!party) throw refuseField('reference-unknown', pointer);
  return party;
}

async function selectParty(tx: Tx, id: OrganisationId): Promise<Party | undefined> {
  const [party] = await tx
    .select({ party: organisations.party, kind: organisations.kind, slug: organisations.slug, parent: parents.slug })
    .from(organisations)
    .leftJoin(parents, eq(parents.id, organisations.parentId))
    .where(eq(organisations.id, id));
  return party;
}
