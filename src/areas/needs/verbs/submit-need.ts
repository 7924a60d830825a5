import type { NeedId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { checkNeedRight, lockNeed, requireNeedStep, stepNeed } from './change-need.ts';
import { citeAnew } from './cite-anew.ts';
import { readLines } from './write-lines.ts';

/** The requester hands a complete need to its validator; each line then cites what others have left of the unit's gap, as computed at this moment. */
export async function submitNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number): Promise<void> {
  checkNeedRight(ctx, 'submit');
  const need = await lockNeed(tx, id, version);
  const lines = await readLines(tx, id);
  await requireNeedStep(tx, ctx, need, 'submit', { lineCount: lines.length });

  await citeAnew(tx, ctx, need);
  await stepNeed(tx, ctx, need, { event: 'submit', action: 'need.submitted', set: { submittedAt: ctx.now } });
}
