import { and, eq, inArray, type SQL } from 'drizzle-orm';
import type { NeedLineId, OfferLineId } from '../../kernel/id.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import {
  type NeedLineSubject,
  type OfferLineSubject,
  readContext,
  readLeadTime,
  readNeedLines,
  readOfferLines,
  readParents,
} from '../matching/index.ts';
import { isCivilianRecipient } from '../matching/domain/recipient.ts';
import { hasSomethingLeft } from '../matching/domain/rules.ts';
import { needLines, needs } from '../needs/tables.ts';
import { obstaclesOfNeeds } from '../obstacles/index.ts';
import { OFFERABLE_STATES } from '../offers/domain/offer.ts';
import { offerLines, offers } from '../offers/tables.ts';
import { capabilityAreas, itemTypes, organisations, regions } from '../reference/tables.ts';
import type { Surroundings } from './domain/apply-scenario.ts';
import type { Facts } from './domain/facts.ts';
import type { Scope } from './domain/request.ts';

/** Everything in scope that asks or gives: published needs' lines with something open, available offers' lines with something left. */
export async function readFacts(tx: Tx, ctx: ActorContext, scope: Scope, itemsOfScenario: readonly string[]): Promise<Facts> {
  const [asking, giving] = await Promise.all([readNeedLines(tx, needsInScope(scope)), readOfferLines(tx, offersInScope(scope))]);
  const needSubjects = asking.filter(({ facts }) => facts.openQuantity > 0);
  const offerSubjects = giving.filter(({ facts }) => hasSomethingLeft(facts));
  return assembleFacts(tx, ctx, needSubjects, offerSubjects, itemsOfScenario);
}

const needsInScope = ({ regions: named, areas, organisations: recipients, priorities }: Scope): SQL | undefined =>
  and(
    eq(needs.state, 'published'),
    named && oneOf(needs.region, named),
    areas && oneOf(itemTypes.area, areas),
    recipients && oneOf(organisations.slug, recipients),
    priorities && oneOf(needs.priority, priorities),
  );

const offersInScope = ({ donors }: Scope): SQL | undefined =>
  and(inArray(offers.state, OFFERABLE_STATES), donors && oneOf(organisations.slug, donors));

/** These lines as they stand today, whatever their state. */
export async function readFactsOf(
  tx: Tx,
  ctx: ActorContext,
  lines: readonly { readonly needLineId: NeedLineId; readonly offerLineId: OfferLineId }[],
): Promise<Facts> {
  const needIds = [...new Set(lines.map(({ needLineId }) => needLineId))];
  const offerIds = [...new Set(lines.map(({ offerLineId }) => offerLineId))];
  const [asking, giving] = await Promise.all([
    readNeedLines(tx, oneOf(needLines.id, needIds)),
    readOfferLines(tx, oneOf(offerLines.id, offerIds)),
  ]);
  return assembleFacts(tx, ctx, asking, giving, []);
}

async function assembleFacts(
  tx: Tx,
  ctx: ActorContext,
  asking: readonly NeedLineSubject[],
  giving: readonly OfferLineSubject[],
  moreItems: readonly string[],
): Promise<Facts> {
  const items = [
    ...asking.flatMap(({ facts }) => [facts.itemType, ...facts.acceptedSubstitutes]),
    ...giving.flatMap(({ facts }) => (facts.kind === 'item' ? [facts.itemType] : [])),
    ...moreItems,
  ];
  const needIds = [...new Set(asking.map(({ facts }) => facts.needId))];
  const [context, blocked] = await Promise.all([readContext(tx, ctx, items), obstaclesOfNeeds(tx, needIds)]);
  return {
    needs: asking.map(({ facts, unitId, fulfilTogether }) => ({
      facts,
      fulfilTogether,
      unit: unitId,
      blockedBy: blocked.get(facts.needId) ?? [],
    })),
    offers: giving.map(({ facts, donor }) => ({ facts, donor: donor.slug })),
    context,
  };
}

/** What a scenario may name besides lines and items. */
export async function readSurroundings(tx: Tx): Promise<Surroundings> {
  const [regionRows, areaRows, parents, leadTimeDays] = await Promise.all([
    tx.select({ slug: regions.slug }).from(regions),
    tx.select({ slug: capabilityAreas.slug }).from(capabilityAreas),
    readParents(tx),
    readLeadTime(tx),
  ]);
  return {
    regions: new Set(regionRows.map(({ slug }) => slug)),
    areas: new Set(areaRows.map(({ slug }) => slug)),
    organisations: new Map([...parents.keys()].map((slug) => [slug, { isCivilian: isCivilianRecipient(slug, parents) }])),
    leadTimeDays,
  };
}
