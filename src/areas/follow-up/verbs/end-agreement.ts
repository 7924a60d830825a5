import type { AgreementId } from '../../../kernel/id.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { stepAgreement, beginAgreementStep } from './change-agreement.ts';

/** It binds no longer, or never will. What was found of its observance stays. */
export async function endAgreement(tx: Tx, ctx: ActorContext, id: AgreementId, version: number, reason: string): Promise<void> {
  const agreement = await beginAgreementStep(tx, ctx, id, version, 'end');
  await stepAgreement(tx, ctx, agreement, { event: 'end', action: 'agreement.ended', reason });
}
