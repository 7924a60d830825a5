import { decideCorrection, writeCorrection } from '../areas/corrections/verbs/for-flows/write-correction.ts';
import type { CorrectDelivery } from '../areas/corrections/index.ts';
import { applyCorrection } from '../areas/deliveries/verbs/for-flows/apply-correction.ts';
import { judgeCorrection, stillStands } from '../areas/deliveries/verbs/for-flows/judge-correction.ts';
import { requireDocument } from '../areas/documents/index.ts';
import type { CorrectionId, DeliveryId } from '../kernel/id.ts';
import { nothingLeft } from '../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../platform/db/transaction.ts';

/**
 * Puts right what was recorded wrong of a delivery. What one hand had recorded is in force at once; what both sides rest on waits for the
 * other, and changes nothing before it has agreed.
 */
export async function correctDelivery(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: DeliveryId,
  version: number,
  input: CorrectDelivery,
): Promise<CorrectionId> {
  const { putRight, reason, documentId, ...rest } = input;
  nothingLeft(rest);
  const judged = await judgeCorrection(tx, ctx, id, version, putRight);
  if (judged.recordedLate && documentId === undefined) throw refuseField('evidence-required', '/documentId', 'missing');
  if (documentId !== undefined) await requireDocument(tx, documentId, { type: 'delivery', id }, '/documentId');
  const correctionId = await writeCorrection(tx, ctx, { ...judged, deliveryId: id, reason, documentId: documentId ?? null });
  if (!judged.needsOtherSide) await applyCorrection(tx, ctx, id, { ...judged, correctionId });
  return correctionId;
}

/** The other side agrees, and the correction is in force; refused where the record has changed since it was proposed. */
export async function confirmCorrection(tx: Tx, ctx: ActorContext<AccountActor>, id: CorrectionId, version: number): Promise<void> {
  const { deliveryId, before, after, recordedLate } = await decideCorrection(tx, ctx, id, version, { event: 'confirm' });
  const stands = await asConsequence(tx, ctx, 'put-right', (system) => stillStands(tx, system, deliveryId, before));
  if (!stands) throw new Refusal('correction-outdated');
  await applyCorrection(tx, ctx, deliveryId, { correctionId: id, before, after, recordedLate });
}

/** The other side doesn't agree: everything stays as it was recorded. */
export async function refuseCorrection(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: CorrectionId,
  version: number,
  reason: string,
): Promise<void> {
  await decideCorrection(tx, ctx, id, version, { event: 'refuse', reason });
}

/** Whoever proposed it takes it back before the other side has spoken. */
export async function withdrawCorrection(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: CorrectionId,
  version: number,
  reason: string,
): Promise<void> {
  await decideCorrection(tx, ctx, id, version, { event: 'withdraw', reason });
}
