import { and, asc, eq, ne, sql } from 'drizzle-orm';
import type { DeliveryLineId, HoldingReportId, OrganisationId, UnitId } from '../../../kernel/id.ts';
import { NO_STEPS, type Steps, steps } from '../../../kernel/quantity.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { HELD_BY, type TakenBack } from '../domain/holding-history.ts';
import { type ProposalState, withoutGoods } from '../domain/proposal.ts';
import { selectHeld } from '../holding-queries.ts';
import { holdingReports, proposedHoldings } from '../tables.ts';
import { enterMove, lockAllHoldings } from './follow-history.ts';
import { todayOfUnit } from '../../reference/index.ts';

export interface GoneGoods {
  readonly unitId: UnitId;
  readonly organisationId: OrganisationId;
  readonly itemType: string;
  readonly quantity: Steps;
  readonly deliveryLineId: DeliveryLineId;
}

/**
 * Goods that receipts had proposed and that the unit doesn't hold after all. What still waits to be confirmed is proposed no longer;
 * what the unit has confirmed leaves its holdings. What a count has found stays as it was counted where the receipt was wrong, for the
 * count is right by itself; where goods have gone back (`leaves`), they leave that too.
 */
export function takeBackHoldings(tx: Tx, ctx: ActorContext, gone: readonly GoneGoods[], takenBack: TakenBack): Promise<void> {
  return asConsequence(tx, ctx, 'proposed-holdings', async (system) => {
    await lockAllHoldings(tx, gone);
    for (const goods of gone) {
      const held = await takeBackProposals(tx, system, goods, takenBack);
      const holdingReportId = held > 0 ? await takeOffHeld(tx, system, goods, held) : null;
      await enterMove(tx, system, { ...goods, kind: 'taken-back', takenBack, holdingReportId });
    }
  });
}

/** Takes back what waits, newest first; answers how much of the rest is held. */
async function takeBackProposals(tx: Tx, ctx: ActorContext, goods: GoneGoods, takenBack: TakenBack): Promise<Steps> {
  const proposals = await tx
    .select({ id: proposedHoldings.id, quantity: proposedHoldings.quantity, state: proposedHoldings.state })
    .from(proposedHoldings)
    .where(
      and(
        eq(proposedHoldings.deliveryLineId, goods.deliveryLineId),
        eq(proposedHoldings.unitId, goods.unitId),
        eq(proposedHoldings.itemType, goods.itemType),
        ne(proposedHoldings.state, 'taken-back'),
      ),
    )
    .orderBy(asc(proposedHoldings.creationOrder))
    .for('no key update');
  let left: number = goods.quantity;
  for (const { id, quantity, state } of proposals.toReversed()) {
    if (state !== 'proposed' || left === 0) continue;
    const taken = Math.min(left, quantity);
    left -= taken;
    await tx
      .update(proposedHoldings)
      .set({
        ...(taken === quantity ? { state: 'taken-back' as const } : { quantity: steps(quantity - taken) }),
        version: sql`${proposedHoldings.version} + 1`,
      })
      .where(eq(proposedHoldings.id, id));
    await recordEvent(tx, ctx, {
      action: 'proposed-holding.taken-back',
      subject: { type: 'proposed-holding', id },
      parties: [goods.organisationId],
    });
  }
  const states: readonly ProposalState[] = HELD_BY[takenBack];
  const held = proposals.filter(({ state }) => states.includes(state)).reduce((sum, { quantity }) => sum + quantity, 0);
  return left === 0 ? NO_STEPS : steps(Math.min(left, held));
}

async function takeOffHeld(tx: Tx, ctx: ActorContext, goods: GoneGoods, quantity: Steps): Promise<HoldingReportId> {
  const { unitId, organisationId, itemType } = goods;
  const today = await todayOfUnit(tx, ctx, unitId);
  const held = await selectHeld(tx, goods, today);
  const id = newId<'holding-report'>();
  await tx.insert(holdingReports).values({
    ...withoutGoods(held, quantity),
    id,
    unitId,
    organisationId,
    itemType,
    asOf: today,
    source: 'taken-back',
    countedOn: held.countedOn,
    createdAt: ctx.now,
  });
  await recordEvent(tx, ctx, { action: 'holding-report.recorded', subject: { type: 'holding-report', id }, parties: [organisationId] });
  return id;
}
