import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { Party, UnitName } from '../../platform/http/shared-shapes.ts';
import { count, idOf, slug } from '../../platform/http/schemas.ts';
import { RULES } from './domain/rules.ts';
import { SCORE_PARTS } from './domain/score.ts';

const micro = z.int().min(0).max(1_000_000);

export const Verdict = z
  .object({
    rule: z.enum(RULES),
    outcome: z.enum(['pass', 'fail', 'withheld']).meta({ description: 'withheld: it hangs on something that the reader may not see.' }),
    saw: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(z.string())]))
      .meta({ description: 'The numbers and codes that the rule looked at.' }),
  })
  .meta({ id: 'Verdict', description: 'What a rule found of a pair.' });

export const ScorePart = z
  .object({
    part: z.enum(SCORE_PARTS),
    weight: micro.meta({ description: 'Micro-units; all weights together are 1 000 000.' }),
    input: micro.meta({ description: 'What it was given, 0 to 1 000 000.' }),
    points: micro.meta({ description: 'weight × input ÷ 1 000 000, rounded down.' }),
  })
  .meta({ id: 'ScorePart', description: 'A named part of the score.' });

export const Candidate = z
  .object({
    needLineId: idOf('need-line'),
    needId: idOf('need'),
    needReference: z.string(),
    offerLineId: idOf('offer-line'),
    offerId: idOf('offer'),
    offerReference: z.string(),
    itemType: slug,
    offeredItemType: slug.nullable().meta({ description: 'null: the offer gives money.' }),
    eligible: z.boolean(),
    quantity: count.meta({ description: 'What quantities and lots of both sides let through.' }),
    score: micro.nullable().meta({ description: 'Micro-units; null where a rule excludes the pair.' }),
    rules: z.array(Verdict),
    scoreParts: z.array(ScorePart),
    duties: z.array(z.string()).meta({ description: 'Conditions that bind the recipient from the agreement on.' }),
    donor: Party.optional(),
    unit: UnitName.nullable().optional(),
  })
  .meta({ id: 'Candidate', description: 'A pair of a need line and an offer line, judged by every rule.' });
export type CandidateView = z.output<typeof Candidate>;
export const CandidatePage = pageOf(Candidate, 'CandidatePage');

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
