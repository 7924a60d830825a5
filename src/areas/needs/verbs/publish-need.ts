import type { NeedId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { nextState } from '../../../kernel/transition.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { PublishNeed } from '../contract.ts';
import { NEED_TRANSITIONS } from '../domain/need.ts';
import { needs } from '../tables.ts';
import { changeNeed, checkNeedRight, lockNeed, requireNeedStep, stepNeed } from './change-need.ts';
import { checkSummary } from './check-summary.ts';

/** The facilitator opens a validated need to partners, at a disclosure level and with the text that donors read. */
export async function publishNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number, input: PublishNeed): Promise<void> {
  const { disclosureLevel, disclosedTo, summary, ...rest } = input;
  nothingLeft(rest);
  checkNeedRight(ctx, 'publish');
  const need = await lockNeed(tx, id, version);
  await requireNeedStep(tx, ctx, need, 'publish');
  await checkSummary(tx, ctx, need, summary);
  await stepNeed(tx, ctx, need, {
    event: 'publish',
    action: 'need.published',
    set: {
      disclosureLevel,
      disclosedTo,
      summary,
      publishedAt: ctx.now,
      confirmedAt: ctx.now,
    },
  });
}

/** The facilitator puts right to whom a published need is open, and what donors read of it. */
export async function reviseDisclosure(tx: Tx, ctx: ActorContext, id: NeedId, version: number, input: PublishNeed): Promise<void> {
  const { disclosureLevel, disclosedTo, summary, ...rest } = input;
  nothingLeft(rest);
  checkNeedRight(ctx, 'revise-disclosure');
  const need = await lockNeed(tx, id, version);
  nextState(NEED_TRANSITIONS, need.state, 'revise-disclosure');
  await checkSummary(tx, ctx, need, summary);
  const set = { disclosureLevel, disclosedTo, summary };
  if (!(await makesDifference(tx, { type: 'need', id }, needs, set))) return;
  await changeNeed(tx, ctx, need, set, 'need.disclosure-revised');
}
