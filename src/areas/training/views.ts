import { whatIsPossible } from '../../kernel/possible.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { readerOf } from '../disclosure/index.ts';
import { countsOn, recordActionsOf, refusalOfConfirming } from './domain/training-record.ts';
import { TrainingRecord, type TrainingRecordView } from './record.ts';
import type { TrainingRecordRow } from './rows.ts';
import { dayAt } from '../../platform/clock.ts';

/** A record as this reader may see it; a donor sees only those of its own courses, and is a party there. */
export function viewTrainingRecord(ctx: ActorContext, row: TrainingRecordRow): TrainingRecordView {
  const { actor, now } = ctx;
  const { organisationId, unitId, deliveryLineId, recordedById, recordedByRole, zone, ...record } = row;
  return TrainingRecord.show(readerOf(ctx), {
    ...record,
    source: deliveryLineId === null ? 'evidence' : 'delivery',
    counts: countsOn(row, dayAt(zone, now)),
    ...whatIsPossible(recordActionsOf(row.state, actor.role), (event) =>
      event === 'withdraw' || actor.kind === 'system' ? null : refusalOfConfirming(row, actor),
    ),
  });
}
