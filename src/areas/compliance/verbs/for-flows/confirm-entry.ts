import type { ComplianceEntryId, DeliveryId } from '../../../../kernel/id.ts';
import { throwWhere } from '../../../../kernel/possible.ts';
import { type ActorContext, organisationOf, userOf } from '../../../../platform/auth/actor.ts';
import type { Tx } from '../../../../platform/db/transaction.ts';
import { refusalOfConfirming } from '../../domain/hands.ts';
import { beginEntryStep, stepEntry } from '../change-entry.ts';

/** Another side has seen it; answers the delivery, which may be clear now: flows/pass-the-gate.ts sees to that. */
export async function confirmEntryAlone(tx: Tx, ctx: ActorContext, id: ComplianceEntryId, version: number): Promise<DeliveryId> {
  const entry = await beginEntryStep(tx, ctx, id, version, 'confirm');
  if (ctx.actor.kind !== 'system') throwWhere(refusalOfConfirming(entry, ctx.actor));
  await stepEntry(tx, ctx, entry, {
    event: 'confirm',
    action: 'compliance-entry.confirmed',
    set: { confirmedBy: userOf(ctx), confirmedById: organisationOf(ctx), confirmedAt: ctx.now },
  });
  return entry.deliveryId;
}
