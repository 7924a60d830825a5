import { eq, sql } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { AgreementId, ObligationId } from '../../../kernel/id.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { AddObligation, AssessObservance, ReleaseObligation } from '../contract-agreements.ts';
import { obligations, observanceAssessments } from '../tables.ts';
import { requireOwed, stepAgreement, takeUpAgreement } from './change-agreement.ts';
import { requireParties } from './keep-agreement.ts';

/** What the parties of an agreement owe each other, and how they are found to keep it. */

/** Both sides are parties; without a creditor it is owed to all the others. */
export async function addObligation(tx: Tx, act: Act, id: AgreementId, version: number, input: AddObligation): Promise<ObligationId> {
  const agreement = await takeUpAgreement(tx, act, id, version, 'add-obligation');
  await requireParties(tx, id, { '/owedById': input.owedById, '/owedToId': input.owedToId });
  if (input.owedToId === input.owedById) throw refuseField('invalid-field', '/owedToId', 'named-twice');
  const [obligation] = await tx
    .insert(obligations)
    .values({
      id: newId<'obligation'>(),
      agreementId: id,
      position: sql`(select coalesce(max(position), 0) + 1 from obligations where agreement_id = ${id})`,
      duty: input.duty,
      owedById: input.owedById,
      owedToId: input.owedToId ?? null,
      dueOn: input.dueOn,
      everyMonths: input.everyMonths ?? null,
    })
    .returning({ id: obligations.id, position: obligations.position });
  const created = must(obligation, 'an inserted obligation comes back');
  await stepAgreement(tx, act, agreement, {
    event: 'add-obligation',
    action: 'agreement.obligation-added',
  });
  return created.id;
}

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

/**
 * A dated finding beside those before it, by a facilitator or by a party that is not the one who owes: nobody attests their own
 * observance. It rests on evidence, unless it says that nothing could be found out.
 */
export async function assessObservance(tx: Tx, act: Act, id: AgreementId, version: number, input: AssessObservance): Promise<void> {
  const { actor } = act;
  const agreement = await takeUpAgreement(tx, act, id, version, 'assess');
  const { owedById } = await requireOwed(tx, id, input.obligationId);
  const own = actor.kind === 'system' ? [] : [actor.organisationId, ...actor.scope];
  if (actor.role !== 'facilitator' && own.includes(owedById)) throw new Refusal('debtor-may-not-assess');
  const assessedOn = input.assessedOn ?? dayOf(act.now);
  if (assessedOn > dayOf(act.now)) throw refuseField('date-order', '/assessedOn', 'in-the-future');
  if (input.observance !== 'not-assessed' && input.evidence === undefined) throw refuseField('evidence-required', '/evidence', 'missing');
  await tx.insert(observanceAssessments).values({
    id: newId<'observance-assessment'>(),
    agreementId: id,
    obligationId: input.obligationId,
    observance: input.observance,
    assessedOn,
    finding: input.finding ?? null,
    evidence: input.evidence ?? null,
    assessedById: actor.kind === 'system' ? null : actor.organisationId,
    createdAt: act.now,
  });
  await stepAgreement(tx, act, agreement, { event: 'assess', action: 'agreement.observance-assessed' });
}
