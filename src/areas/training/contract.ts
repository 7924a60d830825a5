import { z } from 'zod';
import { pageOf, pageQuery } from '../../platform/http/page.ts';
import { calendarDate, countOfSome, idOf, shortText, slugOf } from '../../platform/http/schemas.ts';
import { RECORD_STATES } from './domain/training-record.ts';
import { course, TrainingRecord } from './record.ts';

export const RecordTraining = z
  .strictObject({
    unitId: idOf('unit'),
    itemType: course,
    courses: countOfSome.default(1).meta({ description: 'How many times the course was held.', example: 1 }),
    seats: countOfSome.optional().meta({ description: 'How many people completed it in all.', example: 16 }),
    completedOn: calendarDate.meta({ description: 'The last day of the course; not in the future.' }),
    validUntil: calendarDate.optional().meta({ description: 'The last day on which it counts, where the course expires.' }),
    evidence: shortText.meta({ description: 'What shows it.', example: 'Certificates of the training centre, file 118/2026' }),
  })
  .meta({ id: 'RecordTraining', description: 'A course that a unit has completed outside a delivery of this service.' });
export type RecordTraining = z.output<typeof RecordTraining>;

export const TrainingRecordPage = pageOf(TrainingRecord.schema, 'TrainingRecordPage');

export const listTrainingRecordsQuery = z.strictObject({
  ...pageQuery,
  unitId: idOf('unit').optional(),
  itemType: slugOf('item-type').optional(),
  state: z.enum(RECORD_STATES).optional(),
  countsOn: calendarDate.optional().meta({ description: 'Those that count on this day: confirmed, completed by then and not expired.' }),
});
export type ListTrainingRecords = z.output<typeof listTrainingRecordsQuery>;

export const trainingRecordParams = z.strictObject({ id: idOf('training-record') });
