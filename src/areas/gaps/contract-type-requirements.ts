import { z } from 'zod';
import { PROPOSAL_STATES } from '../../kernel/proposal.ts';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, idOf, quantityOrNone, reason, slugOf } from '../../platform/http/schemas.ts';
import { RequirementProposal } from './record-type-requirements.ts';

export const ProposeTypeRequirement = z
  .strictObject({
    unitType: slugOf('unit-type'),
    itemType: slugOf('item-type'),
    authorised: quantityOrNone.meta({ description: 'How much of it each unit of the type should have; 0: none any more.' }),
    effectiveOn: calendarDate.meta({ description: 'From this day on: today or later. What the table said before stays readable.' }),
    reason,
  })
  .meta({ id: 'ProposeTypeRequirement', description: 'What a type of unit is to require, which takes two organisations.' });
export type ProposeTypeRequirement = z.output<typeof ProposeTypeRequirement>;
export const RequirementProposalPage = pageOf(RequirementProposal.schema, 'RequirementProposalPage');
export const requirementProposalParams = z.strictObject({ id: idOf('requirement-proposal') });
export const listRequirementProposalsQuery = z.strictObject({
  ...pageQuery,
  unitType: slugOf('unit-type').optional(),
  itemType: slugOf('item-type').optional(),
  state: z.enum(PROPOSAL_STATES).optional(),
});
export type ListRequirementProposals = z.output<typeof listRequirementProposalsQuery>;
