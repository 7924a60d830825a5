import { and, eq } from 'drizzle-orm';
import { Refusal } from '../../../kernel/refusal.ts';
import { oneOf } from '../../../platform/db/one-of.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import type { ConsignedLine } from '../consignment-queries.ts';
import { serialNumbers } from '../consignment-tables.ts';
import type { SerialFault, SerialOutcome } from '../domain/serials.ts';

/** Writes what became of numbered pieces of a consigned line. */
export async function settleSerials(tx: Tx, line: ConsignedLine, serials: readonly string[], outcome: SerialOutcome): Promise<void> {
  if (serials.length === 0) return;
  await tx
    .update(serialNumbers)
    .set({ outcome })
    .where(
      and(
        eq(serialNumbers.deliveryLineId, line.deliveryLineId),
        eq(serialNumbers.consignmentId, line.consignmentId),
        oneOf(serialNumbers.serial, serials),
      ),
    );
}

/** Refuses numbers that don't fit the packing list, each at the field that names them. */
export function refuseSerials(faults: readonly SerialFault[], pointerOf: Readonly<Record<SerialFault['of'], string>>): void {
  if (faults.length === 0) return;
  throw new Refusal('receipt-does-not-balance', { fields: faults.map(({ of, code }) => ({ pointer: pointerOf[of], code })) });
}
