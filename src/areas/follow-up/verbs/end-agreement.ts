import type { AgreementId } from '../../../kernel/id.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { stepAgreement, takeUpAgreement } from './change-agreement.ts';

/** It binds no longer, or never will. What was found of its observance stays. */
export async function endAgreement(tx: Tx, act: Act, id: AgreementId, version: number, reason: string): Promise<void> {
  const agreement = await takeUpAgreement(tx, act, id, version, 'end');
  await stepAgreement(tx, act, agreement, { event: 'end', action: 'agreement.ended', reason });
}
