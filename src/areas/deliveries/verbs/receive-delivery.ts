import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { ConsignmentId, DeliveryId, DeliveryLineId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import { steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { ReasonOf } from '../../../kernel/reason.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { requireClearance } from '../../compliance/index.ts';
import { type ConsignedLine, selectSerialsUnderWay } from '../consignment-queries.ts';
import { receiptLines, receipts } from '../receipt-tables.ts';
import type { ReceiveDelivery } from '../contract.ts';
import { hasEnded, passesCustoms } from '../domain/consignments.ts';
import { accountedFor, inTransit, isBalanced, type Receipt } from '../domain/quantity-balances.ts';
import { acceptedSerials, serialFaults, spelledAsPacked } from '../domain/serials.ts';
import { deliveryLines } from '../tables.ts';
import {
  changeConsignedLine,
  chooseConsignments,
  happenedOn,
  inOrderOfMatches,
  type LockedDelivery,
  mayRead,
  stepDelivery,
  beginStep,
  withChanges,
} from './change-delivery.ts';
import { refuseSerials, settleSerials } from './deal-with-serials.ts';
import { askToPass, reachMilestone } from './pass-milestone.ts';
import { freezeEndUsers } from './freeze-end-user.ts';
import { proposeGoods } from './propose-goods.ts';
import { settleMatches } from './settle-matches.ts';

/**
 * The requester receives what is for its own units, line by line, and says what did not come or isn't taken, each with its reason;
 * what failed re-opens the need at once. What a receipt
 * leaves out stays in transit; when nothing of the delivery is on its way any more it is received, or received in part.
 * What comes from where it arrived, without a release by customs, needs what that would have needed.
 * What was accepted is proposed as a holding, which the unit confirms. What was lost freezes what else is on its way to the unit.
 */
export async function receiveDelivery(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: ReceiveDelivery): Promise<void> {
  const { consignmentId, on: day, evidence, reasonNote, lines: told, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'receive');
  const on = happenedOn(locked.today, day);
  const matched = matchReceipts(ctx, locked, consignmentId, told);
  await askToPass(
    tx,
    ctx,
    locked,
    'receive',
    locked.lines.filter((line) => matched.some(({ line: consigned }) => consigned.deliveryLineId === line.id)),
  );
  if (matched.some(({ line }) => isStillToPassCustoms(locked, line))) await requireClearance(tx, ctx, id, 'release', on);
  const serials = await matchSerials(tx, matched);

  const changed: ConsignedLine[] = [];
  for (const [index, { line, receipt }] of matched.entries()) {
    changed.push(
      await changeConsignedLine(tx, line, {
        accepted: steps(line.accepted + receipt.accepted),
        rejected: steps(line.rejected + receipt.rejected),
        lost: steps(line.lost + receipt.lost),
        surplus: steps(line.surplus + receipt.surplus),
        ...(receipt.rejectionReason === undefined ? {} : { rejectionReason: receipt.rejectionReason }),
        ...(receipt.lossReason === undefined ? {} : { lossReason: receipt.lossReason }),
      }),
    );
    const { accepted, rejected, lost } = must(serials[index], 'each has its serials');
    await settleSerials(tx, line, rejected, 'rejected');
    await settleSerials(tx, line, lost, 'lost');
    await settleSerials(tx, line, accepted, 'accepted');
  }
  await writeReceipt(tx, ctx, locked, on, evidence, matched);
  const balances = withChanges(locked, changed, 'lose');
  const isOver = balances.consignments.every(({ state }) => hasEnded(state));
  if (isOver) await reachMilestone(tx, locked.delivery, 'receive', { on, isSaid: day !== undefined }, evidence);
  await stepDelivery(tx, ctx, locked, {
    balances,
    on,
    action: isOver ? 'delivery.received' : 'delivery.lines-received',
    note: reasonNote,
  });
  await settleMatches(
    tx,
    ctx,
    matched.map(({ line }) => line),
  );
  await proposeGoods(
    tx,
    ctx,
    locked.delivery,
    on,
    matched.map(({ line, receipt }) => ({ line, quantity: receipt.accepted })),
  );
  const lost = matched.filter(({ receipt }) => receipt.lost > 0).map(({ line }) => line);
  if (lost.length > 0) await freezeEndUsers(tx, ctx, locked.delivery, lost, 'lost');
}

const isStillToPassCustoms = ({ consignments }: LockedDelivery, line: ConsignedLine): boolean =>
  consignments.some(({ id, state }) => id === line.consignmentId && passesCustoms(state, 'receive-all'));

interface ReceiptOfLine extends Receipt {
  readonly rejectionReason: ReasonOf<'rejection'> | undefined;
  readonly lossReason: ReasonOf<'loss'> | undefined;
  readonly acceptedSerials: readonly string[];
  readonly rejectedSerials: readonly string[];
  readonly lostSerials: readonly string[];
}
interface MatchedReceipt {
  readonly line: ConsignedLine;
  readonly receipt: ReceiptOfLine;
  readonly pointer: string;
}

/**
 * Each receipt with its line in the consignment, once, in the order in which the ledger is locked; refuses another recipient's line
 * as if it weren't there, and what doesn't add up.
 */
function matchReceipts(
  ctx: ActorContext,
  locked: LockedDelivery,
  consignmentId: ConsignmentId | undefined,
  told: ReceiveDelivery['lines'],
): MatchedReceipt[] {
  const atTheDoor = chooseConsignments(ctx, locked, consignmentId, 'receive-part').flatMap(({ lines }) => lines);
  const named = new Set<DeliveryLineId>();
  const matched = told.map((given, index): MatchedReceipt => {
    const { lineId, accepted, rejected, lost, surplus = 0, rejectionReason, lossReason, ...numbers } = given;
    const { acceptedSerials: taken = [], rejectedSerials = [], lostSerials = [], ...rest } = numbers;
    nothingLeft(rest);
    const pointer = `/lines/${index}`;
    const own = locked.lines.find(({ id }) => id === lineId);
    if (!own || !mayRead(ctx.actor, own)) throw refuseField('reference-unknown', `${pointer}/lineId`);
    if (named.has(own.id)) throw refuseField('invalid-field', `${pointer}/lineId`, 'named-twice');
    named.add(own.id);
    const receipt = {
      accepted: stepsFrom(accepted, own.decimals, `${pointer}/accepted`),
      rejected: stepsFrom(rejected, own.decimals, `${pointer}/rejected`),
      lost: stepsFrom(lost, own.decimals, `${pointer}/lost`),
      surplus: stepsFrom(surplus, own.decimals, `${pointer}/surplus`),
      rejectionReason,
      lossReason,
      acceptedSerials: taken,
      rejectedSerials,
      lostSerials,
    };
    const consigned = atTheDoor.filter(({ deliveryLineId }) => deliveryLineId === own.id);
    const open = consigned.filter((line) => inTransit(line) > 0);
    if (open.length > 1) throw refuseField('invalid-field', '/consignmentId', 'missing');
    const line = open[0] ?? consigned[0];
    if (!line || !isBalanced(line, receipt)) throw refuseField('receipt-does-not-balance', `${pointer}/accepted`);
    if (receipt.rejected > 0 && rejectionReason === undefined) {
      throw refuseField('reason-required', `${pointer}/rejectionReason`, 'missing');
    }
    if (receipt.lost > 0 && lossReason === undefined) throw refuseField('reason-required', `${pointer}/lossReason`, 'missing');
    return { line, receipt, pointer };
  });
  const order = inOrderOfMatches(matched.map(({ line }) => line)).map(({ id }) => id);
  return matched.sort((a, b) => order.indexOf(a.line.id) - order.indexOf(b.line.id));
}

interface SettledSerials {
  readonly accepted: readonly string[];
  readonly rejected: readonly string[];
  readonly lost: readonly string[];
}

/** The numbered pieces of each receipt: those named rejected or lost, and all others accepted. */
async function matchSerials(tx: Tx, matched: readonly MatchedReceipt[]): Promise<SettledSerials[]> {
  const settled: SettledSerials[] = [];
  for (const { line, receipt, pointer } of matched) {
    const underWay = await selectSerialsUnderWay(tx, line);
    const taken = spelledAsPacked(underWay, receipt.acceptedSerials);
    const rejected = spelledAsPacked(underWay, receipt.rejectedSerials);
    const lost = spelledAsPacked(underWay, receipt.lostSerials);
    const dealt = {
      accepted: { quantity: receipt.accepted, serials: taken },
      rejected: { quantity: receipt.rejected, serials: rejected },
      lost: { quantity: receipt.lost, serials: lost },
      left: inTransit(line) - accountedFor(receipt),
    };
    refuseSerials(serialFaults(underWay, dealt), {
      accepted: receipt.acceptedSerials.length > 0 ? `${pointer}/acceptedSerials` : `${pointer}/accepted`,
      rejected: `${pointer}/rejectedSerials`,
      lost: `${pointer}/lostSerials`,
      returned: `${pointer}/accepted`,
    });
    settled.push({ rejected, lost, accepted: acceptedSerials(underWay, dealt) });
  }
  return settled;
}

/** The receipt stays on record as it was signed: who, when, and what of each line. */
async function writeReceipt(
  tx: Tx,
  ctx: ActorContext,
  { delivery }: LockedDelivery,
  receivedOn: CalendarDate,
  evidence: string | undefined,
  matched: readonly MatchedReceipt[],
): Promise<void> {
  const receiptId = newId<'receipt'>();
  const receivedBy = userOf(ctx);
  await tx.insert(receipts).values({
    id: receiptId,
    deliveryId: delivery.id,
    donorId: delivery.donorId,
    receivedOn,
    evidence: evidence ?? null,
    receivedBy,
    createdAt: ctx.now,
  });
  await tx.insert(receiptLines).values(
    matched.map(({ line, receipt }) => ({
      receiptId,
      consignmentLineId: line.id,
      deliveryId: delivery.id,
      deliveryLineId: line.deliveryLineId,
      organisationId: line.organisationId,
      unitId: line.unitId,
      donorId: delivery.donorId,
      accepted: receipt.accepted,
      rejected: receipt.rejected,
      lost: receipt.lost,
      surplus: receipt.surplus,
      rejectionReason: receipt.rejectionReason ?? null,
      lossReason: receipt.lossReason ?? null,
      acceptedSerials: [...receipt.acceptedSerials],
      rejectedSerials: [...receipt.rejectedSerials],
      lostSerials: [...receipt.lostSerials],
    })),
  );
  await tx
    .update(deliveryLines)
    .set({ receivedAt: ctx.now, receivedBy })
    .where(
      oneOf(
        deliveryLines.id,
        matched.map(({ line }) => line.deliveryLineId),
      ),
    );
}
