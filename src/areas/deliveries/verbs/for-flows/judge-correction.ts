import type { CalendarDate } from '../../../../kernel/calendar-date.ts';
import { canonicalJson } from '../../../../kernel/canonical-json.ts';
import type { DeliveryId, DeliveryLineId, OrganisationId, UnitId } from '../../../../kernel/id.ts';
import { nothingLeft } from '../../../../kernel/nothing-left.ts';
import { quantityOf, stepsFrom } from '../../../../kernel/quantity.ts';
import { Refusal, refuseField } from '../../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../../platform/auth/actor.ts';
import type { Tx } from '../../../../platform/db/transaction.ts';
import { hasLapsedSince } from '../../../compliance/index.ts';
import { requireDocument } from '../../../documents/index.ts';
import { selectMilestone, selectShippedOn, selectVerification } from '../../correction-queries.ts';
import type { PutRight } from '../../contract-corrections.ts';
import {
  CORRECTION_RIGHTS,
  type CorrectionOf,
  type DeliveryCorrection,
  gatedDayOf,
  isUnrecorded,
  mayCorrect,
  needsOtherSide,
  type ReceiptLineValues,
} from '../../domain/corrections.ts';
import { isAtTheDonor, mayRecord } from '../../domain/milestones.ts';
import { inTransit } from '../../domain/quantity-balances.ts';
import { findOwnership } from '../../reference-check-queries.ts';
import { selectStages } from '../../schedule-queries.ts';
import { happenedOn, lockDelivery, type LockedDelivery, mayRead, namedConsignments } from '../change-delivery.ts';
import { askToPass, refuseDisorder } from '../pass-milestone.ts';
import { unrecordedRelease, unrecordedShipment, unrecordedUse } from '../unrecorded-values.ts';
import { currentValues, receiptAsItStands } from '../values-as-they-stand.ts';

/** What is to be put right, judged: the values as they stand and as they should have been, and who else has to agree. */
export interface JudgedCorrection {
  readonly before: DeliveryCorrection;
  readonly after: DeliveryCorrection;
  readonly needsOtherSide: boolean;
  /** It says that something passed the gate on a day, once what let it pass has lapsed. */
  readonly recordedLate: boolean;
  /** Whose lines it is about, where it is about one recipient's alone. */
  readonly recipient: { readonly organisationId: OrganisationId; readonly unitId: UnitId | null } | null;
}

/**
 * Holds a correction against the delivery as it stands: may this actor put it right, was it recorded at all, does it make a difference,
 * and is each value one that could have been recorded. The version is what the person has seen.
 */
export async function judgeCorrection(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: DeliveryId,
  version: number,
  asked: PutRight,
): Promise<JudgedCorrection> {
  const { role } = ctx.actor;
  if (!mayCorrect(asked.kind, role)) {
    throw new Refusal('role-not-allowed', { facts: { role, allowed: [...CORRECTION_RIGHTS[asked.kind]] } });
  }
  const locked = await lockDelivery(tx, ctx, id, version);
  const { before, after, recipient } = await valuesOf(tx, ctx, locked, asked);
  if (canonicalJson(before) === canonicalJson(after)) throw refuseField('invalid-field', '/putRight', 'nothing-to-put-right');
  const { kind, state } = locked.delivery;
  const gated = gatedDayOf(before, after, kind);
  const recordedLate = gated !== null && (await hasLapsedSince(tx, ctx, id, gated.step, gated.on));
  if (isUnrecorded(before) && !recordedLate) {
    throw refuseField('reference-unknown', `/putRight/${'consignmentId' in before ? 'consignmentId' : 'kind'}`, 'not-recorded');
  }
  return {
    before,
    after,
    recipient,
    recordedLate,
    needsOtherSide: recordedLate || needsOtherSide(before, after, state, isReceived(locked)),
  };
}

/** Whether the delivery still stands as it did when the correction was proposed. */
export async function stillStands(tx: Tx, ctx: ActorContext, id: DeliveryId, before: DeliveryCorrection): Promise<boolean> {
  const locked = await lockDelivery(tx, ctx, id, null);
  const now = await currentValues(tx, ctx, locked, before);
  return now !== null && canonicalJson(now) === canonicalJson(before);
}

const isReceived = ({ consignments }: LockedDelivery): boolean =>
  consignments.some(({ lines }) => lines.some((line) => inTransit(line) < line.shipped));

type Values = Pick<JudgedCorrection, 'before' | 'after' | 'recipient'>;

async function valuesOf(tx: Tx, ctx: ActorContext<AccountActor>, locked: LockedDelivery, asked: PutRight): Promise<Values> {
  switch (asked.kind) {
    case 'receipt':
      return receiptValues(tx, ctx, locked, asked);
    case 'shipment':
      return shipmentValues(tx, ctx, locked, asked);
    case 'release':
      return { ...(await unrecordedRelease(tx, ctx, locked, asked)), recipient: null };
    case 'handover':
      return handoverValues(tx, ctx, locked, asked);
    case 'use': {
      const values = await unrecordedUse(tx, ctx, locked, asked);
      return { ...values, recipient: recipientOf(locked, values.after.lines) };
    }
    case 'milestone':
      return milestoneValues(tx, ctx, locked, asked);
    case 'verification':
      return verificationValues(tx, ctx, locked, asked);
  }
}

