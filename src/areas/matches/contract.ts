import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { idOf, instant, longText, money, count, names, quantity, reason, slug, versionField } from '../../platform/http/schemas.ts';
import { Party, QuantityBand, UnitName } from '../../platform/http/shared-shapes.ts';
import { MATCH_EVENTS, MATCH_STATES, RESERVATION_DAYS } from './domain/match.ts';

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

export const Amendment = z
  .object({
    id: idOf('amendment'),
    side: z.enum(['recipient', 'donor']).meta({ description: 'Which side put it forward; the other decides.' }),
    quantityBefore: quantity,
    quantity,
    reason: z.string(),
    state: z.enum(['open', 'accepted', 'declined']),
    createdAt: instant,
  })
  .meta({ id: 'Amendment', description: 'A new quantity awaiting the other side.' });

export const Match = z
  .object({
    id: idOf('match'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'M-7F3K-2Q' }),
    needId: idOf('need'),
    needLineId: idOf('need-line'),
    offerId: idOf('offer'),
    offerLineId: idOf('offer-line'),
    donor: Party,
    itemType: slug.meta({ description: 'What the need asks for.' }),
    offeredItemType: slug.nullable().meta({ description: 'What the offer gives; null where it gives money.' }),
    unitOfMeasure: z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' }),
    state: z.enum(MATCH_STATES),
    quantityBand: QuantityBand.nullable(),
    proposedAt: instant.nullable(),
    proposedByRole: z.enum(['facilitator', 'donor', 'requester', 'system']),
    requesterAcceptedAt: instant.nullable(),
    donorAcceptedAt: instant.nullable(),
    expiresAt: instant.nullable().meta({ description: 'When a reservation lapses unless it is agreed before.' }),
    endReason: z.string().nullable(),
    version: versionField,
    allowedActions: z.array(z.enum(MATCH_EVENTS)).meta({ description: 'What the reader may do next.' }),
    quantity: quantity.optional(),
    amount: money.nullable().optional().meta({ description: 'Money taken from a funding line.' }),
    organisation: Party.optional(),
    unitId: idOf('unit').optional(),
    unit: UnitName.nullable().optional(),
    disclosedAt: instant.nullable().optional(),
    donorAgreedAt: instant.nullable().optional(),
    recipientAgreedAt: instant.nullable().optional(),
    agreedAt: instant.nullable().optional(),
    partnershipId: idOf('partnership').nullable().optional(),
    shipped: count.optional(),
    accepted: count.optional(),
    inService: count.optional(),
    verified: count.optional(),
    failed: count.optional().meta({ description: 'Rejected, lost or returned: the need line asks for it again.' }),
    amendment: Amendment.nullable().optional(),
    handoverPoint: slug.nullable().optional().meta({ description: 'Where the goods change hands: never the post itself.' }),
    consignee: names.optional().meta({ description: 'The organisation named on the papers.' }),
    duties: z
      .array(z.string())
      .optional()
      .meta({ description: 'Conditions of the offer and of the partnership that bind the recipient from the agreement on.' }),
    createdAt: instant.optional(),
  })
  .meta({ id: 'Match', description: 'Need line × offer line × quantity. Fields that the reader may not see are absent.' });
export type MatchView = z.output<typeof Match>;

export const MatchPage = pageOf(Match, 'MatchPage');

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
