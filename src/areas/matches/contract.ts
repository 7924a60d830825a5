import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { explains, idOf, ownNote, quantity, reasonCode, whyFields } from '../../platform/http/schemas.ts';
import { MATCH_STATES, PROPOSAL_DAYS, RESERVATION_DAYS } from './domain/match.ts';
import { FullRead, NeedDisclosure } from './full-read-record.ts';
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
    proposalDays: z
      .int()
      .min(1)
      .max(90)
      .optional()
      .meta({ description: `How many days the proposal awaits both acceptances; ${PROPOSAL_DAYS} where absent.`, example: PROPOSAL_DAYS }),
    deviationReason: reasonCode('deviation').optional().meta({
      description:
        'Why the pair is brought together although it fails a rule that can be mended later (specification, time window, training first, course, prerequisites).',
    }),
    deviationNote: ownNote.optional(),
  })
  .refine(...explains('deviationNote', 'deviationReason'))
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
  .strictObject({ quantity, ...whyFields('match') })
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

export const NeedDisclosurePage = pageOf(NeedDisclosure.schema, 'NeedDisclosurePage');
export const FullReadPage = pageOf(FullRead.schema, 'FullReadPage');
export const listFullReadsQuery = z.strictObject(pageQuery);
export type ListFullReads = z.output<typeof listFullReadsQuery>;
export const readNeedParams = z.strictObject({ id: idOf('need') });
