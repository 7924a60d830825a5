import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, idOf, instant, quantity, shortText, slug, versionField } from '../../platform/http/schemas.ts';
import { Party, UnitName } from '../../platform/http/shared-shapes.ts';
import { RECORD_EVENTS, RECORD_STATES } from './domain/training-record.ts';

const course = slug.meta({ description: 'The course, an item type of the kind training.', example: 'course-code-of-conduct' });

export const RecordTraining = z
  .strictObject({
    unitId: idOf('unit'),
    itemType: course,
    courses: quantity.default(1).meta({ description: 'How many times the course was held.', example: 1 }),
    seats: quantity.optional().meta({ description: 'How many people completed it in all.', example: 16 }),
    completedOn: calendarDate.meta({ description: 'The last day of the course; not in the future.' }),
    validUntil: calendarDate.optional().meta({ description: 'The last day on which it counts, where the course expires.' }),
    evidence: shortText.meta({ description: 'What shows it.', example: 'Certificates of the training centre, file 118/2026' }),
  })
  .meta({ id: 'RecordTraining', description: 'A course that a unit has completed outside a delivery of this service.' });
export type RecordTraining = z.output<typeof RecordTraining>;

export const TrainingRecord = z
  .object({
    id: idOf('training-record'),
    reference: z.string().meta({ description: 'Short code for people.', example: 'Q-7F3K-2Q' }),
    organisation: Party,
    unit: UnitName,
    itemType: course,
    courses: quantity,
    seats: quantity.nullable(),
    completedOn: calendarDate,
    validUntil: calendarDate.nullable(),
    source: z.enum(['delivery', 'evidence']).meta({ description: 'Whether a delivery wrote it, or a person with evidence.' }),
    deliveryId: idOf('delivery').nullable(),
    state: z.enum(RECORD_STATES),
    counts: z.boolean().meta({ description: 'Confirmed, and not expired today: what conditions and rules go by.' }),
    confirmedAt: instant.nullable(),
    evidence: z.string().nullable().optional(),
    stateReason: z.string().nullable().optional(),
    recordedBy: idOf('user').nullable().optional(),
    confirmedBy: idOf('user').nullable().optional(),
    createdAt: instant.optional(),
    version: versionField,
    allowedActions: z.array(z.enum(RECORD_EVENTS)).meta({ description: 'What the reader may do next.' }),
  })
  .meta({ id: 'TrainingRecord', description: 'A course that a unit has completed. Fields that the reader may not see are absent.' });
export type TrainingRecordView = z.output<typeof TrainingRecord>;

export const TrainingRecordPage = pageOf(TrainingRecord, 'TrainingRecordPage');

export const listTrainingRecordsQuery = z.strictObject({
  ...pageQuery,
  unitId: idOf('unit').optional(),
  itemType: slug.optional(),
  state: z.enum(RECORD_STATES).optional(),
  countsOn: calendarDate.optional().meta({ description: 'Those that count on this day: confirmed, completed by then and not expired.' }),
});
export type ListTrainingRecords = z.output<typeof listTrainingRecordsQuery>;

export const trainingRecordParams = z.strictObject({ id: idOf('training-record') });
