import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { searchWords, slugOf } from '../../platform/http/schemas.ts';
import { ITEM_KINDS, ORGANISATION_KINDS } from './domain/vocabulary.ts';
import { CapabilityArea, Cell, ItemType, Milestone, ObstacleKind, Organisation, Region, Site, VocabularyTerm } from './record.ts';

export const RegionPage = pageOf(Region.schema, 'RegionPage');
export const CellPage = pageOf(Cell.schema, 'CellPage');
export const SitePage = pageOf(Site.schema, 'SitePage');
export const OrganisationPage = pageOf(Organisation.schema, 'OrganisationPage');
export const CapabilityAreaPage = pageOf(CapabilityArea.schema, 'CapabilityAreaPage');
export const ItemTypePage = pageOf(ItemType.schema, 'ItemTypePage');
export const ObstacleKindPage = pageOf(ObstacleKind.schema, 'ObstacleKindPage');
export const MilestonePage = pageOf(Milestone.schema, 'MilestonePage');
export const VocabularyTermPage = pageOf(VocabularyTerm.schema, 'VocabularyTermPage');

export const listSitesQuery = z.strictObject({
  ...pageQuery,
  region: slugOf('region').optional(),
  cell: slugOf('cell').optional(),
  kind: slugOf('site-kind').optional(),
});
export const listOrganisationsQuery = z.strictObject({
  ...pageQuery,
  kind: z.enum(ORGANISATION_KINDS).optional(),
  party: z
    .string()
    .regex(/^[A-Z]{2,3}$/)
    .optional(),
});
export const listItemTypesQuery = z.strictObject({
  ...pageQuery,
  area: slugOf('capability-area').optional(),
  kind: z.enum(ITEM_KINDS).optional(),
  q: searchWords.optional().meta({ description: 'Part of a name or synonym, in any language.' }),
});
export type ListSites = z.output<typeof listSitesQuery>;
export type ListOrganisations = z.output<typeof listOrganisationsQuery>;
export type ListItemTypes = z.output<typeof listItemTypesQuery>;
export const slugParams = z.strictObject({ slug: slugOf('item-type') });
export const vocabularyParams = z.strictObject({ vocabulary: z.string().regex(/^[a-z_]{1,40}$/) });
