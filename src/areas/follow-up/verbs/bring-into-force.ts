import type { AgreementId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { BringIntoForce } from '../contract-agreements.ts';
import { stepAgreement, beginAgreementStep } from './change-agreement.ts';
import { todayOfMission } from '../../reference/index.ts';

export async function bringIntoForce(tx: Tx, ctx: ActorContext, id: AgreementId, version: number, input: BringIntoForce): Promise<void> {
  const { signedOn, ...rest } = input;
  nothingLeft(rest);
  const agreement = await beginAgreementStep(tx, ctx, id, version, 'bring-into-force');
  if (signedOn > todayOfMission(ctx)) throw refuseField('date-order', '/signedOn', 'in-the-future');
  checkDays(signedOn, agreement.validUntil, '/signedOn');
  await stepAgreement(tx, ctx, agreement, {
    event: 'bring-into-force',
    action: 'agreement.came-into-force',
    set: { signedOn },
  });
}

/** An agreement ends no earlier than it was signed. */
export function checkDays(signedOn: string | null, validUntil: string | null, pointer: string): void {
  if (signedOn !== null && validUntil !== null && validUntil < signedOn) throw refuseField('date-order', pointer, 'before-valid-from');
}
