import { and, eq, ne, not } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { HoldingReportId, ProposedHoldingId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { quantitiesOf, stepsFrom } from '../../../kernel/quantity.ts';
import { refuseField, Refusal } from '../../../kernel/refusal.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { readDecimals } from '../../reference/index.ts';
import type { CorrectHoldingReport, CorrectProposedHolding } from '../contract.ts';
import { holdingMoves } from '../correction-tables.ts';
import { type Found, isCorrection, refuseTooMany } from '../domain/proposal.ts';
import { CORRECTS, refusalOfCorrectingProposal, refusalOfCorrectingReport } from '../domain/stock-correction.ts';
import { holdingReports, proposedHoldings } from '../tables.ts';
import { checkRole, requireItemType, requireUnit } from './check-stock.ts';
import { followHistory, type Holding, lockAllHoldings } from './follow-history.ts';
import { ACTION_OF, requireDifference, writeCorrection } from './write-stock-correction.ts';

/**
 * A count that was recorded wrong is put right, on the day itself or later: its figures, its day, the item or the unit that it was
 * recorded for, or that there was none. What rests on it, and which receipts it has found, is worked out anew, as if it had been right from
 * the beginning.
 */
export async function correctHoldingReport(
  tx: Tx,
  ctx: ActorContext,
  id: HoldingReportId,
  version: number,
  input: CorrectHoldingReport,
): Promise<void> {
  checkRole(ctx, CORRECTS['holding-report']);
  const { unitId, itemType, asOf, serviceable, unserviceableRepairable, beyondRepair, withdrawn, reason, ...rest } = input;
  nothingLeft(rest);
  const [named] = await tx.select(holdingColumns).from(holdingReports).where(eq(holdingReports.id, id));
  if (!named) throw new Refusal('not-found');
  const target = { unitId: unitId ?? named.unitId, itemType: itemType ?? named.itemType };
  await lockAllHoldings(tx, isSame(named, target) ? [named] : [named, target]);
  const [locked] = await tx.select(reportColumns).from(holdingReports).where(eq(holdingReports.id, id)).for('no key update');
  const report = must(locked, 'a report is never removed');
  if (report.version !== version) throw new Refusal('stale-version', { facts: { version: report.version } });
  throwWhere(refusalOfCorrectingReport(report));
  await requireUnit(tx, report.unitId);
  const unit = await requireUnit(tx, target.unitId);

  const decimalsBefore = (await readDecimals(tx, [report.itemType]))(report.itemType);
  const decimals = itemType === undefined ? decimalsBefore : await requireItemType(tx, itemType);
  const { serviceable: worked, unserviceableRepairable: repairable, beyondRepair: beyond } = report;
  const told = quantitiesOf({ serviceable: worked, unserviceableRepairable: repairable, beyondRepair: beyond }, decimalsBefore);
  const before = { unitId: report.unitId, itemType: report.itemType, ...told, asOf: report.asOf, withdrawn: report.withdrawn };
  const found = {
    serviceable: stepsFrom(serviceable ?? told.serviceable, decimals, '/serviceable'),
    unserviceableRepairable: stepsFrom(unserviceableRepairable ?? told.unserviceableRepairable, decimals, '/unserviceableRepairable'),
    beyondRepair: stepsFrom(beyondRepair ?? told.beyondRepair, decimals, '/beyondRepair'),
  };
  refuseTooMany(found, decimals);
  const after = { ...target, ...quantitiesOf(found, decimals), asOf: asOf ?? report.asOf, withdrawn: withdrawn ?? false };
  requireDifference(before, after);
  const [move] = await tx
    .select({ id: holdingMoves.id, enteredOn: holdingMoves.enteredOn })
    .from(holdingMoves)
    .where(eq(holdingMoves.holdingReportId, id));
  const { id: moveId, enteredOn } = must(move, 'a count was entered');
  if (after.asOf > enteredOn) throw refuseField('date-order', '/asOf', 'in-the-future');
  if (!after.withdrawn) await requireFreeDay(tx, id, target, after.asOf);

  const place = { ...target, organisationId: unit.organisationId };
  await tx
    .update(holdingMoves)
    .set({ ...place, ...found, happenedOn: after.asOf, withdrawn: after.withdrawn })
    .where(eq(holdingMoves.id, moveId));
  const [written] = await tx
    .update(holdingReports)
    .set({ ...place, ...found, asOf: after.asOf, withdrawn: after.withdrawn, version: version + 1 })
    .where(and(eq(holdingReports.id, id), eq(holdingReports.version, version)))
    .returning({ id: holdingReports.id });
  if (!written) throw new Refusal('stale-version');
  await writeCorrection(tx, ctx, { holdingReportId: id }, place, { before, after, reason });
  await recordEvent(tx, ctx, {
    action: ACTION_OF['holding-report'],
    subject: { type: 'holding-report', id },
    note: reason,
    parties: [report.organisationId, unit.organisationId],
  });
  await followHistory(tx, ctx, place);
  if (!isSame(named, target)) await followHistory(tx, ctx, report);
}

const holdingColumns = { unitId: holdingReports.unitId, organisationId: holdingReports.organisationId, itemType: holdingReports.itemType };
const reportColumns = {
  ...holdingColumns,
  source: holdingReports.source,
  serviceable: holdingReports.serviceable,
  unserviceableRepairable: holdingReports.unserviceableRepairable,
  beyondRepair: holdingReports.beyondRepair,
  asOf: holdingReports.asOf,
  withdrawn: holdingReports.withdrawn,
  version: holdingReports.version,
};

type Place = Pick<Holding, 'unitId' | 'itemType'>;
const isSame = (one: Place, other: Place): boolean => one.unitId === other.unitId && one.itemType === other.itemType;

/** One count per item and day, of those that stand. */
async function requireFreeDay(tx: Tx, id: HoldingReportId, { unitId, itemType }: Place, asOf: string): Promise<void> {
  const [taken] = await tx
    .select({ id: holdingReports.id })
    .from(holdingReports)
    .where(
      and(
        eq(holdingReports.unitId, unitId),
        eq(holdingReports.itemType, itemType),
        eq(holdingReports.asOf, asOf),
        eq(holdingReports.source, 'count'),
        not(holdingReports.withdrawn),
        ne(holdingReports.id, id),
      ),
    );
  if (taken) throw refuseField('already-recorded', '/asOf');
}

/** What a unit has said that it found of a receipt is put right; or that it hasn't confirmed it at all, and it waits again. */
export async function correctProposedHolding(
  tx: Tx,
  ctx: ActorContext,
  id: ProposedHoldingId,
  version: number,
  input: CorrectProposedHolding,
): Promise<void> {
  checkRole(ctx, CORRECTS['proposed-holding']);
  const { serviceable, unserviceableRepairable, beyondRepair, withdrawn = false, reason, ...rest } = input;
  nothingLeft(rest);
  const [named] = await tx.select(proposalColumns).from(proposedHoldings).where(eq(proposedHoldings.id, id));
  if (!named) throw new Refusal('not-found');
  await lockAllHoldings(tx, [named]);
  const [locked] = await tx.select(proposalColumns).from(proposedHoldings).where(eq(proposedHoldings.id, id)).for('no key update');
  const proposal = must(locked, 'a proposal is never removed');
  if (proposal.version !== version) throw new Refusal('stale-version', { facts: { version: proposal.version } });
  throwWhere(refusalOfCorrectingProposal(proposal));
  await requireUnit(tx, proposal.unitId);
  const { unitId, organisationId, itemType, quantity } = proposal;
  const decimals = (await readDecimals(tx, [itemType]))(itemType);
  const [move] = await tx
    .select({
      id: holdingMoves.id,
      serviceable: holdingMoves.serviceable,
      unserviceableRepairable: holdingMoves.unserviceableRepairable,
      beyondRepair: holdingMoves.beyondRepair,
    })
    .from(holdingMoves)
    .where(and(eq(holdingMoves.proposedHoldingId, id), eq(holdingMoves.kind, 'confirmed'), not(holdingMoves.withdrawn)));
  const { id: moveId, ...said } = must(move, 'what was confirmed was entered');
  const told = quantitiesOf(foundIn(said), decimals);
  const before = { unitId, itemType, ...told, withdrawn: false };
  const found = {
    serviceable: stepsFrom(serviceable ?? told.serviceable, decimals, '/serviceable'),
    unserviceableRepairable: stepsFrom(unserviceableRepairable ?? told.unserviceableRepairable, decimals, '/unserviceableRepairable'),
    beyondRepair: stepsFrom(beyondRepair ?? told.beyondRepair, decimals, '/beyondRepair'),
  };
  refuseTooMany(found, decimals);
  const after = { unitId, itemType, ...quantitiesOf(found, decimals), withdrawn };
  requireDifference(before, after);
  await tx
    .update(holdingMoves)
    .set({ ...found, withdrawn })
    .where(eq(holdingMoves.id, moveId));
  await followHistory(tx, ctx, proposal, id);
  const [written] = await tx
    .update(proposedHoldings)
    .set({ correctionReason: !withdrawn && isCorrection(quantity, found) ? reason : null, version: version + 1 })
    .where(and(eq(proposedHoldings.id, id), eq(proposedHoldings.version, version)))
    .returning({ id: proposedHoldings.id });
  if (!written) throw new Refusal('stale-version');
  await writeCorrection(tx, ctx, { proposedHoldingId: id }, { unitId, organisationId }, { before, after, reason });
  await recordEvent(tx, ctx, {
    action: ACTION_OF['proposed-holding'],
    subject: { type: 'proposed-holding', id },
    note: reason,
    parties: [organisationId],
  });
}

const foundIn = (said: { readonly [Figure in keyof Found]: Found[Figure] | null }): Found => ({
  serviceable: must(said.serviceable, 'what was found is three figures'),
  unserviceableRepairable: must(said.unserviceableRepairable, 'what was found is three figures'),
  beyondRepair: must(said.beyondRepair, 'what was found is three figures'),
});

const proposalColumns = {
  unitId: proposedHoldings.unitId,
  organisationId: proposedHoldings.organisationId,
  itemType: proposedHoldings.itemType,
  quantity: proposedHoldings.quantity,
  state: proposedHoldings.state,
  version: proposedHoldings.version,
};
