import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { Party } from '../../platform/http/shared-shapes.ts';
import { calendarDate, idOf, instant, shortText, versionField } from '../../platform/http/schemas.ts';
import { PARTNERSHIP_ACTIONS, PARTNERSHIP_KINDS, PARTNERSHIP_STATES } from './domain/partnership.ts';

export const ProposePartnership = z
  .strictObject({
    donorId: idOf('organisation').optional().meta({ description: 'The donor; left out by a donor, who proposes for itself.' }),
    recipientId: idOf('organisation').meta({ description: 'The authority that signs for its units.' }),
    kind: z.enum(PARTNERSHIP_KINDS),
    title: shortText,
    validFrom: calendarDate,
    validUntil: calendarDate,
  })
  .meta({ id: 'ProposePartnership', description: 'An agreement to be signed by both sides.' });
export type ProposePartnership = z.output<typeof ProposePartnership>;

export const Partnership = z
  .object({
    id: idOf('partnership'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'P-7F3K-2Q' }),
    kind: z.enum(PARTNERSHIP_KINDS),
    state: z.enum(PARTNERSHIP_STATES),
    title: z.string(),
    donor: Party,
    recipient: Party,
    donorSignedAt: instant.nullable(),
    recipientSignedAt: instant.nullable(),
    validFrom: calendarDate,
    validUntil: calendarDate,
    version: versionField,
    createdAt: instant,
    allowedActions: z.array(z.enum(PARTNERSHIP_ACTIONS)).meta({ description: 'What the reader may do next.' }),
  })
  .meta({ id: 'Partnership', description: 'The agreement under which matches are agreed.' });
export type PartnershipView = z.output<typeof Partnership>;
export const PartnershipPage = pageOf(Partnership, 'PartnershipPage');
export const listPartnershipsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(PARTNERSHIP_STATES).optional(),
  donorId: idOf('organisation').optional(),
  recipientId: idOf('organisation').optional(),
});
export type ListPartnerships = z.output<typeof listPartnershipsQuery>;
export const partnershipParams = z.strictObject({ id: idOf('partnership') });
