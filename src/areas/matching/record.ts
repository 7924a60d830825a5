import { z } from 'zod';
import { Party, UnitName } from '../../platform/http/shared-shapes.ts';
import { idOf, slugOf, toldQuantity } from '../../platform/http/schemas.ts';
import { RULES, VERDICT_OUTCOMES } from './domain/rules.ts';
import { SCORE_PARTS } from './domain/score.ts';
import { declareRecord, partners, recipientSide, type ViewOf } from '../disclosure/index.ts';

const micro = z.int().min(0).max(1_000_000);

export const Verdict = z
  .object({
    rule: z.enum(RULES),
    outcome: z.enum(VERDICT_OUTCOMES).meta({ description: 'withheld: it hangs on something that the reader may not see.' }),
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

export const Candidate = declareRecord('Candidate', 'A pair of a need line and an offer line, judged by every rule.', {
  needLineId: partners(idOf('need-line')),
  needId: partners(idOf('need')),
  needReference: partners(z.string()),
  offerLineId: partners(idOf('offer-line')),
  offerId: partners(idOf('offer')),
  offerReference: partners(z.string()),
  itemType: partners(slugOf('item-type')),
  offeredItemType: partners(slugOf('item-type').nullable().meta({ description: 'null: the offer gives money.' })),
  eligible: partners(z.boolean()),
  quantity: partners(toldQuantity.meta({ description: 'What quantities and lots of both sides let through.' })),
  score: partners(micro.nullable().meta({ description: 'Micro-units; null where a rule excludes the pair.' })),
  rules: partners(z.array(Verdict)),
  scoreParts: partners(z.array(ScorePart)),
  duties: partners(z.array(z.string()).meta({ description: 'Conditions that bind the recipient from the agreement on.' })),
  donor: recipientSide(Party),
  unit: recipientSide(UnitName.nullable()),
});
export type CandidateView = ViewOf<typeof Candidate>;
