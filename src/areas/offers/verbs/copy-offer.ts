import { and, asc, eq, isNull } from 'drizzle-orm';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import type { OfferId } from '../../../kernel/id.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import { recordEvent } from '../../../platform/audit/record-event.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { insertMany } from '../../../platform/db/write-rows.ts';
import { newId } from '../../../platform/ids.ts';
import type { CopyOffer } from '../contract.ts';
import { offerLines, offers } from '../tables.ts';
import { pairLines } from './write-lines.ts';
import { checkOfferRight } from './write-offer.ts';

const whatIsCopied = {
  donorId: offers.donorId,
  implementerId: offers.implementerId,
  modality: offers.modality,
  incoterm: offers.incoterm,
  incotermPlace: offers.incotermPlace,
  conditions: offers.conditions,
  budgetAmount: offers.budgetAmount,
  budgetCurrency: offers.budgetCurrency,
  note: offers.note,
};

const whatIsCopiedOfLines = {
  id: offerLines.id,
  accompanies: offerLines.accompanies,
  donorId: offerLines.donorId,
  kind: offerLines.kind,
  itemType: offerLines.itemType,
  quantity: offerLines.quantity,
  goodsCondition: offerLines.goodsCondition,
  specifications: offerLines.specifications,
  unitValue: offerLines.unitValue,
  unitValueCurrency: offerLines.unitValueCurrency,
  lotSize: offerLines.lotSize,
  course: offerLines.course,
  ceilingAmount: offerLines.ceilingAmount,
  ceilingCurrency: offerLines.ceilingCurrency,
  mayBuyAreas: offerLines.mayBuyAreas,
  mayBuyItemTypes: offerLines.mayBuyItemTypes,
};

/** A donor begins a new draft with what another offer of its own gives, whatever became of that one, for days that it sets anew. */
export async function copyOffer(tx: Tx, ctx: ActorContext, id: OfferId, input: CopyOffer): Promise<OfferId> {
  const { validFrom, validUntil, ...rest } = input;
  nothingLeft(rest);
  checkOfferRight(ctx, 'submit');
  if (validUntil < validFrom) throw refuseField('date-order', '/validUntil', 'before-valid-from');
  const [source] = await tx.select(whatIsCopied).from(offers).where(eq(offers.id, id));
  if (!source) throw new Refusal('not-found');
  // Another donor's offer is read where it stands, and is nobody else's to copy.
  if (ctx.actor.kind !== 'system' && source.donorId !== ctx.actor.organisationId) throw new Refusal('not-found');
  const standing = await tx
    .select(whatIsCopiedOfLines)
    .from(offerLines)
    .where(and(eq(offerLines.offerId, id), isNull(offerLines.leftOutAt)))
    .orderBy(asc(offerLines.position));
  const lines = standing.map((line, index) => ({ ...line, position: index + 1 }));
  const offerId = newId<'offer'>();
  await tx
    .insert(offers)
    .values({ ...source, validFrom, validUntil, id: offerId, state: 'draft', authorId: userOf(ctx), createdAt: ctx.now });
  await insertMany(
    tx,
    offerLines,
    lines.map(({ accompanies, ...line }) => ({ ...line, id: newId<'offer-line'>(), offerId })),
  );
  await pairLines(
    tx,
    offerId,
    lines.map(({ position, accompanies }) => ({
      position,
      partner: lines.find((line) => line.id === accompanies)?.position ?? null,
    })),
  );
  await recordEvent(tx, ctx, {
    action: 'offer.drafted',
    subject: { type: 'offer', id: offerId },
    details: { copyOf: id },
    parties: [source.donorId],
  });
  return offerId;
}
