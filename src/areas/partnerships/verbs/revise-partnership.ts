import { eq } from 'drizzle-orm';
import type { OrganisationId, PartnershipId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { throwWhere } from '../../../kernel/possible.ts';
import { nextState } from '../../../kernel/transition.ts';
import { makesDifference } from '../../../platform/audit/makes-difference.ts';
import type { ActorContext } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { replaceRows } from '../../../platform/db/write-rows.ts';
import type { RevisePartnership } from '../contract.ts';
import { type FurtherPart, PARTNERSHIP_TRANSITIONS, refusalOfPartnershipAction } from '../domain/partnership.ts';
import { partnershipParties, partnerships } from '../tables.ts';
import { changePartnership, checkPartnershipRight, lockPartnership } from './change-partnership.ts';
import { checkTerms } from './check-terms.ts';

/** Changes the text while nobody has signed it: either side, or a facilitator for two others. */
export async function revisePartnership(
  tx: Tx,
  ctx: ActorContext,
  id: PartnershipId,
  version: number,
  input: RevisePartnership,
): Promise<void> {
  checkPartnershipRight(ctx, 'revise');
  const before = await lockPartnership(tx, id, version);
  nextState(PARTNERSHIP_TRANSITIONS, before.state, 'revise');
  throwWhere(refusalOfPartnershipAction({ ...before, isInUse: false, openAmendment: null }, 'revise', ctx.actor));
  const {
    donorId = before.donorId,
    recipientId = before.recipientId,
    kind = before.kind,
    title = before.title,
    validFrom = before.validFrom,
    validUntil = before.validUntil,
    signedReference = before.signedReference,
    parties,
    conditions = before.conditions,
    conditionsInWords = before.conditionsInWords,
    ceiling,
    ...rest
  } = input;
  nothingLeft(rest);
  await checkTerms(tx, ctx, { donorId, recipientId, validFrom, validUntil, parties: parties ?? [], conditions });
  const set = {
    donorId,
    recipientId,
    kind,
    title,
    validFrom,
    validUntil,
    signedReference,
    conditions,
    conditionsInWords,
    ...(ceiling === undefined
      ? {}
      : {
          ceilingAmount: ceiling?.amount ?? null,
          ceilingCurrency: ceiling?.currency ?? null,
        }),
  };
  if (parties !== undefined) await replaceParties(tx, id, parties);
  if (!(await makesDifference(tx, { type: 'partnership', id }, partnerships, set))) return;
  await changePartnership(tx, ctx, before, { action: 'partnership.revised', set, involves: [donorId, recipientId] });
}

export type FurtherParties = readonly { readonly organisationId: OrganisationId; readonly part: FurtherPart }[];

/** Puts the organisations besides the two sides in the place of those that there were. */
export const replaceParties = (tx: Tx, partnershipId: PartnershipId, parties: FurtherParties): Promise<void> =>
  replaceRows(
    tx,
    partnershipParties,
    eq(partnershipParties.partnershipId, partnershipId),
    parties.map(({ organisationId, part, ...rest }) => {
      nothingLeft(rest);
      return { partnershipId, organisationId, part };
    }),
  );
