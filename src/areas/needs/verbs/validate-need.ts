import { eq } from 'drizzle-orm';
import type { NeedId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { stepsFrom } from '../../../kernel/quantity.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { readDecimals } from '../../reference/index.ts';
import type { ValidateNeed } from '../contract.ts';
import { needLines } from '../tables.ts';
import { checkNeedRight, lockNeed, requireNeedStep, stepNeed } from './change-need.ts';
import { readLines } from './write-lines.ts';

/**
 * The national validator approves a need, line by line at the quantity asked or another, with a reason where it is more or less; the
 * quantity asked stays on record. Until the need is published, validating again puts a wrong quantity right.
 * Never the author of the need: the check `author_does_not_validate` holds it too.
 */
export async function validateNeed(tx: Tx, ctx: ActorContext, id: NeedId, version: number, input: ValidateNeed): Promise<void> {
  const { lines: decided, ...rest } = input;
  nothingLeft(rest);
  checkNeedRight(ctx, 'validate');
  const need = await lockNeed(tx, id, version);
  await requireNeedStep(tx, ctx, need, 'validate');

  const lines = await readLines(tx, id);
  const decimalsOf = await readDecimals(
    tx,
    lines.map(({ itemType }) => itemType),
  );
  const decisions = new Map(
    decided.map((decision, index) => {
      const { lineId, quantityValidated, reason, ...restOfDecision } = decision;
      nothingLeft(restOfDecision);
      if (!lines.some((line) => line.id === lineId)) throw refuseField('reference-unknown', `/lines/${index}/lineId`);
      const isFirst = decided.findIndex((other) => other.lineId === lineId) === index;
      if (!isFirst) throw refuseField('invalid-field', `/lines/${index}/lineId`, 'named-twice');
      return [lineId, { quantityValidated, reason, index }];
    }),
  );
  for (const [index, line] of lines.entries()) {
    const decision = decisions.get(line.id);
    const quantityValidated =
      decision === undefined
        ? line.quantityRequested
        : stepsFrom(decision.quantityValidated, decimalsOf(line.itemType), `/lines/${decision.index}/quantityValidated`);
    if (quantityValidated !== line.quantityRequested && decision?.reason === undefined) {
      throw new Refusal('reason-required', { fields: [{ pointer: `/lines/${decision?.index ?? index}/reason`, code: 'missing' }] });
    }
    await tx
      .update(needLines)
      .set({ quantityValidated, validationReason: decision?.reason ?? null })
      .where(eq(needLines.id, line.id));
  }
  await stepNeed(tx, ctx, need, {
    event: 'validate',
    action: 'need.validated',
    set: { validatedBy: userOf(ctx), validatedAt: ctx.now },
  });
}
