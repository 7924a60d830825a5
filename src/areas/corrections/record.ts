import { z } from 'zod';
import { CORRECTION_STATES } from '../../kernel/correction.ts';
import { ACTING_ROLES } from '../../kernel/role.ts';
import { idOf, instant, uuid, versionField } from '../../platform/http/schemas.ts';
import { notAllowedNow, Party } from '../../platform/http/shared-shapes.ts';
import { EntryValues } from '../compliance/index.ts';
import { DeliveryValues } from '../deliveries/index.ts';
import { declareRecord, parties, type ViewOf } from '../disclosure/index.ts';
import { StockValues } from '../gaps/index.ts';
import { ObstacleValues } from '../obstacles/index.ts';
import { CORRECTED_SUBJECTS, CORRECTION_EVENTS, CORRECTION_KINDS } from './domain/correction.ts';

// An obstacle's last: it has no field that must be there.
const values = z.union([DeliveryValues, StockValues, EntryValues, ObstacleValues]);
export type CorrectedValues = z.output<typeof values>;

export const Correction = declareRecord(
  'Correction',
  'What puts right something that was recorded wrong: both values, why, and who agreed. The record itself shows the right one.',
  {
    id: parties(idOf('correction')),
    subjectType: parties(z.enum(CORRECTED_SUBJECTS)),
    subjectId: parties(uuid.meta({ description: 'The record that is put right.' })),
    deliveryId: parties(idOf('delivery').nullable().meta({ description: 'The delivery that it is of, or that the paper is asked of.' })),
    kind: parties(z.enum(CORRECTION_KINDS).nullable().meta({ description: 'Which part of it; null: the record itself.' })),
    before: parties(values.meta({ description: 'As it stood.' })),
    after: parties(values.meta({ description: 'As it should have been recorded.' })),
    reason: parties(z.string().nullable().meta({ description: 'null: put right by whoever had reported it, before anybody acted on it.' })),
    documentId: parties(idOf('document').nullable()),
    state: parties(z.enum(CORRECTION_STATES)),
    needsOtherSide: parties(z.boolean().meta({ description: 'Whether another side has to agree before it is in force.' })),
    recordedLate: parties(
      z.boolean().meta({ description: 'Whether it says that something passed the gate on a day, once what let it pass has lapsed.' }),
    ),
    proposedBy: parties(
      Party.nullable().meta({ description: 'Whose word it is; null where the record tells this reader no more than the role.' }),
    ),
    proposedByRole: parties(z.enum(ACTING_ROLES)),
    decidedBy: parties(Party.nullable().meta({ description: 'Who confirmed, refused or withdrew it, told as `proposedBy` is.' })),
    decidedAt: parties(instant.nullable()),
    decisionReason: parties(z.string().nullable()),
    allowedActions: parties(
      z.array(z.enum(CORRECTION_EVENTS)).meta({ description: 'What the reader may do next; that of a paper is agreed to at the paper.' }),
    ),
    notAllowedNow: parties(notAllowedNow(z.enum(CORRECTION_EVENTS), 'CorrectionNotAllowedNow')),
    version: parties(versionField),
    createdAt: parties(instant),
  },
);
export type CorrectionView = ViewOf<typeof Correction>;
