import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { flag, idOf, reason } from '../../platform/http/schemas.ts';
import { PutRight } from '../deliveries/index.ts';
import { DELIVERY_CORRECTION_KINDS } from '../deliveries/domain/corrections.ts';
import { CORRECTION_STATES } from './domain/correction.ts';
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
  deliveryId: idOf('delivery').optional(),
  state: z.enum(CORRECTION_STATES).optional(),
  kind: z.enum(DELIVERY_CORRECTION_KINDS).optional(),
  recordedLate: flag.optional().meta({ description: 'Those that say of something late that it passed the gate; or those that don’t.' }),
});
export type ListCorrections = z.output<typeof listCorrectionsQuery>;

export const correctionParams = z.strictObject({ id: idOf('correction') });
