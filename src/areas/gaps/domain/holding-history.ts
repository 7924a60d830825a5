import { compareText } from '../../../kernel/compare-text.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { DeliveryLineId, HoldingMoveId, ProposedHoldingId } from '../../../kernel/id.ts';
import { NO_STEPS, type Steps, steps } from '../../../kernel/quantity.ts';
import { type Found, hasCountedBefore, isCorrection, type ProposalState, withoutGoods, withReceipt } from './proposal.ts';

/*
 * What a unit holds of an item follows from what was entered, in its order: counts, receipts, their confirmations, goods that went back.
 * Put right where it was wrong, the same moves tell what would be held had it been right from the beginning: a count of another day may
 * have found a receipt that it hadn't, or not have found one that it had.
 */

export const MOVE_KINDS = ['counted', 'accepted', 'confirmed', 'taken-back', 'taken-over'] as const;

/** Of goods that are taken back: whether they leave what a count has found, or the count is right by itself. */
export const TAKEN_BACK = ['stays', 'leaves'] as const;
export type TakenBack = (typeof TAKEN_BACK)[number];

/** The states of proposals whose goods are held, and leave what is held when they go. */
export const HELD_BY = { stays: ['confirmed'], leaves: ['confirmed', 'corrected', 'counted'] } as const satisfies Record<
  TakenBack,
  readonly ProposalState[]
>;

export type HoldingMove = {
  readonly id: HoldingMoveId;
  /** The day on which it was entered. */
  readonly enteredOn: CalendarDate;
} & (
  | { readonly kind: 'counted'; readonly found: Found; readonly asOf: CalendarDate }
  | {
      readonly kind: 'accepted';
      readonly proposalId: ProposedHoldingId;
      readonly quantity: Steps;
      readonly deliveryLineId: DeliveryLineId;
      readonly receivedOn: CalendarDate;
    }
  | { readonly kind: 'confirmed'; readonly proposalId: ProposedHoldingId; readonly found: Found }
  | { readonly kind: 'taken-back'; readonly deliveryLineId: DeliveryLineId; readonly quantity: Steps; readonly takenBack: TakenBack }
  /** Came from another unit that ended, or went to one: then its figures are below zero. */
  | { readonly kind: 'taken-over'; readonly found: Found }
);

/**
 * What a move left held; the report of it says the same. Below zero for a while where what has gone to another unit had come by moves that
 * went back to a third since: that it came again then makes it even. No report says less than none.
 */
export interface HeldAfter extends Found {
  readonly moveId: HoldingMoveId;
  readonly asOf: CalendarDate;
  readonly countedOn: CalendarDate | null;
}

export interface SettledProposal {
  readonly deliveryLineId: DeliveryLineId;
  readonly receivedOn: CalendarDate;
  readonly quantity: Steps;
  readonly state: ProposalState;
  /** The move that holds it. */
  readonly heldBy: HoldingMoveId | null;
}

export interface HoldingHistory {
  /** In the order of the moves; a move that changed nothing of what is held has none. */
  readonly held: readonly HeldAfter[];
  readonly proposals: ReadonlyMap<ProposedHoldingId, SettledProposal>;
}

const NOTHING: Found = { serviceable: NO_STEPS, unserviceableRepairable: NO_STEPS, beyondRepair: NO_STEPS };

/** What holds on a day: the latest, of two of one day the one that was entered later. */
export const inForceOn = (held: readonly HeldAfter[], on: CalendarDate): HeldAfter | null =>
  held
    .filter(({ asOf }) => asOf <= on)
    .reduce<HeldAfter | null>((latest, next) => (latest === null || compareText(next.asOf, latest.asOf) >= 0 ? next : latest), null);

/** What is held, and what became of each receipt, once all of these have happened in this order. */
export function replay(moves: readonly HoldingMove[]): HoldingHistory {
  const held: HeldAfter[] = [];
  const proposals = new Map<ProposedHoldingId, SettledProposal>();
  const settle = (id: ProposedHoldingId, change: Partial<SettledProposal>): void => {
    const before = proposals.get(id);
    if (before) proposals.set(id, { ...before, ...change });
  };
  const hold = (move: HoldingMove, found: Found, asOf: CalendarDate, countedOn: CalendarDate | null): void => {
    const { serviceable, unserviceableRepairable, beyondRepair } = found;
    held.push({ moveId: move.id, serviceable, unserviceableRepairable, beyondRepair, asOf, countedOn });
  };
  for (const move of moves) {
    const before = inForceOn(held, move.enteredOn);
    switch (move.kind) {
      case 'counted': {
        hold(move, move.found, move.asOf, move.asOf);
        if (inForceOn(held, move.enteredOn)?.moveId !== move.id) break;
        for (const [id, { state, receivedOn }] of proposals) {
          if (state === 'proposed' && receivedOn <= move.asOf) settle(id, { state: 'counted', heldBy: move.id });
        }
        break;
      }
      case 'accepted': {
        const { proposalId, quantity, deliveryLineId, receivedOn } = move;
        const countedOn = before?.countedOn ?? null;
        const isCounted = before !== null && countedOn !== null && hasCountedBefore(countedOn, receivedOn);
        const state = isCounted ? 'counted' : 'proposed';
        proposals.set(proposalId, { deliveryLineId, receivedOn, quantity, state, heldBy: isCounted ? before.moveId : null });
        break;
      }
      case 'confirmed': {
        const proposal = proposals.get(move.proposalId);
        // What a count has found is confirmed already, and what went back isn't there to be confirmed.
        if (proposal?.state !== 'proposed') break;
        hold(move, withReceipt(before ?? NOTHING, move.found), move.enteredOn, before?.countedOn ?? null);
        settle(move.proposalId, { state: isCorrection(proposal.quantity, move.found) ? 'corrected' : 'confirmed', heldBy: move.id });
        break;
      }
      case 'taken-back': {
        const leaving = takeBack(proposals, move, settle);
        if (leaving > 0) hold(move, withoutGoods(before ?? NOTHING, leaving), move.enteredOn, before?.countedOn ?? null);
        break;
      }
      case 'taken-over':
        hold(move, withReceipt(before ?? NOTHING, move.found), move.enteredOn, before?.countedOn ?? null);
        break;
    }
  }
  return { held, proposals };
}

/** Takes back what waits of a line, newest first; answers how much of the rest leaves what is held. */
function takeBack(
  proposals: ReadonlyMap<ProposedHoldingId, SettledProposal>,
  { deliveryLineId, quantity, takenBack }: Extract<HoldingMove, { kind: 'taken-back' }>,
  settle: (id: ProposedHoldingId, change: Partial<SettledProposal>) => void,
): Steps {
  const ofLine = [...proposals].filter(([, one]) => one.deliveryLineId === deliveryLineId && one.state !== 'taken-back');
  let left: number = quantity;
  for (const [id, one] of ofLine.toReversed()) {
    if (one.state !== 'proposed' || left === 0) continue;
    const taken = Math.min(left, one.quantity);
    left -= taken;
    settle(id, taken === one.quantity ? { state: 'taken-back' } : { quantity: steps(one.quantity - taken) });
  }
  const states: readonly ProposalState[] = HELD_BY[takenBack];
  const held = ofLine.filter(([, { state }]) => states.includes(state)).reduce((sum, [, one]) => sum + one.quantity, 0);
  return steps(Math.min(left, held));
}
