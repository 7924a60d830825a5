import type { AgreementId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { AssessObservance } from '../contract-agreements.ts';
import { observanceAssessments } from '../tables.ts';
import { requireOwed, stepAgreement, beginAgreementStep } from './change-agreement.ts';
import { todayOfMission } from '../../reference/index.ts';

/**
 * A dated finding beside those before it, by a facilitator or by a party that is not the one who owes: nobody attests their own
 * observance. It rests on evidence, unless it says that nothing could be found out.
 */
export async function assessObservance(
  tx: Tx,
  ctx: ActorContext,
  id: AgreementId,
  version: number,
  input: AssessObservance,
): Promise<void> {
  const { actor } = ctx;
  const { obligationId, observance, assessedOn = todayOfMission(ctx), finding = null, evidence = null, ...rest } = input;
  nothingLeft(rest);
  const agreement = await beginAgreementStep(tx, ctx, id, version, 'assess');
  await requireOwed(tx, ctx, id, obligationId, 'assess');
  if (assessedOn > todayOfMission(ctx)) throw refuseField('date-order', '/assessedOn', 'in-the-future');
  if (observance !== 'not-assessed' && evidence === null) throw refuseField('evidence-required', '/evidence', 'missing');
  await tx.insert(observanceAssessments).values({
    id: newId<'observance-assessment'>(),
    agreementId: id,
    obligationId,
    observance,
    assessedOn,
    finding,
    evidence,
    assessedById: actor.kind === 'system' ? null : actor.organisationId,
    createdAt: ctx.now,
  });
  await stepAgreement(tx, ctx, agreement, { event: 'assess', action: 'agreement.observance-assessed' });
}
