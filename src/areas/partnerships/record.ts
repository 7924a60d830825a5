import { REASON_CODES } from '../../kernel/reason.ts';
import { z } from 'zod';
import { notAllowedNow, Party } from '../../platform/http/shared-shapes.ts';
import { calendarDate, count, idOf, instant, localText, money, slugOf, toldQuantity, versionField } from '../../platform/http/schemas.ts';
import { MATCH_STATES } from '../matches/domain/match.ts';
import { PartnershipCondition } from './contract-conditions.ts';
import {
  AMENDMENT_STATES,
  FURTHER_PARTS,
  PARTNERSHIP_ACTIONS,
  PARTNERSHIP_KINDS,
  PARTNERSHIP_STATES,
  PARTS,
} from './domain/partnership.ts';
import { declareRecord, donorsSide, parties, partners, type ViewOf } from '../disclosure/index.ts';
import { rateUsed } from '../rates/index.ts';

export const PartnershipParty = declareRecord('PartnershipParty', 'An organisation and its part in the agreement.', {
  organisation: partners(Party),
  part: partners(z.enum(PARTS)),
});

const Terms = z
  .object({
    title: z.string(),
    kind: z.enum(PARTNERSHIP_KINDS),
    parties: z.array(z.object({ organisationId: idOf('organisation'), part: z.enum(FURTHER_PARTS) })),
    validFrom: calendarDate,
    validUntil: calendarDate,
    conditions: z.array(PartnershipCondition),
    conditionsInWords: localText.nullable(),
    ceiling: money.nullable(),
  })
  .meta({ id: 'PartnershipTerms', description: 'What of an agreement an amendment can change.' });

export const PartnershipAmendment = declareRecord('PartnershipAmendment', 'A change of terms that both sides sign.', {
  id: parties(idOf('partnership-amendment')),
  number: parties(z.int().min(1).meta({ description: 'First, second, … amendment.' })),
  state: parties(z.enum(AMENDMENT_STATES)),
  before: parties(Terms),
  after: parties(Terms),
  reason: parties(z.enum(REASON_CODES)),
  donorSignedAt: parties(instant.nullable()),
  recipientSignedAt: parties(instant.nullable()),
  endReason: parties(z.enum(REASON_CODES).nullable().meta({ description: 'Why it was taken off the table.' })),
  createdAt: parties(instant),
});

export const PartnershipMatch = declareRecord('PartnershipMatch', 'A match agreed under the partnership.', {
  id: parties(idOf('match')),
  reference: parties(z.string()),
  itemType: parties(slugOf('item-type')),
  unitOfMeasure: parties(z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' })),
  state: parties(z.enum(MATCH_STATES)),
  quantity: parties(toldQuantity),
  shipped: parties(toldQuantity),
  accepted: parties(toldQuantity),
  verified: parties(toldQuantity),
  notYetShipped: parties(toldQuantity.meta({ description: 'Agreed and still to be shipped: this depends on the agreement.' })),
  worth: donorsSide(
    money
      .nullable()
      .meta({ description: 'What it takes of the ceiling, in its currency, rounded up to the next minor unit; null without one.' }),
  ),
  worthRate: donorsSide(
    rateUsed
      .nullable()
      .meta({ description: 'By which it counts under the ceiling, as it was when it was agreed; null within one currency.' }),
  ),
});

export const PartnershipWarning = declareRecord('PartnershipWarning', 'That both sides were told of the end, so many days ahead of it.', {
  thresholdDays: parties(z.int()),
  warnedAt: parties(instant),
});

/** A witness or observer reads the text as a partner; what is done and paid under it is for its two sides. */
export const Partnership = declareRecord(
  'Partnership',
  'The agreement under which matches are agreed. Fields that the reader may not see are absent.',
  {
    id: partners(idOf('partnership')),
    reference: partners(z.string().meta({ description: 'Short code for people.', example: 'P-7F3K-2Q' })),
    signedReference: partners(z.string().nullable().meta({ description: 'The number of the signed text itself.' })),
    kind: partners(z.enum(PARTNERSHIP_KINDS)),
    state: partners(z.enum(PARTNERSHIP_STATES)),
    title: partners(z.string()),
    donor: partners(Party),
    recipient: partners(Party),
    parties: partners(z.array(PartnershipParty.schema).meta({ description: 'Everybody whom the agreement names, with their part.' })),
    validFrom: partners(calendarDate),
    validUntil: partners(calendarDate),
    isInForce: partners(z.boolean().meta({ description: 'Signed by both, and today within its dates.' })),
    conditions: partners(z.array(PartnershipCondition)),
    conditionsInWords: partners(localText.nullable()),
    version: partners(versionField),
    allowedActions: partners(z.array(z.enum(PARTNERSHIP_ACTIONS)).meta({ description: 'What the reader may do next.' })),
    notAllowedNow: partners(notAllowedNow(z.enum(PARTNERSHIP_ACTIONS), 'PartnershipNotAllowedNow')),
    documentId: parties(idOf('document').nullable().meta({ description: 'The signed text.' })),
    donorSignedAt: parties(instant.nullable()),
    recipientSignedAt: parties(instant.nullable()),
    expiresInDays: parties(
      z.int().nullable().meta({ description: 'Days until its last day, 0 on that day, negative after it; null unless it is signed.' }),
    ),
    warnings: parties(
      z.array(PartnershipWarning.schema).meta({ description: 'Warnings given of the present end, 60, 30 and 7 days ahead.' }),
    ),
    budget: parties(
      z
        .object({ ceiling: money, used: money, remaining: money })
        .nullable()
        .meta({ description: 'What is agreed against the ceiling; null where there is none.' }),
    ),
    pendingMatches: parties(count.meta({ description: 'Matches agreed under it of which something is not yet shipped.' })),
    matches: parties(
      z.array(PartnershipMatch.schema).meta({ description: 'The latest 200 agreed under it; only where one partnership is read.' }),
    ),
    amendments: parties(z.array(PartnershipAmendment.schema).meta({ description: 'Latest first; only where one partnership is read.' })),
    createdAt: parties(instant),
  },
);
export type PartnershipView = ViewOf<typeof Partnership>;
