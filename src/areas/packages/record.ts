import { REASON_CODES } from '../../kernel/reason.ts';
import { z } from 'zod';
import { idOf, instant, slugOf, toldQuantity, versionField } from '../../platform/http/schemas.ts';
import { notAllowedNow, Party, QuantityBand, UnitName } from '../../platform/http/shared-shapes.ts';
import { MATCH_STATES } from '../matches/domain/match.ts';
import { NEED_STATES } from '../needs/domain/need.ts';
import { PACKAGE_ACTIONS, PACKAGE_STATES } from './domain/package.ts';
import { CRITICALITIES } from './domain/parts.ts';
import { SHARE_BANDS } from './domain/readiness.ts';
import { declareRecord, parties, partners, recipientSide, type ViewOf } from '../disclosure/index.ts';

const percent = z.int().min(0).max(100);

const shareBand = z.enum(SHARE_BANDS);

export const PackagePart = declareRecord('PackagePart', 'One item of a package. Fields that the reader may not see are absent.', {
  itemType: partners(slugOf('item-type')),
  area: partners(slugOf('capability-area').meta({ description: 'Capability area.' })),
  unitOfMeasure: partners(z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' })),
  criticality: partners(z.enum(CRITICALITIES)),
  dependencyTypes: partners(z.array(z.string()).meta({ description: 'As what it is needed.', example: ['training'] })),
  neededFor: partners(z.array(slugOf('item-type')).meta({ description: 'The parts that need it.' })),
  neededBand: partners(QuantityBand.nullable()),
  completenessBand: partners(shareBand.meta({ description: 'How much of it is promised or there.' })),
  readinessBand: partners(shareBand.meta({ description: 'How much of it is in the unit’s hands.' })),
  needed: recipientSide(toldQuantity),
  held: recipientSide(toldQuantity.meta({ description: 'Serviceable at the unit and not needed by its other equipment.' })),
  verified: recipientSide(toldQuantity),
  delivered: recipientSide(toldQuantity),
  inTransit: recipientSide(toldQuantity),
  agreed: recipientSide(toldQuantity),
  reserved: recipientSide(toldQuantity.meta({ description: 'Holds quantity and counts for nothing yet.' })),
  missing: recipientSide(toldQuantity.meta({ description: 'What nobody has taken on.' })),
  asked: recipientSide(toldQuantity.meta({ description: 'Of what is missing: asked for already, by open need lines.' })),
  completeness: recipientSide(percent.meta({ description: 'Per cent of what is needed, rounded down.' })),
  readiness: recipientSide(percent.meta({ description: 'Per cent of what is needed, rounded down.' })),
});

export const PackageMatch = declareRecord('PackageMatch', 'A match that serves the package; a donor sees its own alone.', {
  id: partners(idOf('match')),
  reference: partners(z.string()),
  itemType: partners(slugOf('item-type').meta({ description: 'The part that it serves.' })),
  donor: partners(Party),
  state: partners(z.enum(MATCH_STATES)),
  quantityBand: partners(QuantityBand.nullable()),
  quantity: parties(toldQuantity),
  shipped: parties(toldQuantity),
  accepted: parties(toldQuantity),
  verified: parties(toldQuantity),
});

export const PackageNeed = declareRecord('PackageNeed', 'A need that asks for what the package was missing.', {
  id: recipientSide(idOf('need')),
  reference: recipientSide(z.string()),
  state: recipientSide(z.enum(NEED_STATES)),
});

/** A donor sees how far the parts are that others give, and no amount of theirs: bands, and its own matches (row-level security). */
export const Package = declareRecord(
  'Package',
  'Matches that only together give a capability. Fields that the reader may not see are absent.',
  {
    id: partners(idOf('package')),
    reference: partners(z.string().meta({ description: 'Short code for people.', example: 'K-7F3K-2Q' })),
    state: partners(z.enum(PACKAGE_STATES)),
    mainItemType: partners(slugOf('item-type')),
    quantityBand: partners(QuantityBand.nullable()),
    completenessBand: partners(shareBand),
    readinessBand: partners(shareBand),
    weakestParts: partners(
      z.array(slugOf('item-type')).meta({ description: 'The parts that hold its readiness down; none once it is ready.' }),
    ),
    parts: partners(z.array(PackagePart.schema)),
    matches: partners(z.array(PackageMatch.schema)),
    version: partners(versionField),
    allowedActions: partners(z.array(z.enum(PACKAGE_ACTIONS)).meta({ description: 'What the reader may do next.' })),
    notAllowedNow: partners(notAllowedNow(z.enum(PACKAGE_ACTIONS), 'PackageNotAllowedNow')),
    quantity: parties(toldQuantity),
    unitId: parties(idOf('unit')),
    unit: parties(UnitName.nullable()),
    organisation: parties(Party),
    title: recipientSide(z.string()),
    needId: recipientSide(idOf('need').nullable()),
    completeness: recipientSide(percent.meta({ description: 'That of its least complete part.' })),
    readiness: recipientSide(percent.meta({ description: 'That of its weakest part.' })),
    missing: recipientSide(
      z
        .array(z.object({ itemType: slugOf('item-type'), quantity: toldQuantity, unitOfMeasure: z.string() }))
        .meta({ description: 'The need lines that would complete it: what is missing and not asked for yet.' }),
    ),
    needs: recipientSide(z.array(PackageNeed.schema).meta({ description: 'Needs that ask for what it was missing.' })),
    endReason: recipientSide(z.enum(REASON_CODES).nullable()),
    createdAt: recipientSide(instant),
  },
);
export type PackageView = ViewOf<typeof Package>;
