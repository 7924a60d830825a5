import { and, eq, sql } from 'drizzle-orm';
import type { ExchangeRateId } from '../../../kernel/id.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { type RateAction, RATE_TRANSITIONS, type RateEvent } from '../domain/exchange-rate.ts';
import { refusalOf } from '../domain/hands.ts';
import { exchangeRates } from '../tables.ts';

const columns = {
  id: exchangeRates.id,
  base: exchangeRates.base,
  quote: exchangeRates.quote,
  rate: exchangeRates.rate,
  validFrom: exchangeRates.validFrom,
  validUntil: exchangeRates.validUntil,
  source: exchangeRates.source,
  corrects: exchangeRates.corrects,
  state: exchangeRates.state,
  recordedBy: exchangeRates.recordedBy,
  recordedById: exchangeRates.recordedById,
  recordedByRole: exchangeRates.recordedByRole,
  version: exchangeRates.version,
};
export type LockedRate = Pick<typeof exchangeRates.$inferSelect, keyof typeof columns>;

/** What every step begins with: is it still the one that was read, does it take the action now, and may this hand? */
export async function beginRateStep(
  tx: Tx,
  ctx: ActorContext,
  id: ExchangeRateId,
  version: number,
  action: RateAction,
): Promise<LockedRate> {
  const rate = await lockRate(tx, id);
  if (!rate) throw new Refusal('not-found');
  if (rate.version !== version) throw new Refusal('stale-version', { facts: { version: rate.version } });
  nextState(RATE_TRANSITIONS, rate.state, action);
  throwWhere(refusalOf(rate, action, ctx.actor));
  return rate;
}

/** Locked until the transaction ends: what it corrects and what corrects it wait here. */
export async function lockRate(tx: Tx, id: ExchangeRateId): Promise<LockedRate | undefined> {
  const [rate] = await tx.select(columns).from(exchangeRates).where(eq(exchangeRates.id, id)).for('no key update');
  return rate;
}

/** Moves a locked rate, and writes the event. Rates are everybody's, and so is what happens to them nobody's in particular. */
export async function stepRate(
  tx: Tx,
  ctx: ActorContext,
  rate: LockedRate,
  step: {
    readonly event: RateEvent;
    readonly action: ActionOn<'exchange-rate'>;
    readonly set?: Partial<typeof exchangeRates.$inferInsert>;
    readonly reason?: string | undefined;
  },
): Promise<void> {
  const state = nextState(RATE_TRANSITIONS, rate.state, step.event);
  const [after] = await tx
    .update(exchangeRates)
    .set({ ...step.set, state, version: sql`${exchangeRates.version} + 1` })
    .where(and(eq(exchangeRates.id, rate.id), eq(exchangeRates.version, rate.version)))
    .returning({ id: exchangeRates.id });
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action: step.action,
    subject: { type: 'exchange-rate', id: rate.id },
    note: step.reason ?? null,
    parties: [],
  });
}
