import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import {
  calendarDate,
  count,
  idOf,
  instant,
  localText,
  quantity,
  reason,
  shortText,
  slug,
  versionField,
} from '../../platform/http/schemas.ts';
import { Party, QuantityBand, UnitName } from '../../platform/http/shared-shapes.ts';
import { MATCH_STATES } from '../matches/domain/match.ts';
import { DISCLOSURE_LEVELS, NEED_STATES, PRIORITIES } from '../needs/domain/need.ts';
import { PACKAGE_ACTIONS, PACKAGE_STATES } from './domain/package.ts';
import { CRITICALITIES } from './domain/parts.ts';
import { SHARE_BANDS } from './domain/readiness.ts';

const matchIds = z.array(idOf('match')).max(100);

export const AssemblePackage = z
  .strictObject({
    unitId: idOf('unit').optional().meta({ description: 'Whose capability it is; left out where the need says so.' }),
    needId: idOf('need').optional().meta({ description: 'The need that it answers.' }),
    title: shortText.meta({ description: 'For the recipient and overseers; donors don’t read it.' }),
    mainItemType: slug.meta({ description: 'What the capability turns on; the other parts follow from the catalogue.' }),
    quantity: quantity
      .optional()
      .meta({ description: 'Of the main item; left out: what the need’s lines were approved at, or what the matches bring.' }),
    without: z.array(slug).max(50).default([]).meta({ description: 'Recommended parts that this package does without.' }),
    matchIds: matchIds.default([]).meta({ description: 'Matches of the unit for the main item or its parts.' }),
  })
  .meta({ id: 'AssemblePackage', description: 'A main item for a unit, and the matches that serve it.' });
export type AssemblePackage = Omit<z.output<typeof AssemblePackage>, 'without' | 'matchIds'> &
  Partial<Pick<z.output<typeof AssemblePackage>, 'without' | 'matchIds'>>;

export const LinkMatches = z
  .strictObject({ matchIds: matchIds.min(1) })
  .meta({ id: 'LinkMatches', description: 'Further matches that serve the package.' });

export const UnlinkMatches = z
  .strictObject({ matchIds: matchIds.min(1), reason })
  .meta({ id: 'UnlinkMatches', description: 'Matches that no longer serve the package, and why.' });

export const AskForMissing = z
  .strictObject({
    itemTypes: z.array(slug).max(50).optional().meta({ description: 'Requester: only these parts; left out: all that is missing.' }),
    priority: z.enum(PRIORITIES).optional().meta({ description: 'Requester; left out: as the package’s need.' }),
    justification: localText.optional().meta({ description: 'Requester; left out: that it completes the package.' }),
    neededBy: calendarDate.optional().meta({ description: 'Requester; left out: as the package’s need.' }),
    respondBy: calendarDate.optional().meta({ description: 'Requester; left out: as the package’s need, unless that day has passed.' }),
    disclosureLevel: z.enum(DISCLOSURE_LEVELS).optional().meta({ description: 'Facilitator; left out: as the package’s need.' }),
    disclosedTo: z.array(idOf('organisation')).max(50).optional().meta({ description: 'Facilitator, with named-partners.' }),
    summary: localText.optional().meta({ description: 'Facilitator: what donors read; left out: as the package’s need.' }),
  })
  .meta({ id: 'AskForMissing', description: 'What the caller’s own step needs beyond what the package’s need says.' });
export type AskForMissing = z.output<typeof AskForMissing>;

const percent = z.int().min(0).max(100);
const shareBand = z.enum(SHARE_BANDS);

export const PackagePart = z
  .object({
    itemType: slug,
    area: slug.meta({ description: 'Capability area.' }),
    unitOfMeasure: z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' }),
    criticality: z.enum(CRITICALITIES),
    dependencyTypes: z.array(z.string()).meta({ description: 'As what it is needed.', example: ['training'] }),
    neededFor: z.array(slug).meta({ description: 'The parts that need it.' }),
    neededBand: QuantityBand.nullable(),
    completenessBand: shareBand.meta({ description: 'How much of it is promised or there.' }),
    readinessBand: shareBand.meta({ description: 'How much of it is in the unit’s hands.' }),
    needed: quantity.optional(),
    held: count.optional().meta({ description: 'Serviceable at the unit and not needed by its other equipment.' }),
    verified: count.optional(),
    delivered: count.optional(),
    inTransit: count.optional(),
    agreed: count.optional(),
    reserved: count.optional().meta({ description: 'Holds quantity and counts for nothing yet.' }),
    missing: count.optional().meta({ description: 'What nobody has taken on.' }),
    asked: count.optional().meta({ description: 'Of what is missing: asked for already, by open need lines.' }),
    completeness: percent.optional().meta({ description: 'Per cent of what is needed, rounded down.' }),
    readiness: percent.optional().meta({ description: 'Per cent of what is needed, rounded down.' }),
  })
  .meta({ id: 'PackagePart', description: 'One item of a package. Fields that the reader may not see are absent.' });

export const PackageMatch = z
  .object({
    id: idOf('match'),
    reference: z.string(),
    itemType: slug.meta({ description: 'The part that it serves.' }),
    donor: Party,
    state: z.enum(MATCH_STATES),
    quantityBand: QuantityBand.nullable(),
    quantity: quantity.optional(),
    shipped: count.optional(),
    accepted: count.optional(),
    verified: count.optional(),
  })
  .meta({ id: 'PackageMatch', description: 'A match that serves the package; a donor sees its own alone.' });

export const Package = z
  .object({
    id: idOf('package'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'K-7F3K-2Q' }),
    state: z.enum(PACKAGE_STATES),
    mainItemType: slug,
    quantityBand: QuantityBand.nullable(),
    completenessBand: shareBand,
    readinessBand: shareBand,
    weakestParts: z.array(slug).meta({ description: 'The parts that hold its readiness down; none once it is ready.' }),
    parts: z.array(PackagePart),
    matches: z.array(PackageMatch),
    version: versionField,
    allowedActions: z.array(z.enum(PACKAGE_ACTIONS)).meta({ description: 'What the reader may do next.' }),
    quantity: quantity.optional(),
    unitId: idOf('unit').optional(),
    unit: UnitName.nullable().optional(),
    organisation: Party.optional(),
    title: z.string().optional(),
    needId: idOf('need').nullable().optional(),
    completeness: percent.optional().meta({ description: 'That of its least complete part.' }),
    readiness: percent.optional().meta({ description: 'That of its weakest part.' }),
    missing: z
      .array(z.object({ itemType: slug, quantity, unitOfMeasure: z.string() }))
      .optional()
      .meta({ description: 'The need lines that would complete it: what is missing and not asked for yet.' }),
    needs: z
      .array(z.object({ id: idOf('need'), reference: z.string(), state: z.enum(NEED_STATES) }))
      .optional()
      .meta({ description: 'Needs that ask for what it was missing.' }),
    endReason: z.string().nullable().optional(),
    createdAt: instant.optional(),
  })
  .meta({ id: 'Package', description: 'Matches that only together give a capability. Fields that the reader may not see are absent.' });
export type PackageView = z.output<typeof Package>;
export const PackagePage = pageOf(Package, 'PackagePage');

export const listPackagesQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(PACKAGE_STATES).optional(),
  mainItemType: slug.optional(),
  unitId: idOf('unit').optional(),
  needId: idOf('need').optional(),
});
export type ListPackages = z.output<typeof listPackagesQuery>;
export const packageParams = z.strictObject({ id: idOf('package') });
