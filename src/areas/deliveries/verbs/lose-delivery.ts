import { must } from '../../../kernel/assert.ts';
import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import { type Steps, steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { type BalancedConsignment, type ConsignedLine, selectSerialsUnderWay } from '../consignment-queries.ts';
import type { ReportDiversion, ReportLoss, ReturnToDonor } from '../contract.ts';
import { inTransit } from '../domain/quantity-balances.ts';
import { spelledAsPacked, takenOffFaults } from '../domain/serials.ts';
import {
  changeConsignedLine,
  chooseConsignments,
  inOrderOfMatches,
  type LockedDelivery,
  stepDelivery,
  beginStep,
  withChanges,
} from './change-delivery.ts';
import { refuseSerials, settleSerials } from './deal-with-serials.ts';
import { freezeEndUsers } from './freeze-end-user.ts';
import { settleMatches } from './settle-matches.ts';

/**
 * What will not arrive: stolen, sunk, destroyed. The need re-opens by it at once, an obstacle is opened, and what else is on its way
 * to the same units waits until that is closed.
 */
export async function reportLoss(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: ReportLoss): Promise<void> {
  const locked = await beginStep(tx, ctx, id, version, 'report-loss');
  const lost = await takeOffTheWay(tx, ctx, locked, input, LOSS);
  await freezeEndUsers(tx, ctx, locked.delivery, lost, 'lost');
}

/** What turns back before it is received. What a recipient refuses at the door is rejected in its receipt instead. */
export async function returnToDonor(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: ReturnToDonor): Promise<void> {
  await takeOffTheWay(tx, ctx, await beginStep(tx, ctx, id, version, 'return'), input, RETURN);
}

export const LOSS = { event: 'lose', counter: 'lost', reason: 'lossReason', wrote: 'delivery.loss-reported' } as const;
const RETURN = { event: 'return-to-donor', counter: 'returned', reason: 'returnReason', wrote: 'delivery.returned' } as const;
interface Failure {
  readonly event: 'lose' | 'return-to-donor';
  readonly counter: 'lost' | 'returned';
  readonly reason: 'lossReason' | 'returnReason';
  readonly wrote: ActionOn<'delivery'>;
}

/** As it is said of a loss, a return or a diversion. */
type TakenOffTheWay = ReportLoss | ReturnToDonor | Omit<ReportDiversion, 'detail'>;

/** Books what leaves the way, by quantity and number, in the line's consignment; answers the lines concerned. */
export async function takeOffTheWay(
  tx: Tx,
  ctx: ActorContext,
  locked: LockedDelivery,
  input: TakenOffTheWay,
  { event, counter, reason, wrote }: Failure,
  details: Readonly<Record<string, unknown>> = {},
): Promise<ConsignedLine[]> {
  const { consignmentId, reason: said, reasonNote, lines, ...rest } = input;
  nothingLeft(rest);
  const taken = decideQuantities(chooseConsignments(ctx, locked, consignmentId, event), lines);
  const concerned = inOrderOfMatches(taken.map(({ line }) => line));
  const changed: ConsignedLine[] = [];
  for (const line of concerned) {
    const { quantity, serials, pointer } = must(
      taken.find((one) => one.line.id === line.id),
      'a line that is taken off',
    );
    const underWay = await selectSerialsUnderWay(tx, line);
    const named = serials === undefined ? (quantity === inTransit(line) ? underWay : []) : spelledAsPacked(underWay, serials);
    refuseSerials(takenOffFaults(underWay, inTransit(line) - quantity, { quantity, serials: named }, counter), {
      accepted: `${pointer}/serials`,
      rejected: `${pointer}/serials`,
      lost: `${pointer}/serials`,
      returned: `${pointer}/serials`,
    });
    changed.push(await changeConsignedLine(tx, line, { [counter]: steps(line[counter] + quantity), [reason]: said }));
    await settleSerials(tx, line, named, counter);
  }
  await stepDelivery(tx, ctx, locked, {
    event,
    balances: withChanges(locked, changed, event),
    action: wrote,
    details,
    reason: { code: said, note: reasonNote },
  });
  await settleMatches(tx, ctx, concerned);
  return changed;
}

interface TakenOff {
  readonly line: ConsignedLine;
  readonly quantity: Steps;
  /** Absent where none were named. */
  readonly serials: readonly string[] | undefined;
  readonly pointer: string;
}

/** How much of which lines: as said, or all that is on its way. */
function decideQuantities(chosen: readonly BalancedConsignment[], told: ReportLoss['lines']): TakenOff[] {
  const underWay = chosen.flatMap(({ lines }) => lines).filter((line) => inTransit(line) > 0);
  if (told.length === 0) {
    return underWay.map((line) => ({ line, quantity: inTransit(line), serials: undefined, pointer: '/lines' }));
  }
  const named = new Set<string>();
  return told.map(({ lineId, quantity: said, serials, ...rest }, index) => {
    nothingLeft(rest);
    const pointer = `/lines/${index}`;
    if (!chosen.some(({ lines }) => lines.some((line) => line.deliveryLineId === lineId))) {
      throw refuseField('reference-unknown', `${pointer}/lineId`);
    }
    if (named.has(lineId)) throw refuseField('invalid-field', `${pointer}/lineId`, 'named-twice');
    named.add(lineId);
    const [line, other] = underWay.filter(({ deliveryLineId }) => deliveryLineId === lineId);
    if (other) throw refuseField('invalid-field', '/consignmentId', 'missing');
    const quantity = line && stepsFrom(said, line.decimals, `${pointer}/quantity`);
    if (!line || quantity === undefined || quantity > inTransit(line)) {
      throw refuseField('receipt-does-not-balance', `${pointer}/quantity`);
    }
    return { line, quantity, serials, pointer };
  });
}
