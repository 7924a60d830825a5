import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { idOf, longText, quantity, reason } from '../../platform/http/schemas.ts';
import { MATCH_STATES, RESERVATION_DAYS } from './domain/match.ts';
import { Match } from './record.ts';

export const ProposeMatch = z
  .strictObject({
    needLineId: idOf('need-line'),
    offerLineId: idOf('offer-line'),
    quantity,
    reservationDays: z
      .int()
      .min(1)
      .max(90)
      .default(RESERVATION_DAYS)
      .meta({ description: 'How many days the reservation holds once both have accepted.' }),
    deviationReason: longText.optional().meta({
      description:
        'Why the pair is brought together although it fails a rule that can be mended later (specification, time window, training first, course, prerequisites, lot).',
    }),
  })
  .meta({ id: 'ProposeMatch', description: 'A need line and an offer line to bring together, and how much.' });
export type ProposeMatch = z.output<typeof ProposeMatch>;

export const AgreeMatch = z
  .strictObject({
    partnershipId: idOf('partnership')
      .optional()
      .meta({ description: 'The partnership it is agreed under; the second side may leave it out.' }),
  })
  .meta({ id: 'AgreeMatch', description: 'One side agrees.' });

export const AmendMatch = z
  .strictObject({ quantity, reason })
  .meta({ id: 'AmendMatch', description: 'Another quantity, put forward by one side.' });
export type AmendMatch = z.output<typeof AmendMatch>;

export const MatchPage = pageOf(Match.schema, 'MatchPage');

export const listMatchesQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(MATCH_STATES).optional(),
  needId: idOf('need').optional(),
  needLineId: idOf('need-line').optional(),
  offerId: idOf('offer').optional(),
  offerLineId: idOf('offer-line').optional(),
  donorId: idOf('organisation').optional(),
  partnershipId: idOf('partnership').optional(),
});
export type ListMatches = z.output<typeof listMatchesQuery>;

export const matchParams = z.strictObject({ id: idOf('match') });
