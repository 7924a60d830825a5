import { and, eq, sql } from 'drizzle-orm';
import type { AgreementId, ObligationId, OrganisationId } from '../../../kernel/id.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { nextState } from '../../../kernel/transition.ts';
import type { ActionOn } from '../../../platform/audit/event-actions.ts';
import { type ActorContext, ownOf } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { AGREEMENT_RIGHTS, AGREEMENT_TRANSITIONS, type AgreementEvent, refusalOfAgreementStep } from '../domain/agreement.ts';
import { agreementParties, agreements, obligations } from '../tables.ts';
import { shownVersion } from '../domain/shown-version.ts';

export const agreementColumns = {
  id: agreements.id,
  reference: agreements.reference,
  kind: agreements.kind,
  state: agreements.state,
  title: agreements.title,
  summary: agreements.summary,
  signedOn: agreements.signedOn,
  validUntil: agreements.validUntil,
  stateReason: agreements.stateReason,
  version: agreements.version,
  hiddenChanges: agreements.hiddenChanges,
};
export type LockedAgreement = Pick<typeof agreements.$inferSelect, keyof typeof agreementColumns>;
type AgreementChange = Partial<typeof agreements.$inferInsert>;

export function checkAgreementRight({ actor }: ActorContext, event: AgreementEvent): void {
  const named: readonly string[] = AGREEMENT_RIGHTS[event];
  if (!named.includes(actor.role)) throw new Refusal('role-not-allowed', { facts: { role: actor.role, allowed: [...named] } });
}

/** Right, lock, and whether the state allows the step, in this order. The lock also keeps its obligations and parties still. */
export async function beginAgreementStep(
  tx: Tx,
  ctx: ActorContext,
  id: AgreementId,
  version: number,
  event: AgreementEvent,
): Promise<LockedAgreement> {
  checkAgreementRight(ctx, event);
  const [agreement] = await tx.select(agreementColumns).from(agreements).where(eq(agreements.id, id)).for('no key update');
  if (!agreement) throw new Refusal('not-found');
  const seen = shownVersion(ctx.actor.role, agreement);
  if (seen !== version) throw new Refusal('stale-version', { facts: { version: seen } });
  nextState(AGREEMENT_TRANSITIONS, agreement.state, event);
  return agreement;
}

export interface AgreementStep {
  readonly event: AgreementEvent;
  readonly action: ActionOn<'agreement'>;
  readonly set?: AgreementChange;
  readonly reason?: string | undefined;
  /** Nothing of it but links has changed. */
  readonly isHidden?: boolean;
}

/** Moves a locked agreement along its lifecycle and writes the event, which its parties may read. */
export async function stepAgreement(tx: Tx, ctx: ActorContext, before: LockedAgreement, step: AgreementStep): Promise<void> {
  const state = nextState(AGREEMENT_TRANSITIONS, before.state, step.event);
  const moved = state !== before.state;
  const [after] = await tx
    .update(agreements)
    .set({
      ...step.set,
      state,
      ...(moved ? { stateReason: step.reason ?? null } : {}),
      version: sql`${agreements.version} + 1`,
      ...(step.isHidden ? { hiddenChanges: sql`${agreements.hiddenChanges} + 1` } : {}),
    })
    .where(and(eq(agreements.id, before.id), eq(agreements.version, before.version)))
    .returning(agreementColumns);
  if (!after) throw new Refusal('stale-version');
  await recordEvent(tx, ctx, {
    action: step.action,
    subject: { type: 'agreement', id: after.id },
    note: step.reason ?? null,
    parties: step.isHidden ? [] : await partiesOf(tx, after.id),
  });
}

/** The organisations that are bound by it. Whoever sees an agreement sees them. */
export async function partiesOf(tx: Tx, id: AgreementId): Promise<OrganisationId[]> {
  const rows = await tx
    .select({ id: agreementParties.organisationId })
    .from(agreementParties)
    .where(eq(agreementParties.agreementId, id))
    .orderBy(sql`(select slug from organisations where organisations.id = ${agreementParties.organisationId})`);
  return rows.map((row) => row.id);
}

/** An obligation of this agreement that is still owed, and that the actor may take this step with; refused at its pointer otherwise. */
export async function requireOwed(
  tx: Tx,
  { actor }: ActorContext,
  agreementId: AgreementId,
  id: ObligationId,
  event: 'assess' | 'release-obligation',
): Promise<void> {
  const all = await tx
    .select({ id: obligations.id, owedById: obligations.owedById, releasedAt: obligations.releasedAt })
    .from(obligations)
    .where(eq(obligations.agreementId, agreementId));
  const owed = all.filter(({ releasedAt }) => releasedAt === null);
  const reader = { role: actor.role, own: ownOf(actor) };
  throwWhere(refusalOfAgreementStep(event, owed, reader));
  if (!all.some((obligation) => obligation.id === id)) throw refuseField('reference-unknown', '/obligationId');
  const named = owed.filter((obligation) => obligation.id === id);
  throwWhere(refusalOfAgreementStep(event, named, reader));
}
