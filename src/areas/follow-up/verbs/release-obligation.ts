import { eq } from 'drizzle-orm';
import type { AgreementId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ReleaseObligation } from '../contract-agreements.ts';
import { obligations } from '../tables.ts';
import { requireOwed, stepAgreement, beginAgreementStep } from './change-agreement.ts';

/** It is no longer owed; what was found of its observance stays. */
export async function releaseObligation(
  tx: Tx,
  ctx: ActorContext,
  id: AgreementId,
  version: number,
  input: ReleaseObligation,
): Promise<void> {
  const { obligationId, reason, ...rest } = input;
  nothingLeft(rest);
  const agreement = await beginAgreementStep(tx, ctx, id, version, 'release-obligation');
  await requireOwed(tx, ctx, id, obligationId, 'release-obligation');
  await tx.update(obligations).set({ releasedAt: ctx.now, releaseReason: reason }).where(eq(obligations.id, obligationId));
  await stepAgreement(tx, ctx, agreement, {
    event: 'release-obligation',
    action: 'agreement.obligation-released',
    reason,
  });
}
