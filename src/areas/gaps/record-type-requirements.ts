import { z } from 'zod';
import { PROPOSAL_EVENTS, PROPOSAL_STATES } from '../../kernel/proposal.ts';
import { ROLES } from '../../kernel/role.ts';
import { calendarDate, count, idOf, instant, slugOf, toldQuantity, versionField } from '../../platform/http/schemas.ts';
import { notAllowedNow, UnitName } from '../../platform/http/shared-shapes.ts';
import { declareRecord, recipientSide, type ViewOf } from '../disclosure/index.ts';

export const RequirementProposal = declareRecord(
  'RequirementProposal',
  'What a type of unit is to require from a day on, as one person proposes it; a second one of another organisation confirms it.',
  {
    id: recipientSide(idOf('requirement-proposal')),
    unitType: recipientSide(slugOf('unit-type')),
    itemType: recipientSide(slugOf('item-type')),
    authorised: recipientSide(toldQuantity),
    effectiveOn: recipientSide(
      calendarDate.meta({ description: 'It begins on this day, or on that of its confirmation where that is later.' }),
    ),
    reason: recipientSide(z.string()),
    state: recipientSide(z.enum(PROPOSAL_STATES).meta({ description: 'lapsed: nobody decided in time.' })),
    proposedByOrganisation: recipientSide(idOf('organisation')),
    proposedByRole: recipientSide(z.enum(ROLES)),
    expiresAt: recipientSide(instant.meta({ description: 'Until when it can be decided.' })),
    decidedAt: recipientSide(instant.nullable()),
    refusalReason: recipientSide(z.string().nullable()),
    requirementId: recipientSide(idOf('requirement').nullable().meta({ description: 'The row of the authorised table that it became.' })),
    allowedActions: recipientSide(z.array(z.enum(PROPOSAL_EVENTS)).meta({ description: 'What the reader may do next.' })),
    notAllowedNow: recipientSide(notAllowedNow(z.enum(PROPOSAL_EVENTS), 'RequirementProposalNotAllowedNow')),
    version: recipientSide(versionField),
    createdAt: recipientSide(instant),
  },
);
export type RequirementProposalView = ViewOf<typeof RequirementProposal>;

export const TouchedUnit = declareRecord('TouchedUnit', 'A unit whose gap a proposed requirement would change.', {
  unit: recipientSide(UnitName),
  gapBefore: recipientSide(
    toldQuantity.meta({ description: 'By what its type requires on that day as it stands, and what it holds today.' }),
  ),
  gapAfter: recipientSide(toldQuantity),
});

export const RequirementEffects = declareRecord('RequirementEffects', 'What a proposed requirement of a type of unit would touch.', {
  proposalId: recipientSide(idOf('requirement-proposal')),
  unitType: recipientSide(slugOf('unit-type')),
  itemType: recipientSide(slugOf('item-type')),
  from: recipientSide(calendarDate.meta({ description: 'The day that it would begin, were it confirmed now.' })),
  authorisedBefore: recipientSide(
    toldQuantity.nullable().meta({ description: 'What the type requires on that day as it stands; null: nothing.' }),
  ),
  authorisedAfter: recipientSide(toldQuantity),
  touchedUnits: recipientSide(
    count.nullable().meta({ description: 'Units of the type that go by it, of all organisations; null where suppressed.' }),
  ),
  unitsWithTheirOwn: recipientSide(
    count.nullable().meta({ description: 'Units of the type that have a requirement of their own, which stays; null where suppressed.' }),
  ),
  organisations: recipientSide(count.nullable().meta({ description: 'How many organisations’ units go by it; null where suppressed.' })),
  suppressed: recipientSide(
    z.boolean().meta({ description: 'Too few units of others, which the reader doesn’t see, stand behind a number for any to be told.' }),
  ),
  touched: recipientSide(z.array(TouchedUnit.schema).meta({ description: 'The first 200 of those units that the reader sees.' })),
});
export type RequirementEffectsView = ViewOf<typeof RequirementEffects>;
