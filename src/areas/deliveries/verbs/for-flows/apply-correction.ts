import { and, eq } from 'drizzle-orm';
import { must } from '../../../../kernel/assert.ts';
import type { CorrectionId, DeliveryId } from '../../../../kernel/id.ts';
import { NO_STEPS } from '../../../../kernel/quantity.ts';
import { Refusal, refuseField } from '../../../../kernel/refusal.ts';
import type { ActorContext } from '../../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../../platform/db/transaction.ts';
import { requireClearanceOn } from '../../../compliance/index.ts';
import { redateCourses } from '../../../training/index.ts';
import type { ConsignedLine } from '../../consignment-queries.ts';
import { consignments as consignmentsTable } from '../../consignment-tables.ts';
import { selectChecks, selectNumbers } from '../../correction-queries.ts';
import { showsEndUse } from '../../domain/checks.ts';
import { takes } from '../../domain/consignments.ts';
import { type CorrectionOf, type DeliveryCorrection, gatedDayOf, inSteps, isUnrecordedShipment } from '../../domain/corrections.ts';
import { milestoneEffectOf } from '../../domain/milestones.ts';
import { inTransit } from '../../domain/quantity-balances.ts';
import { selectStages } from '../../schedule-queries.ts';
import { deliveryMilestones, verifications } from '../../tables.ts';
import {
  changeConsignedLine,
  changeLine,
  type DeliveryStep,
  inOrderOfMatches,
  type LockedDelivery,
  lockDelivery,
  stepDelivery,
  withChanges,
} from '../change-delivery.ts';
import { askToPass, reachMilestone, refuseDisorder, unreachMilestone } from '../pass-milestone.ts';
import { applyToReceipt } from '../correct-receipt.ts';
import { rescheduleChecks } from '../reschedule-checks.ts';
import { settleMatches } from '../settle-matches.ts';
import { bookShipments, decideShipments, departureOf } from '../ship-delivery.ts';

/**
 * Brings a delivery to what should have been recorded: the difference is carried through the balances, the days, the checks and what
 * was opened for the mistake, so that all that follows is as if it had been right from the beginning. As the system, for what follows
 * is no single side's to change; who put it right and who agreed stands in the correction.
 */
export function applyCorrection(
  tx: Tx,
  ctx: ActorContext,
  id: DeliveryId,
  {
    correctionId,
    before,
    after,
    recordedLate,
  }: {
    readonly correctionId: CorrectionId;
    readonly before: DeliveryCorrection;
    readonly after: DeliveryCorrection;
    readonly recordedLate: boolean;
  },
): Promise<void> {
  return asConsequence(tx, ctx, 'put-right', async (system) => {
    const locked = await lockDelivery(tx, system, id, null);
    const gated = gatedDayOf(before, after, locked.delivery.kind);
    // The day on which it was proposed was asked then; papers that turned out wrong meanwhile let nothing pass.
    if (gated !== null) await requireClearanceOn(tx, system, id, gated.step, { on: gated.on, isNow: false });
    const recordedLateOn = recordedLate ? locked.today : null;
    const step = { action: 'delivery.put-right', details: { correctionId }, recordedLateOn } as const;
    if (after.kind === 'receipt' && before.kind === 'receipt') return applyToReceipt(tx, system, locked, before, after, step);
    if (after.kind === 'shipment' && isUnrecordedShipment(before)) return recordShipmentLate(tx, system, locked, after, step);
    if (after.kind === 'shipment') return applyToShipment(tx, system, locked, after, step);
    if (after.kind === 'handover' && before.kind === 'handover') return applyToHandover(tx, system, locked, before, after, step);
    if (after.kind === 'milestone' && before.kind === 'milestone') return applyToMilestone(tx, system, locked, before, after, step);
    if (after.kind === 'verification') return applyToVerification(tx, system, locked, after, step);
    throw new Refusal('correction-outdated');
  });
}

const lateMark = ({ recordedLateOn }: DeliveryStep) => (recordedLateOn ? { recordedLateOn } : {});

/** What had left and nobody said so in time is booked as it is when it leaves, with the mark that it was put on record late. */
async function recordShipmentLate(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  after: CorrectionOf<'shipment'>,
  step: DeliveryStep,
): Promise<void> {
  const event = departureOf(locked.delivery.kind);
  const moved = locked.consignments.filter(({ id, state }) => id === after.consignmentId && takes(state, event));
  if (moved.length === 0) throw new Refusal('correction-outdated');
  await askToPass(tx, ctx, locked, event);
  const shipments = await decideShipments(tx, moved, [...after.lines], '/putRight/lines');
  const on = must(after.shippedOn, 'what left has a day');
  await bookShipments(tx, ctx, locked, { event, moved, shipments, evidence: undefined }, { on, isSaid: true }, step);
}

