import { z } from 'zod';
import { CORRECTION_STATES } from '../../kernel/correction.ts';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { flag, idOf, instantInput, reason, uuid } from '../../platform/http/schemas.ts';
import { PutRight } from '../deliveries/index.ts';
import { CORRECTED_SUBJECTS, CORRECTION_KINDS } from './domain/correction.ts';
import { Correction } from './record.ts';

export const CorrectDelivery = z
  .strictObject({
    putRight: PutRight,
    reason,
    documentId: idOf('document').optional().meta({ description: 'What shows it, attached to the delivery.' }),
  })
  .meta({ id: 'CorrectDelivery', description: 'Something that was recorded wrong of a delivery, the right value, and why.' });
export type CorrectDelivery = z.output<typeof CorrectDelivery>;

export const CorrectionPage = pageOf(Correction.schema, 'CorrectionPage');

export const listCorrectionsQuery = z.strictObject({
  ...pageQuery,
  subjectType: z.enum(CORRECTED_SUBJECTS).optional(),
  subjectId: uuid.optional().meta({ description: 'Those of this record.' }),
  deliveryId: idOf('delivery').optional().meta({ description: 'Those of this delivery, and of the papers that it is asked for.' }),
  organisationId: idOf('organisation')
    .optional()
    .meta({ description: 'Those that this organisation proposed or made, as far as the reader is told.' }),
  state: z.enum(CORRECTION_STATES).optional(),
  kind: z.enum(CORRECTION_KINDS).optional(),
  since: instantInput.optional().meta({ description: 'Those made or proposed then or later.' }),
  recordedLate: flag.optional().meta({ description: 'Those that say of something late that it passed the gate; or those that don’t.' }),
});
export type ListCorrections = z.output<typeof listCorrectionsQuery>;

export const correctionParams = z.strictObject({ id: idOf('correction') });
