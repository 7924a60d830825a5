import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { idOf, listOf, quantity } from '../../platform/http/schemas.ts';
import { RESERVATION_DAYS } from '../matches/domain/match.ts';
import { Allocation, AllocationLine, AllocationReason } from './record.ts';
import { ALLOCATION_STATES } from './domain/allocation.ts';

export { RequestAllocation } from './contract-request.ts';

export const AllocationPage = pageOf(Allocation.schema, 'AllocationPage');

export const listAllocationsQuery = z.strictObject({ ...pageQuery, state: z.enum(ALLOCATION_STATES).optional() });
export type ListAllocations = z.output<typeof listAllocationsQuery>;
export const allocationParams = z.strictObject({ id: idOf('allocation') });
export const partQuery = z.strictObject(pageQuery);
export type PartQuery = z.output<typeof partQuery>;

export const AllocationLinePage = pageOf(AllocationLine.schema, 'AllocationLinePage');

export const REASON_SIDES = ['needs', 'offers', 'excluded'] as const;
export const reasonsQuery = z.strictObject({
  ...pageQuery,
  of: z
    .enum(REASON_SIDES)
    .default('needs')
    .meta({ description: 'Reasons of need lines, of offer lines, or of the pairs that a rule excludes.' }),
});
export type ReasonsQuery = z.output<typeof reasonsQuery>;

export const AllocationReasonPage = pageOf(AllocationReason.schema, 'AllocationReasonPage');

export const ProposeLines = z
  .strictObject({
    lines: listOf(
      z.strictObject({
        needLineId: idOf('need-line'),
        offerLineId: idOf('offer-line'),
        quantity: quantity.optional().meta({ description: 'Less than planned; without it, all that is planned.' }),
      }),
      'needLineId',
      'offerLineId',
    )
      .min(1)
      .max(200),
    reservationDays: z.int().min(1).max(90).default(RESERVATION_DAYS),
  })
  .meta({ id: 'ProposeLines', description: 'Lines of the plan to turn into proposed matches.' });
export type ProposeLines = z.output<typeof ProposeLines>;
