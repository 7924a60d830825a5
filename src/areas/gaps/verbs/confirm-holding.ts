import { and, eq, lte, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { CalendarDate } from '../../../kernel/calendar-date.ts';
import type { DeliveryLineId, HoldingReportId, OrganisationId, ProposedHoldingId, UnitId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type Decimals, NO_STEPS, quantitiesOf, type Steps, stepsFrom } from '../../../kernel/quantity.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent, recordEvents } from '../../../platform/audit/record-event.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { readDecimals, todayOfUnit } from '../../reference/index.ts';
import type { ConfirmHolding } from '../contract.ts';
import { type Found, hasCountedBefore, isCorrection, refuseTooMany, withReceipt } from '../domain/proposal.ts';
import { lockHoldings, selectHeld } from '../holding-queries.ts';
import { holdingReports, proposedHoldings } from '../tables.ts';
import { enterMove, lockAllHoldings } from './follow-history.ts';

export interface AcceptedGoods {
  readonly unitId: UnitId;
  readonly organisationId: OrganisationId;
  readonly itemType: string;
  readonly quantity: Steps;
  readonly deliveryLineId: DeliveryLineId;
  readonly receivedOn: CalendarDate;
}

const proposalColumns = {
  id: proposedHoldings.id,
  unitId: proposedHoldings.unitId,
  organisationId: proposedHoldings.organisationId,
  itemType: proposedHoldings.itemType,
  quantity: proposedHoldings.quantity,
  deliveryLineId: proposedHoldings.deliveryLineId,
  receivedOn: proposedHoldings.receivedOn,
  state: proposedHoldings.state,
  holdingReportId: proposedHoldings.holdingReportId,
  version: proposedHoldings.version,
};

/**
 * A receipt proposes what was accepted as holdings of its units. Where the receipt is entered late and the unit has counted on a later
 * day, the count has found it already. The holdings are locked in one order, so that two receipts don't wait for each other.
 */
export function proposeHoldings(tx: Tx, ctx: ActorContext, accepted: readonly AcceptedGoods[]): Promise<void> {
  return asConsequence(tx, ctx, 'proposed-holdings', async (system) => {
    await lockAllHoldings(tx, accepted);
    for (const goods of accepted) {
      const held = await selectHeld(tx, goods, await todayOfUnit(tx, ctx, goods.unitId));
      const isCounted = held.countedOn !== null && hasCountedBefore(held.countedOn, goods.receivedOn);
      const [proposal] = await tx
        .insert(proposedHoldings)
        .values({
          ...goods,
          id: newId<'proposed-holding'>(),
          state: isCounted ? 'counted' : 'proposed',
          holdingReportId: isCounted ? held.id : null,
          createdAt: ctx.now,
        })
        .returning(proposalColumns);
      const created = must(proposal, 'an inserted proposal comes back');
      const { receivedOn, ...come } = goods;
      await enterMove(tx, ctx, { ...come, kind: 'accepted', proposedHoldingId: created.id, happenedOn: receivedOn });
      await recordEvent(tx, system, {
        action: 'proposed-holding.proposed',
        subject: { type: 'proposed-holding', id: created.id },
        parties: [created.organisationId],
      });
    }
  });
}

/**
 * What a count of everything has found, so that it needn't be confirmed any more: all received up to its day. A count that is entered
 * for a day before the report in force changes what is held by nothing, and settles nothing.
 */
export async function settleByCount(
  tx: Tx,
  ctx: ActorContext,
  report: { readonly id: HoldingReportId; readonly unitId: UnitId; readonly itemType: string; readonly asOf: CalendarDate },
): Promise<ProposedHoldingId[]> {
  const held = await selectHeld(tx, report, await todayOfUnit(tx, ctx, report.unitId));
  if (held.id !== report.id) return [];
  const rows = await tx
    .update(proposedHoldings)
    .set({ state: 'counted', holdingReportId: report.id, version: sql`${proposedHoldings.version} + 1` })
    .where(
      and(
        eq(proposedHoldings.unitId, report.unitId),
        eq(proposedHoldings.itemType, report.itemType),
        eq(proposedHoldings.state, 'proposed'),
        lte(proposedHoldings.receivedOn, report.asOf),
      ),
    )
    .returning({ id: proposedHoldings.id, organisationId: proposedHoldings.organisationId });
  await asConsequence(tx, ctx, 'settle-by-count', (consequence) =>
    recordEvents(
      tx,
      consequence,
      rows.map(({ id, organisationId }) => ({
        action: 'proposed-holding.counted',
        subject: { type: 'proposed-holding', id },
        parties: [organisationId],
      })),
    ),
  );
  return rows.map(({ id }) => id);
}

/**
 * The unit confirms what a receipt proposed, or says what it found instead and why: a holding report is written with the latest
 * report's figures and these on top, and from then on it is held and no longer inbound.
 */
export async function confirmHolding(
  tx: Tx,
  ctx: ActorContext,
  id: ProposedHoldingId,
  version: number,
  input: ConfirmHolding,
): Promise<HoldingReportId> {
  const { actor } = ctx;
  if (actor.role !== 'requester') throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: ['requester'] } });
  const [named] = await tx.select(proposalColumns).from(proposedHoldings).where(eq(proposedHoldings.id, id));
  if (!named) throw new Refusal('not-found');
  await lockHoldings(tx, named);
  const [before] = await tx.select(proposalColumns).from(proposedHoldings).where(eq(proposedHoldings.id, id)).for('no key update');
  const proposal = must(before, 'a proposal is never removed');
  if (proposal.version !== version) throw new Refusal('stale-version', { facts: { version: proposal.version } });
  if (proposal.state !== 'proposed') {
    throw new Refusal('transition-not-allowed', { facts: { state: proposal.state, event: 'confirm', allowed: [] } });
  }
  const { unitId, organisationId, itemType, quantity } = proposal;
  const decimals = (await readDecimals(tx, [itemType]))(itemType);
  const { reason = null, ...figures } = input;
  const found = foundOf(figures, quantity, decimals);
  const corrected = isCorrection(quantity, found);
  if (corrected && reason === null) throw refuseField('reason-required', '/reason', 'missing');

  const today = await todayOfUnit(tx, ctx, unitId);
  const held = await selectHeld(tx, proposal, today);
  const together = withReceipt(held, found);
  refuseTooMany(together, decimals);
  const [report] = await tx
    .insert(holdingReports)
    .values({
      ...together,
      id: newId<'holding-report'>(),
      unitId,
      organisationId,
      itemType,
      asOf: today,
      source: 'receipt',
      countedOn: held.countedOn,
      reportedBy: actor.userId,
      createdAt: ctx.now,
    })
    .returning({
      id: holdingReports.id,
      serviceable: holdingReports.serviceable,
      onHand: holdingReports.onHand,
      asOf: holdingReports.asOf,
    });
  const written = must(report, 'an inserted report comes back');
  const { serviceable, onHand } = written;
  await enterMove(tx, ctx, {
    ...found,
    kind: 'confirmed',
    unitId,
    organisationId,
    itemType,
    holdingReportId: written.id,
    proposedHoldingId: id,
  });
  const [after] = await tx
    .update(proposedHoldings)
    .set({
      state: corrected ? 'corrected' : 'confirmed',
      correctionReason: corrected ? reason : null,
      holdingReportId: written.id,
      version: sql`${proposedHoldings.version} + 1`,
    })
    .where(and(eq(proposedHoldings.id, id), eq(proposedHoldings.version, version)))
    .returning(proposalColumns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action: 'proposed-holding.confirmed',
    subject: { type: 'proposed-holding', id },
    details: { found: quantitiesOf(found, decimals), report: { ...written, ...quantitiesOf({ serviceable, onHand }, decimals) } },
    note: reason,
    parties: [organisationId],
  });
  return written.id;
}

/** What the unit found in the item's steps: where it says nothing, all that was received, serviceable. */
export function foundOf(figures: Omit<ConfirmHolding, 'reason'>, received: Steps, decimals: Decimals): Found {
  const { serviceable, unserviceableRepairable, beyondRepair, ...rest } = figures;
  nothingLeft(rest);
  const given = (quantity: number | undefined, pointer: string, absent: Steps): Steps =>
    quantity === undefined ? absent : stepsFrom(quantity, decimals, pointer);
  return {
    serviceable: given(serviceable, '/serviceable', received),
    unserviceableRepairable: given(unserviceableRepairable, '/unserviceableRepairable', NO_STEPS),
    beyondRepair: given(beyondRepair, '/beyondRepair', NO_STEPS),
  };
}
