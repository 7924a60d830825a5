import { must } from '../../../kernel/assert.ts';
import type { ExchangeRateId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import { checkBegins } from '../../../platform/auth/two-hands.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { todayOfMission } from '../../reference/index.ts';
import type { RecordRate, ReviseRate } from '../contract.ts';
import { isWithinDays } from '../domain/exchange-rate.ts';
import { exchangeRates } from '../tables.ts';
import { beginRateStep, lockRate, stepRate } from './change-rate.ts';

/** An administrator or a facilitator writes down a rate that was published, of days that have begun: nobody knows tomorrow's. */
export async function recordRate(tx: Tx, ctx: ActorContext<AccountActor>, input: RecordRate): Promise<ExchangeRateId> {
  checkBegins('record-rate', ctx);
  const { base, quote, rate, validFrom, validUntil = validFrom, source, corrects = null, ...rest } = input;
  nothingLeft(rest);
  refuseTheFuture(ctx, validFrom);
  if (corrects !== null) await requireCorrectable(tx, corrects, base, quote);
  const { actor } = ctx;
  const [row] = await tx
    .insert(exchangeRates)
    .values({
      id: newId<'exchange-rate'>(),
      base,
      quote,
      rate,
      validFrom,
      validUntil,
      source,
      corrects,
      state: 'proposed',
      recordedBy: actor.userId,
      recordedById: actor.organisationId,
      recordedByRole: actor.role,
      createdAt: ctx.now,
    })
    .returning({ id: exchangeRates.id });
  const { id } = must(row, 'an inserted rate comes back');
  await recordEvent(tx, ctx, { action: 'exchange-rate.recorded', subject: { type: 'exchange-rate', id }, parties: [] });
  return id;
}

function refuseTheFuture(ctx: ActorContext, validFrom: string): void {
  if (validFrom > todayOfMission(ctx)) throw refuseField('date-order', '/validFrom', 'in-the-future');
}

/** What is put right is a rate of the same two currencies that counts. */
async function requireCorrectable(tx: Tx, id: ExchangeRateId, base: string, quote: string): Promise<void> {
  const standing = await lockRate(tx, id);
  const isOfTheTwo = standing !== undefined && [standing.base, standing.quote].every((currency) => currency === base || currency === quote);
  if (!isOfTheTwo || standing.state !== 'confirmed') throw refuseField('reference-unknown', '/corrects');
}

/** Whoever recorded a rate mends what was typed wrongly, until somebody decides it; its currencies stay, or it is taken back. */
export async function reviseRate(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: ExchangeRateId,
  version: number,
  input: ReviseRate,
): Promise<void> {
  const before = await beginRateStep(tx, ctx, id, version, 'revise');
  const { rate = before.rate, validFrom = before.validFrom, validUntil = before.validUntil, source = before.source, ...rest } = input;
  nothingLeft(rest);
  refuseTheFuture(ctx, validFrom);
  if (validUntil < validFrom) throw refuseField('date-order', '/validUntil', 'before-valid-from');
  if (!isWithinDays(validFrom, validUntil)) throw refuseField('date-order', '/validUntil', 'more-days-than-a-rate-holds');
  const set = { rate, validFrom, validUntil, source };
  if (!(await makesDifference(tx, { type: 'exchange-rate', id }, exchangeRates, set))) return;
  await stepRate(tx, ctx, before, { event: 'revise', action: 'exchange-rate.revised', set });
}
