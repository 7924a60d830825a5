import { and, eq, isNull } from 'drizzle-orm';
import type { DeliveryId } from '../../../kernel/id.ts';
import { nothingLeft } from '../../../kernel/nothing-left.ts';
import { Refusal, refuseField } from '../../../kernel/refusal.ts';
import { type ActorContext, userOf } from '../../../platform/auth/actor.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { requireDocument } from '../../documents/index.ts';
import { deliveryDocuments } from '../consignment-tables.ts';
import type { AddDeliveryDocument, DescribeGoods, WithdrawDeliveryDocument } from '../contract-goods.ts';
import { mayEnter, weighsNoLess } from '../domain/papers.ts';
import { deliveryLines } from '../tables.ts';
import { beginStep, editDelivery, mayRead, stepDelivery } from './change-delivery.ts';

type HsCode = NonNullable<DescribeGoods['lines'][number]['hs']>;

/** What customs asks of each line: HS code, origin, value, weights. What isn't said stays as it is. */
export async function describeGoods(tx: Tx, ctx: ActorContext, id: DeliveryId, version: number, input: DescribeGoods): Promise<void> {
  const { lines, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'describe-goods');
  const weights = await selectWeights(tx, id);
  for (const [index, { lineId, hs, originCountry, customsValue, netWeightKg, grossWeightKg, ...restOfLine }] of lines.entries()) {
    nothingLeft(restOfLine);
    const stands = weights.get(lineId);
    if (!stands) throw refuseField('reference-unknown', `/lines/${index}/lineId`);
    if (!weighsNoLess(grossWeightKg ?? stands.grossWeightKg, netWeightKg ?? stands.netWeightKg)) {
      const told = grossWeightKg === undefined ? 'netWeightKg' : 'grossWeightKg';
      throw refuseField('invalid-field', `/lines/${index}/${told}`, 'gross-below-net');
    }
    const set = {
      ...(hs === undefined ? {} : hsColumnsOf(hs)),
      ...(originCountry === undefined ? {} : { originCountry }),
      ...(customsValue === undefined ? {} : { customsValue: customsValue.amount, customsCurrency: customsValue.currency }),
      ...(netWeightKg === undefined ? {} : { netWeightKg }),
      ...(grossWeightKg === undefined ? {} : { grossWeightKg }),
    };
    if (Object.keys(set).length > 0) await tx.update(deliveryLines).set(set).where(eq(deliveryLines.id, lineId));
  }
  await editDelivery(tx, ctx, locked, { action: 'delivery.goods-described' });
}

async function selectWeights(tx: Tx, id: DeliveryId) {
  const rows = await tx
    .select({ id: deliveryLines.id, netWeightKg: deliveryLines.netWeightKg, grossWeightKg: deliveryLines.grossWeightKg })
    .from(deliveryLines)
    .where(eq(deliveryLines.deliveryId, id));
  return new Map(rows.map(({ id: lineId, ...weights }) => [lineId, weights]));
}

function hsColumnsOf({ code, edition, ...rest }: HsCode): { readonly hsCode: string; readonly hsEdition: string } {
  nothingLeft(rest);
  return { hsCode: code, hsEdition: edition };
}

/** Enters a transport or customs paper by its number: the donor any, a validator those of the authorities. */
export async function addDeliveryDocument(
  tx: Tx,
  ctx: ActorContext,
  id: DeliveryId,
  version: number,
  input: AddDeliveryDocument,
): Promise<void> {
  const { consignmentId, type, number, issuedOn = null, issuedBy = null, documentId, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'add-document');
  const { actor } = ctx;
  if (actor.kind !== 'system' && !mayEnter(actor.role, type)) throw refuseField('not-your-own', '/type');
  const isThere = locked.consignments.some((one) => one.id === consignmentId && one.lines.some((line) => mayRead(actor, line)));
  if (consignmentId !== undefined && !isThere) throw refuseField('reference-unknown', '/consignmentId');
  if (documentId) await requireDocument(tx, documentId, { type: 'delivery', id }, '/documentId');
  const [added] = await tx
    .insert(deliveryDocuments)
    .values({
      id: newId<'delivery-document'>(),
      deliveryId: id,
      consignmentId: consignmentId ?? null,
      type,
      number,
      issuedOn,
      issuedBy,
      documentId: documentId ?? null,
      recordedBy: userOf(ctx),
      createdAt: ctx.now,
    })
    .onConflictDoNothing()
    .returning({ id: deliveryDocuments.id });
  if (!added) throw new Refusal('already-recorded', { fields: [{ pointer: '/number', code: 'already-recorded' }] });
  await stepDelivery(tx, ctx, locked, { action: 'delivery.document-added' });
}

/**
 * Takes back a paper that was entered wrongly, by whoever may enter its type. It stays where it was, with the reason, and its number
 * may be entered again.
 */
export async function withdrawDeliveryDocument(
  tx: Tx,
  ctx: ActorContext,
  id: DeliveryId,
  version: number,
  input: WithdrawDeliveryDocument,
): Promise<void> {
  const { deliveryDocumentId, reason, ...rest } = input;
  nothingLeft(rest);
  const locked = await beginStep(tx, ctx, id, version, 'withdraw-document');
  const { actor } = ctx;
  const named = and(
    eq(deliveryDocuments.id, deliveryDocumentId),
    eq(deliveryDocuments.deliveryId, id),
    isNull(deliveryDocuments.withdrawnAt),
  );
  const [document] = await tx
    .select({ type: deliveryDocuments.type, number: deliveryDocuments.number })
    .from(deliveryDocuments)
    .where(named);
  if (!document) throw refuseField('reference-unknown', '/deliveryDocumentId');
  if (actor.kind !== 'system' && !mayEnter(actor.role, document.type)) throw refuseField('not-your-own', '/deliveryDocumentId');
  await tx
    .update(deliveryDocuments)
    .set({ withdrawnAt: ctx.now, withdrawnBy: userOf(ctx), withdrawalReason: reason })
    .where(named);
  await stepDelivery(tx, ctx, locked, {
    action: 'delivery.document-withdrawn',
    note: reason,
  });
}