const forAll = (before: DeliveryCorrection, after: DeliveryCorrection): Values => ({ before, after, recipient: null });

async function receiptValues(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  asked: Extract<PutRight, { kind: 'receipt' }>,
): Promise<Values> {
  const { kind, receiptId, receivedOn, evidence, lines: told = [], ...rest } = asked;
  nothingLeft(rest);
  const receipt = await receiptAsItStands(tx, locked, receiptId);
  if (receipt === null) throw refuseField('reference-unknown', '/putRight/receiptId');
  if (receivedOn !== undefined) happenedOn(locked.today, receivedOn, '/putRight/receivedOn');
  const own = receipt.lines.filter(({ lineId }) => locked.lines.some((line) => line.id === lineId && mayRead(ctx.actor, line)));
  const named = told.map(({ lineId, ...said }, index) => {
    const stands = own.find((line) => line.lineId === lineId);
    const line = locked.lines.find(({ id }) => id === lineId);
    if (!stands || !line) throw refuseField('reference-unknown', `/putRight/lines/${index}/lineId`);
    return { stands, after: lineAfter(stands, said, line.decimals, `/putRight/lines/${index}`) };
  });
  const before = { ...receipt, lines: named.map(({ stands }) => stands) };
  const after = {
    ...before,
    kind,
    receivedOn: receivedOn ?? receipt.receivedOn,
    evidence: evidence ?? receipt.evidence,
    lines: named.map((one) => one.after),
  };
  if (own.length === 0) throw refuseField('reference-unknown', '/putRight/receiptId');
  return { before, after, recipient: recipientOf(locked, own) };
}

/** Whose lines these are: of one unit, or of several of one organisation; null where they are of more. */
function recipientOf({ lines }: LockedDelivery, named: readonly { readonly lineId: DeliveryLineId }[]): JudgedCorrection['recipient'] {
  const [first, ...others] = lines.filter(({ id }) => named.some(({ lineId }) => lineId === id));
  if (!first || others.some(({ organisationId }) => organisationId !== first.organisationId)) return null;
  const isOfOneUnit = others.every(({ unitId }) => unitId === first.unitId);
  return { organisationId: first.organisationId, unitId: isOfOneUnit ? first.unitId : null };
}

type ToldLine = Omit<NonNullable<Extract<PutRight, { kind: 'receipt' }>['lines']>[number], 'lineId'>;

function lineAfter(
  stands: ReceiptLineValues,
  said: ToldLine,
  decimals: Parameters<typeof stepsFrom>[1],
  pointer: string,
): ReceiptLineValues {
  const { accepted, rejected, lost, surplus, rejectionReason, lossReason, ...numbers } = said;
  const { acceptedSerials, rejectedSerials, lostSerials, ...rest } = numbers;
  nothingLeft(rest);
  const given = { accepted, rejected, lost, surplus };
  const quantities = Object.fromEntries(
    Object.entries(given).flatMap(([field, quantity]) =>
      quantity === undefined ? [] : [[field, quantityOf(stepsFrom(quantity, decimals, `${pointer}/${field}`), decimals)]],
    ),
  );
  const after: ReceiptLineValues = {
    ...stands,
    ...quantities,
    acceptedSerials: acceptedSerials ?? stands.acceptedSerials,
    rejectedSerials: rejectedSerials ?? stands.rejectedSerials,
    lostSerials: lostSerials ?? stands.lostSerials,
  };
  const reasons = {
    rejectionReason: after.rejected === 0 ? null : (rejectionReason ?? stands.rejectionReason),
    lossReason: after.lost === 0 ? null : (lossReason ?? stands.lossReason),
  };
  for (const [quantity, why] of [
    ['rejected', 'rejectionReason'],
    ['lost', 'lossReason'],
  ] as const) {
    if (after[quantity] > 0 && reasons[why] === null) throw refuseField('reason-required', `${pointer}/${why}`, 'missing');
  }
  return { ...after, ...reasons };
}

async function shipmentValues(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  asked: Extract<PutRight, { kind: 'shipment' }>,
): Promise<Values> {
  const { kind, consignmentId, shippedOn, lines: told = [], ...rest } = asked;
  nothingLeft(rest);
  const [consignment] = namedConsignments(ctx, locked, consignmentId);
  const left = await selectShippedOn(tx, consignmentId);
  if (!consignment) throw refuseField('reference-unknown', '/putRight/consignmentId');
  if (shippedOn !== undefined) happenedOn(locked.todayAtDonor, shippedOn, '/putRight/shippedOn');
  if (left === null) {
    const unrecorded = await unrecordedShipment(tx, ctx, locked, consignment, { shippedOn, lines: told });
    return { ...unrecorded, recipient: null };
  }
  const named = told.map(({ lineId, shipped, ...restOfLine }, index) => {
    nothingLeft(restOfLine);
    const line = consignment.lines.find(({ deliveryLineId }) => deliveryLineId === lineId);
    if (!line) throw refuseField('reference-unknown', `/putRight/lines/${index}/lineId`);
    const inSteps = stepsFrom(shipped, line.decimals, `/putRight/lines/${index}/shipped`);
    if (inSteps > line.planned) throw refuseField('exceeds-match', `/putRight/lines/${index}/shipped`);
    if (inSteps < line.shipped - inTransit(line)) throw refuseField('receipt-does-not-balance', `/putRight/lines/${index}/shipped`);
    return { lineId, was: quantityOf(line.shipped, line.decimals), is: quantityOf(inSteps, line.decimals) };
  });
  return forAll(
    { kind, consignmentId, shippedOn: left, lines: named.map(({ lineId, was }) => ({ lineId, shipped: was })) },
    { kind, consignmentId, shippedOn: shippedOn ?? left, lines: named.map(({ lineId, is }) => ({ lineId, shipped: is })) },
  );
}

