import { and, eq, gt, inArray, isNull, or, sql, type SQL } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/pg-core';
import { groupBy } from '../../kernel/group-by.ts';
import type { OrganisationId, UnitId } from '../../kernel/id.ts';
import type { Names } from '../../kernel/language.ts';
import { NO_STEPS, steps } from '../../kernel/quantity.ts';
import { must } from '../../kernel/assert.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import { readRows } from '../../platform/db/prepared-rows.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { units } from '../gaps/tables.ts';
import { openQuantity } from '../needs/domain/coverage.ts';
import { heldByReadingDonor, needLines, needs } from '../needs/tables.ts';
import { offerLines, offers } from '../offers/tables.ts';
import { itemDependencies, itemSubstitutions, itemTypes, milestones, organisations, sites } from '../reference/tables.ts';
import { readAttributeDictionary, regionsOfStandingCell, sitesAlikeInStandingCell, todayOfMission } from '../reference/index.ts';
import { completedTraining } from '../training/index.ts';
import type { ItemFacts, JudgingContext, NeedLineFacts, OfferLineFacts } from './domain/facts.ts';
import { thousandths } from './domain/money.ts';
import { isCivilianRecipient } from './domain/recipient.ts';
import type { MilestoneSlug } from '../reference/domain/named-slugs.ts';
import { readStandingRates } from '../rates/index.ts';

/** A need line with what the answer names besides the facts. */
export interface NeedLineSubject {
  readonly facts: NeedLineFacts;
  readonly reference: string;
  readonly unitId: UnitId;
  readonly unitNames: Names | null;
  readonly fulfilTogether: boolean;
}

/** An offer line with what the answer names besides the facts. */
export interface OfferLineSubject {
  readonly facts: OfferLineFacts;
  readonly reference: string;
  readonly donor: { readonly id: OrganisationId; readonly slug: string; readonly names: Names };
}

const THOUSANDTHS = 1000;

const needLineColumns = {
  id: needLines.id,
  needId: needLines.needId,
  unitId: needLines.unitId,
  unitNames: units.names,
  unitType: units.unitType,
  siteKind: sites.kind,
  sitesAlike: sitesAlikeInStandingCell(needs.cell, sites.kind),
  reference: needs.reference,
  state: needs.state,
  priority: needs.priority,
  neededBy: needs.neededBy,
  fulfilTogether: needs.fulfilTogether,
  region: needs.region,
  cellRegions: regionsOfStandingCell(needs.cell),
  organisation: organisations.slug,
  itemType: needLines.itemType,
  area: itemTypes.area,
  acceptedSubstitutes: needLines.acceptedSubstitutes,
  specifications: needLines.specifications,
  minimumLot: needLines.minimumLot,
  decimals: itemTypes.decimals,
  course: needLines.course,
  ownHeld: heldByReadingDonor,
  leftOutAt: needLines.leftOutAt,
  quantityValidated: needLines.quantityValidated,
  reserved: needLines.reserved,
  agreed: needLines.agreed,
  shipped: needLines.shipped,
  accepted: needLines.accepted,
  inService: needLines.inService,
  verified: needLines.verified,
  failed: needLines.failed,
};

/**
 * The facts of need lines that stand. What the policies hide from the reader (a donor sees no unit) is empty here; only the judge that
 * works on disclosed facts is asked for such a reader, and it can't reach them.
 */
export async function readNeedLines(tx: Tx, where: SQL | undefined): Promise<NeedLineSubject[]> {
  const rows = await readRows(
    tx,
    needLineColumns,
    new QueryBuilder()
      .select(needLineColumns)
      .from(needLines)
      .innerJoin(needs, eq(needs.id, needLines.needId))
      .innerJoin(itemTypes, eq(itemTypes.slug, needLines.itemType))
      .innerJoin(organisations, eq(organisations.id, needLines.organisationId))
      .leftJoin(units, eq(units.id, needLines.unitId))
      .leftJoin(sites, eq(sites.slug, units.site))
      .where(and(where, isNull(needLines.leftOutAt))),
  );
  if (rows.length === 0) return [];
  const [parents, trainings] = await Promise.all([readParents(tx), readTrainings(tx, [...new Set(rows.map((row) => row.unitId))])]);
  return rows.map((row) => ({
    reference: row.reference,
    unitId: row.unitId,
    unitNames: row.unitNames,
    fulfilTogether: row.fulfilTogether,
    facts: {
      needLineId: row.id,
      needId: row.needId,
      state: row.state,
      priority: row.priority,
      neededBy: row.neededBy,
      itemType: row.itemType,
      area: row.area,
      acceptedSubstitutes: row.acceptedSubstitutes,
      specifications: row.specifications,
      openQuantity: openQuantity(row),
      ownHeld: row.ownHeld,
      minimumLot: row.minimumLot,
      decimals: row.decimals,
      region: row.region,
      cellRegions: row.cellRegions,
      siteKind: row.siteKind ?? '',
      sitesAlike: row.sitesAlike,
      unitType: row.unitType ?? '',
      organisation: row.organisation,
      civilianRecipient: isCivilianRecipient(row.organisation, parents),
      trainingsCompleted: trainings.get(row.unitId)?.completed ?? [],
      trainingsPromised: trainings.get(row.unitId)?.promised ?? [],
      course: row.course,
    },
  }));
}

