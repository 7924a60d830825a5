import type { Act } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import { audienceOf, redact } from '../disclosure/index.ts';
import type { TrainingRecordView } from './contract.ts';
import { allowedRecordActions, countsOn } from './domain/training-record.ts';
import type { TrainingRecordRow } from './queries.ts';

/** A record as this reader may see it; a donor sees only those of its own courses, and is a party there. */
export function viewTrainingRecord({ actor, now }: Act, row: TrainingRecordRow): TrainingRecordView {
  const isRecorder = actor.kind !== 'system' && row.recordedBy === actor.userId;
  return redact('TrainingRecord', audienceOf(actor.role, true), {
    id: row.id,
    reference: row.reference,
    organisation: row.organisation,
    unit: { id: row.unitId, names: row.unitNames },
    itemType: row.itemType,
    courses: row.courses,
    seats: row.seats,
    completedOn: row.completedOn,
    validUntil: row.validUntil,
    source: row.deliveryLineId === null ? 'evidence' : 'delivery',
    deliveryId: row.deliveryId,
    state: row.state,
    counts: countsOn(row, dayOf(now)),
    confirmedAt: row.confirmedAt?.toISOString() ?? null,
    evidence: row.evidence,
    stateReason: row.stateReason,
    recordedBy: row.recordedBy,
    confirmedBy: row.confirmedBy,
    createdAt: row.createdAt.toISOString(),
    version: row.version,
    allowedActions: allowedRecordActions(row.state, actor.role, isRecorder),
  }) as TrainingRecordView;
}
