import { must } from '../../../kernel/assert.ts';
import type { DeliveryLineId } from '../../../kernel/id.ts';
import { NO_STEPS, type Steps, steps } from '../../../kernel/quantity.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { changeLine, type LockedDelivery } from './change-delivery.ts';

/** Before accepted falls by so much: what isn't accepted any more is neither in use nor verified. */
export async function keepWithinAccepted(
  tx: Tx,
  { lines }: Pick<LockedDelivery, 'lines'>,
  lineId: DeliveryLineId,
  by: Steps | number,
): Promise<void> {
  const line = must(
    lines.find(({ id }) => id === lineId),
    'a consigned line is of a line',
  );
  const least = line.accepted - by;
  if (line.inService <= least && line.verified <= least) return;
  const inService = steps(Math.min(line.inService, least));
  await changeLine(tx, line, {
    inService,
    verified: steps(Math.min(line.verified, least)),
    // Of what nobody uses there is nothing that was put on record late.
    ...(inService === NO_STEPS ? { inServiceRecordedLateOn: null } : {}),
  });
}