/** Organisations by slug, each with the slug of the one above it. */
export async function readParents(tx: Tx): Promise<Map<string, string | null>> {
  const rows = await tx.select({ id: organisations.id, slug: organisations.slug, parentId: organisations.parentId }).from(organisations);
  const slugOf = new Map(rows.map(({ id, slug }) => [id, slug]));
  return new Map(rows.map(({ slug, parentId }) => [slug, parentId === null ? null : (slugOf.get(parentId) ?? null)]));
}

/**
 * What courses each unit has completed by its records, and which are promised to it. Of each course one line is looked for on which some
 * is promised, by comparisons that PostgreSQL knows to be leakproof and so makes first: a policy looks at one line of a unit and course,
 * and not at the thousands that a unit may have asked for.
 */
async function readTrainings(tx: Tx, unitIds: readonly UnitId[]): Promise<Map<UnitId, { completed: string[]; promised: string[] }>> {
  const promising = tx
    .select({ itemType: needLines.itemType })
    .from(needLines)
    .where(
      and(
        sql`${needLines.unitId} = asked.unit_id`,
        eq(needLines.itemType, itemTypes.slug),
        or(gt(needLines.reserved, NO_STEPS), gt(needLines.agreed, NO_STEPS)),
        sql`${needLines.reserved} + ${needLines.agreed} - ${needLines.failed} > 0`,
      ),
    )
    .limit(1)
    .as('promising');
  const [completed, rows] = await Promise.all([
    completedTraining(tx, unitIds),
    tx
      .select({ unitId: sql<UnitId>`asked.unit_id`, itemType: itemTypes.slug })
      .from(sql`unnest(${sql.param([...unitIds])}::uuid[]) as asked (unit_id)`)
      .innerJoin(itemTypes, eq(itemTypes.kind, 'training'))
      .innerJoinLateral(promising, sql`true`),
  ]);
  const promised = groupBy(rows, ({ unitId }) => unitId);
  return new Map(
    unitIds.map((unitId) => [
      unitId,
      {
        completed: [...new Set((completed.get(unitId) ?? []).map(({ itemType }) => itemType))],
        promised: (promised.get(unitId) ?? []).map(({ itemType }) => itemType),
      },
    ]),
  );
}

const GOODS = new Set(['equipment', 'spares', 'consumable']);
/** From the donor's ramp to the unit, by the reference durations; courses, services and works come without the journey. */
const JOURNEY: readonly MilestoneSlug[] = ['shipped', 'arrived-port-of-entry', 'customs-cleared', 'inland-delivered'];

/** How many days goods travel. */
export async function readLeadTime(tx: Tx): Promise<number> {
  const [journey] = await tx
    .select({ days: sql<number>`coalesce(sum((${milestones.durationDays} ->> 'typical')::int), 0)::int` })
    .from(milestones)
    .where(inArray(milestones.slug, JOURNEY));
  return journey?.days ?? 0;
}

const offerLineColumns = {
  id: offerLines.id,
  offerId: offerLines.offerId,
  reference: offers.reference,
  state: offers.state,
  validFrom: offers.validFrom,
  validUntil: offers.validUntil,
  conditions: offers.conditions,
  donorId: offers.donorId,
  donorSlug: organisations.slug,
  donorNames: organisations.names,
  kind: offerLines.kind,
  itemType: offerLines.itemType,
  itemKind: itemTypes.kind,
  decimals: itemTypes.decimals,
  quantity: offerLines.quantity,
  committed: offerLines.committed,
  lotSize: offerLines.lotSize,
  specifications: offerLines.specifications,
  goodsCondition: offerLines.goodsCondition,
  course: offerLines.course,
  availableFrom: offerLines.availableFrom,
  ceilingAmount: offerLines.ceilingAmount,
  committedAmount: offerLines.committedAmount,
  ceilingCurrency: offerLines.ceilingCurrency,
  mayBuyAreas: offerLines.mayBuyAreas,
  mayBuyItemTypes: offerLines.mayBuyItemTypes,
};

