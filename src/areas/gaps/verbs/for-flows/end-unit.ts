import { and, desc, eq, inArray, ne, or, sql } from 'drizzle-orm';
import { todayOfUnit } from '../../../reference/index.ts';
import { must } from '../../../../kernel/assert.ts';
import type { HoldingMoveId, UnitId } from '../../../../kernel/id.ts';
import { throwWhere } from '../../../../kernel/possible.ts';
import { Refusal } from '../../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../../platform/auth/actor.ts';
import { recordEvent } from '../../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../../platform/db/transaction.ts';
import { newId } from '../../../../platform/ids.ts';
import { sumOf } from '../../domain/proposal.ts';
import { type HandedOver, refusalOfUnitAction } from '../../domain/unit.ts';
import { selectHeld } from '../../holding-queries.ts';
import { holdingMoves } from '../../correction-tables.ts';
import { holdingReports, unitChanges, units } from '../../tables.ts';
import { followHistory, type Holding, lockAllHoldings } from '../follow-history.ts';
import type { OpenUnitChange } from '../lock-unit-change.ts';

/** The two units of a change, in one order, so that two changes don't wait for each other; refused where what was proposed is so no more. */
export async function lockUnits(tx: Tx, change: OpenUnitChange): Promise<void> {
  checkUnits(change, await selectUnitsOf(tx, change).orderBy(units.id).for('update'));
}

/** What {@link lockUnits} would refuse, for whoever only asks. */
export async function askUnits(tx: Tx, change: OpenUnitChange): Promise<void> {
  checkUnits(change, await selectUnitsOf(tx, change));
}

const selectUnitsOf = (tx: Tx, { unitId, successorId }: OpenUnitChange) =>
  tx
    .select({ id: units.id, state: units.state, site: units.site, unitType: units.unitType })
    .from(units)
    .where(inArray(units.id, successorId === null ? [unitId] : [unitId, successorId]));

function checkUnits({ unitId, successorId, change }: OpenUnitChange, rows: Awaited<ReturnType<typeof selectUnitsOf>>): void {
  const unit = rows.find(({ id }) => id === unitId);
  if (!unit) throw new Refusal('not-found');
  throwWhere(refusalOfUnitAction({ state: unit.state, openChange: false }, change));
  const other = rows.find(({ id }) => id === successorId);
  if (!other || change === 'reopen') return;
  if (other.state !== 'active') throw new Refusal('unit-closed');
  if (change === 'merge' && (other.site !== unit.site || other.unitType !== unit.unitType)) throw new Refusal('units-differ');
}

/** How many items a unit still holds. */
export async function countHeld(tx: Tx, ctx: ActorContext, unitId: UnitId): Promise<number> {
  const held = await heldBy(tx, ctx, unitId);
  return held.length;
}

async function heldBy(tx: Tx, ctx: ActorContext, unitId: UnitId) {
  const items = await tx
    .selectDistinct({ itemType: holdingReports.itemType })
    .from(holdingReports)
    .where(eq(holdingReports.unitId, unitId));
  const held = [];
  for (const { itemType } of items) {
    const stands = await selectHeld(tx, { unitId, itemType }, await todayOfUnit(tx, ctx, unitId));
    if (sumOf(stands) > 0) held.push({ itemType, ...stands });
  }
  return held;
}

/** What a unit that is closed holds goes to the unit that takes over, on top of what that holds. */
export async function takeOverHoldings(tx: Tx, ctx: ActorContext, from: UnitId, to: Omit<Holding, 'itemType'>): Promise<HoldingMoveId[]> {
  const moves: HoldingMoveId[] = [];
  for (const { itemType, serviceable, unserviceableRepairable, beyondRepair } of await heldBy(tx, ctx, from)) {
    const id = newId<'holding-move'>();
    await tx.insert(holdingMoves).values({
      ...to,
      id,
      itemType,
      kind: 'taken-over',
      enteredOn: await todayOfUnit(tx, ctx, to.unitId),
      serviceable,
      unserviceableRepairable,
      beyondRepair,
    });
    moves.push(id);
  }
  return moves;
}

/** What was handed over when the unit ended; null where it ended without handing over anything. */
export async function selectHandedOver(tx: Tx, unitId: UnitId): Promise<HandedOver | null> {
  const [ended] = await tx
    .select({ handedOver: unitChanges.handedOver })
    .from(unitChanges)
    .where(and(eq(unitChanges.unitId, unitId), eq(unitChanges.state, 'confirmed'), ne(unitChanges.change, 'reopen')))
    .orderBy(desc(unitChanges.creationOrder))
    .limit(1);
  return ended?.handedOver ?? null;
}

/** Holdings that a unit had taken over are taken over no more. */
export async function giveBackHoldings(tx: Tx, moves: readonly string[]): Promise<void> {
  if (moves.length === 0) return;
  await tx
    .update(holdingMoves)
    .set({ withdrawn: true })
    .where(inArray(holdingMoves.id, moves as HoldingMoveId[]));
}

const ACTION_OF = { merge: 'unit.merged', close: 'unit.closed', reopen: 'unit.reopened' } as const;

/** The second person's word: the database makes the change and hands over what is named, and the holdings of both follow. */
export async function makeUnitChange(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  change: OpenUnitChange,
  handedOver: HandedOver | null,
): Promise<void> {
  const { id, unitId, organisationId, successorId, version } = change;
  await lockHoldingsOf(tx, change);
  const [made] = await tx
    .update(unitChanges)
    .set({ state: 'confirmed', handedOver, decidedBy: ctx.actor.userId, decidedAt: ctx.now, version: version + 1 })
    .where(and(eq(unitChanges.id, id), eq(unitChanges.version, version)))
    .returning({ id: unitChanges.id });
  must(made, 'a change that is locked is made');
  await recordEvent(tx, ctx, {
    action: 'unit-change.confirmed',
    subject: { type: 'unit-change', id },
    parties: [organisationId],
  });
  await asConsequence(tx, ctx, 'unit-changes', async (system) => {
    await recordEvent(tx, system, {
      action: ACTION_OF[change.change],
      subject: { type: 'unit', id: unitId },
      note: change.reason,
      parties: [organisationId],
    });
    if (successorId === null) return;
    for (const { unitId: of, itemType } of await holdingsOf(tx, change)) {
      await followHistory(tx, system, { unitId: of, organisationId, itemType });
    }
  });
}

const lockHoldingsOf = (tx: Tx, change: OpenUnitChange): Promise<void> =>
  holdingsOf(tx, change).then((holdings) => lockAllHoldings(tx, holdings));

async function holdingsOf(tx: Tx, { unitId, successorId }: OpenUnitChange) {
  const items = await tx
    .selectDistinct({ itemType: holdingMoves.itemType })
    .from(holdingMoves)
    .where(or(eq(holdingMoves.unitId, unitId), successorId === null ? sql`false` : eq(holdingMoves.unitId, successorId)));
  return [unitId, successorId].filter((one) => one !== null).flatMap((one) => items.map(({ itemType }) => ({ unitId: one, itemType })));
}
