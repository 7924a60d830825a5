import { eq } from 'drizzle-orm';
import type { AgreementId } from '../../../kernel/id.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ReleaseObligation } from '../contract-agreements.ts';
import { obligations } from '../tables.ts';
import { requireOwed, stepAgreement, takeUpAgreement } from './change-agreement.ts';

/** It is no longer owed; what was found of its observance stays. */
export async function releaseObligation(tx: Tx, act: Act, id: AgreementId, version: number, input: ReleaseObligation): Promise<void> {
  const agreement = await takeUpAgreement(tx, act, id, version, 'release-obligation');
  await requireOwed(tx, id, input.obligationId);
  await tx.update(obligations).set({ releasedAt: act.now, releaseReason: input.reason }).where(eq(obligations.id, input.obligationId));
  await stepAgreement(tx, act, agreement, {
    event: 'release-obligation',
    action: 'agreement.obligation-released',
    reason: input.reason,
  });
}
