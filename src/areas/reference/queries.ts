import { and, asc, eq, gt, sql, type AnyColumn, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { groupBy } from '../../kernel/group-by.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { Act } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, type Page, toPage } from '../../platform/http/page.ts';
import { slug as slugShape } from '../../platform/http/schemas.ts';
import { audienceOf, redact, type Resource } from '../disclosure/index.ts';
import type { ListItemTypes, ListOrganisations, ListSites } from './contract.ts';
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
  sites,
  unitTypes,
  vocabularyTerms,
} from './tables.ts';

/** Reference data is short: what has no filter is given whole. */
function whole<Row extends object>({ actor }: Act, resource: Resource, rows: readonly Row[]): Page<Row> {
  const audience = audienceOf(actor.role, true);
  return { items: rows.map((row) => redact(resource, audience, row) as Row), next: null };
}

const slugKey = z.tuple([slugShape]);
const slugAfter = (cursor: string | undefined): string | undefined => decodeCursor(cursor, slugKey)?.[0];

export const listRegions = async (tx: Tx, act: Act) =>
  whole(act, 'Region', await tx.select({ slug: regions.slug, names: regions.names }).from(regions).orderBy(asc(regions.slug)));

export const listUnitTypes = async (tx: Tx, act: Act) =>
  whole(act, 'Region', await tx.select({ slug: unitTypes.slug, names: unitTypes.names }).from(unitTypes).orderBy(asc(unitTypes.slug)));

export async function listSites(tx: Tx, { actor }: Act, filters: ListSites) {
  const after = slugAfter(filters.cursor);
  const rows = await tx
    .select({
      slug: sites.slug,
      names: sites.names,
      kind: sites.kind,
      region: sites.region,
      unlocode: sites.unlocode,
      district: sites.district,
      neighbour: sites.neighbour,
      latitude: sites.latitude,
      longitude: sites.longitude,
    })
    .from(sites)
    .where(
      and(
        filters.region ? eq(sites.region, filters.region) : undefined,
        filters.kind ? eq(sites.kind, filters.kind) : undefined,
        after === undefined ? undefined : gt(sites.slug, after),
      ),
    )
    .orderBy(asc(sites.slug))
    .limit(filters.limit + 1);
  const audience = audienceOf(actor.role, false);
  return toPage(
    rows,
    filters.limit,
    (row) => [row.slug],
    (row) => redact('Site', audience, row) as typeof row,
  );
}

export async function listOrganisations(tx: Tx, { actor }: Act, filters: ListOrganisations) {
  const after = slugAfter(filters.cursor);
  const rows = await tx
    .select({
      id: organisations.id,
      slug: organisations.slug,
      names: organisations.names,
      kind: organisations.kind,
      party: organisations.party,
      acronym: organisations.acronym,
      parentId: organisations.parentId,
      publicRole: organisations.publicRole,
    })
    .from(organisations)
    .where(
      and(
        filters.kind ? eq(organisations.kind, filters.kind) : undefined,
        filters.party ? eq(organisations.party, filters.party) : undefined,
        after === undefined ? undefined : gt(organisations.slug, after),
      ),
    )
    .orderBy(asc(organisations.slug))
    .limit(filters.limit + 1);
  const audience = audienceOf(actor.role, false);
  return toPage(
    rows,
    filters.limit,
    (row) => [row.slug],
    (row) => redact('Organisation', audience, row) as typeof row,
  );
}

export const listCapabilityAreas = async (tx: Tx, act: Act) =>
  whole(
    act,
    'CapabilityArea',
    await tx
      .select({ slug: capabilityAreas.slug, names: capabilityAreas.names, scope: capabilityAreas.scope })
      .from(capabilityAreas)
      .orderBy(asc(capabilityAreas.position)),
  );

/** The texts alone: the languages that they stand under are no words of an item. */
const textsOf = (column: AnyColumn) => sql`jsonb_path_query_array(${column}, '$.** ? (@.type() == "string")')::text`;

/** A page of the catalogue. `q` is looked for in names and synonyms of all languages, folded as the search is. */
export async function listItemTypes(tx: Tx, act: Act, filters: ListItemTypes) {
  const after = slugAfter(filters.cursor);
  const rows = await selectItemTypes(
    tx,
    and(
      filters.area ? eq(itemTypes.area, filters.area) : undefined,
      filters.kind ? eq(itemTypes.kind, filters.kind) : undefined,
      filters.q
        ? sql`position(wasl.fold(${filters.q}) in wasl.fold(${textsOf(itemTypes.names)} || ${textsOf(itemTypes.synonyms)})) > 0`
        : undefined,
      after === undefined ? undefined : gt(itemTypes.slug, after),
    ),
    filters.limit + 1,
  );
  const full = await withRelations(tx, act, rows.slice(0, filters.limit));
  const bySlug = new Map(full.map((item) => [item.slug, item]));
  return toPage(
    rows,
    filters.limit,
    (row) => [row.slug],
    (row) => bySlug.get(row.slug) as (typeof full)[number],
  );
}

