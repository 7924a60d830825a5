import { and, eq, inArray, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import { groupBy } from '../../../kernel/group-by.ts';
import type { ConsignmentId, ConsignmentLineId, DeliveryLineId, ReceiptId } from '../../../kernel/id.ts';
import { NO_STEPS, type Steps, steps } from '../../../kernel/quantity.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { endMistaken } from '../../obstacles/index.ts';
import { followCourses } from '../../training/index.ts';
import type { ConsignedLine } from '../consignment-queries.ts';
import { consignmentLines, consignments } from '../consignment-tables.ts';
import { selectLastReceipt, selectNumbers, selectReasonsElsewhere, selectReceipt } from '../correction-queries.ts';
import { type CorrectionOf, inSteps, type ReceiptLineValues } from '../domain/corrections.ts';
import { SIGNED_STATES } from '../domain/delivery.ts';
import { inTransit } from '../domain/quantity-balances.ts';
import { type SerialOutcome, spelledAsPacked } from '../domain/serials.ts';
import { selectBalances } from '../line-queries.ts';
import { receiptLines, receipts } from '../receipt-tables.ts';
import {
  changeConsignedLine,
  changeLine,
  type DeliveryStep,
  inOrderOfMatches,
  type LockedDelivery,
  stepDelivery,
  withChanges,
} from './change-delivery.ts';
import { settleSerials } from './deal-with-serials.ts';
import { isNothingLost } from './find-lost-goods.ts';
import { freezeEndUsers, lossOf } from './freeze-end-user.ts';
import { keepWithinAccepted } from './keep-within-accepted.ts';
import { reachMilestone, unreachMilestone, unreachWhatIsAhead } from './pass-milestone.ts';
import { proposeGoods, redateGoods } from './propose-goods.ts';
import { settleMatches } from './settle-matches.ts';
import { takeBackProposed } from './take-back-proposed.ts';

/** Brings a receipt to what should have been signed for, with the balances, the numbers, what was proposed for it and its losses. */
export async function applyToReceipt(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  before: CorrectionOf<'receipt'>,
  after: CorrectionOf<'receipt'>,
  step: DeliveryStep,
): Promise<void> {
  const { delivery } = locked;
  const receipt = must(await selectReceipt(tx, delivery.id, after.receiptId), 'a receipt is never removed');
  const consigned = new Map(locked.consignments.flatMap(({ lines }) => lines.map((line) => [line.id, line] as const)));
  const spelled = await spellAsPacked(tx, after.lines, consigned, receipt.lines);
  const concerned = spelled.map((said, index) => {
    const written = must(
      receipt.lines.find(({ deliveryLineId }) => deliveryLineId === said.lineId),
      'the line of a receipt',
    );
    const line = must(consigned.get(written.consignmentLineId), 'what was received was consigned');
    return { said, was: must(before.lines[index], 'both have the same lines'), line, pointer: `/putRight/lines/${index}` };
  });
  const changed: ConsignedLine[] = [];
  const moreAccepted: { line: ConsignedLine; quantity: Steps }[] = [];
  const lessAccepted: { line: ConsignedLine; quantity: Steps }[] = [];
  for (const line of inOrderOfMatches(concerned.map((one) => one.line))) {
    const { said, was, pointer } = must(
      concerned.find((one) => one.line.id === line.id),
      'a line concerned',
    );
    const difference = (of: 'accepted' | 'rejected' | 'lost' | 'surplus'): number =>
      inSteps(said[of], line.decimals) - inSteps(was[of], line.decimals);
    const now = refuseUnbalanced(line, locked, pointer, {
      accepted: line.accepted + difference('accepted'),
      rejected: line.rejected + difference('rejected'),
      lost: line.lost + difference('lost'),
      surplus: line.surplus + difference('surplus'),
    });
    if (difference('accepted') < 0) await keepWithinAccepted(tx, locked, line.deliveryLineId, -difference('accepted'));
    changed.push(await changeConsignedLine(tx, line, { ...now, ...(await reasonsNow(tx, line, receipt.id, said, now)) }));
    await renumber(tx, { ...line, ...now }, was, said, pointer);
    const accepted = difference('accepted');
    if (accepted > 0) moreAccepted.push({ line, quantity: steps(accepted) });
    if (accepted < 0) lessAccepted.push({ line, quantity: steps(-accepted) });
  }
  await writeReceiptAnew(tx, after, concerned);
  const balances = withChanges(locked, changed, 'lose');
  const hasEnded = balances.consignments.every(({ lines }) => lines.every((line) => inTransit(line) === 0));
  const last = await selectLastReceipt(tx, delivery.id);
  await unreachWhatIsAhead(tx, locked, balances.consignments);
  if (hasEnded && last !== null) await reachMilestone(tx, delivery, 'receive', { on: last, isSaid: true }, after.evidence ?? undefined);
  await stepDelivery(tx, ctx, locked, { ...step, balances, on: after.receivedOn });
  const ofReceipt = receipt.lines.flatMap(({ consignmentLineId }) => consigned.get(consignmentLineId)?.consignmentId ?? []);
  await dateEndsByReceipts(tx, [...new Set(ofReceipt)]);
  await carryToMoreAccepted(tx, locked, moreAccepted);
  await followWhatIsInService(tx, ctx, locked);
  await settleMatches(tx, ctx, changed);
  await redateGoods(
    tx,
    ctx,
    delivery,
    concerned.map(({ line }) => line),
    { from: before.receivedOn, to: after.receivedOn },
  );
  await proposeGoods(tx, ctx, delivery, after.receivedOn, moreAccepted);
  await takeBackProposed(tx, ctx, delivery, lessAccepted, 'stays');
  await followLosses(tx, ctx, locked, balances, changed);
}

/** Why some of a line was rejected or lost, where any still is: as this receipt says, or else another, or else as it was told meanwhile. */
async function reasonsNow(tx: Tx, line: ConsignedLine, receiptId: ReceiptId, said: ReceiptLineValues, now: Balances) {
  const elsewhere = await selectReasonsElsewhere(tx, line, receiptId);
  const rejectionReason = said.rejectionReason ?? elsewhere.rejectionReason;
  const lossReason = said.lossReason ?? elsewhere.lossReason;
  return {
    rejectionReason: now.rejected === NO_STEPS ? null : rejectionReason,
    ...(now.lost === NO_STEPS ? { lossReason: null } : lossReason === null ? {} : { lossReason }),
  };
}

/** What was found in use, or put in service, was all that had been accepted: so is what should have been. */
async function carryToMoreAccepted(
  tx: Tx,
  { lines }: Pick<LockedDelivery, 'lines'>,
  more: readonly { readonly line: ConsignedLine; readonly quantity: Steps }[],
): Promise<void> {
  for (const [id, parts] of groupBy(more, ({ line }) => line.deliveryLineId)) {
    const line = must(
      lines.find((one) => one.id === id),
      'a consigned line is of a line',
    );
    if (line.accepted === NO_STEPS) continue;
    const accepted = steps(line.accepted + parts.reduce((sum, { quantity }) => sum + quantity, 0));
    const set = {
      ...(line.verified === line.accepted ? { verified: accepted } : {}),
      ...(line.inService === line.accepted ? { inService: accepted } : {}),
    };
    if (Object.keys(set).length > 0) await changeLine(tx, line, set);
  }
}

/** Courses are on record as often as they were held; and where nothing is in service after all, the delivery never came so far. */
async function followWhatIsInService(tx: Tx, ctx: ActorContext, { delivery, lines }: LockedDelivery): Promise<void> {
  const now = await selectBalances(tx, ctx, delivery.id);
  const before = new Map(lines.map(({ id, inService }) => [id, inService]));
  await followCourses(
    tx,
    ctx,
    now.map(({ id, inService }) => ({ deliveryLineId: id, difference: inService - (before.get(id) ?? NO_STEPS) })),
  );
  const wasInService = lines.some(({ inService }) => inService > 0);
  if (wasInService && now.every(({ inService }) => inService === NO_STEPS)) await unreachMilestone(tx, delivery, 'put-in-service');
}

/** What is lost less than before may have been a mistake altogether; what is lost more freezes what is on its way, as any loss does. */
async function followLosses(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  balances: Pick<LockedDelivery, 'consignments'>,
  changed: readonly ConsignedLine[],
): Promise<void> {
  const before = new Map(locked.consignments.flatMap(({ lines }) => lines.map((line) => [line.id, line.lost] as const)));
  const more = changed.filter(({ id, lost }) => lost > (before.get(id) ?? 0));
  if (more.length > 0) await freezeEndUsers(tx, ctx, locked.delivery, more, 'lost');
  else if (isNothingLost(balances)) await endMistaken(tx, ctx, lossOf(locked.delivery));
}

type Balances = Readonly<Record<'accepted' | 'rejected' | 'lost' | 'surplus', Steps>>;

/** Refuses what couldn't have been recorded: less than nothing, more than was shipped, and after the handover anything left open. */
function refuseUnbalanced(
  line: ConsignedLine,
  { delivery }: LockedDelivery,
  pointer: string,
  reckoned: Readonly<Record<keyof Balances, number>>,
): Balances {
  const { accepted, rejected, lost, surplus } = reckoned;
  const left = line.shipped - accepted - rejected - lost - line.returned;
  const isWhole =
    Math.min(accepted, rejected, lost, left) >= 0 && surplus >= line.surplusLeft + line.surplusTakenBack && (surplus === 0 || left === 0);
  if (!isWhole || (left > 0 && SIGNED_STATES.includes(delivery.state))) {
    throw refuseField('receipt-does-not-balance', `${pointer}/accepted`);
  }
  return { accepted: steps(accepted), rejected: steps(rejected), lost: steps(lost), surplus: steps(surplus) };
}

/** The numbered pieces of the receipt as they should have been named; those that it names no more are accepted, or still under way. */
async function renumber(tx: Tx, line: ConsignedLine, was: ReceiptLineValues, said: ReceiptLineValues, pointer: string): Promise<void> {
  const known = await selectNumbers(tx, line);
  if (known.length === 0) return;
  const ofReceipt = new Set([...was.rejectedSerials, ...was.lostSerials]);
  const outcome = new Map<string, SerialOutcome>(known.map((one) => [one.serial, one.outcome]));
  const unnamed: SerialOutcome = inTransit(line) > 0 ? 'under-way' : 'accepted';
  for (const serial of ofReceipt) outcome.set(serial, unnamed);
  for (const [named, becomes, field] of [
    [said.acceptedSerials, 'accepted', 'acceptedSerials'],
    [said.rejectedSerials, 'rejected', 'rejectedSerials'],
    [said.lostSerials, 'lost', 'lostSerials'],
  ] as const) {
    for (const serial of named) {
      const stands = outcome.get(serial);
      const isOpen = stands === 'under-way' || stands === 'accepted' || ofReceipt.has(serial);
      if (!isOpen) throw refuseField('receipt-does-not-balance', `${pointer}/${field}`, 'serial-unknown');
      outcome.set(serial, becomes);
    }
  }
  for (const becomes of ['accepted', 'rejected', 'lost'] as const) {
    const count = [...outcome.values()].filter((one) => one === becomes).length;
    if (count > line[becomes]) throw refuseField('receipt-does-not-balance', `${pointer}/${becomes}`, 'more-serials-than-pieces');
  }
  for (const { serial, outcome: stands } of known) {
    const becomes = must(outcome.get(serial), 'each number has an outcome');
    if (becomes !== stands) await settleSerials(tx, line, [serial], becomes);
  }
}

/** The lines of a receipt with their numbers as the packing list spells them. */
async function spellAsPacked(
  tx: Tx,
  lines: readonly ReceiptLineValues[],
  consigned: ReadonlyMap<ConsignmentLineId, ConsignedLine>,
  written: readonly { readonly deliveryLineId: DeliveryLineId; readonly consignmentLineId: ConsignmentLineId }[],
): Promise<ReceiptLineValues[]> {
  const spelled: ReceiptLineValues[] = [];
  for (const said of lines) {
    const line = consigned.get(
      must(
        written.find(({ deliveryLineId }) => deliveryLineId === said.lineId),
        'a line of the receipt',
      ).consignmentLineId,
    );
    const numbers = line ? (await selectNumbers(tx, line)).map(({ serial }) => serial) : [];
    spelled.push({
      ...said,
      acceptedSerials: spelledAsPacked(numbers, said.acceptedSerials),
      rejectedSerials: spelledAsPacked(numbers, said.rejectedSerials),
      lostSerials: spelledAsPacked(numbers, said.lostSerials),
    });
  }
  return spelled;
}

async function writeReceiptAnew(
  tx: Tx,
  after: CorrectionOf<'receipt'>,
  concerned: readonly { readonly said: ReceiptLineValues; readonly line: ConsignedLine }[],
): Promise<void> {
  for (const { said, line } of concerned) {
    const { lineId, accepted, rejected, lost, surplus, ...rest } = said;
    await tx
      .update(receiptLines)
      .set({
        rejectionReason: rest.rejectionReason,
        lossReason: rest.lossReason,
        acceptedSerials: [...rest.acceptedSerials],
        rejectedSerials: [...rest.rejectedSerials],
        lostSerials: [...rest.lostSerials],
        accepted: inSteps(accepted, line.decimals),
        rejected: inSteps(rejected, line.decimals),
        lost: inSteps(lost, line.decimals),
        surplus: inSteps(surplus, line.decimals),
        corrections: sql`${receiptLines.corrections} + 1`,
      })
      .where(and(eq(receiptLines.receiptId, after.receiptId), eq(receiptLines.consignmentLineId, line.id)));
  }
  await tx
    .update(receipts)
    .set({ receivedOn: after.receivedOn, evidence: after.evidence, corrections: sql`${receipts.corrections} + 1` })
    .where(eq(receipts.id, after.receiptId));
}

/** A consignment of which nothing is under way any more ended on the last day on which something of it was received. */
async function dateEndsByReceipts(tx: Tx, ids: readonly ConsignmentId[]): Promise<void> {
  await tx
    .update(consignments)
    .set({
      endedOn: sql`(select max(${receipts.receivedOn}) from ${receipts} join ${receiptLines} on ${receiptLines.receiptId} = ${receipts.id}
        join ${consignmentLines} on ${consignmentLines.id} = ${receiptLines.consignmentLineId} where ${consignmentLines.consignmentId} = ${consignments.id})`,
    })
    .where(and(inArray(consignments.id, [...ids]), eq(consignments.state, 'received')));
}
