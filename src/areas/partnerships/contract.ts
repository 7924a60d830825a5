import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import {
  calendarDate,
  count,
  idOf,
  instant,
  localText,
  money,
  quantity,
  reason,
  shortText,
  slug,
  versionField,
} from '../../platform/http/schemas.ts';
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

const conditions = z.array(PartnershipCondition).max(30);
const positiveMoney = money.refine(({ amount }) => /[1-9]/.test(amount), { path: ['amount'], error: 'not-positive' });
const signedReference = shortText.meta({ description: 'The number that the signed text itself bears.', example: 'MoU 2026/114' });

export const ProposePartnership = z
  .strictObject({
    donorId: idOf('organisation').optional().meta({ description: 'The donor; left out by a donor, who proposes for itself.' }),
    recipientId: idOf('organisation').meta({ description: 'The authority that signs for its units.' }),
    kind: z.enum(PARTNERSHIP_KINDS),
    title: shortText,
    validFrom: calendarDate,
    validUntil: calendarDate,
    signedReference: signedReference.optional(),
    parties: z
      .array(z.strictObject({ organisationId: idOf('organisation'), part: z.enum(FURTHER_PARTS) }))
      .max(20)
      .default([])
      .meta({ description: 'Organisations besides the two sides and the facilitator; they may read it.' }),
    conditions: conditions.default([]).meta({ description: 'Checked, or carried along as duties, when a match is agreed under it.' }),
    conditionsInWords: localText.optional().meta({ description: 'What the machine can’t read.' }),
    ceiling: positiveMoney.optional().meta({ description: 'What all that is agreed under it may be worth together.' }),
  })
  .meta({ id: 'ProposePartnership', description: 'An agreement to be signed by both sides.' });
type Proposed = z.output<typeof ProposePartnership>;
/** Parties and conditions may be left out, as in a request. */
export type ProposePartnership = Omit<Proposed, 'parties' | 'conditions'> & Partial<Pick<Proposed, 'parties' | 'conditions'>>;

export const AmendPartnership = z
  .strictObject({
    validUntil: calendarDate.optional().meta({ description: 'Another last day: a prolongation, or an earlier end.' }),
    conditions: conditions.optional().meta({ description: 'Where given, replaces all conditions.' }),
    conditionsInWords: localText.nullable().optional(),
    ceiling: positiveMoney.nullable().optional(),
    reason,
  })
  .meta({ id: 'AmendPartnership', description: 'What is to change; what is absent stays, null takes away. Both sides sign it.' });
export type AmendPartnership = z.output<typeof AmendPartnership>;

export const RecordText = z
  .strictObject({
    signedReference: signedReference.optional(),
    documentId: idOf('document').optional().meta({ description: 'A document attached to this partnership.' }),
  })
  .refine((body) => body.signedReference !== undefined || body.documentId !== undefined, { path: ['signedReference'], error: 'missing' })
  .meta({ id: 'RecordText', description: 'The number and the document of the text that was signed.' });
export type RecordText = z.output<typeof RecordText>;

const PartnershipParty = z
  .object({ organisation: Party, part: z.enum(PARTS) })
  .meta({ id: 'PartnershipParty', description: 'An organisation and its part in the agreement.' });

const Terms = z
  .object({
    validUntil: calendarDate,
    conditions: z.array(PartnershipCondition),
    conditionsInWords: localText.nullable(),
    ceiling: money.nullable(),
  })
  .meta({ id: 'PartnershipTerms', description: 'What of an agreement an amendment can change.' });

export const PartnershipAmendment = z
  .object({
    id: idOf('partnership-amendment'),
    number: z.int().min(1).meta({ description: 'First, second, … amendment.' }),
    state: z.enum(AMENDMENT_STATES),
    before: Terms,
    after: Terms,
    reason: z.string(),
    donorSignedAt: instant.nullable(),
    recipientSignedAt: instant.nullable(),
    endReason: z.string().nullable().meta({ description: 'Why it was taken off the table.' }),
    createdAt: instant,
  })
  .meta({ id: 'PartnershipAmendment', description: 'A change of terms that both sides sign.' });

export const PartnershipMatch = z
  .object({
    id: idOf('match'),
    reference: z.string(),
    itemType: slug,
    unitOfMeasure: z.string().meta({ description: 'UN/CEFACT Rec 20 code.', example: 'H87' }),
    state: z.enum(MATCH_STATES),
    quantity,
    shipped: count,
    accepted: count,
    verified: count,
    notYetShipped: count.meta({ description: 'Agreed and still to be shipped: this depends on the agreement.' }),
    worth: money.nullable().optional().meta({ description: 'What it takes of the ceiling; null without one.' }),
  })
  .meta({ id: 'PartnershipMatch', description: 'A match agreed under the partnership.' });

export const Partnership = z
  .object({
    id: idOf('partnership'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'P-7F3K-2Q' }),
    signedReference: z.string().nullable().meta({ description: 'The number of the signed text itself.' }),
    kind: z.enum(PARTNERSHIP_KINDS),
    state: z.enum(PARTNERSHIP_STATES),
    title: z.string(),
    donor: Party,
    recipient: Party,
    parties: z.array(PartnershipParty).meta({ description: 'Everybody whom the agreement names, with their part.' }),
    validFrom: calendarDate,
    validUntil: calendarDate,
    isInForce: z.boolean().meta({ description: 'Signed by both, and today within its dates.' }),
    conditions: z.array(PartnershipCondition),
    conditionsInWords: localText.nullable(),
    version: versionField,
    allowedActions: z.array(z.enum(PARTNERSHIP_ACTIONS)).meta({ description: 'What the reader may do next.' }),
    documentId: idOf('document').nullable().optional().meta({ description: 'The signed text.' }),
    donorSignedAt: instant.nullable().optional(),
    recipientSignedAt: instant.nullable().optional(),
    expiresInDays: z
      .int()
      .nullable()
      .optional()
      .meta({ description: 'Days until its last day, 0 on that day, negative after it; null unless it is signed.' }),
    warnings: z
      .array(z.object({ thresholdDays: z.int(), warnedAt: instant }))
      .optional()
      .meta({ description: 'Warnings given of the present end, 60, 30 and 7 days ahead.' }),
    budget: z
      .object({ ceiling: money, used: money, remaining: money })
      .nullable()
      .optional()
      .meta({ description: 'What is agreed against the ceiling; null where there is none.' }),
    pendingMatches: count.optional().meta({ description: 'Matches agreed under it of which something is not yet shipped.' }),
    matches: z
      .array(PartnershipMatch)
      .optional()
      .meta({ description: 'The latest 200 agreed under it; only where one partnership is read.' }),
    amendments: z.array(PartnershipAmendment).optional().meta({ description: 'Latest first; only where one partnership is read.' }),
    createdAt: instant.optional(),
  })
  .meta({ id: 'Partnership', description: 'The agreement under which matches are agreed. Fields that the reader may not see are absent.' });
export type PartnershipView = z.output<typeof Partnership>;
export const PartnershipPage = pageOf(Partnership, 'PartnershipPage');
export const listPartnershipsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(PARTNERSHIP_STATES).optional(),
  donorId: idOf('organisation').optional(),
  recipientId: idOf('organisation').optional(),
  expiringWithinDays: z.coerce
    .number()
    .int()
    .min(0)
    .max(3650)
    .optional()
    .meta({ description: 'Signed ones whose last day is today or within so many days.', example: 60 }),
});
export type ListPartnerships = z.output<typeof listPartnershipsQuery>;
export const partnershipParams = z.strictObject({ id: idOf('partnership') });
