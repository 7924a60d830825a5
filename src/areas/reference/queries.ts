import { and, asc, eq, getTableColumns, gt, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { groupBy } from '../../kernel/group-by.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, type Page, toPage } from '../../platform/http/page.ts';
import { slug as slugShape } from '../../platform/http/schemas.ts';
import { readerOf } from '../disclosure/index.ts';
import { standingCellSlug } from './cell-queries.ts';
import type { ListItemTypes, ListOrganisations, ListSites } from './contract.ts';
import { CapabilityArea, ItemType, Milestone, ObstacleKind, Organisation, Region, Site, VocabularyTerm } from './record.ts';
import {
  capabilityAreas,
  itemDependencies,
  itemSubstitutions,
  itemTypes,
  milestones,
  obstacleKinds,
  organisations,
  playbookSteps,
  regions,
  siteCells,
  sites,
  unitTypes,
} from './tables.ts';
import { vocabularyTerms } from './vocabulary-tables.ts';

// What no view shows: what the service itself reckons with, and how sure a place is.
const { alsoKnownAs, coordinatePrecisionKm, coordinateConfidence, publicNote, ...siteColumns } = getTableColumns(sites);
const { otherRoles, ...organisationColumns } = getTableColumns(organisations);
const { position: areaPosition, ...areaColumns } = getTableColumns(capabilityAreas);
const { position: termPosition, ...termColumns } = getTableColumns(vocabularyTerms);
const { companionCode, typicalOwnerOrganisations, regimes, autoDetection, ...kindColumns } = getTableColumns(obstacleKinds);
const { note, ...substitutionColumns } = getTableColumns(itemSubstitutions);
const { incotermOwner, durationDays, evidenceDocuments, mapsToStates, optionalWhen, gatingRegimes, ...milestoneColumns } =
  getTableColumns(milestones);

/** Reference data is short: what has no filter is given whole. */
const whole = <View>(items: View[]): Page<View> => ({ items, next: null });

const slugKey = z.tuple([slugShape]);
const slugAfter = (cursor: string | undefined): string | undefined => decodeCursor(cursor, slugKey)?.[0];

export const listRegions = async (tx: Tx, ctx: ActorContext) =>
  whole((await tx.select(getTableColumns(regions)).from(regions).orderBy(asc(regions.slug))).map((row) => Region.show(readerOf(ctx), row)));

export const listUnitTypes = async (tx: Tx, ctx: ActorContext) =>
  whole(
    (await tx.select(getTableColumns(unitTypes)).from(unitTypes).orderBy(asc(unitTypes.slug))).map((row) =>
      Region.show(readerOf(ctx), row),
    ),
  );

export async function listSites(tx: Tx, ctx: ActorContext, filters: ListSites) {
  const { limit, cursor, region, cell, kind, ...rest } = filters;
  nothingLeft(rest);
  const after = slugAfter(cursor);
  const rows = await tx
    .select({ ...siteColumns, cell: standingCellSlug(siteCells.cell) })
    .from(sites)
    .innerJoin(siteCells, eq(siteCells.site, sites.slug))
    .where(
      and(
        region ? eq(sites.region, region) : undefined,
        cell ? eq(standingCellSlug(siteCells.cell), cell) : undefined,
        kind ? eq(sites.kind, kind) : undefined,
        after === undefined ? undefined : gt(sites.slug, after),
      ),
    )
    .orderBy(asc(sites.slug))
    .limit(limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.slug],
    (row) => Site.show(readerOf(ctx), row),
  );
}

export async function listOrganisations(tx: Tx, ctx: ActorContext, filters: ListOrganisations) {
  const { limit, cursor, kind, party, ...rest } = filters;
  nothingLeft(rest);
  const after = slugAfter(cursor);
  const rows = await tx
    .select(organisationColumns)
    .from(organisations)
    .where(
      and(
        kind ? eq(organisations.kind, kind) : undefined,
        party ? eq(organisations.party, party) : undefined,
        after === undefined ? undefined : gt(organisations.slug, after),
      ),
    )
    .orderBy(asc(organisations.slug))
    .limit(limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.slug],
    (row) => Organisation.show(readerOf(ctx), row),
  );
}

export const listCapabilityAreas = async (tx: Tx, ctx: ActorContext) =>
  whole(
    (await tx.select(areaColumns).from(capabilityAreas).orderBy(asc(capabilityAreas.position))).map((row) =>
      CapabilityArea.show(readerOf(ctx), row),
    ),
  );

/** The texts alone: the languages that they stand under are no words of an item. */
const textsOf = (column: AnyColumn) => sql`jsonb_path_query_array(${column}, '$.** ? (@.type() == "string")')::text`;