export async function findItemType(tx: Tx, act: Act, slug: string) {
  const [item] = await withRelations(tx, act, await selectItemTypes(tx, eq(itemTypes.slug, slug), 1));
  if (!item) throw new Refusal('not-found');
  return item;
}

function selectItemTypes(tx: Tx, where: SQL | undefined, limit: number) {
  return tx
    .select({
      slug: itemTypes.slug,
      area: itemTypes.area,
      kind: itemTypes.kind,
      names: itemTypes.names,
      synonyms: itemTypes.synonyms,
      unitOfMeasure: itemTypes.unitOfMeasure,
      lethality: itemTypes.lethality,
      attributes: itemTypes.attributes,
      unspsc: itemTypes.unspsc,
      hs: itemTypes.hs,
      control: itemTypes.control,
      low: itemTypes.unitCostLowEur,
      high: itemTypes.unitCostHighEur,
      note: itemTypes.note,
    })
    .from(itemTypes)
    .where(where)
    .orderBy(asc(itemTypes.slug))
    .limit(limit);
}

async function withRelations(tx: Tx, { actor }: Act, rows: Awaited<ReturnType<typeof selectItemTypes>>) {
  if (rows.length === 0) return [];
  const slugs = rows.map(({ slug }) => slug);
  const dependencies = groupBy(
    await tx
      .select({
        of: itemDependencies.itemType,
        itemType: itemDependencies.neededItemType,
        type: itemDependencies.type,
        quantity: itemDependencies.quantity,
        per: itemDependencies.per,
        criticality: itemDependencies.criticality,
      })
      .from(itemDependencies)
      .where(oneOf(itemDependencies.itemType, slugs)),
    ({ of }) => of,
  );
  const substitutes = groupBy(
    await tx
      .select({ of: itemSubstitutions.itemType, substitute: itemSubstitutions.substitute })
      .from(itemSubstitutions)
      .where(oneOf(itemSubstitutions.itemType, slugs)),
    ({ of }) => of,
  );
  const audience = audienceOf(actor.role, false);
  return rows.map(({ low, high, ...row }) => {
    const view = {
      ...row,
      synonyms: row.synonyms as Record<string, string[]>,
      attributes: [...row.attributes],
      unitCostEur: { low, high },
      dependencies: (dependencies.get(row.slug) ?? []).map(({ of: _of, ...dependency }) => dependency),
      substitutes: (substitutes.get(row.slug) ?? []).map(({ substitute }) => substitute),
    };
    return redact('ItemType', audience, view) as typeof view;
  });
}

export async function listObstacleKinds(tx: Tx, act: Act) {
  const steps = new Map(
    (
      await tx
        .select({
          slug: playbookSteps.slug,
          names: playbookSteps.names,
          defaultRole: playbookSteps.defaultRole,
          typicalDays: playbookSteps.typicalDays,
        })
        .from(playbookSteps)
    ).map((step) => [step.slug, step]),
  );
  const kinds = await tx
    .select({
      slug: obstacleKinds.slug,
      group: obstacleKinds.group,
      names: obstacleKinds.names,
      defaultSeverity: obstacleKinds.defaultSeverity,
      defaultOwnerRole: obstacleKinds.defaultOwnerRole,
      blocksMilestone: obstacleKinds.blocksMilestone,
      blockingByDefault: obstacleKinds.blockingByDefault,
      playbook: obstacleKinds.playbook,
      durationDays: obstacleKinds.durationDays,
    })
    .from(obstacleKinds)
    .orderBy(asc(obstacleKinds.slug));
  return whole(
    act,
    'ObstacleKind',
    kinds.map((kind) => ({ ...kind, playbook: kind.playbook.flatMap((slug) => steps.get(slug) ?? []) })),
  );
}

export const listMilestones = async (tx: Tx, act: Act) =>
  whole(
    act,
    'Milestone',
    await tx
      .select({
        slug: milestones.slug,
        position: milestones.position,
        names: milestones.names,
        definition: milestones.definition,
        predecessors: milestones.predecessors,
        appliesToKinds: milestones.appliesToKinds,
        defaultOwnerRole: milestones.defaultOwnerRole,
      })
      .from(milestones)
      .orderBy(asc(milestones.position)),
  );

export async function listVocabulary(tx: Tx, act: Act, vocabulary: string) {
  const terms = await tx
    .select({
      vocabulary: vocabularyTerms.vocabulary,
      slug: vocabularyTerms.slug,
      names: vocabularyTerms.names,
      terminal: vocabularyTerms.terminal,
    })
    .from(vocabularyTerms)
    .where(eq(vocabularyTerms.vocabulary, vocabulary))
    .orderBy(asc(vocabularyTerms.position));
  if (terms.length === 0) throw new Refusal('not-found');
  return whole(act, 'VocabularyTerm', terms);
}
