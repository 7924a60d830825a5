import { must } from '../../../kernel/assert.ts';
import type { PartnershipId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { refuseField } from '../../../kernel/refusal.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import type { ProposePartnership } from '../contract.ts';
import { partnershipParties, partnerships } from '../tables.ts';
import { checkPartnershipRight, partnershipColumns } from './change-partnership.ts';
import { checkTerms } from './check-terms.ts';

/** A donor proposes for itself, a validator for an authority that it answers for, a facilitator for two others. */
export async function proposePartnership(tx: Tx, ctx: ActorContext, input: ProposePartnership): Promise<PartnershipId> {
  const { actor } = ctx;
  if (actor.role !== 'system') checkPartnershipRight(ctx, 'propose');
  const {
    donorId = actor.role === 'donor' ? actor.organisationId : undefined,
    recipientId,
    kind,
    title,
    validFrom,
    validUntil,
    signedReference = null,
    parties = [],
    conditions = [],
    conditionsInWords = null,
    ceiling,
    ...rest
  } = input;
  nothingLeft(rest);
  if (donorId === undefined) throw refuseField('reference-unknown', '/donorId', 'missing');
  await checkTerms(tx, ctx, { donorId, recipientId, validFrom, validUntil, parties, conditions });
  const [partnership] = await tx
    .insert(partnerships)
    .values({
      id: newId<'partnership'>(),
      donorId,
      recipientId,
      facilitatorId: actor.role === 'facilitator' ? actor.organisationId : null,
      kind,
      title,
      state: 'under-negotiation',
      validFrom,
      validUntil,
      signedReference,
      conditions,
      conditionsInWords,
      ceilingAmount: ceiling?.amount ?? null,
      ceilingCurrency: ceiling?.currency ?? null,
      createdAt: ctx.now,
    })
    .returning(partnershipColumns);
  const created = must(partnership, 'an inserted partnership comes back');
  if (parties.length > 0) {
    await tx.insert(partnershipParties).values(
      parties.map(({ organisationId, part, ...restOfParty }) => {
        nothingLeft(restOfParty);
        return { partnershipId: created.id, organisationId, part };
      }),
    );
  }
  await recordEvent(tx, ctx, {
    action: 'partnership.proposed',
    subject: { type: 'partnership', id: created.id },
    parties: [created.donorId, created.recipientId, ...parties.map(({ organisationId }) => organisationId)],
  });
  return created.id;
}
