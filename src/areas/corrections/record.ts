import { z } from 'zod';
import { ROLES } from '../../kernel/role.ts';
import { idOf, instant, versionField } from '../../platform/http/schemas.ts';
import { notAllowedNow, Party } from '../../platform/http/shared-shapes.ts';
import { DeliveryValues } from '../deliveries/index.ts';
import { DELIVERY_CORRECTION_KINDS } from '../deliveries/domain/corrections.ts';
import { declareRecord, parties, type ViewOf } from '../disclosure/index.ts';
import { CORRECTED_SUBJECTS, CORRECTION_EVENTS, CORRECTION_STATES } from './domain/correction.ts';

export const Correction = declareRecord(
  'Correction',
  'What puts right something that was recorded wrong: both values, why, and who agreed. The record itself shows the right one.',
  {
    id: parties(idOf('correction')),
    subjectType: parties(z.enum(CORRECTED_SUBJECTS)),
    deliveryId: parties(idOf('delivery')),
    kind: parties(z.enum(DELIVERY_CORRECTION_KINDS)),
    before: parties(DeliveryValues.meta({ description: 'As it stood.' })),
    after: parties(DeliveryValues.meta({ description: 'As it should have been recorded.' })),
    reason: parties(z.string()),
    documentId: parties(idOf('document').nullable()),
    state: parties(z.enum(CORRECTION_STATES)),
    needsOtherSide: parties(z.boolean().meta({ description: 'Whether another side has to agree before it is in force.' })),
    recordedLate: parties(
      z.boolean().meta({ description: 'Whether it says that something passed the gate on a day, once what let it pass has lapsed.' }),
    ),
    proposedBy: parties(Party.meta({ description: 'Whose word it is.' })),
    proposedByRole: parties(z.enum(ROLES)),
    decidedBy: parties(Party.nullable().meta({ description: 'Who confirmed, refused or withdrew it.' })),
    decidedAt: parties(instant.nullable()),
    decisionReason: parties(z.string().nullable()),
    allowedActions: parties(z.array(z.enum(CORRECTION_EVENTS)).meta({ description: 'What the reader may do next.' })),
    notAllowedNow: parties(notAllowedNow(z.enum(CORRECTION_EVENTS), 'CorrectionNotAllowedNow')),
    version: parties(versionField),
    createdAt: parties(instant),
  },
);
export type CorrectionView = ViewOf<typeof Correction>;
