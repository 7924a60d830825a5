import { and, eq } from 'drizzle-orm';
import type { DeliveryId } from '../../kernel/id.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { deliveryLines } from './tables.ts';

/** Why this account verifies nothing of a delivery: whoever signed for it as a requester stays its receiver, whatever they have become since. */
export async function refusalOfReceiver(tx: Tx, { actor }: ActorContext, id: DeliveryId): Promise<Refusal | null> {
  if (actor.kind === 'system') return null;
  const [received] = await tx
    .select({ id: deliveryLines.id })
    .from(deliveryLines)
    .where(and(eq(deliveryLines.deliveryId, id), eq(deliveryLines.receivedBy, actor.userId)))
    .limit(1);
  return received ? new Refusal('receiver-may-not-verify') : null;
}
