import { and, asc, desc, eq, getTableColumns, gt, lt } from 'drizzle-orm';
import { groupBy } from '../../kernel/group-by.ts';
import type { DeliveryId, PackingUnitId, ReceiptId } from '../../kernel/id.ts';
import { nothingLeft } from '../../kernel/nothing-left.ts';
import { quantitiesOf, quantityOf } from '../../kernel/quantity.ts';
import type { ActorContext } from '../../platform/auth/actor.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { decodeCursor, orderKey, type Page, toPage } from '../../platform/http/page.ts';
import { readerOf } from '../disclosure/index.ts';
import { deliveryDocuments, packedContents, packingUnits, serialNumbers } from './consignment-tables.ts';
import { receiptLines, receipts } from './receipt-tables.ts';
import { deliveryLines } from './tables.ts';
import type { ListParts } from './contract-goods.ts';
import { requireVisible } from './history-queries.ts';
import { decimalsOfLine } from './line-queries.ts';
import {
  DeliveryDocument,
  type DeliveryDocumentView,
  PackedContent,
  PackingUnit,
  type PackingUnitView,
  Receipt,
  ReceiptLine,
  type ReceiptView,
  SerialNumber,
} from './record-goods.ts';

// What none of these shows: whose a part is, which its delivery and its line say, and persons, whom events name to those who oversee.

/** The papers of a delivery, newest first; of those of one consignment, where the reader sees that. */
export async function listDocuments(tx: Tx, ctx: ActorContext, id: DeliveryId, filters: ListParts): Promise<Page<DeliveryDocumentView>> {
  const { cursor, limit, ...rest } = filters;
  nothingLeft(rest);
  await requireVisible(tx, id);
  const key = decodeCursor(cursor, orderKey);
  const { deliveryId, recordedBy, withdrawnBy, ...columns } = getTableColumns(deliveryDocuments);
  const rows = await tx
    .select(columns)
    .from(deliveryDocuments)
    .where(and(eq(deliveryDocuments.deliveryId, id), key ? lt(deliveryDocuments.creationOrder, key[0]) : undefined))
    .orderBy(desc(deliveryDocuments.creationOrder))
    .limit(limit + 1);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) => DeliveryDocument.show(readerOf(ctx), row),
  );
}

/**
 * The packing list, crate by crate, with contents and serial numbers in two queries. The policies leave out of a crate what is for
 * another recipient, and leave out crates with nothing for the reader.
 */
export async function listPacking(tx: Tx, ctx: ActorContext, id: DeliveryId, filters: ListParts): Promise<Page<PackingUnitView>> {
  const { cursor, limit, ...rest } = filters;
  nothingLeft(rest);
  await requireVisible(tx, id);
  const key = decodeCursor(cursor, orderKey);
  const { deliveryId, donorId, position, ...columns } = getTableColumns(packingUnits);
  const units = await tx
    .select(columns)
    .from(packingUnits)
    .where(and(eq(packingUnits.deliveryId, id), key ? gt(packingUnits.creationOrder, key[0]) : undefined))
    .orderBy(asc(packingUnits.creationOrder))
    .limit(limit + 1);
  const ids = units.slice(0, limit).map((unit) => unit.id);
  const contentsOf = groupBy(await selectContents(tx, ids), ({ packingUnitId }) => packingUnitId);
  const numbersOf = groupBy(await selectSerialNumbers(tx, ids), ({ packingUnitId }) => packingUnitId);
  const audience = readerOf(ctx);
  return toPage(
    units,
    limit,
    (unit) => [unit.creationOrder],
    (unit) => {
      const serialsOf = groupBy(numbersOf.get(unit.id) ?? [], ({ deliveryLineId }) => deliveryLineId);
      return PackingUnit.show(audience, {
        ...unit,
        contents: (contentsOf.get(unit.id) ?? []).map(({ packingUnitId, deliveryLineId: lineId, decimals, ...content }) =>
          PackedContent.show(audience, {
            ...content,
            lineId,
            quantity: quantityOf(content.quantity, decimals),
            serials: (serialsOf.get(lineId) ?? []).map(({ packingUnitId: ofUnit, deliveryLineId, ...number }) =>
              SerialNumber.show(audience, number),
            ),
          }),
        ),
      });
    },
  );
}

async function selectContents(tx: Tx, ids: readonly PackingUnitId[]) {
  if (ids.length === 0) return [];
  const { deliveryId, organisationId, unitId, donorId, ...columns } = getTableColumns(packedContents);
  return tx
    .select({ ...columns, decimals: decimalsOfLine(packedContents.deliveryLineId) })
    .from(packedContents)
    .innerJoin(deliveryLines, eq(deliveryLines.id, packedContents.deliveryLineId))
    .where(oneOf(packedContents.packingUnitId, ids))
    .orderBy(asc(deliveryLines.position));
}

async function selectSerialNumbers(tx: Tx, ids: readonly PackingUnitId[]) {
  if (ids.length === 0) return [];
  const { consignmentId, deliveryId, organisationId, unitId, donorId, itemType, ...columns } = getTableColumns(serialNumbers);
  return tx.select(columns).from(serialNumbers).where(oneOf(serialNumbers.packingUnitId, ids)).orderBy(asc(serialNumbers.serial));
}

/** Receipts, newest first, each with the lines that the reader may see. */
export async function listReceipts(tx: Tx, ctx: ActorContext, id: DeliveryId, filters: ListParts): Promise<Page<ReceiptView>> {
  const { cursor, limit, ...rest } = filters;
  nothingLeft(rest);
  await requireVisible(tx, id);
  const key = decodeCursor(cursor, orderKey);
  const { deliveryId, donorId, receivedBy, ...columns } = getTableColumns(receipts);
  const rows = await tx
    .select(columns)
    .from(receipts)
    .where(and(eq(receipts.deliveryId, id), key ? lt(receipts.creationOrder, key[0]) : undefined))
    .orderBy(desc(receipts.creationOrder))
    .limit(limit + 1);
  const ids = rows.slice(0, limit).map((row) => row.id);
  const linesOf = groupBy(await selectReceiptLines(tx, ids), ({ receiptId }) => receiptId);
  const audience = readerOf(ctx);
  return toPage(
    rows,
    limit,
    (row) => [row.creationOrder],
    (row) =>
      Receipt.show(audience, {
        ...row,
        lines: (linesOf.get(row.id) ?? []).map(
          ({ receiptId, deliveryLineId: lineId, decimals, accepted, rejected, lost, surplus, ...line }) =>
            ReceiptLine.show(audience, { ...line, lineId, ...quantitiesOf({ accepted, rejected, lost, surplus }, decimals) }),
        ),
      }),
  );
}

async function selectReceiptLines(tx: Tx, ids: readonly ReceiptId[]) {
  if (ids.length === 0) return [];
  const { consignmentLineId, deliveryId, organisationId, unitId, donorId, corrections, ...columns } = getTableColumns(receiptLines);
  return tx
    .select({ ...columns, decimals: decimalsOfLine(receiptLines.deliveryLineId) })
    .from(receiptLines)
    .innerJoin(deliveryLines, eq(deliveryLines.id, receiptLines.deliveryLineId))
    .where(oneOf(receiptLines.receiptId, ids))
    .orderBy(asc(deliveryLines.position), asc(receiptLines.consignmentLineId));
}
