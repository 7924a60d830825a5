import { sql } from 'drizzle-orm';
import { must } from '../../kernel/assert.ts';
import type { DocumentId } from '../../kernel/id.ts';
import type { Tx } from '../../platform/db/transaction.ts';

/** Whether anything that stands on record rests on a document, whoever sees that. */
export async function isCited(tx: Tx, id: DocumentId): Promise<boolean> {
  const [found] = await tx.execute<{ cited: boolean }>(sql`select wasl.is_cited(${id}::uuid) as cited`);
  return must(found, 'a question without a table has one answer').cited;
}
