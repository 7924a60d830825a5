import type { z } from 'zod';
import { ROLES } from '../../kernel/role.ts';
import { type AnyRoute, type HandlerContext, route } from '../../platform/http/route.ts';
import {
  CapabilityAreaPage,
  CellPage,
  ItemTypePage,
  listItemTypesQuery,
  listOrganisationsQuery,
  listSitesQuery,
  MilestonePage,
  ObstacleKindPage,
  OrganisationPage,
  RegionPage,
  SitePage,
  slugParams,
  vocabularyParams,
  VocabularyTermPage,
} from './contract.ts';
import { listCells } from './cell-queries.ts';
import {
  findItemType,
  listCapabilityAreas,
  listItemTypes,
  listMilestones,
  listObstacleKinds,
  listOrganisations,
  listRegions,
  listSites,
  listUnitTypes,
  listVocabulary,
} from './queries.ts';
import { ItemType } from './record.ts';

const tag = 'Reference';
const shared = { method: 'GET', tag, roles: ROLES, scope: 'reference:read', status: 200, answer: { as: 'json', mayBeKept: true } } as const;

const completeList = <R extends z.ZodType>(
  url: `/${string}`,
  operationId: string,
  summary: string,
  response: R,
  list: (
    tx: HandlerContext<unknown, unknown, unknown>['tx'],
    ctx: HandlerContext<unknown, unknown, unknown>['ctx'],
  ) => Promise<z.output<R>>,
): AnyRoute => route({ ...shared, url, operationId, summary, response, handle: ({ tx, ctx }) => list(tx, ctx) });

export const referenceRoutes: AnyRoute[] = [
  completeList('/v1/regions', 'listRegions', 'List the regions', RegionPage, listRegions),
  completeList('/v1/cells', 'listCells', 'List the cells in which needs are shown to lie', CellPage, listCells),
  completeList('/v1/unit-types', 'listUnitTypes', 'List the types of unit', RegionPage, listUnitTypes),
  completeList('/v1/capability-areas', 'listCapabilityAreas', 'List the capability areas', CapabilityAreaPage, listCapabilityAreas),
  completeList(
    '/v1/obstacle-kinds',
    'listObstacleKinds',
    'List the kinds of obstacle with their playbooks',
    ObstacleKindPage,
    listObstacleKinds,
  ),
  completeList('/v1/milestones', 'listMilestones', 'List the milestones of a delivery', MilestonePage, listMilestones),
  route({
    ...shared,
    url: '/v1/sites',
    operationId: 'listSites',
    summary: 'List crossings, ports, airports and places',
    query: listSitesQuery,
    response: SitePage,
    handle: ({ tx, ctx, query }) => listSites(tx, ctx, query),
  }),
  route({
    ...shared,
    url: '/v1/organisations',
    operationId: 'listOrganisations',
    summary: 'List organisations by their public role',
    query: listOrganisationsQuery,
    response: OrganisationPage,
    handle: ({ tx, ctx, query }) => listOrganisations(tx, ctx, query),
  }),
  route({
    ...shared,
    url: '/v1/item-types',
    operationId: 'listItemTypes',
    summary: 'List the catalogue',
    query: listItemTypesQuery,
    response: ItemTypePage,
    handle: ({ tx, ctx, query }) => listItemTypes(tx, ctx, query),
  }),
  route({
    ...shared,
    url: '/v1/item-types/:slug',
    operationId: 'getItemType',
    summary: 'Read an item type',
    params: slugParams,
    response: ItemType.schema,
    handle: ({ tx, ctx, params }) => findItemType(tx, ctx, params.slug),
  }),
  route({
    ...shared,
    url: '/v1/vocabularies/:vocabulary',
    operationId: 'listVocabulary',
    summary: 'List the terms of a vocabulary',
    params: vocabularyParams,
    response: VocabularyTermPage,
    handle: ({ tx, ctx, params }) => listVocabulary(tx, ctx, params.vocabulary),
  }),
];

export const referenceTag = { name: tag, description: 'Catalogue, places, organisations, kinds of obstacle, milestones and vocabularies.' };
