import { and, eq } from 'drizzle-orm';
import { must } from '../../../../kernel/assert.ts';
import type { CalendarDate } from '../../../../kernel/calendar-date.ts';
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
import { isBehind, isPastCustoms } from '../../domain/consignments.ts';
import { type CorrectionOf, type DeliveryCorrection, type GatedDay, gatedDayOf, inSteps, isUnrecorded } from '../../domain/corrections.ts';
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
import { bookUnrecorded, signedHandover } from '../book-unrecorded.ts';
import { applyToReceipt } from '../correct-receipt.ts';
import { columnsOfHandover } from '../hand-over-delivery.ts';
import { reachMilestone, refuseDisorder, unreachMilestone, unreachWhatIsAhead } from '../pass-milestone.ts';
import { rescheduleChecks } from '../reschedule-checks.ts';
import { settleMatches } from '../settle-matches.ts';

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
    const recordedLateOn = recordedLate && gated !== null ? dayOfRecording(locked, gated) : null;
    const step = { action: 'delivery.put-right', details: { correctionId }, recordedLateOn } as const;
    if (after.kind === 'receipt' && before.kind === 'receipt') return applyToReceipt(tx, system, locked, before, after, step);
    if (isUnrecorded(before)) return bookUnrecorded(tx, system, locked, after, step);
    if (after.kind === 'shipment' && before.kind === 'shipment') return applyToShipment(tx, system, locked, before, after, step);
    if (after.kind === 'handover' && before.kind === 'handover') return applyToHandover(tx, system, locked, before, after, step);
    if (after.kind === 'milestone' && before.kind === 'milestone') return applyToMilestone(tx, system, locked, before, after, step);
    if (after.kind === 'verification') return applyToVerification(tx, system, locked, after, step);
    throw new Refusal('correction-outdated');
  });
}

/** Today where it was: with the donor until it has left, then where it goes. */
const dayOfRecording = ({ today, todayAtDonor }: LockedDelivery, { step }: GatedDay): CalendarDate =>
  step === 'ship' || step === 'perform' ? todayAtDonor : today;

async function applyToShipment(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  before: CorrectionOf<'shipment'>,
  after: CorrectionOf<'shipment'>,
  step: DeliveryStep,
): Promise<void> {
  const { delivery } = locked;
  const { recordedLateOn = null } = step;
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
    // The mark is the day's: another day that is recorded while its papers hold bears none.
    .set({ shippedOn: on, ...(recordedLateOn === null && on === before.shippedOn ? {} : { recordedLateOn }) })
    .where(eq(consignmentsTable.id, consignment.id));
  if (locked.consignments.length === 1) await reachMilestone(tx, delivery, 'ship', { on, isSaid: true }, undefined);
  const balances = withChanges(locked, changed, 'lose');
  if (balances.lines.every(({ shipped }) => shipped === NO_STEPS)) {
    throw new Refusal('exceeds-match', { fields: [{ pointer: '/putRight/lines', code: 'nothing-to-ship' }] });
  }
  await unreachWhatIsAhead(tx, locked, balances.consignments);
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
  const handover = signedHandover(after);
  const { handedOverOn, document } = handover;
  const isOtherDay = handedOverOn !== before.handedOverOn;
  if (isOtherDay || document !== before.document) {
    await reachMilestone(tx, locked.delivery, 'hand-over', { on: handedOverOn, isSaid: true }, document);
  }
  if (isOtherDay) await rescheduleChecks(tx, ctx, locked.delivery, handedOverOn);
  await stepDelivery(tx, ctx, locked, {
    ...step,
    set: { ...columnsOfHandover(handover), ...(isOtherDay ? { handoverRecordedLateOn: step.recordedLateOn ?? null } : {}) },
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
  const { recordedLateOn = null } = step;
  const { milestone, evidence } = after;
  const actualOn = must(after.actualOn, 'what is put right was reached');
  const { stages } = await selectStages(tx, delivery.id);
  refuseDisorder(stages, milestone, actualOn, '/putRight/actualOn');
  await tx
    .update(deliveryMilestones)
    .set({ actualOn, evidence })
    .where(and(eq(deliveryMilestones.deliveryId, delivery.id), eq(deliveryMilestones.milestone, milestone)));
  const isOtherDay = actualOn !== before.actualOn;
  // The day of the whole is the day of the consignment that came last, which is dated with it.
  for (const [column, action] of [
    ['shippedOn', 'ship'],
    ['arrivedOn', 'arrive'],
  ] as const) {
    if (milestoneEffectOf(action, delivery.kind)?.sets !== milestone || before.actualOn === null) continue;
    for (const { id } of consignments) {
      await tx
        .update(consignmentsTable)
        .set({ [column]: actualOn, ...(column === 'shippedOn' && isOtherDay ? { recordedLateOn } : {}) })
        .where(and(eq(consignmentsTable.id, id), eq(consignmentsTable[column], before.actualOn)));
    }
  }
  if (isOtherDay && milestoneEffectOf('release', delivery.kind)?.sets === milestone) {
    // Of what was lost or went back nobody knows whether customs had released it.
    const released = consignments.filter(({ state }) => isPastCustoms(state) && !isBehind('received', state));
    if (isMarkedAnew(recordedLateOn, released.length)) {
      for (const { id } of released) {
        await tx.update(consignmentsTable).set({ releaseRecordedLateOn: recordedLateOn }).where(eq(consignmentsTable.id, id));
      }
    }
  }
  if (isOtherDay && milestoneEffectOf('put-in-service', delivery.kind)?.sets === milestone) {
    const used = inOrderOfMatches(locked.lines.filter(({ inService }) => inService > NO_STEPS));
    if (isMarkedAnew(recordedLateOn, new Set(used.map(({ unitId }) => unitId)).size)) {
      for (const line of used) await changeLine(tx, line, { inServiceRecordedLateOn: recordedLateOn });
    }
  }
  if (before.actualOn !== null && milestoneEffectOf('put-in-service', delivery.kind)?.sets === milestone) {
    await redateCourses(tx, ctx, delivery.id, { from: before.actualOn, to: actualOn });
  }
  await stepDelivery(tx, ctx, locked, step);
}

/**
 * Whether a milestone's other day is a reason to mark all that reached it anew. The mark is the day's; but of several the milestone's day is the
 * last's, and which that was isn't on record: where it is late they all bear the mark, and where it isn't none loses what may be another's.
 */
const isMarkedAnew = (recordedLateOn: CalendarDate | null, reachedBy: number): boolean => recordedLateOn !== null || reachedBy === 1;

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
