import {
  askUnits,
  countHeld,
  giveBackHoldings,
  lockUnits,
  makeUnitChange,
  selectHandedOver,
  takeOverHoldings,
} from '../areas/gaps/verbs/for-flows/end-unit.ts';
import { lockOpenUnitChange, type OpenUnitChange, readOpenUnitChange, requireHand } from '../areas/gaps/index.ts';
import type { HandedOver } from '../areas/gaps/domain/unit.ts';
import { findHangingOn } from '../areas/overview/index.ts';
import type { UnitChangeId } from '../kernel/id.ts';
import { refusalFrom } from '../kernel/possible.ts';
import { Refusal } from '../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../platform/db/transaction.ts';

/**
 * A second person confirms that a unit ends, or that its end is taken back. A unit that turned out to be another's double gives it all that it
 * has; one that is closed what is open with it and what it holds, or it isn't closed; one that is opened again gets back what it gave
 * and is still there, once whoever took it over is there to give it back.
 */
export async function confirmUnitChange(tx: Tx, ctx: ActorContext<AccountActor>, id: UnitChangeId, version: number): Promise<void> {
  const change = await lockOpenUnitChange(tx, ctx, id, version, 'confirm');
  requireHand(ctx, change, 'confirm');
  const handedOver = await asConsequence(tx, ctx, 'unit-changes', async (system) => {
    await lockUnits(tx, change);
    return whatGoes(tx, system, change);
  });
  await makeUnitChange(tx, ctx, change, handedOver);
}

/** What {@link confirmUnitChange} would refuse of a change that waits, whoever confirmed it; null where nothing stands in its way. */
export async function refusalOfEnding(tx: Tx, ctx: ActorContext, id: UnitChangeId): Promise<Refusal | null> {
  const change = await readOpenUnitChange(tx, ctx, id);
  if (change === null) return null;
  return asConsequence(tx, ctx, 'unit-changes', (system) =>
    refusalFrom(async () => {
      await askUnits(tx, change);
      if (change.change === 'close') await askToClose(tx, system, change, await findHangingOn(tx, change.unitId, 'open'));
    }),
  );
}

async function whatGoes(tx: Tx, ctx: ActorContext, change: OpenUnitChange): Promise<HandedOver | null> {
  const { unitId, organisationId, successorId } = change;
  if (change.change === 'merge') return findHangingOn(tx, unitId, 'all');
  if (change.change === 'close') {
    const open = await findHangingOn(tx, unitId, 'open');
    await askToClose(tx, ctx, change, open);
    if (successorId === null) return null;
    return { ...open, takenOver: await takeOverHoldings(tx, ctx, { unitId, organisationId }, { unitId: successorId, organisationId }) };
  }
  const given = await selectHandedOver(tx, unitId);
  if (given !== null && successorId !== null) {
    await giveBackHoldings(tx, ctx, given.takenOver, { unitId: successorId, organisationId }, { unitId, organisationId });
  }
  return given;
}

/** Refuses to close a unit with which something is open that nobody takes over. */
async function askToClose(tx: Tx, ctx: ActorContext, { unitId, successorId }: OpenUnitChange, open: HandedOver): Promise<void> {
  // What waits to be confirmed is this unit's to confirm: no count of another's has found it.
  if (open.moves.length > 0) throw new Refusal('unit-in-use', { facts: { proposedHoldings: open.moves.length } });
  if (successorId !== null) return;
  const { trainingRecords: _stay, takenOver: _none, moves: _waiting, ...rest } = open;
  const facts = {
    ...Object.fromEntries(Object.entries(rest).map(([what, ids]) => [what, ids.length])),
    holdings: await countHeld(tx, ctx, unitId),
  };
  if (Object.values(facts).some((count) => count > 0)) throw new Refusal('unit-in-use', { facts });
}
