import { z } from 'zod';
import { calendarDate, countOfSome, idOf, instant, slugOf, versionField } from '../../platform/http/schemas.ts';
import { notAllowedNow, Party, UnitName } from '../../platform/http/shared-shapes.ts';
import { RECORD_EVENTS, RECORD_SOURCES, RECORD_STATES } from './domain/training-record.ts';
import { declareRecord, parties, recipientSide, type ViewOf } from '../disclosure/index.ts';

export const course = slugOf('item-type').meta({
  description: 'The course, an item type of the kind training.',
  example: 'course-code-of-conduct',
});

export const TrainingRecord = declareRecord(
  'TrainingRecord',
  'A course that a unit has completed. Fields that the reader may not see are absent.',
  {
    id: parties(idOf('training-record')),
    reference: parties(z.string().meta({ description: 'Short code for people.', example: 'Q-7F3K-2Q' })),
    organisation: parties(Party),
    unit: parties(UnitName),
    itemType: parties(course),
    courses: parties(countOfSome),
    seats: parties(countOfSome.nullable()),
    completedOn: parties(calendarDate),
    validUntil: parties(calendarDate.nullable()),
    source: parties(z.enum(RECORD_SOURCES).meta({ description: 'Whether a delivery wrote it, or a person with evidence.' })),
    deliveryId: parties(idOf('delivery').nullable()),
    state: parties(z.enum(RECORD_STATES)),
    counts: parties(z.boolean().meta({ description: 'Confirmed, and not expired today: what conditions and rules go by.' })),
    confirmedAt: parties(instant.nullable()),
    evidence: recipientSide(z.string().nullable()),
    stateReason: recipientSide(z.string().nullable()),
    recordedBy: recipientSide(idOf('user').nullable()),
    confirmedBy: recipientSide(idOf('user').nullable()),
    createdAt: recipientSide(instant),
    version: parties(versionField),
    allowedActions: parties(z.array(z.enum(RECORD_EVENTS)).meta({ description: 'What the reader may do next.' })),
    notAllowedNow: parties(notAllowedNow(z.enum(RECORD_EVENTS), 'TrainingRecordNotAllowedNow')),
  },
);
export type TrainingRecordView = ViewOf<typeof TrainingRecord>;
