import { eq } from 'drizzle-orm';
import { must } from '../../../kernel/assert.ts';
import type { AgreementId, OrganisationId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { replaceRows } from '../../../platform/db/write-rows.ts';
import { newId } from '../../../platform/ids.ts';
import type { RecordAgreement } from '../contract-agreements.ts';
import { requireOrganisations } from '../reference-check-queries.ts';
import { agreementParties, agreements } from '../tables.ts';
import { agreementColumns, checkAgreementRight } from './change-agreement.ts';
import { addLinks } from './write-links.ts';

export async function recordAgreement(tx: Tx, ctx: ActorContext, input: RecordAgreement): Promise<AgreementId> {
  checkAgreementRight(ctx, 'revise');
  const { kind, title, summary, partyIds, validUntil = null, links, ...rest } = input;
  nothingLeft(rest);
  await requireOrganisations(tx, partyIds, (index) => `/partyIds/${index}`);
  const [agreement] = await tx
    .insert(agreements)
    .values({
      id: newId<'agreement'>(),
      kind,
      state: 'in-negotiation',
      title,
      summary,
      validUntil,
      createdAt: ctx.now,
    })
    .returning(agreementColumns);
  const created = must(agreement, 'an inserted agreement comes back');
  await bind(tx, created.id, partyIds);
  await addLinks(tx, { agreementId: created.id }, links);
  await recordEvent(tx, ctx, {
    action: 'agreement.recorded',
    subject: { type: 'agreement', id: created.id },
    parties: partyIds,
  });
  return created.id;
}

/** Writes who is bound by an agreement, in the place of all that were. */
export const bind = (tx: Tx, agreementId: AgreementId, partyIds: readonly OrganisationId[]) =>
  replaceRows(
    tx,
    agreementParties,
    eq(agreementParties.agreementId, agreementId),
    partyIds.map((organisationId) => ({ agreementId, organisationId })),
  );
