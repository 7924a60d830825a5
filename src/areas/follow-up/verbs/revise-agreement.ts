import { and, eq, isNull } from 'drizzle-orm';
import type { AgreementId, OrganisationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ReviseAgreement } from '../contract-agreements.ts';
import { requireOrganisations } from '../reference-check-queries.ts';
import { agreements, obligations } from '../tables.ts';
import { stepAgreement, beginAgreementStep } from './change-agreement.ts';
import { checkDays } from './bring-into-force.ts';
import { bind } from './record-agreement.ts';
import { isOfLinksAlone, replaceLinks } from './write-links.ts';

export async function reviseAgreement(tx: Tx, ctx: ActorContext, id: AgreementId, version: number, input: ReviseAgreement): Promise<void> {
  const agreement = await beginAgreementStep(tx, ctx, id, version, 'revise');
  const { title = agreement.title, summary = agreement.summary, partyIds, validUntil = agreement.validUntil, links, ...rest } = input;
  nothingLeft(rest);
  checkDays(agreement.signedOn, validUntil, '/validUntil');
  if (partyIds) await replaceParties(tx, id, partyIds);
  if (links) await replaceLinks(tx, { agreementId: id }, links);
  const set = { title, summary, validUntil };
  if (!(await makesDifference(tx, { type: 'agreement', id }, agreements, set))) return;
  await stepAgreement(tx, ctx, agreement, { event: 'revise', action: 'agreement.revised', set, isHidden: isOfLinksAlone(input) });
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
  await bind(tx, id, partyIds);
}
