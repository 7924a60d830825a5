import { confirmEntryAlone } from '../areas/compliance/verbs/for-flows/confirm-entry.ts';
import { declareReadinessAlone } from '../areas/compliance/verbs/for-flows/declare-readiness.ts';
import { clearWhereMet } from '../areas/deliveries/index.ts';
import type { ComplianceEntryId, DeliveryId } from '../kernel/id.ts';
import type { ActorContext } from '../platform/auth/actor.ts';
import type { Tx } from '../platform/db/transaction.ts';

type Readiness = Parameters<typeof declareReadinessAlone>[3];

/** A second person confirms an entry of the checklist; the last one that a delivery lacked clears it. */
export async function confirmEntry(tx: Tx, ctx: ActorContext, id: ComplianceEntryId, version: number): Promise<void> {
  await clearWhereMet(tx, ctx, await confirmEntryAlone(tx, ctx, id, version));
}

/** The recipients' side says what a unit has for what comes, which may be the last that a delivery lacked. */
export async function declareReadiness(tx: Tx, ctx: ActorContext, id: DeliveryId, readiness: Readiness): Promise<void> {
  await declareReadinessAlone(tx, ctx, id, readiness);
  await clearWhereMet(tx, ctx, id);
}
