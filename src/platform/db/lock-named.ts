import { sql } from 'drizzle-orm';
import { canonicalJson } from '../../kernel/canonical-json.ts';
import type { Tx } from './transaction.ts';

/**
 * Waits for the lock of this name and holds it until the transaction ends: what is locked, then whose it is. The parts stay apart
 * whatever they hold, for the name is a list.
 */
export async function lockNamed(tx: Tx, ...name: readonly [what: string, ...ids: readonly string[]]): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${canonicalJson(name)}, 0))`);
}
