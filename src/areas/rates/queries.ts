import { and, type AnyColumn, desc, eq, getTableColumns, gte, lt, lte, or, sql, type SQL } from 'drizzle-orm';
import type { CalendarDate } from '../../kernel/calendar-date.ts';
import type { ExchangeRateId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { whatIsPossible } from '../../kernel/possible.ts';
import { Refusal } from '../../kernel/refusal.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { readerOf } from '../disclosure/index.ts';
import type { ListRates } from './contract.ts';
import { couldTake, refusalOf } from './domain/hands.ts';
import { RATE_ACTIONS, type StandingRate } from './domain/exchange-rate.ts';
import { ExchangeRate, type ExchangeRateView } from './record.ts';
import { exchangeRates } from './tables.ts';

const columns = getTableColumns(exchangeRates);
type RateRow = typeof exchangeRates.$inferSelect;

export async function findRate(tx: Tx, ctx: ActorContext, id: ExchangeRateId): Promise<ExchangeRateView> {
  const [row] = await tx.select(columns).from(exchangeRates).where(eq(exchangeRates.id, id));
  if (!row) throw new Refusal('not-found');
  return viewRate(ctx, row);
}

/** A page of rates, newest first. */
export async function listRates(tx: Tx, ctx: ActorContext, filters: ListRates): Promise<Page<ExchangeRateView>> {
  const { cursor, limit, state, currency, on, ...rest } = filters;
  nothingLeft(rest);
  const key = decodeCursor(cursor, orderKey);
  const rows = await tx
    .select(columns)
    .from(exchangeRates)
    .where(
      and(
        state ? eq(exchangeRates.state, state) : undefined,
        currency ? or(eq(exchangeRates.base, currency), eq(exchangeRates.quote, currency)) : undefined,
        on ? isOf(on) : undefined,
        key ? lt(exchangeRates.creationOrder, key[0]) : undefined,
      ),
    )
    .orderBy(desc(exchangeRates.creationOrder))
    .limit(limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => viewRate(ctx, row),
  );
}

const isOf = (day: CalendarDate): SQL | undefined => and(lte(exchangeRates.validFrom, day), gte(exchangeRates.validUntil, day));

/** No view shows the role that the first hand had, which the second is held against. */
function viewRate(ctx: ActorContext, rate: RateRow): ExchangeRateView {
  const { recordedByRole, creationOrder, recordedById, decidedById, ...row } = rate;
  return ExchangeRate.show(readerOf(ctx), {
    ...row,
    recordedByOrganisation: recordedById,
    decidedByOrganisation: decidedById,
    ...whatIsPossible(
      RATE_ACTIONS.filter((action) => couldTake(rate, action, ctx.actor)),
      (action) => refusalOf(rate, action, ctx.actor),
    ),
  });
}

/**
 * The rates that count on a day, in the order in which they win where several are of the same two currencies: the one that began last, and of
 * those the one that was recorded last (`wasl.rate_on` is the same).
 */
export function readStandingRates(tx: Tx, day: CalendarDate): Promise<StandingRate[]> {
  return tx
    .select(usedColumns)
    .from(exchangeRates)
    .where(and(eq(exchangeRates.state, 'confirmed'), isOf(day)))
    .orderBy(desc(exchangeRates.validFrom), desc(exchangeRates.creationOrder));
}

/** What stands beside an amount that was converted. */
export const usedColumns = {
  id: exchangeRates.id,
  base: exchangeRates.base,
  quote: exchangeRates.quote,
  rate: exchangeRates.rate,
  validFrom: exchangeRates.validFrom,
  validUntil: exchangeRates.validUntil,
  source: exchangeRates.source,
};

/** A rate that a row keeps, by the row's own column; null where it keeps none. */
export const rateKept = (column: SQL | AnyColumn) => sql<StandingRate | null>`(
  select jsonb_build_object('id', kept.id, 'base', kept.base, 'quote', kept.quote, 'rate', kept.rate, 'validFrom', kept.valid_from,
    'validUntil', kept.valid_until, 'source', kept.source) from exchange_rates as kept where kept.id = ${column})`;
