import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { idOf } from '../../platform/http/schemas.ts';
import { Candidate } from './record.ts';

export const CandidatePage = pageOf(Candidate.schema, 'CandidatePage');

export const candidatesQuery = z.strictObject({
  ...pageQuery,
  include: z
    .enum(['excluded'])
    .optional()
    .meta({ description: 'excluded: also the pairs of the same capability area that a rule excludes, each with it.' }),
});
export type CandidatesQuery = z.output<typeof candidatesQuery>;
export const needLineParams = z.strictObject({ id: idOf('need-line') });
export const offerLineParams = z.strictObject({ id: idOf('offer-line') });
