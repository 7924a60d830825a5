import {
  countHeld,
  giveBackHoldings,
  lockUnits,
  makeUnitChange,
  selectHandedOver,
  takeOverHoldings,
} from '../areas/gaps/verbs/for-flows/end-unit.ts';
import { lockOpenUnitChange, type OpenUnitChange, requireSecondHand } from '../areas/gaps/index.ts';
import type { HandedOver } from '../areas/gaps/domain/unit.ts';
import { findHangingOn } from '../areas/overview/index.ts';
import type { UnitChangeId } from '../kernel/id.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../platform/db/transaction.ts';

/**
 * A second person confirms that a unit ends, or that its end is taken back. A unit that turned out to be another's double gives it all that it
 * has; one that is closed what is open with it and what it holds, or it isn't closed; one that is opened again gets back what it gave
 * and is still there.
 */
export async function confirmUnitChange(tx: Tx, ctx: ActorContext<AccountActor>, id: UnitChangeId, version: number): Promise<void> {
  const change = await lockOpenUnitChange(tx, ctx, id, version, 'confirm');
  requireSecondHand(ctx, change);
  const handedOver = await asConsequence(tx, ctx, 'unit-changes', async (system) => {
    await lockUnits(tx, change);
    return whatGoes(tx, system, change);
  });
  await makeUnitChange(tx, ctx, change, handedOver);
}

async function whatGoes(
  tx: Tx,
  ctx: ActorContext,
  { change, unitId, organisationId, successorId }: OpenUnitChange,
): Promise<HandedOver | null> {
  if (change === 'merge') return findHangingOn(tx, unitId, 'all');
  if (change === 'close') {
    const open = await findHangingOn(tx, unitId, 'open');
    // What waits to be confirmed is this unit's to confirm: no count of another's has found it.
    if (open.moves.length > 0) throw new Refusal('unit-in-use', { facts: { proposedHoldings: open.moves.length } });
    if (successorId !== null) {
      return { ...open, takenOver: await takeOverHoldings(tx, ctx, unitId, { unitId: successorId, organisationId }) };
    }
    const { trainingRecords: _stay, takenOver: _none, moves: _waiting, ...rest } = open;
    const facts = {
      ...Object.fromEntries(Object.entries(rest).map(([what, ids]) => [what, ids.length])),
      holdings: await countHeld(tx, ctx, unitId),
    };
    if (Object.values(facts).some((count) => count > 0)) throw new Refusal('unit-in-use', { facts });
    return null;
  }
  const given = await selectHandedOver(tx, unitId);
  if (given !== null) await giveBackHoldings(tx, given.takenOver);
  return given;
}
