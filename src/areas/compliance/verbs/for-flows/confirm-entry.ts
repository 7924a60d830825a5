import type { ComplianceEntryId, DeliveryId } from '../../../../kernel/id.ts';
import { Refusal } from '../../../../kernel/refusal.ts';
import { type ActorContext, userOf } from '../../../../platform/auth/actor.ts';
import type { Tx } from '../../../../platform/db/transaction.ts';
import { beginEntryStep, stepEntry } from '../change-entry.ts';

/** A second person has seen it; answers the delivery, which may be clear now: flows/pass-the-gate.ts sees to that. */
export async function confirmEntryAlone(tx: Tx, ctx: ActorContext, id: ComplianceEntryId, version: number): Promise<DeliveryId> {
  const entry = await beginEntryStep(tx, ctx, id, version, 'confirm');
  const user = userOf(ctx);
  if (entry.recordedBy === user) throw new Refusal('recorder-may-not-confirm');
  if (entry.confirmedAt !== null) throw new Refusal('already-recorded');
  await stepEntry(tx, ctx, entry, {
    event: 'confirm',
    action: 'compliance-entry.confirmed',
    set: { confirmedBy: user, confirmedAt: ctx.now },
  });
  return entry.deliveryId;
}