/** The facts of offer lines that stand, and how long goods travel. */
export async function readOfferLines(tx: Tx, where: SQL | undefined): Promise<OfferLineSubject[]> {
  const reading = readRows(
    tx,
    offerLineColumns,
    new QueryBuilder()
      .select(offerLineColumns)
      .from(offerLines)
      .innerJoin(offers, eq(offers.id, offerLines.offerId))
      .innerJoin(organisations, eq(organisations.id, offers.donorId))
      .leftJoin(itemTypes, eq(itemTypes.slug, offerLines.itemType))
      .where(and(where, isNull(offerLines.leftOutAt))),
  );
  const [journeyDays, rows] = await Promise.all([readLeadTime(tx), reading]);
  return rows.map((row) => {
    const header = {
      offerLineId: row.id,
      offerId: row.offerId,
      state: row.state,
      validFrom: row.validFrom,
      validUntil: row.validUntil,
      availableFrom: row.availableFrom,
      leadTimeDays: row.itemKind === null || GOODS.has(row.itemKind) ? journeyDays : 0,
      conditions: row.conditions,
    };
    const facts: OfferLineFacts =
      row.kind === 'item'
        ? {
            ...header,
            kind: 'item',
            itemType: row.itemType ?? '',
            remainingQuantity: steps((row.quantity ?? 0) - row.committed),
            lotSize: row.lotSize,
            decimals: must(row.decimals, 'a line of an item has the decimals of its unit'),
            specifications: row.specifications,
            goodsCondition: row.goodsCondition,
            course: row.course,
          }
        : {
            ...header,
            kind: 'funding',
            ceilingRemaining: thousandths(row.ceilingAmount) - thousandths(row.committedAmount),
            currency: row.ceilingCurrency ?? '',
            mayBuyAreas: row.mayBuyAreas,
            mayBuyItemTypes: row.mayBuyItemTypes,
          };
    return { facts, reference: row.reference, donor: { id: row.donorId, slug: row.donorSlug, names: row.donorNames } };
  });
}

/** The catalogue as the rules need it, for the item types that a judgement can meet, and the day that it is judged on. */
export async function readContext(tx: Tx, ctx: ActorContext, itemSlugs: readonly string[]): Promise<JudgingContext> {
  const today = todayOfMission(ctx);
  const [attributes, items, rates] = await Promise.all([
    readAttributeDictionary(tx),
    readItems(tx, [...new Set(itemSlugs)]),
    readStandingRates(tx, today),
  ]);
  return { today, attributes, items, rates };
}

async function readItems(tx: Tx, slugs: readonly string[]): Promise<Map<string, ItemFacts>> {
  if (slugs.length === 0) return new Map();
  const [rows, courseRows, substituteRows] = await Promise.all([
    tx
      .select({
        slug: itemTypes.slug,
        area: itemTypes.area,
        decimals: itemTypes.decimals,
        lethality: itemTypes.lethality,
        control: itemTypes.control,
        low: itemTypes.unitCostLowEur,
        high: itemTypes.unitCostHighEur,
      })
      .from(itemTypes)
      .where(oneOf(itemTypes.slug, slugs)),
    tx
      .select({ of: itemDependencies.itemType, course: itemDependencies.neededItemType })
      .from(itemDependencies)
      .where(
        and(oneOf(itemDependencies.itemType, slugs), eq(itemDependencies.type, 'training'), eq(itemDependencies.criticality, 'required')),
      ),
    tx
      .select({ of: itemSubstitutions.itemType, substitute: itemSubstitutions.substitute })
      .from(itemSubstitutions)
      .where(oneOf(itemSubstitutions.itemType, slugs)),
  ]);
  const trainings = groupBy(courseRows, ({ of }) => of);
  const substitutes = groupBy(substituteRows, ({ of }) => of);
  return new Map(
    rows.map(({ slug, area, decimals, lethality, control, low, high }) => [
      slug,
      {
        slug,
        area,
        decimals,
        lethality,
        unconditionalControls: [...control.militaryList, ...control.dualUse]
          .filter(({ applies }) => applies === 'always')
          .map(({ category }) => category),
        requiredTrainings: (trainings.get(slug) ?? []).map(({ course }) => course),
        substitutes: (substitutes.get(slug) ?? []).map(({ substitute }) => substitute),
        unitCost: { low: Math.round(low * THOUSANDTHS), high: Math.round(high * THOUSANDTHS), currency: 'EUR' },
      },
    ]),
  );
}
