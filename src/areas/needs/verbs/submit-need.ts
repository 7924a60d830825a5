import { eq } from 'drizzle-orm';
import type { NeedId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { computeGaps } from '../../gaps/index.ts';
import { missingForSubmission } from '../domain/completeness.ts';
import { needLines } from '../tables.ts';
import { checkNeedRight, lockNeed, stepNeed } from './change-need.ts';
import { readLines } from './write-lines.ts';

/** The requester hands a complete need to its validator; each line then cites the unit's gap as computed at this moment. */
export async function submitNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number): Promise<void> {
  checkNeedRight(ctx, 'submit');
  const need = await lockNeed(tx, id, version);
  const lines = await readLines(tx, id);
  const missing = missingForSubmission({ ...need, lineCount: lines.length });
  if (missing.length > 0) throw new Refusal('need-incomplete', { fields: missing });

  const gaps = await computeGaps(tx, need.unitId, dayOf(ctx.now));
  for (const line of lines) {
    await tx
      .update(needLines)
      .set({ citedGap: gaps.get(line.itemType) ?? null })
      .where(eq(needLines.id, line.id));
  }
  await stepNeed(tx, ctx, need, { event: 'submit', action: 'need.submitted', set: { submittedAt: ctx.now } });
}
