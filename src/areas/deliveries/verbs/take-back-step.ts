import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { NO_STEPS } from '../../../kernel/quantity.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActingRole } from '../../../kernel/role.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { BalancedConsignment, ConsignedLine } from '../consignment-queries.ts';
import type { TakeBackStep } from '../contract.ts';
import { hasLeft, haveAllCome } from '../domain/consignments.ts';
import { DELIVERY_RIGHTS, stepBetween, type TAKEN_BACK } from '../domain/delivery.ts';
import { inTransit } from '../domain/quantity-balances.ts';
import { beginStep, changeConsignedLine, inOrderOfMatches, namedConsignments, stepDelivery } from './change-delivery.ts';
import { unreachMilestone } from './pass-milestone.ts';
import { settleMatches } from './settle-matches.ts';

type TakenBack = (typeof TAKEN_BACK)[number];

/**
 * A step that wasn't taken after all: what has come no further, and of which nobody has received anything, stands where it stood
 * before. By whoever may take the step. One step back: what stood before that is the history's.
 */
export async function takeBackStep(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: TakeBackStep): Promise<void> {
  const { consignmentId, reason: code, reasonNote: note, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'take-back');
  const { delivery } = locked;
  const back = namedConsignments(ctx, locked, consignmentId).flatMap((one) => {
    const stepped = one.stoodAt === null ? null : stepBetween(one.stoodAt, one.state);
    return one.stoodAt === null || stepped === null || !mayTakeBack(ctx, stepped) || isReceived(one)
      ? []
      : { consignment: one, to: one.stoodAt, step: stepped };
  });
  if (back.length === 0) {
    throw new Refusal('transition-not-allowed', { facts: { state: delivery.state, event: 'take-back', allowed: [] } });
  }
  const changed: ConsignedLine[] = [];
  for (const line of inOrderOfMatches(back.filter(({ to }) => !hasLeft(to)).flatMap(({ consignment }) => consignment.lines))) {
    if (line.shipped > 0) changed.push(await changeConsignedLine(tx, line, { shipped: NO_STEPS }));
  }
  const now = new Map(changed.map((line) => [line.id, line]));
  const after = locked.consignments.map((one) => ({
    ...one,
    state: back.find(({ consignment }) => consignment.id === one.id)?.to ?? one.state,
    lines: one.lines.map((line) => now.get(line.id) ?? line),
  }));
  for (const stepped of new Set(back.map(({ step }) => step))) {
    const to = back.find(({ step }) => step === stepped)?.consignment.state;
    const isStillSo =
      to !== undefined &&
      haveAllCome(
        after.map(({ state }) => state),
        to,
      );
    if (!isStillSo) await unreachMilestone(tx, delivery, stepped);
  }
  await stepDelivery(tx, ctx, locked, {
    balances: { consignments: after, lines: locked.lines },
    action: 'delivery.step-taken-back',
    details: { steps: [...new Set(back.map(({ step }) => step))] },
    reason: { code, note },
  });
  await settleMatches(tx, ctx, changed);
}

const mayTakeBack = ({ actor }: ActorContext, step: TakenBack): boolean =>
  (DELIVERY_RIGHTS[step] as readonly ActingRole[]).includes(actor.role);

const isReceived = ({ lines }: BalancedConsignment): boolean => lines.some((line) => inTransit(line) < line.shipped);
