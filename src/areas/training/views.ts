import type { ActorContext } from '../../platform/auth/actor.ts';
import { dayOf } from '../../platform/clock.ts';
import { readerOf } from '../disclosure/index.ts';
import { allowedRecordActions, countsOn } from './domain/training-record.ts';
import { TrainingRecord, type TrainingRecordView } from './record.ts';
import type { TrainingRecordRow } from './rows.ts';

/** A record as this reader may see it; a donor sees only those of its own courses, and is a party there. */
export function viewTrainingRecord(ctx: ActorContext, row: TrainingRecordRow): TrainingRecordView {
  const { actor, now } = ctx;
  const { organisationId, unitId, deliveryLineId, ...record } = row;
  const isRecorder = actor.kind !== 'system' && row.recordedBy === actor.userId;
  return TrainingRecord.show(readerOf(ctx), {
    ...record,
    source: deliveryLineId === null ? 'evidence' : 'delivery',
    counts: countsOn(row, dayOf(now)),
    allowedActions: allowedRecordActions(row.state, actor.role, isRecorder),
  });
}
