import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { steps } from '../../../kernel/quantity.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { causesOfAreGone } from '../../obstacles/index.ts';
import { selectSerials } from '../consignment-queries.ts';
import type { ReportFound } from '../contract.ts';
import { SIGNED_STATES } from '../domain/delivery.ts';
import { spelledAsPacked, takenOffFaults } from '../domain/serials.ts';
import { beginStep, changeConsignedLine, type LockedDelivery, namedConsignments, stepDelivery, withChanges } from './change-delivery.ts';
import { chooseLines } from './choose-lines.ts';
import { refuseSerials, settleSerials } from './deal-with-serials.ts';
import { lossOf } from './freeze-end-user.ts';
import { unreachWhatIsAhead } from './pass-milestone.ts';
import { settleMatches } from './settle-matches.ts';

/**
 * What was lost is found: it leaves lost and is on its way again from where it stood, or goes back to its donor. On its way it takes up
 * again the place in the need that its loss had opened; where others have promised that meanwhile the database refuses, and it goes back.
 * After the handover, which has signed for what came, it goes back too. The obstacle of the loss is offered for closing once nothing is lost.
 */
export async function reportFound(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: ReportFound): Promise<void> {
  const { consignmentId, becomes, reason, reasonNote, lines: told, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'report-found');
  const goesOn = becomes === 'on-its-way';
  if (goesOn && SIGNED_STATES.includes(locked.delivery.state)) {
    throw new Refusal('transition-not-allowed', {
      fields: [{ pointer: '/becomes', code: 'already-handed-over' }],
      facts: { state: locked.delivery.state, event: 'report-found', allowed: [] },
    });
  }
  const consigned = namedConsignments(ctx, locked, consignmentId).flatMap(({ lines }) => lines);
  const found = chooseLines(consigned, told, { available: ({ lost }) => lost, exceeds: 'receipt-does-not-balance' });
  const changed = [];
  for (const { line, quantity, serials, pointer } of found) {
    const lostNumbers = await selectSerials(tx, line, 'lost');
    const named = serials === undefined ? (quantity === line.lost ? lostNumbers : []) : spelledAsPacked(lostNumbers, serials);
    const at = `${pointer}/serials`;
    refuseSerials(takenOffFaults(lostNumbers, line.lost - quantity, { quantity, serials: named }, 'lost'), {
      accepted: at,
      rejected: at,
      lost: at,
      returned: at,
    });
    const lost = steps(line.lost - quantity);
    changed.push(
      await changeConsignedLine(tx, line, goesOn ? { lost } : { lost, returned: steps(line.returned + quantity), returnReason: reason }),
    );
    await settleSerials(tx, line, named, goesOn ? 'under-way' : 'returned');
  }
  const balances = withChanges(locked, changed, 'return-to-donor');
  await unreachWhatIsAhead(tx, locked, balances.consignments);
  await stepDelivery(tx, ctx, locked, { balances, action: 'delivery.found', reason: { code: reason, note: reasonNote } });
  await settleMatches(tx, ctx, changed);
  if (isNothingLost(balances)) await causesOfAreGone(tx, ctx, lossOf(locked.delivery));
}

export const isNothingLost = ({ consignments }: Pick<LockedDelivery, 'consignments'>): boolean =>
  consignments.every(({ lines }) => lines.every(({ lost }) => lost === 0));
