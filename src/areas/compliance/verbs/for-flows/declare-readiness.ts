import type { DeliveryId } from '../../../../kernel/id.ts';
import { nothingLeft } from '../../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../../kernel/refusal.ts';
import { recordEvent } from '../../../../platform/audit/record-event.ts';
import { type ActorContext, userOf } from '../../../../platform/auth/actor.ts';
import type { Tx } from '../../../../platform/db/transaction.ts';
import { UNSHIPPED_STATES } from '../../../deliveries/domain/delivery.ts';
import type { DeclareReadiness } from '../../contract.ts';
import { findDelivery, selectReceiver } from '../../delivery-queries.ts';
import { recipientReadiness } from '../../readiness-tables.ts';
import { deriveEntries } from '../derive-entries.ts';

/**
 * The recipients' side says what a unit has for what comes: storage, consignee, operators, fuel. Said again, it replaces. The delivery may be clear
 * then: flows/pass-the-gate.ts sees to that.
 */
export async function declareReadinessAlone(tx: Tx, ctx: ActorContext, deliveryId: DeliveryId, input: DeclareReadiness): Promise<void> {
  const { unitId, storage, consignee, operators, fuel, ...rest } = input;
  nothingLeft(rest);
  const { role } = ctx.actor;
  if (role !== 'requester' && role !== 'validator') {
    throw new Refusal('role-not-allowed', { facts: { role, allowed: ['requester', 'validator'] } });
  }
  const delivery = await findDelivery(tx, deliveryId);
  if (!UNSHIPPED_STATES.includes(delivery.state)) {
    throw new Refusal('transition-not-allowed', { facts: { state: delivery.state, event: 'declare-readiness', allowed: [] } });
  }
  const organisationId = await selectReceiver(tx, deliveryId, unitId);
  if (organisationId === null) throw refuseField('reference-unknown', '/unitId');
  const said = { storage, consignee, operators, fuel, declaredBy: userOf(ctx), declaredAt: ctx.now };
  await tx
    .insert(recipientReadiness)
    .values({ deliveryId, organisationId, unitId, ...said })
    .onConflictDoUpdate({ target: [recipientReadiness.deliveryId, recipientReadiness.unitId], set: said });
  await recordEvent(tx, ctx, {
    action: 'delivery.readiness-declared',
    subject: { type: 'delivery', id: deliveryId },
    parties: [delivery.donorId, organisationId],
  });
  await deriveEntries(tx, ctx, deliveryId);
}