async function handoverValues(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  asked: Extract<PutRight, { kind: 'handover' }>,
): Promise<Values> {
  const { kind, handedOverOn, handedOverBy, takenOverBy, document, documentId, ...rest } = asked;
  nothingLeft(rest);
  const before = await currentValues(tx, ctx, locked, asked);
  if (before?.kind !== 'handover') throw refuseField('reference-unknown', '/putRight/kind', 'not-recorded');
  if (handedOverOn !== undefined) await refuseDay(tx, ctx, locked, 'handover-accepted', handedOverOn, '/putRight/handedOverOn');
  if (documentId !== undefined) await requireDocument(tx, documentId, { type: 'delivery', id: locked.delivery.id }, '/putRight/documentId');
  const after: CorrectionOf<'handover'> = {
    kind,
    handedOverOn: handedOverOn ?? before.handedOverOn,
    handedOverBy: handedOverBy ?? before.handedOverBy,
    takenOverBy: takenOverBy ?? before.takenOverBy,
    document: document ?? before.document,
    documentId: documentId ?? before.documentId,
  };
  for (const field of ['handedOverOn', 'handedOverBy', 'takenOverBy', 'document'] as const) {
    if (after[field] === null) throw refuseField('invalid-field', `/putRight/${field}`, 'missing');
  }
  if (isUnrecorded(before)) await askToPass(tx, ctx, locked, 'hand-over');
  return forAll(before, after);
}

/** These days are the receipts', the handover's and the checks', and are put right there. */
const KEPT_ELSEWHERE: readonly string[] = ['inland-delivered', 'handover-accepted', 'end-use-verified'];

async function milestoneValues(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  asked: Extract<PutRight, { kind: 'milestone' }>,
): Promise<Values> {
  const { kind, milestone, actualOn, evidence, ...rest } = asked;
  nothingLeft(rest);
  const { delivery } = locked;
  const ownership = await findOwnership(tx, milestone);
  const stands = await selectMilestone(tx, delivery.id, milestone);
  if (!ownership || stands === null || stands.actualOn === null) {
    throw refuseField('reference-unknown', '/putRight/milestone', 'not-recorded');
  }
  if (KEPT_ELSEWHERE.includes(milestone)) throw refuseField('reference-unknown', '/putRight/milestone', 'reached-by-a-step');
  if (!mayRecord(ctx.actor.role, ownership, delivery.incoterm)) throw new Refusal('not-your-own');
  await refuseDay(tx, ctx, locked, milestone, actualOn, '/putRight/actualOn');
  return forAll({ kind, milestone, ...stands }, { kind, milestone, actualOn, evidence });
}

/** Refuses a day that is still to come, or that doesn't fit between the milestones before and after it. */
async function refuseDay(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  milestone: string,
  on: CalendarDate,
  pointer: string,
): Promise<void> {
  happenedOn(isAtTheDonor(milestone) ? locked.todayAtDonor : locked.today, on, pointer);
  const { stages } = await selectStages(tx, locked.delivery.id);
  refuseDisorder(stages, milestone, on, pointer);
}

async function verificationValues(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  { delivery, today }: LockedDelivery,
  asked: Extract<PutRight, { kind: 'verification' }>,
): Promise<Values> {
  const { kind, verificationId, verifiedOn, inUse, finding, ...rest } = asked;
  nothingLeft(rest);
  const stands = await selectVerification(tx, delivery.id, verificationId);
  if (stands === null || stands.verifiedOn === null || stands.inUse === null) {
    throw refuseField('reference-unknown', '/putRight/verificationId', 'not-recorded');
  }
  if (stands.verifiedByOrganisationId !== ctx.actor.organisationId) throw new Refusal('not-your-own');
  if (verifiedOn !== undefined) happenedOn(today, verifiedOn, '/putRight/verifiedOn');
  const before = { kind, verificationId, verifiedOn: stands.verifiedOn, inUse: stands.inUse, finding: stands.finding };
  const after = {
    ...before,
    verifiedOn: verifiedOn ?? before.verifiedOn,
    inUse: inUse ?? before.inUse,
    finding: finding ?? before.finding,
  };
  if (!after.inUse && after.finding === null) throw refuseField('reason-required', '/putRight/finding', 'missing');
  return forAll(before, after);
}