async function applyToShipment(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  after: CorrectionOf<'shipment'>,
  step: DeliveryStep,
): Promise<void> {
  const { delivery } = locked;
  const consignment = must(
    locked.consignments.find(({ id }) => id === after.consignmentId),
    'what left is a consignment of the delivery',
  );
  const on = must(after.shippedOn, 'what left has a day');
  const changed: ConsignedLine[] = [];
  for (const line of inOrderOfMatches(consignment.lines)) {
    const said = after.lines.find(({ lineId }) => lineId === line.deliveryLineId);
    if (!said) continue;
    const shipped = inSteps(said.shipped, line.decimals);
    const numbered = (await selectNumbers(tx, line)).length;
    if (shipped > line.planned || shipped < line.shipped - inTransit(line) || numbered > shipped) {
      throw refuseField('receipt-does-not-balance', `/putRight/lines/${after.lines.indexOf(said)}/shipped`);
    }
    changed.push(await changeConsignedLine(tx, line, { shipped }));
  }
  await tx
    .update(consignmentsTable)
    .set({ shippedOn: on, ...lateMark(step) })
    .where(eq(consignmentsTable.id, consignment.id));
  if (locked.consignments.length === 1) await reachMilestone(tx, delivery, 'ship', { on, isSaid: true }, undefined);
  const balances = withChanges(locked, changed, 'lose');
  if (balances.lines.every(({ shipped }) => shipped === NO_STEPS)) {
    throw new Refusal('exceeds-match', { fields: [{ pointer: '/putRight/lines', code: 'nothing-to-ship' }] });
  }
  await stepDelivery(tx, ctx, locked, { ...step, balances, on });
  await settleMatches(tx, ctx, changed);
}

async function applyToHandover(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  before: CorrectionOf<'handover'>,
  after: CorrectionOf<'handover'>,
  step: DeliveryStep,
): Promise<void> {
  const { handedOverOn, handedOverBy, takenOverBy, document, documentId } = after;
  if (handedOverOn !== before.handedOverOn || document !== before.document) {
    await reachMilestone(tx, locked.delivery, 'hand-over', { on: handedOverOn, isSaid: true }, document);
  }
  if (handedOverOn !== before.handedOverOn) await rescheduleChecks(tx, ctx, locked.delivery, handedOverOn);
  await stepDelivery(tx, ctx, locked, {
    ...step,
    set: { handedOverOn, handedOverBy, takenOverBy, handoverDocument: document, handoverDocumentId: documentId },
  });
}

async function applyToMilestone(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  before: CorrectionOf<'milestone'>,
  after: CorrectionOf<'milestone'>,
  step: DeliveryStep,
): Promise<void> {
  const { delivery, consignments } = locked;
  const { milestone, evidence } = after;
  const actualOn = must(after.actualOn, 'what is put right was reached');
  const { stages } = await selectStages(tx, delivery.id);
  refuseDisorder(stages, milestone, actualOn, '/putRight/actualOn');
  await tx
    .update(deliveryMilestones)
    .set({ actualOn, evidence })
    .where(and(eq(deliveryMilestones.deliveryId, delivery.id), eq(deliveryMilestones.milestone, milestone)));
  // The day of the whole is the day of the consignment that came last, which is dated with it.
  for (const [column, action] of [
    ['shippedOn', 'ship'],
    ['arrivedOn', 'arrive'],
  ] as const) {
    if (milestoneEffectOf(action, delivery.kind)?.sets !== milestone || before.actualOn === null) continue;
    for (const { id } of consignments) {
      await tx
        .update(consignmentsTable)
        .set({ [column]: actualOn, ...(column === 'shippedOn' ? lateMark(step) : {}) })
        .where(and(eq(consignmentsTable.id, id), eq(consignmentsTable[column], before.actualOn)));
    }
  }
  if (before.actualOn !== null && milestoneEffectOf('put-in-service', delivery.kind)?.sets === milestone) {
    await redateCourses(tx, ctx, delivery.id, { from: before.actualOn, to: actualOn });
  }
  await stepDelivery(tx, ctx, locked, step);
}

async function applyToVerification(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  after: CorrectionOf<'verification'>,
  step: DeliveryStep,
): Promise<void> {
  const { delivery, lines } = locked;
  const { verificationId, verifiedOn, inUse, finding } = after;
  await tx.update(verifications).set({ verifiedOn, inUse, finding }).where(eq(verifications.id, verificationId));
  const handedOverOn = must(delivery.handedOverOn, 'what was verified was handed over');
  await rescheduleChecks(tx, ctx, delivery, handedOverOn);
  const checks = await selectChecks(tx, delivery.id);
  const found = checks.filter((check) => check.inUse === true);
  for (const line of inOrderOfMatches(lines)) {
    const verified = found.length > 0 ? line.accepted : NO_STEPS;
    if (line.verified !== verified) await changeLine(tx, line, { verified });
  }
  const endUse = found.findLast((check) => showsEndUse(handedOverOn, check));
  if (endUse?.verifiedOn) await reachMilestone(tx, delivery, 'verify', { on: endUse.verifiedOn, isSaid: true }, undefined);
  else await unreachMilestone(tx, delivery, 'verify');
  await stepDelivery(tx, ctx, locked, { ...step, to: found.length > 0 ? 'verified' : 'handed-over' });
  await settleMatches(tx, ctx, lines);
}
