import { DECIMALS } from '../../kernel/quantity.ts';
import { z } from 'zod';
import { idOf, names, slugOf } from '../../platform/http/schemas.ts';
import { declareRecord, everyone, recipientSideAndAdministrator } from '../disclosure/index.ts';
import type { Synonyms } from './domain/stored-json.ts';
import {
  ADMISSIBLE_LETHALITY,
  CELL_EXTENTS,
  DEPENDENCY_CRITICALITIES,
  ITEM_KINDS,
  ORGANISATION_KINDS,
  SEVERITIES,
  SITE_CLASSES,
} from './domain/vocabulary.ts';

const bilingual = z.object({ en: z.string(), ar: z.string() }).meta({ id: 'BilingualText', description: 'A text in English and Arabic.' });
const json = z.unknown();
const duration = z
  .object({ min: z.number(), typical: z.number(), max: z.number(), basis: z.string() })
  .meta({ id: 'Duration', description: 'Days; nearly all are estimates, `basis` says which are not.' });

export const Region = declareRecord('Region', 'One of the three regions.', {
  slug: everyone(slugOf('region')),
  names: everyone(names),
});

const degrees = (description: string) => z.int().meta({ description, example: 12 });
const BoundingBox = z
  .object({
    south: degrees('Degrees north of its southern edge.'),
    west: degrees('Degrees east of its western edge.'),
    north: degrees('Degrees north of its northern edge.'),
    east: degrees('Degrees east of its eastern edge.'),
  })
  .meta({ id: 'BoundingBox', description: 'Whole degrees, WGS 84, around every site of the cell.' });

export const Cell = declareRecord(
  'Cell',
  'Where something lies, as far as those may know who may not know the site: one part of a fixed division of the publicly known sites. All that is said of the place is the same for every site of the cell.',
  {
    slug: everyone(slugOf('cell')),
    names: everyone(names.meta({ description: 'The names of the regions over which it stretches.' })),
    siteClasses: everyone(
      z.array(z.enum(SITE_CLASSES)).meta({ description: 'Land: crossings, posts, border towns and sectors together.' }),
    ),
    extent: everyone(z.enum(CELL_EXTENTS)),
    region: everyone(slugOf('region').nullable().meta({ description: 'null where it stretches over several regions.' })),
    regions: everyone(z.array(slugOf('region'))),
    boundingBox: everyone(BoundingBox),
    publicSites: everyone(z.int().meta({ description: 'How many sites of `listSites` lie in it: at least five.', example: 7 })),
  },
);

const timeZone = z.string().meta({ description: 'IANA: whose day its days and deadlines are of.', example: 'Africa/Tripoli' });

export const Site = declareRecord('Site', 'A publicly named crossing, port, airport or place. Names imply no opinion on boundaries.', {
  slug: everyone(slugOf('site')),
  names: everyone(names),
  kind: everyone(slugOf('site-kind')),
  region: everyone(slugOf('region')),
  cell: everyone(slugOf('cell')),
  unlocode: everyone(z.string().nullable()),
  district: recipientSideAndAdministrator(z.string().nullable().meta({ description: 'ISO 3166-2.', example: 'LY-NQ' })),
  neighbour: recipientSideAndAdministrator(z.string().nullable().meta({ description: 'ISO 3166-1 of the country beyond.', example: 'TN' })),
  timeZone: everyone(timeZone),
  latitude: recipientSideAndAdministrator(z.number().meta({ description: 'Degrees north, WGS 84; for reference, not for navigation.' })),
  longitude: recipientSideAndAdministrator(z.number().meta({ description: 'Degrees east, WGS 84.' })),
});

export const Organisation = declareRecord('Organisation', 'An organisation by its public role.', {
  id: everyone(idOf('organisation')),
  slug: everyone(slugOf('organisation')),
  names: everyone(names),
  kind: everyone(z.enum(ORGANISATION_KINDS)),
  party: everyone(z.string().meta({ description: 'ISO 3166-1, or UN, EU, INT.', example: 'IT' })),
  acronym: everyone(z.string().nullable()),
  parentId: everyone(idOf('organisation').nullable()),
  publicRole: everyone(z.string()),
  timeZone: everyone(timeZone),
});

export const CapabilityArea = declareRecord('CapabilityArea', 'An area of capability.', {
  slug: everyone(slugOf('capability-area')),
  names: everyone(names),
  scope: everyone(bilingual),
});

export const ItemType = declareRecord('ItemType', 'A type of item, with what it depends on and what may stand in for it.', {
  slug: everyone(slugOf('item-type')),
  area: everyone(slugOf('capability-area')),
  kind: everyone(z.enum(ITEM_KINDS)),
  names: everyone(names),
  synonyms: everyone(z.record(z.string(), z.array(z.string())) as unknown as z.ZodType<Synonyms, Synonyms>),
  unitOfMeasure: everyone(z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' })),
  decimals: everyone(z.literal(DECIMALS).meta({ description: 'How many decimal places quantities of it may have.' })),
  lethality: everyone(z.enum(ADMISSIBLE_LETHALITY)),
  attributes: everyone(
    z
      .array(z.object({ key: z.string(), typical: json }))
      .meta({ description: 'Attributes with a sensible default minimum, not a standard.' }),
  ),
  unspsc: everyone(json.meta({ description: 'UNSPSC code, where one fits.' })),
  hs: everyone(json.meta({ description: 'HS 2022 code, where one fits.' })),
  control: everyone(
    json.meta({
      description: 'Hints for triage, not a classification: the exporter and the authority classify the actual model.',
    }),
  ),
  unitCostEur: everyone(z.object({ low: z.number(), high: z.number() }).meta({ description: 'Order-of-magnitude estimate, EUR.' })),
  dependencies: everyone(
    z.array(
      z.object({
        itemType: slugOf('item-type'),
        type: z.string(),
        quantity: z.number(),
        per: z.number(),
        criticality: z.enum(DEPENDENCY_CRITICALITIES),
      }),
    ),
  ),
  substitutes: everyone(z.array(slugOf('item-type'))),
  note: everyone(z.string().nullable()),
});

export const ObstacleKind = declareRecord('ObstacleKind', 'A kind of obstacle with its playbook.', {
  slug: everyone(slugOf('obstacle-kind')),
  group: everyone(slugOf('obstacle-group')),
  names: everyone(names),
  defaultSeverity: everyone(z.enum(SEVERITIES)),
  defaultOwnerRole: everyone(slugOf('role')),
  blocksMilestone: everyone(slugOf('milestone')),
  blockingByDefault: everyone(z.boolean()),
  playbook: everyone(z.array(z.object({ slug: slugOf('playbook-step'), names, defaultRole: slugOf('role'), typicalDays: z.int() }))),
  durationDays: everyone(duration),
});

export const Milestone = declareRecord('Milestone', 'A milestone of a delivery.', {
  slug: everyone(slugOf('milestone')),
  position: everyone(z.int()),
  names: everyone(names),
  definition: everyone(bilingual),
  predecessors: everyone(z.array(slugOf('milestone'))),
  appliesToKinds: everyone(z.array(z.enum(ITEM_KINDS))),
  defaultOwnerRole: everyone(slugOf('role')),
});

export const VocabularyTerm = declareRecord('VocabularyTerm', 'A term of a controlled vocabulary.', {
  vocabulary: everyone(z.string()),
  slug: everyone(z.string()),
  names: everyone(names),
  terminal: everyone(z.boolean()),
});
