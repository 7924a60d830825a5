import type { ExchangeRateId } from '../../../kernel/id.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { AccountActor, ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { beginRateStep, lockRate, stepRate } from './change-rate.ts';

/** A second person confirms a rate: it counts from now on, and what it puts right no more. What was reserved keeps what it was reserved under. */
export async function confirmRate(tx: Tx, ctx: ActorContext<AccountActor>, id: ExchangeRateId, version: number): Promise<void> {
  const rate = await beginRateStep(tx, ctx, id, version, 'confirm');
  const { actor } = ctx;
  if (rate.corrects !== null) {
    const standing = await lockRate(tx, rate.corrects);
    if (standing?.state !== 'confirmed') throw refuseField('transition-not-allowed', '/corrects');
    await stepRate(tx, ctx, standing, { event: 'supersede', action: 'exchange-rate.superseded' });
  }
  await stepRate(tx, ctx, rate, {
    event: 'confirm',
    action: 'exchange-rate.confirmed',
    set: { decidedBy: actor.userId, decidedById: actor.organisationId, decidedAt: ctx.now },
  });
}

/** Whoever may confirm it may refuse it instead, and says why. */
export async function refuseRate(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: ExchangeRateId,
  version: number,
  reason: string,
): Promise<void> {
  const rate = await beginRateStep(tx, ctx, id, version, 'refuse');
  const { actor } = ctx;
  await stepRate(tx, ctx, rate, {
    event: 'refuse',
    action: 'exchange-rate.refused',
    set: { decidedBy: actor.userId, decidedById: actor.organisationId, decidedAt: ctx.now, stateReason: reason },
    reason,
  });
}

/** Its recorder takes back what nobody has decided; of one that counts, any one of those who keep rates: nothing is converted by it any more. */
export async function withdrawRate(
  tx: Tx,
  ctx: ActorContext<AccountActor>,
  id: ExchangeRateId,
  version: number,
  reason: string,
): Promise<void> {
  const rate = await beginRateStep(tx, ctx, id, version, 'withdraw');
  await stepRate(tx, ctx, rate, { event: 'withdraw', action: 'exchange-rate.withdrawn', set: { stateReason: reason }, reason });
}
