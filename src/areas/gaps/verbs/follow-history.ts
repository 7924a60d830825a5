import { and, asc, eq, or, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import { compareText } from '../../../kernel/compare-text.ts';
import type { HoldingMoveId, HoldingReportId, OrganisationId, ProposedHoldingId, UnitId } from '../../../kernel/id.ts';
import { steps } from '../../../kernel/quantity.ts';
import { recordEvents } from '../../../platform/audit/record-event.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { asConsequence, type Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { type HoldingHistory, type HoldingMove, replay } from '../domain/holding-history.ts';
import type { Found, ReportSource } from '../domain/proposal.ts';
import { lockHoldings } from '../holding-queries.ts';
import { holdingMoves } from '../correction-tables.ts';
import { holdingReports, proposedHoldings } from '../tables.ts';

import { todayOfUnit } from '../../reference/index.ts';

export interface Holding {
  readonly unitId: UnitId;
  readonly organisationId: OrganisationId;
  readonly itemType: string;
}

type NewMove = Omit<typeof holdingMoves.$inferInsert, 'id' | 'enteredOn'>;

/** Enters what happened to a holding; the holding is locked. */
export async function enterMove(tx: Tx, ctx: ActorContext, move: NewMove): Promise<void> {
  await tx.insert(holdingMoves).values({ ...move, id: newId<'holding-move'>(), enteredOn: await todayOfUnit(tx, ctx, move.unitId) });
}

/** Puts all that change these holdings in a queue, in one order, so that two that change several don't wait for each other. */
export async function lockAllHoldings(tx: Tx, holdings: readonly Pick<Holding, 'unitId' | 'itemType'>[]): Promise<void> {
  const inOneOrder = holdings.toSorted((a, b) => compareText(a.unitId, b.unitId) || compareText(a.itemType, b.itemType));
  for (const holding of inOneOrder) await lockHoldings(tx, holding);
}

const moveColumns = {
  id: holdingMoves.id,
  kind: holdingMoves.kind,
  enteredOn: holdingMoves.enteredOn,
  happenedOn: holdingMoves.happenedOn,
  holdingReportId: holdingMoves.holdingReportId,
  proposedHoldingId: holdingMoves.proposedHoldingId,
  deliveryLineId: holdingMoves.deliveryLineId,
  quantity: holdingMoves.quantity,
  serviceable: holdingMoves.serviceable,
  unserviceableRepairable: holdingMoves.unserviceableRepairable,
  beyondRepair: holdingMoves.beyondRepair,
  takenBack: holdingMoves.takenBack,
  withdrawn: holdingMoves.withdrawn,
};
interface MoveRow extends Pick<typeof holdingMoves.$inferSelect, keyof typeof moveColumns> {
  /** The place of its report in the order in which reports were written; null where it has none. */
  readonly reportOrder: number | null;
}

/**
 * Works out anew what a holding's reports and proposed holdings say, from what was entered: after one of the entries was put right. The
 * holding is locked. As the system, for what follows is no single hand's; each record that turned out otherwise tells it by an event, but for
 * the one that was put right itself, whose verb counts and tells it.
 */
export function followHistory(tx: Tx, ctx: ActorContext, holding: Holding, putRight?: ProposedHoldingId): Promise<void> {
  return asConsequence(tx, ctx, 'holding-history', async (system) => {
    const { unitId, itemType } = holding;
    const rows: MoveRow[] = await tx
      .select({ ...moveColumns, reportOrder: holdingReports.creationOrder })
      .from(holdingMoves)
      .leftJoin(holdingReports, eq(holdingReports.id, holdingMoves.holdingReportId))
      .where(and(eq(holdingMoves.unitId, unitId), eq(holdingMoves.itemType, itemType)))
      .orderBy(asc(holdingMoves.creationOrder));
    const history = replay(rows.filter(({ withdrawn }) => !withdrawn).map(moveOf));
    const reportOf = await reportsThatLack(tx, system, holding, rows, history);
    const changed = await writeReports(tx, rows, history, reportOf);
    const settled = await writeProposals(tx, history, reportOf, putRight);
    await recordEvents(tx, system, [
      ...changed.map((id) => ({
        action: 'holding-report.followed' as const,
        subject: { type: 'holding-report' as const, id },
        parties: [holding.organisationId],
      })),
      ...settled.map((id) => ({
        action: 'proposed-holding.followed' as const,
        subject: { type: 'proposed-holding' as const, id },
        parties: [holding.organisationId],
      })),
    ]);
  });
}

/** What a row says; the checks of the table hold that each kind has its own. */
function moveOf(row: MoveRow): HoldingMove {
  const { id, enteredOn } = row;
  const found = (): Found => ({
    serviceable: must(row.serviceable, 'what was found is three figures'),
    unserviceableRepairable: must(row.unserviceableRepairable, 'what was found is three figures'),
    beyondRepair: must(row.beyondRepair, 'what was found is three figures'),
  });
  const quantity = () => must(row.quantity, 'a move of goods says how much');
  const line = () => must(row.deliveryLineId, 'goods come by a line');
  const proposal = () => must(row.proposedHoldingId, 'a receipt proposes');
  const happened = () => must(row.happenedOn, 'it has a day');
  switch (row.kind) {
    case 'counted':
      return { id, enteredOn, kind: 'counted', found: found(), asOf: happened() };
    case 'accepted':
      return {
        id,
        enteredOn,
        kind: 'accepted',
        proposalId: proposal(),
        quantity: quantity(),
        deliveryLineId: line(),
        receivedOn: happened(),
      };
    case 'confirmed':
      return { id, enteredOn, kind: 'confirmed', proposalId: proposal(), found: found() };
    case 'taken-back':
      return {
        id,
        enteredOn,
        kind: 'taken-back',
        deliveryLineId: line(),
        quantity: quantity(),
        takenBack: must(row.takenBack, 'what is taken back leaves a count or not'),
      };
    case 'taken-over':
      return { id, enteredOn, kind: 'taken-over', found: found() };
  }
}

const SOURCE_OF = {
  counted: 'count',
  confirmed: 'receipt',
  'taken-back': 'taken-back',
  'taken-over': 'taken-over',
} as const satisfies Record<Exclude<MoveRow['kind'], 'accepted'>, ReportSource>;

type ReportOf = ReadonlyMap<HoldingMoveId, HoldingReportId>;

/** The report of each move; one that had changed nothing of what is held, and now does, gets its own. */
async function reportsThatLack(
  tx: Tx,
  ctx: ActorContext,
  holding: Holding,
  rows: readonly MoveRow[],
  { held }: HoldingHistory,
): Promise<ReportOf> {
  const reportOf = new Map(rows.flatMap(({ id, holdingReportId }) => (holdingReportId === null ? [] : [[id, holdingReportId] as const])));
  const kinds = new Map(rows.map(({ id, kind }) => [id, kind]));
  for (const { moveId, ...figures } of held) {
    const kind = kinds.get(moveId);
    if (reportOf.has(moveId) || kind === undefined || kind === 'accepted') continue;
    const id = newId<'holding-report'>();
    const { unitId, organisationId, itemType } = holding;
    await tx.insert(holdingReports).values({
      ...figures,
      ...noLessThanNone(figures),
      id,
      unitId,
      organisationId,
      itemType,
      source: SOURCE_OF[kind],
      createdAt: ctx.now,
    });
    await tx.update(holdingMoves).set({ holdingReportId: id }).where(eq(holdingMoves.id, moveId));
    reportOf.set(moveId, id);
  }
  return reportOf;
}

const noLessThanNone = ({ serviceable, unserviceableRepairable, beyondRepair }: Found): Found => ({
  serviceable: steps(Math.max(0, serviceable)),
  unserviceableRepairable: steps(Math.max(0, unserviceableRepairable)),
  beyondRepair: steps(Math.max(0, beyondRepair)),
});

/** Brings the reports to what they should say; answers those that said otherwise. */
async function writeReports(tx: Tx, rows: readonly MoveRow[], { held }: HoldingHistory, reportOf: ReportOf): Promise<HoldingReportId[]> {
  const heldBy = new Map(held.map((one) => [one.moveId, one]));
  const changed: HoldingReportId[] = [];
  for (const [index, row] of rows.entries()) {
    const id = reportOf.get(row.id);
    if (id === undefined) continue;
    const after = heldBy.get(row.id);
    // A report that was written late stands after those that were entered later: what one of them says of as late a day holds.
    const isOvertaken =
      after !== undefined &&
      rows.slice(index + 1).some((later) => {
        const other = heldBy.get(later.id);
        const isBefore = (later.reportOrder ?? Infinity) < (row.reportOrder ?? Infinity);
        return other !== undefined && isBefore && other.asOf >= after.asOf;
      });
    const withdrawn = after === undefined || isOvertaken;
    const set = after && {
      ...noLessThanNone(after),
      asOf: after.asOf,
      countedOn: row.kind === 'counted' ? null : after.countedOn,
    };
    const differs = or(
      ...Object.entries({ ...set, withdrawn }).map(([field, value]) => {
        const column = holdingReports[field as keyof typeof holdingReports.$inferSelect];
        return sql`${column} is distinct from ${sql.param(value, column)}`;
      }),
    );
    const [written] = await tx
      .update(holdingReports)
      .set({ ...set, withdrawn, version: sql`${holdingReports.version} + 1` })
      .where(and(eq(holdingReports.id, id), differs))
      .returning({ id: holdingReports.id });
    if (written) changed.push(written.id);
  }
  return changed;
}

/** Brings the proposed holdings to what became of them; answers those of which something else had become. */
async function writeProposals(
  tx: Tx,
  { proposals }: HoldingHistory,
  reportOf: ReportOf,
  putRight: ProposedHoldingId | undefined,
): Promise<ProposedHoldingId[]> {
  const changed: ProposedHoldingId[] = [];
  for (const [id, { state, quantity, receivedOn, heldBy }] of proposals) {
    const holdingReportId = heldBy === null ? null : must(reportOf.get(heldBy), 'what holds a receipt has a report');
    const [written] = await tx
      .update(proposedHoldings)
      .set({
        state,
        quantity,
        receivedOn,
        holdingReportId,
        ...(state === 'corrected' ? {} : { correctionReason: null }),
        ...(id === putRight ? {} : { version: sql`${proposedHoldings.version} + 1` }),
      })
      .where(
        and(
          eq(proposedHoldings.id, id),
          sql`(${proposedHoldings.state}, ${proposedHoldings.quantity}, ${proposedHoldings.receivedOn}, ${proposedHoldings.holdingReportId})
            is distinct from (${state}::text, ${quantity}::bigint, ${receivedOn}::date, ${holdingReportId}::uuid)`,
        ),
      )
      .returning({ id: proposedHoldings.id });
    if (written && written.id !== putRight) changed.push(written.id);
  }
  return changed;
}
