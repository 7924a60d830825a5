import { desc, getTableColumns, type SQL } from 'drizzle-orm';
import type { Tx } from '../../platform/db/transaction.ts';
import { allocations } from './tables.ts';

// What no view shows: two texts of many megabytes, and who works on it until when.
const { snapshot, result, runner, leasedUntil, attempts, ...columns } = getTableColumns(allocations);

export type AllocationRow = Awaited<ReturnType<typeof selectAllocations>>[number];

/** Newest first. */
export const selectAllocations = (tx: Tx, where: SQL | undefined, limit: number) =>
  tx.select(columns).from(allocations).where(where).orderBy(desc(allocations.creationOrder)).limit(limit);
