import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, idOf, listOf, localText, quantity, shortText, slugOf, whyFields } from '../../platform/http/schemas.ts';
import { DISCLOSURE_LEVELS, PRIORITIES } from '../needs/domain/need.ts';
import { PACKAGE_STATES } from './domain/package.ts';
import { Package } from './record.ts';

const matchIds = listOf(idOf('match')).max(100);

export const AssemblePackage = z
  .strictObject({
    unitId: idOf('unit').optional().meta({ description: 'Whose capability it is; left out where the need says so.' }),
    needId: idOf('need').optional().meta({ description: 'The need that it answers.' }),
    title: shortText.meta({ description: 'For the recipient and overseers; donors don’t read it.' }),
    mainItemType: slugOf('item-type').meta({ description: 'What the capability turns on; the other parts follow from the catalogue.' }),
    quantity: quantity
      .optional()
      .meta({ description: 'Of the main item; left out: what the need’s lines were approved at, or what the matches bring.' }),
    without: listOf(slugOf('item-type')).max(50).default([]).meta({ description: 'Recommended parts that this package does without.' }),
    matchIds: matchIds.default([]).meta({ description: 'Matches of the unit for the main item or its parts.' }),
  })
  .meta({ id: 'AssemblePackage', description: 'A main item for a unit, and the matches that serve it.' });
export type AssemblePackage = Omit<z.output<typeof AssemblePackage>, 'without' | 'matchIds'> &
  Partial<Pick<z.output<typeof AssemblePackage>, 'without' | 'matchIds'>>;

export const LinkMatches = z
  .strictObject({ matchIds: matchIds.min(1) })
  .meta({ id: 'LinkMatches', description: 'Further matches that serve the package.' });

export const UnlinkMatches = z
  .strictObject({ matchIds: matchIds.min(1), ...whyFields('package') })
  .meta({ id: 'UnlinkMatches', description: 'Matches that no longer serve the package, and why.' });
export type UnlinkMatches = z.output<typeof UnlinkMatches>;

export const AskForMissing = z
  .strictObject({
    itemTypes: listOf(slugOf('item-type'))
      .max(50)
      .optional()
      .meta({ description: 'Requester: only these parts; left out: all that is missing.' }),
    priority: z.enum(PRIORITIES).optional().meta({ description: 'Requester; left out: as the package’s need.' }),
    justification: localText.optional().meta({ description: 'Requester; left out: that it completes the package.' }),
    neededBy: calendarDate.optional().meta({ description: 'Requester; left out: as the package’s need.' }),
    respondBy: calendarDate.optional().meta({ description: 'Requester; left out: as the package’s need, unless that day has passed.' }),
    disclosureLevel: z.enum(DISCLOSURE_LEVELS).optional().meta({ description: 'Facilitator; left out: as the package’s need.' }),
    disclosedTo: listOf(idOf('organisation')).max(50).optional().meta({ description: 'Facilitator, with named-partners.' }),
    summary: localText.optional().meta({ description: 'Facilitator: what donors read; left out: as the package’s need.' }),
  })
  .meta({ id: 'AskForMissing', description: 'What the caller’s own step needs beyond what the package’s need says.' });
export type AskForMissing = z.output<typeof AskForMissing>;
export const PackagePage = pageOf(Package.schema, 'PackagePage');

export const listPackagesQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(PACKAGE_STATES).optional(),
  mainItemType: slugOf('item-type').optional(),
  unitId: idOf('unit').optional(),
  needId: idOf('need').optional(),
});
export type ListPackages = z.output<typeof listPackagesQuery>;
export const packageParams = z.strictObject({ id: idOf('package') });
