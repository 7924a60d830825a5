import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { idOf, names, searchWords, slug } from '../../platform/http/schemas.ts';
import { ITEM_KINDS, ORGANISATION_KINDS } from './domain/vocabulary.ts';

const bilingual = z.object({ en: z.string(), ar: z.string() }).meta({ id: 'BilingualText', description: 'A text in English and Arabic.' });
const json = z.unknown();
const duration = z
  .object({ min: z.number(), typical: z.number(), max: z.number(), basis: z.string() })
  .meta({ id: 'Duration', description: 'Days; nearly all are estimates, `basis` says which are not.' });

export const Region = z.object({ slug, names }).meta({ id: 'Region', description: 'One of the three regions.' });
export const Site = z
  .object({
    slug,
    names,
    kind: slug,
    region: slug,
    unlocode: z.string().nullable(),
    district: z.string().nullable().optional().meta({ description: 'ISO 3166-2.', example: 'LY-NQ' }),
    neighbour: z.string().nullable().optional().meta({ description: 'ISO 3166-1 of the country beyond.', example: 'TN' }),
    latitude: z.number().optional().meta({ description: 'Degrees north, WGS 84; for reference, not for navigation.' }),
    longitude: z.number().optional().meta({ description: 'Degrees east, WGS 84.' }),
  })
  .meta({ id: 'Site', description: 'A publicly named crossing, port, airport or place. Names imply no opinion on boundaries.' });
export const Organisation = z
  .object({
    id: idOf('organisation'),
    slug,
    names,
    kind: z.enum(ORGANISATION_KINDS),
    party: z.string().meta({ description: 'ISO 3166-1, or UN, EU, INT.', example: 'IT' }),
    acronym: z.string().nullable(),
    parentId: idOf('organisation').nullable(),
    publicRole: z.string(),
  })
  .meta({ id: 'Organisation', description: 'An organisation by its public role.' });
export const CapabilityArea = z
  .object({ slug, names, scope: bilingual })
  .meta({ id: 'CapabilityArea', description: 'An area of capability.' });
export const ItemType = z
  .object({
    slug,
    area: slug,
    kind: z.enum(ITEM_KINDS),
    names,
    synonyms: z.record(z.string(), z.array(z.string())),
    unitOfMeasure: z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' }),
    lethality: z.enum(['non-lethal', 'protective', 'dual-use']),
    attributes: z
      .array(z.object({ key: z.string(), typical: json }))
      .meta({ description: 'Attributes with a sensible default minimum, not a standard.' }),
    unspsc: json.meta({ description: 'UNSPSC code, where one fits.' }),
    hs: json.meta({ description: 'HS 2022 code, where one fits.' }),
    control: json.meta({
      description: 'Hints for triage, not a classification: the exporter and the authority classify the actual model.',
    }),
    unitCostEur: z.object({ low: z.number(), high: z.number() }).meta({ description: 'Order-of-magnitude estimate, EUR.' }),
    dependencies: z.array(
      z.object({
        itemType: slug,
        type: z.string(),
        quantity: z.number(),
        per: z.number(),
        criticality: z.enum(['required', 'recommended']),
      }),
    ),
    substitutes: z.array(slug),
    note: z.string().nullable(),
  })
  .meta({ id: 'ItemType', description: 'A type of item, with what it depends on and what may stand in for it.' });
export const ObstacleKind = z
  .object({
    slug,
    group: slug,
    names,
    defaultSeverity: z.enum(['low', 'medium', 'high', 'critical']),
    defaultOwnerRole: z.string(),
    blocksMilestone: slug,
    blockingByDefault: z.boolean(),
    playbook: z.array(z.object({ slug, names, defaultRole: z.string(), typicalDays: z.int() })),
    durationDays: duration,
  })
  .meta({ id: 'ObstacleKind', description: 'A kind of obstacle with its playbook.' });
export const Milestone = z
  .object({
    slug,
    position: z.int(),
    names,
    definition: bilingual,
    predecessors: z.array(slug),
    appliesToKinds: z.array(z.string()),
    defaultOwnerRole: z.string(),
  })
  .meta({ id: 'Milestone', description: 'A milestone of a delivery.' });
export const VocabularyTerm = z
  .object({ vocabulary: z.string(), slug: z.string(), names, terminal: z.boolean() })
  .meta({ id: 'VocabularyTerm', description: 'A term of a controlled vocabulary.' });

export const RegionPage = pageOf(Region, 'RegionPage');
export const SitePage = pageOf(Site, 'SitePage');
export const OrganisationPage = pageOf(Organisation, 'OrganisationPage');
export const CapabilityAreaPage = pageOf(CapabilityArea, 'CapabilityAreaPage');
export const ItemTypePage = pageOf(ItemType, 'ItemTypePage');
export const ObstacleKindPage = pageOf(ObstacleKind, 'ObstacleKindPage');
export const MilestonePage = pageOf(Milestone, 'MilestonePage');
export const VocabularyTermPage = pageOf(VocabularyTerm, 'VocabularyTermPage');

export const listSitesQuery = z.strictObject({ ...pageQuery, region: slug.optional(), kind: slug.optional() });
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
  area: slug.optional(),
  kind: z.enum(ITEM_KINDS).optional(),
  q: searchWords.optional().meta({ description: 'Part of a name or synonym, in any language.' }),
});
export type ListSites = z.output<typeof listSitesQuery>;
export type ListOrganisations = z.output<typeof listOrganisationsQuery>;
export type ListItemTypes = z.output<typeof listItemTypesQuery>;
export const slugParams = z.strictObject({ slug });
export const vocabularyParams = z.strictObject({ vocabulary: z.string().regex(/^[a-z_]{1,40}$/) });
