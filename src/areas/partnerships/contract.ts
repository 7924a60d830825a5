import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, idOf, integerInAddress, listOf, localText, money, shortText, whyFields } from '../../platform/http/schemas.ts';
import { PartnershipCondition } from './contract-conditions.ts';
import { FURTHER_PARTS, PARTNERSHIP_KINDS, PARTNERSHIP_STATES } from './domain/partnership.ts';
import { Partnership } from './record.ts';

const conditions = listOf(PartnershipCondition).max(30);
const positiveMoney = money.refine(({ amount }) => /[1-9]/.test(amount), { path: ['amount'], error: 'not-positive' });
const signedReference = shortText.meta({ description: 'The number that the signed text itself bears.', example: 'MoU 2026/114' });

const parties = listOf(z.strictObject({ organisationId: idOf('organisation'), part: z.enum(FURTHER_PARTS) }), 'organisationId', 'part')
  .max(20)
  .meta({ description: 'Organisations besides the two sides and the facilitator; they may read it.' });

export const ProposePartnership = z
  .strictObject({
    donorId: idOf('organisation').optional().meta({ description: 'The donor; left out by a donor, who proposes for itself.' }),
    recipientId: idOf('organisation').meta({ description: 'The authority that signs for its units.' }),
    kind: z.enum(PARTNERSHIP_KINDS),
    title: shortText,
    validFrom: calendarDate,
    validUntil: calendarDate,
    signedReference: signedReference.optional(),
    parties: parties.default([]),
    conditions: conditions.default([]).meta({ description: 'Checked, or carried along as duties, when a match is agreed under it.' }),
    conditionsInWords: localText.optional().meta({ description: 'What the machine can’t read.' }),
    ceiling: positiveMoney.optional().meta({ description: 'What all that is agreed under it may be worth together.' }),
  })
  .meta({ id: 'ProposePartnership', description: 'An agreement to be signed by both sides.' });
type Proposed = z.output<typeof ProposePartnership>;
/** Parties and conditions may be left out, as in a request. */
export type ProposePartnership = Omit<Proposed, 'parties' | 'conditions'> & Partial<Pick<Proposed, 'parties' | 'conditions'>>;

export const RevisePartnership = z
  .strictObject({
    donorId: idOf('organisation').optional(),
    recipientId: idOf('organisation').optional().meta({ description: 'The authority that signs for its units.' }),
    kind: z.enum(PARTNERSHIP_KINDS).optional(),
    title: shortText.optional(),
    validFrom: calendarDate.optional(),
    validUntil: calendarDate.optional(),
    signedReference: signedReference.nullable().optional(),
    parties: parties.optional(),
    conditions: conditions.optional(),
    conditionsInWords: localText.nullable().optional(),
    ceiling: positiveMoney.nullable().optional(),
  })
  .meta({
    id: 'RevisePartnership',
    description: 'What is to change before anybody has signed; what is absent stays, lists are replaced whole.',
  });
export type RevisePartnership = z.output<typeof RevisePartnership>;

export const AmendPartnership = z
  .strictObject({
    title: shortText.optional(),
    kind: z.enum(PARTNERSHIP_KINDS).optional(),
    parties: parties.optional().meta({ description: 'Where given, replaces all organisations besides the two sides.' }),
    validFrom: calendarDate.optional(),
    validUntil: calendarDate.optional().meta({ description: 'Another last day: a prolongation, or an earlier end.' }),
    conditions: conditions.optional().meta({ description: 'Where given, replaces all conditions.' }),
    conditionsInWords: localText.nullable().optional(),
    ceiling: positiveMoney.nullable().optional(),
    ...whyFields('partnership'),
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
export const PartnershipPage = pageOf(Partnership.schema, 'PartnershipPage');
export const listPartnershipsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(PARTNERSHIP_STATES).optional(),
  donorId: idOf('organisation').optional(),
  recipientId: idOf('organisation').optional(),
  expiringWithinDays: integerInAddress(0, 3650)
    .optional()
    .meta({ description: 'Signed ones whose last day is today or within so many days.', example: 60 }),
});
export type ListPartnerships = z.output<typeof listPartnershipsQuery>;
export const partnershipParams = z.strictObject({ id: idOf('partnership') });
