import { sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { AgreementId, ObligationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { AddObligation } from '../contract-agreements.ts';
import { obligations } from '../tables.ts';
import { stepAgreement, beginAgreementStep } from './change-agreement.ts';
import { requireParties } from './require-parties.ts';

/** Both sides are parties; without a creditor it is owed to all the others. */
export async function addObligation(
  tx: Tx,
  ctx: ActorContext,
  id: AgreementId,
  version: number,
  input: AddObligation,
): Promise<ObligationId> {
  const agreement = await beginAgreementStep(tx, ctx, id, version, 'add-obligation');
  const { duty, owedById, owedToId = null, dueOn, everyMonths = null, ...rest } = input;
  nothingLeft(rest);
  await requireParties(tx, id, { '/owedById': owedById, '/owedToId': owedToId });
  if (owedToId === owedById) throw refuseField('invalid-field', '/owedToId', 'named-twice');
  const [obligation] = await tx
    .insert(obligations)
    .values({
      id: newId<'obligation'>(),
      agreementId: id,
      position: sql`(select coalesce(max(position), 0) + 1 from obligations where agreement_id = ${id})`,
      duty,
      owedById,
      owedToId,
      dueOn,
      everyMonths,
    })
    .returning({ id: obligations.id, position: obligations.position });
  const created = must(obligation, 'an inserted obligation comes back');
  await stepAgreement(tx, ctx, agreement, {
    event: 'add-obligation',
    action: 'agreement.obligation-added',
  });
  return created.id;
}
