import { z } from 'zod';
import { Party, UnitName } from '../../platform/http/shared-shapes.ts';
import { calendarDate, count, idOf, instant, names, slug, slugOf, toldQuantity, versionField } from '../../platform/http/schemas.ts';
import { REQUIREMENT_LEVELS } from './domain/gap.ts';
import { PROPOSAL_STATES, REPORT_SOURCES } from './domain/proposal.ts';
import { declareRecord, partiesAndAdministrator, recipientSide, recipientSideAndAdministrator, type ViewOf } from '../disclosure/index.ts';

/** A sum of quantities of several units, as the numbers they are: no ceiling of its own. */
const sum = z.number().min(0);
const unitOfMeasure = z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' });

export const Unit = declareRecord('Unit', 'A unit. Fields that the reader may not see are absent.', {
  id: partiesAndAdministrator(idOf('unit')),
  slug: partiesAndAdministrator(slug.meta({ description: 'Slug of the unit.', example: 'u-ras-ajdir-crossing' })),
  names: partiesAndAdministrator(names),
  organisation: partiesAndAdministrator(Party),
  unitType: partiesAndAdministrator(slugOf('unit-type')),
  region: partiesAndAdministrator(slugOf('region')),
  version: partiesAndAdministrator(versionField),
  site: recipientSideAndAdministrator(slugOf('site')),
  district: recipientSideAndAdministrator(z.string().nullable().meta({ description: 'ISO 3166-2.', example: 'LY-NQ' })),
});
export type UnitView = ViewOf<typeof Unit>;

export const Gap = declareRecord('Gap', 'The capability gap of a unit in one item type: computed, never typed.', {
  unitId: recipientSide(idOf('unit')),
  unit: recipientSide(UnitName),
  organisation: recipientSide(Party),
  region: recipientSide(slugOf('region')),
  site: recipientSide(slugOf('site')),
  itemType: recipientSide(slugOf('item-type')),
  area: recipientSide(slugOf('capability-area')),
  unitOfMeasure: recipientSide(unitOfMeasure),
  authorised: recipientSide(toldQuantity.meta({ description: 'What the unit should have.' })),
  authorisedBy: recipientSide(z.enum(REQUIREMENT_LEVELS).nullable().meta({ description: 'Whether the unit itself or its type says so.' })),
  onHand: recipientSide(toldQuantity),
  serviceable: recipientSide(toldQuantity),
  unserviceableRepairable: recipientSide(toldQuantity),
  beyondRepair: recipientSide(toldQuantity),
  asOf: recipientSide(calendarDate.nullable().meta({ description: 'Day of the latest holding report; null where there is none.' })),
  inbound: recipientSide(toldQuantity.meta({ description: 'Agreed and not yet accepted, and accepted but not yet confirmed as held.' })),
  gap: recipientSide(toldQuantity.meta({ description: 'authorised − serviceable − inbound, never below zero.' })),
});
export type GapView = ViewOf<typeof Gap>;

export const GapTotal = declareRecord('GapTotal', 'Gaps added up by group.', {
  key: recipientSide(z.string().meta({ description: 'Slug or id of the group.' })),
  names: recipientSide(names.nullable()),
  authorised: recipientSide(sum),
  onHand: recipientSide(sum),
  serviceable: recipientSide(sum),
  inbound: recipientSide(sum),
  gap: recipientSide(sum),
  units: recipientSide(count.meta({ description: 'How many units are in it.' })),
  itemTypes: recipientSide(count.meta({ description: 'How many item types are in it.' })),
});
export type GapTotalView = ViewOf<typeof GapTotal>;

export const Requirement = declareRecord('Requirement', 'A row of the authorised table; later rows follow, earlier ones stay.', {
  id: recipientSide(idOf('requirement')),
  unitType: recipientSide(slugOf('unit-type').nullable()),
  unitId: recipientSide(idOf('unit').nullable()),
  itemType: recipientSide(slugOf('item-type')),
  authorised: recipientSide(toldQuantity),
  effectiveOn: recipientSide(calendarDate),
  createdAt: recipientSide(instant),
});
export type RequirementView = ViewOf<typeof Requirement>;

export const HoldingReport = declareRecord(
  'HoldingReport',
  'A count of one item type by a unit; the latest holds, the earlier ones stay.',
  {
    id: recipientSide(idOf('holding-report')),
    unitId: recipientSide(idOf('unit')),
    itemType: recipientSide(slugOf('item-type')),
    onHand: recipientSide(toldQuantity),
    serviceable: recipientSide(toldQuantity),
    unserviceableRepairable: recipientSide(toldQuantity),
    beyondRepair: recipientSide(toldQuantity),
    asOf: recipientSide(calendarDate),
    source: recipientSide(
      z.enum(REPORT_SOURCES).meta({ description: 'A count of everything, or a confirmed receipt on top of what was held.' }),
    ),
    createdAt: recipientSide(instant),
  },
);
export type HoldingReportView = ViewOf<typeof HoldingReport>;

export const ProposedHolding = declareRecord(
  'ProposedHolding',
  'What a receipt adds to the holdings of a unit once the unit confirms it.',
  {
    id: recipientSide(idOf('proposed-holding')),
    unitId: recipientSide(idOf('unit')),
    unit: recipientSide(UnitName),
    itemType: recipientSide(slugOf('item-type')),
    quantity: recipientSide(toldQuantity.meta({ description: 'What a receipt accepted.' })),
    deliveryLineId: recipientSide(idOf('delivery-line')),
    receivedOn: recipientSide(calendarDate),
    state: recipientSide(
      z.enum(PROPOSAL_STATES).meta({ description: 'proposed counts as inbound; confirmed, corrected and counted are held.' }),
    ),
    correctionReason: recipientSide(z.string().nullable()),
    holdingReportId: recipientSide(idOf('holding-report').nullable().meta({ description: 'The report that holds it now.' })),
    version: recipientSide(versionField),
    createdAt: recipientSide(instant),
  },
);
export type ProposedHoldingView = ViewOf<typeof ProposedHolding>;
