import { z } from 'zod';
import { notAllowedNow, Party, UnitName } from '../../platform/http/shared-shapes.ts';
import { calendarDate, count, idOf, instant, names, slug, slugOf, toldQuantity, versionField } from '../../platform/http/schemas.ts';
import { REQUIREMENT_LEVELS } from './domain/gap.ts';
import { PROPOSAL_STATES, REPORT_SOURCES } from './domain/proposal.ts';
import { PROPOSED_HOLDING_ACTIONS, STOCK_ACTIONS } from './domain/stock-correction.ts';
import { PROPOSAL_EVENTS, PROPOSAL_STATES as CHANGE_STATES } from '../../kernel/proposal.ts';
import { ROLES } from '../../kernel/role.ts';
import { UNIT_ACTIONS, UNIT_CHANGES, UNIT_STATES, UNIT_WARNINGS } from './domain/unit.ts';
import { declareRecord, partiesAndAdministrator, recipientSide, recipientSideAndAdministrator, type ViewOf } from '../disclosure/index.ts';

/** A sum of quantities of several units, as the numbers they are: no ceiling of its own. */
const sum = z.number().min(0);
const unitOfMeasure = z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' });

const UnitWarning = z
  .object({
    code: z.enum(UNIT_WARNINGS).meta({ description: 'same-unit: others of the type at the site go by the same name.' }),
    units: z.array(UnitName),
  })
  .meta({ id: 'UnitWarning', description: 'What to look at: a unit that is entered twice counts twice.' });

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
  state: partiesAndAdministrator(
    z.enum(UNIT_STATES).meta({ description: 'merged: it was another, entered twice. Nothing new begins with what is closed or merged.' }),
  ),
  successorId: recipientSideAndAdministrator(
    idOf('unit').nullable().meta({ description: 'The unit that it was one with, or that took over what was open.' }),
  ),
  warnings: recipientSide(
    z.array(UnitWarning).nullable().meta({ description: 'What to look at; null in a list, where it is not looked for.' }),
  ),
  allowedActions: recipientSide(z.array(z.enum(UNIT_ACTIONS)).meta({ description: 'What the reader may do next.' })),
  notAllowedNow: recipientSide(notAllowedNow(z.enum(UNIT_ACTIONS), 'UnitNotAllowedNow')),
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

const withdrawn = z.boolean().meta({ description: 'It should never have been recorded, or holds no more: it counts nowhere.' });

export const Requirement = declareRecord('Requirement', 'A row of the authorised table; later rows follow, earlier ones stay.', {
  id: recipientSide(idOf('requirement')),
  unitType: recipientSide(slugOf('unit-type').nullable()),
  unitId: recipientSide(idOf('unit').nullable()),
  itemType: recipientSide(slugOf('item-type')),
  authorised: recipientSide(toldQuantity),
  effectiveOn: recipientSide(calendarDate),
  withdrawn: recipientSide(withdrawn),
  allowedActions: recipientSide(z.array(z.enum(STOCK_ACTIONS)).meta({ description: 'What the reader may do next.' })),
  notAllowedNow: recipientSide(notAllowedNow(z.enum(STOCK_ACTIONS), 'RequirementNotAllowedNow')),
  version: recipientSide(versionField),
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
      z.enum(REPORT_SOURCES).meta({
        description:
          'A count of everything, a confirmed receipt on top of what was held, what is left once goods have gone, or what came from another unit.',
      }),
    ),
    withdrawn: recipientSide(withdrawn),
    allowedActions: recipientSide(z.array(z.enum(STOCK_ACTIONS)).meta({ description: 'What the reader may do next.' })),
    notAllowedNow: recipientSide(notAllowedNow(z.enum(STOCK_ACTIONS), 'HoldingReportNotAllowedNow')),
    version: recipientSide(versionField),
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
    allowedActions: recipientSide(z.array(z.enum(PROPOSED_HOLDING_ACTIONS)).meta({ description: 'What the reader may do next.' })),
    notAllowedNow: recipientSide(notAllowedNow(z.enum(PROPOSED_HOLDING_ACTIONS), 'ProposedHoldingNotAllowedNow')),
    version: recipientSide(versionField),
    createdAt: recipientSide(instant),
  },
);
export type ProposedHoldingView = ViewOf<typeof ProposedHolding>;

export const StockValues = z
  .object({
    unitId: idOf('unit'),
    itemType: slugOf('item-type'),
    serviceable: toldQuantity.optional(),
    unserviceableRepairable: toldQuantity.optional(),
    beyondRepair: toldQuantity.optional(),
    asOf: calendarDate.optional(),
    authorised: toldQuantity.optional(),
    effectiveOn: calendarDate.optional(),
    withdrawn: z.boolean(),
  })
  .meta({ id: 'StockValues', description: 'What a record says of a unit’s stock: the fields that it has.' });

export const StockCorrection = declareRecord(
  'StockCorrection',
  'What puts right a count, a confirmed receipt or a requirement that was recorded wrong: both values and why. The record itself shows the right one.',
  {
    id: recipientSide(idOf('stock-correction')),
    unitId: recipientSide(idOf('unit')),
    requirementId: recipientSide(idOf('requirement').nullable()),
    holdingReportId: recipientSide(idOf('holding-report').nullable()),
    proposedHoldingId: recipientSide(idOf('proposed-holding').nullable()),
    before: recipientSide(StockValues.meta({ description: 'As it stood.' })),
    after: recipientSide(StockValues.meta({ description: 'As it should have been recorded.' })),
    reason: recipientSide(z.string()),
    createdAt: recipientSide(instant),
  },
);
export type StockCorrectionView = ViewOf<typeof StockCorrection>;

export const UnitChange = declareRecord('UnitChange', 'What ends a unit, or takes its end back; it takes two persons.', {
  id: recipientSide(idOf('unit-change')),
  unitId: recipientSide(idOf('unit')),
  change: recipientSide(z.enum(UNIT_CHANGES)),
  successorId: recipientSide(
    idOf('unit').nullable().meta({ description: 'The unit that it is one with, that takes over, or that gives back.' }),
  ),
  reason: recipientSide(z.string()),
  state: recipientSide(z.enum(CHANGE_STATES).meta({ description: 'lapsed: nobody decided in time.' })),
  proposedByOrganisation: recipientSide(idOf('organisation')),
  proposedByRole: recipientSide(z.enum(ROLES)),
  expiresAt: recipientSide(instant.meta({ description: 'Until when it can be decided.' })),
  decidedAt: recipientSide(instant.nullable()),
  refusalReason: recipientSide(z.string().nullable()),
  allowedActions: recipientSide(z.array(z.enum(PROPOSAL_EVENTS)).meta({ description: 'What the reader may do next.' })),
  notAllowedNow: recipientSide(notAllowedNow(z.enum(PROPOSAL_EVENTS), 'UnitChangeNotAllowedNow')),
  version: recipientSide(versionField),
  createdAt: recipientSide(instant),
});
export type UnitChangeView = ViewOf<typeof UnitChange>;
