import { and, asc, eq, inArray } from 'drizzle-orm';
import type { ConsignmentId, DeliveryLineId } from '../../../kernel/id.ts';
import { Refusal } from '../../../kernel/refusal.ts';
import { NO_STEPS, type Steps } from '../../../kernel/quantity.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { type BalancedConsignment } from '../consignment-queries.ts';
import { consignmentLines, consignments, deliveryDocuments, packedContents, packingUnits, serialNumbers } from '../consignment-tables.ts';
import { fitLoads } from '../domain/loads.ts';
import type { BalancedLine } from '../line-queries.ts';
import type { LockedDelivery } from './change-delivery.ts';

/** A line of which another quantity is planned than before, and where the request says so. */
export interface Replanned {
  readonly line: Pick<BalancedLine, 'id' | 'matchId' | 'organisationId' | 'unitId' | 'planned'>;
  readonly planned: Steps;
  readonly pointer: string;
}

/**
 * Lets the consignments that wait follow what is planned of the lines. What is packed of a line that shrinks is unpacked with its crates, unless
 * pieces in them bear numbers: which of these stay behind, the packing list has to say first. What was packed is to be packed again.
 */
export async function fitConsignments(
  tx: Tx,
  { delivery }: LockedDelivery,
  waiting: readonly BalancedConsignment[],
  replanned: readonly Replanned[],
): Promise<void> {
  const carried = new Map(waiting.map((one) => [one.id, new Map(one.lines.map((line) => [line.deliveryLineId, line.planned]))]));
  const changed = new Set<ConsignmentId>();
  for (const { line, planned, pointer } of replanned) {
    const loads = waiting.map(({ id }) => ({ consignmentId: id, planned: carried.get(id)?.get(line.id) ?? NO_STEPS }));
    const fitted = fitLoads(loads, line.planned, planned);
    for (const [index, { id: consignmentId }] of waiting.entries()) {
      const before = loads[index]?.planned ?? NO_STEPS;
      const after = fitted[index]?.planned ?? NO_STEPS;
      if (before === after) continue;
      changed.add(consignmentId);
      carried.get(consignmentId)?.set(line.id, after);
      if (after < before) await unpack(tx, consignmentId, line.id, after, pointer);
      await writeLoad(tx, consignmentId, line, before, after, delivery);
    }
  }
  for (const one of waiting) {
    if (!changed.has(one.id)) continue;
    const isEmpty = [...(carried.get(one.id)?.values() ?? [])].every((planned) => planned === NO_STEPS);
    if (isEmpty) await dropConsignment(tx, one.id);
    else if (one.state === 'packed') await tx.update(consignments).set({ state: 'planned' }).where(eq(consignments.id, one.id));
  }
}

async function writeLoad(
  tx: Tx,
  consignmentId: ConsignmentId,
  { id: deliveryLineId, organisationId, unitId }: Replanned['line'],
  before: Steps,
  planned: Steps,
  delivery: LockedDelivery['delivery'],
): Promise<void> {
  const where = and(eq(consignmentLines.consignmentId, consignmentId), eq(consignmentLines.deliveryLineId, deliveryLineId));
  if (planned === NO_STEPS) await tx.delete(consignmentLines).where(where);
  else if (before > NO_STEPS) await tx.update(consignmentLines).set({ planned }).where(where);
  else {
    await tx.insert(consignmentLines).values({
      id: newId<'consignment-line'>(),
      consignmentId,
      deliveryId: delivery.id,
      deliveryLineId,
      organisationId,
      unitId,
      donorId: delivery.donorId,
      planned,
    });
  }
}

/** Removes the crates of a consignment in which more of a line is than travels; refuses where numbered pieces are in them, by their numbers. */
async function unpack(tx: Tx, consignmentId: ConsignmentId, lineId: DeliveryLineId, planned: Steps, pointer: string): Promise<void> {
  const packed = await tx
    .select({ packingUnitId: packingUnits.id, quantity: packedContents.quantity })
    .from(packedContents)
    .innerJoin(packingUnits, eq(packingUnits.id, packedContents.packingUnitId))
    .where(and(eq(packingUnits.consignmentId, consignmentId), eq(packedContents.deliveryLineId, lineId)));
  if (packed.reduce<number>((sum, { quantity }) => sum + quantity, 0) <= planned) return;
  const crates = packed.map(({ packingUnitId }) => packingUnitId);
  const numbered = await tx
    .select({ serial: serialNumbers.serial })
    .from(serialNumbers)
    .where(inArray(serialNumbers.packingUnitId, crates))
    .orderBy(asc(serialNumbers.serial));
  if (numbered.length > 0) {
    throw new Refusal('invalid-field', {
      fields: [{ pointer, code: 'numbered-pieces-in-the-way', limit: numbered.map(({ serial }) => serial).join(', ') }],
    });
  }
  await tx.delete(packingUnits).where(inArray(packingUnits.id, crates));
}

/** Takes away a consignment that carries nothing any more; one that papers name stays, cancelled. */
export async function dropConsignment(tx: Tx, id: ConsignmentId): Promise<void> {
  const papers = await tx
    .select({ id: deliveryDocuments.id })
    .from(deliveryDocuments)
    .where(eq(deliveryDocuments.consignmentId, id))
    .limit(1);
  if (papers.length === 0) {
    await tx.delete(consignments).where(eq(consignments.id, id));
    return;
  }
  await tx.delete(consignmentLines).where(eq(consignmentLines.consignmentId, id));
  await tx.delete(packingUnits).where(eq(packingUnits.consignmentId, id));
  await tx.update(consignments).set({ state: 'cancelled' }).where(eq(consignments.id, id));
}
