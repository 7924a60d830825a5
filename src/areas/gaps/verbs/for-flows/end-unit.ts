import { and, desc, eq, inArray, ne, or, sql } from 'drizzle-orm';
import { todayOfUnit } from '../../../reference/index.ts';
import { must } from '../../../../kernel/assert.ts';
import type { HoldingMoveId, UnitId } from '../../../../kernel/id.ts';
import { steps } from '../../../../kernel/quantity.ts';
import { throwWhere } from '../../../../kernel/possible.ts';
import { Refusal } from '../../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../../platform/auth/actor.ts';
import { recordEvent } from '../../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../../platform/db/transaction.ts';
import { newId } from '../../../../platform/ids.ts';
import { type Found, stillThere, sumOf } from '../../domain/proposal.ts';
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
    .select({ id: units.id, slug: units.slug, state: units.state, site: units.site, unitType: units.unitType })
    .from(units)
    .where(inArray(units.id, successorId === null ? [unitId] : [unitId, successorId]));

function checkUnits({ unitId, successorId, change }: OpenUnitChange, rows: Awaited<ReturnType<typeof selectUnitsOf>>): void {
  const unit = rows.find(({ id }) => id === unitId);
  if (!unit) throw new Refusal('not-found');
  throwWhere(refusalOfUnitAction({ state: unit.state, openChange: false }, change));
  const other = rows.find(({ id }) => id === successorId);
  if (!other) return;
  // What it handed over has gone on, mixed with what the other had: that one has to have it back before this one can.
  if (change === 'reopen' && other.state !== 'active') throw new Refusal('successor-ended', { facts: { units: [other.slug] } });
  if (change === 'reopen') return;
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
export async function takeOverHoldings(
  tx: Tx,
  ctx: ActorContext,
  from: Omit<Holding, 'itemType'>,
  to: Omit<Holding, 'itemType'>,
): Promise<HoldingMoveId[]> {
  const moves: HoldingMoveId[] = [];
  for (const { itemType, ...held } of await heldBy(tx, ctx, from.unitId)) moves.push(await pass(tx, ctx, itemType, held, from, to));
  return moves;
}

/** Of what a unit had taken over what is still there goes back, and no more: what was counted since has found, or not found, these too. */
export async function giveBackHoldings(
  tx: Tx,
  ctx: ActorContext,
  moves: readonly string[],
  from: Omit<Holding, 'itemType'>,
  to: Omit<Holding, 'itemType'>,
): Promise<void> {
  if (moves.length === 0) return;
  const given = await tx
    .select({
      itemType: holdingMoves.itemType,
      serviceable: holdingMoves.serviceable,
      unserviceableRepairable: holdingMoves.unserviceableRepairable,
      beyondRepair: holdingMoves.beyondRepair,
    })
    .from(holdingMoves)
    .where(inArray(holdingMoves.id, moves as HoldingMoveId[]))
    .orderBy(holdingMoves.creationOrder);
  for (const { itemType, ...figures } of given) {
    const held = await selectHeld(tx, { unitId: from.unitId, itemType }, await todayOfUnit(tx, ctx, from.unitId));
    const found = {
      serviceable: must(figures.serviceable, 'what passes is three figures'),
      unserviceableRepairable: must(figures.unserviceableRepairable, 'what passes is three figures'),
      beyondRepair: must(figures.beyondRepair, 'what passes is three figures'),
    };
    const there = stillThere(found, held);
    if (sumOf(there) > 0) await pass(tx, ctx, itemType, there, from, to);
  }
}

/** So much of an item passes from one unit to another, in a move of each; answers that of the one that takes it. */
async function pass(
  tx: Tx,
  ctx: ActorContext,
  itemType: string,
  { serviceable, unserviceableRepairable, beyondRepair }: Found,
  from: Omit<Holding, 'itemType'>,
  to: Omit<Holding, 'itemType'>,
): Promise<HoldingMoveId> {
  const id = newId<'holding-move'>();
  for (const { sign, holder, moveId } of [
    { sign: -1, holder: from, moveId: newId<'holding-move'>() },
    { sign: 1, holder: to, moveId: id },
  ]) {
    await tx.insert(holdingMoves).values({
      unitId: holder.unitId,
      organisationId: holder.organisationId,
      id: moveId,
      itemType,
      kind: 'taken-over',
      enteredOn: await todayOfUnit(tx, ctx, holder.unitId),
      serviceable: steps(sign * serviceable),
      unserviceableRepairable: steps(sign * unserviceableRepairable),
      beyondRepair: steps(sign * beyondRepair),
    });
  }
  return id;
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
