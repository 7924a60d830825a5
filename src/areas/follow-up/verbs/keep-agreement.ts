import { and, eq, isNull } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { AgreementId, OrganisationId } from '../../../kernel/id.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { Act } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import { dayOf } from '../../../platform/clock.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { BringIntoForce, RecordAgreement, ReviseAgreement } from '../contract-agreements.ts';
import { requireOrganisations } from '../reference-check-queries.ts';
import { agreementParties, agreements, obligations } from '../tables.ts';
import { agreementColumns, checkAgreementRight, partiesOf, stepAgreement, takeUpAgreement } from './change-agreement.ts';
import { addLinks, replaceLinks } from './write-links.ts';

/** What a facilitator keeps of an agreement: that there is one, who is bound, whether it is in force. */

export async function recordAgreement(tx: Tx, act: Act, input: RecordAgreement): Promise<AgreementId> {
  checkAgreementRight(act, 'revise');
  const { partyIds, links, ...header } = input;
  await requireOrganisations(tx, partyIds, (index) => `/partyIds/${index}`);
  const [agreement] = await tx
    .insert(agreements)
    .values({ ...header, id: newId<'agreement'>(), state: 'in-negotiation', createdAt: act.now })
    .returning(agreementColumns);
  const created = must(agreement, 'an inserted agreement comes back');
  await bind(tx, created.id, partyIds);
  await addLinks(tx, { agreementId: created.id }, links);
  await recordEvent(tx, act, {
    action: 'agreement.recorded',
    subject: { type: 'agreement', id: created.id },
    parties: partyIds,
  });
  return created.id;
}

const bind = (tx: Tx, agreementId: AgreementId, partyIds: readonly OrganisationId[]) =>
  tx.insert(agreementParties).values(partyIds.map((organisationId) => ({ agreementId, organisationId })));

export async function reviseAgreement(tx: Tx, act: Act, id: AgreementId, version: number, input: ReviseAgreement): Promise<void> {
  const agreement = await takeUpAgreement(tx, act, id, version, 'revise');
  const { partyIds, links, ...header } = input;
  checkDays(agreement.signedOn, header.validUntil === undefined ? agreement.validUntil : header.validUntil, '/validUntil');
  if (partyIds) await replaceParties(tx, id, partyIds);
  if (links) await replaceLinks(tx, { agreementId: id }, links);
  const set = Object.fromEntries(Object.entries(header).filter(([, value]) => value !== undefined));
  await stepAgreement(tx, act, agreement, {
    event: 'revise',
    action: 'agreement.revised',
    set,
  });
}

/** Whoever still owes or is owed something stays a party. */
async function replaceParties(tx: Tx, id: AgreementId, partyIds: readonly OrganisationId[]): Promise<void> {
  await requireOrganisations(tx, partyIds, (index) => `/partyIds/${index}`);
  const owed = await tx
    .select({ owedById: obligations.owedById, owedToId: obligations.owedToId })
    .from(obligations)
    .where(and(eq(obligations.agreementId, id), isNull(obligations.releasedAt)));
  const bound = owed.flatMap(({ owedById, owedToId }) => (owedToId === null ? [owedById] : [owedById, owedToId]));
  if (bound.some((party) => !partyIds.includes(party))) throw refuseField('party-still-bound', '/partyIds');
  await tx.delete(agreementParties).where(eq(agreementParties.agreementId, id));
  await bind(tx, id, partyIds);
}

export async function bringIntoForce(tx: Tx, act: Act, id: AgreementId, version: number, input: BringIntoForce): Promise<void> {
  const agreement = await takeUpAgreement(tx, act, id, version, 'bring-into-force');
  if (input.signedOn > dayOf(act.now)) throw refuseField('date-order', '/signedOn', 'in-the-future');
  checkDays(input.signedOn, agreement.validUntil, '/signedOn');
  await stepAgreement(tx, act, agreement, {
    event: 'bring-into-force',
    action: 'agreement.came-into-force',
    set: { signedOn: input.signedOn },
  });
}

function checkDays(signedOn: string | null, validUntil: string | null, pointer: string): void {
  if (signedOn !== null && validUntil !== null && validUntil < signedOn) throw refuseField('date-order', pointer, 'before-valid-from');
}

/** It binds no longer, or never will. What was found of its observance stays. */
export async function endAgreement(tx: Tx, act: Act, id: AgreementId, version: number, reason: string): Promise<void> {
  const agreement = await takeUpAgreement(tx, act, id, version, 'end');
  await stepAgreement(tx, act, agreement, { event: 'end', action: 'agreement.ended', reason });
}

/** Refuses at its pointer an organisation that is no party. */
export async function requireParties(tx: Tx, id: AgreementId, named: Readonly<Record<string, OrganisationId | undefined>>): Promise<void> {
  const parties = await partiesOf(tx, id);
  const strangers = Object.entries(named).filter(([, party]) => party !== undefined && !parties.includes(party));
  if (strangers.length > 0) {
    throw new Refusal('reference-unknown', { fields: strangers.map(([pointer]) => ({ pointer, code: 'not-a-party' as const })) });
  }
}