/** A page of the catalogue. `q` is looked for in names and synonyms of all languages, folded as the search is. */
export async function listItemTypes(tx: Tx, ctx: ActorContext, filters: ListItemTypes) {
  const { limit, cursor, area, kind, q, ...rest } = filters;
  nothingLeft(rest);
  const after = slugAfter(cursor);
  const rows = await selectItemTypes(
    tx,
    and(
      area ? eq(itemTypes.area, area) : undefined,
      kind ? eq(itemTypes.kind, kind) : undefined,
      q
        ? sql`wasl.fold(${q}) <> '' and position(wasl.fold(${q}) in wasl.fold(${textsOf(itemTypes.names)} || ${textsOf(itemTypes.synonyms)})) > 0`
        : undefined,
      after === undefined ? undefined : gt(itemTypes.slug, after),
    ),
    limit + 1,
  );
  const full = await withRelations(tx, ctx, rows.slice(0, limit));
  const bySlug = new Map(full.map((item) => [item.slug, item]));
  return toPage(
    rows,
    limit,
    (row) => [row.slug],
    (row) => bySlug.get(row.slug) as (typeof full)[number],
  );
}

export async function findItemType(tx: Tx, ctx: ActorContext, slug: string) {
  const [item] = await withRelations(tx, ctx, await selectItemTypes(tx, eq(itemTypes.slug, slug), 1));
  if (!item) throw new Refusal('not-found');
  return item;
}

function selectItemTypes(tx: Tx, where: SQL | undefined, limit: number) {
  return tx.select(getTableColumns(itemTypes)).from(itemTypes).where(where).orderBy(asc(itemTypes.slug)).limit(limit);
}

async function withRelations(tx: Tx, ctx: ActorContext, rows: Awaited<ReturnType<typeof selectItemTypes>>) {
  if (rows.length === 0) return [];
  const slugs = rows.map(({ slug }) => slug);
  const dependencies = groupBy(
    await tx.select(getTableColumns(itemDependencies)).from(itemDependencies).where(oneOf(itemDependencies.itemType, slugs)),
    ({ itemType }) => itemType,
  );
  const substitutes = groupBy(
    await tx.select(substitutionColumns).from(itemSubstitutions).where(oneOf(itemSubstitutions.itemType, slugs)),
    ({ itemType }) => itemType,
  );
  return rows.map(({ unitCostLowEur, unitCostHighEur, ...item }) =>
    ItemType.show(readerOf(ctx), {
      ...item,
      unitCostEur: { low: unitCostLowEur, high: unitCostHighEur },
      dependencies: (dependencies.get(item.slug) ?? []).map(viewDependency),
      substitutes: (substitutes.get(item.slug) ?? []).map(viewSubstitution),
    }),
  );
}

function viewDependency(row: typeof itemDependencies.$inferSelect) {
  const { itemType, neededItemType, type, quantity, per, criticality, ...rest } = row;
  nothingLeft(rest);
  return { type, quantity, per, criticality, itemType: neededItemType };
}

function viewSubstitution({ itemType, substitute, ...rest }: Omit<typeof itemSubstitutions.$inferSelect, 'note'>) {
  nothingLeft(rest);
  return substitute;
}

function viewStep({ slug, names, defaultRole, typicalDays, ...rest }: typeof playbookSteps.$inferSelect) {
  nothingLeft(rest);
  return { slug, defaultRole, typicalDays, names };
}

export async function listObstacleKinds(tx: Tx, ctx: ActorContext) {
  const steps = new Map((await tx.select(getTableColumns(playbookSteps)).from(playbookSteps)).map((step) => [step.slug, viewStep(step)]));
  const kinds = await tx.select(kindColumns).from(obstacleKinds).orderBy(asc(obstacleKinds.slug));
  return whole(
    kinds.map((kind) => ObstacleKind.show(readerOf(ctx), { ...kind, playbook: kind.playbook.flatMap((slug) => steps.get(slug) ?? []) })),
  );
}

export const listMilestones = async (tx: Tx, ctx: ActorContext) =>
  whole(
    (await tx.select(milestoneColumns).from(milestones).orderBy(asc(milestones.position))).map((row) => Milestone.show(readerOf(ctx), row)),
  );

export async function listVocabulary(tx: Tx, ctx: ActorContext, vocabulary: string) {
  const terms = await tx
    .select(termColumns)
    .from(vocabularyTerms)
    .where(eq(vocabularyTerms.vocabulary, vocabulary))
    .orderBy(asc(vocabularyTerms.position));
  if (terms.length === 0) throw new Refusal('not-found');
  return whole(terms.map((term) => VocabularyTerm.show(readerOf(ctx), term)));
}
