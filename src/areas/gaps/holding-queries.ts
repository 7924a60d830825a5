import { and, desc, eq, inArray, lt, lte, not, sql } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { HoldingMoveId, HoldingReportId, ProposedHoldingId, UnitId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { NO_STEPS } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { lockNamed } from '../../platform/db/lock-named.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import type { ListProposedHoldings } from './contract.ts';
import type { Found } from './domain/proposal.ts';
import type { ProposedHoldingView } from './record.ts';
import { selectProposedHoldings } from './rows.ts';
import { holdingMoves } from './correction-tables.ts';
import { holdingReports, proposedHoldings } from './tables.ts';
import { viewProposedHolding } from './views.ts';

interface Holding {
  readonly unitId: UnitId;
  readonly itemType: string;
}

/** Puts all that change one unit's holding of one item in a queue: a confirmation adds to the report that it has read. */
export const lockHoldings = (tx: Tx, { unitId, itemType }: Holding): Promise<void> => lockNamed(tx, 'holding', unitId, itemType);

/** The report that is in force on a day; nothing held where there is none. */
export async function selectHeld(tx: Tx, { unitId, itemType }: Holding, today: CalendarDate): Promise<Held> {
  const [held] = await tx
    .select({
      id: holdingReports.id,
      serviceable: holdingReports.serviceable,
      unserviceableRepairable: holdingReports.unserviceableRepairable,
      beyondRepair: holdingReports.beyondRepair,
      countedOn: sql<CalendarDate | null>`case ${holdingReports.source} when 'count' then ${holdingReports.asOf} else ${holdingReports.countedOn} end::text`,
    })
    .from(holdingReports)
    .where(
      and(
        eq(holdingReports.unitId, unitId),
        eq(holdingReports.itemType, itemType),
        lte(holdingReports.asOf, today),
        not(holdingReports.withdrawn),
      ),
    )
    .orderBy(desc(holdingReports.asOf), desc(holdingReports.creationOrder))
    .limit(1);
  return held ?? { id: null, serviceable: NO_STEPS, unserviceableRepairable: NO_STEPS, beyondRepair: NO_STEPS, countedOn: null };
}

export interface Held extends Found {
  readonly id: HoldingReportId | null;
  /** The day of the count of everything that it is or rests on. */
  readonly countedOn: CalendarDate | null;
}

export async function findProposedHolding(tx: Tx, ctx: ActorContext, id: ProposedHoldingId): Promise<ProposedHoldingView> {
  const [row] = await selectProposedHoldings(tx, eq(proposedHoldings.id, id), 1);
  if (!row) throw new Refusal('not-found');
  return viewProposedHolding(ctx, row);
}

/** What receipts have proposed, newest first. */
export async function listProposedHoldings(tx: Tx, ctx: ActorContext, filters: ListProposedHoldings): Promise<Page<ProposedHoldingView>> {
  const { cursor, limit, state, unitId, itemType, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const rows = await selectProposedHoldings(
    tx,
    and(
      state ? inArray(proposedHoldings.state, [state]) : undefined,
      unitId ? eq(proposedHoldings.unitId, unitId) : undefined,
      itemType ? eq(proposedHoldings.itemType, itemType) : undefined,
      key ? lt(proposedHoldings.creationOrder, key[0]) : undefined,
    ),
    limit + 1,
  );
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewProposedHolding(ctx, row),
  );
}

/** What was entered of a unit's holdings, by its ids; of what is open the receipts alone that wait to be confirmed. */
export async function findMovesOf(tx: Tx, unitId: UnitId, extent: 'all' | 'open'): Promise<HoldingMoveId[]> {
  const waiting = tx.select({ id: proposedHoldings.id }).from(proposedHoldings).where(eq(proposedHoldings.state, 'proposed'));
  const isWaiting = and(eq(holdingMoves.kind, 'accepted'), inArray(holdingMoves.proposedHoldingId, waiting));
  const rows = await tx
    .select({ id: holdingMoves.id })
    .from(holdingMoves)
    .where(and(eq(holdingMoves.unitId, unitId), extent === 'open' ? isWaiting : undefined));
  return rows.map(({ id }) => id);
}
