import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { pointerTo } from '../../kernel/json-pointer.ts';
import { type FieldFault, Refusal } from '../../kernel/refusal.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { capabilityAreas, organisations, regions } from '../reference/tables.ts';
import type { Scope } from './domain/request.ts';

/** Of which table each list of a scope names records. */
const NAMED: readonly (readonly [field: Exclude<keyof Scope, 'priorities'>, table: PgTable, slug: PgColumn])[] = [
  ['regions', regions, regions.slug],
  ['areas', capabilityAreas, capabilityAreas.slug],
  ['organisations', organisations, organisations.slug],
  ['donors', organisations, organisations.slug],
];

/** Refuses a scope that names what isn't there, with every such pointer: a run over it would be one over less than was meant. */
export async function refuseUnknownScope(tx: Tx, scope: Scope): Promise<void> {
  const faults: FieldFault[] = [];
  for (const [field, table, slug] of NAMED) {
    const named = scope[field] ?? [];
    if (named.length === 0) continue;
    const rows = await tx.select({ slug }).from(table).where(oneOf(slug, named));
    const known = new Set(rows.map((row) => String(row.slug)));
    for (const [index, name] of named.entries()) {
      if (!known.has(name)) faults.push({ pointer: pointerTo('scope', field, index), code: 'reference-unknown' });
    }
  }
  if (faults.length > 0) throw new Refusal('reference-unknown', { fields: faults });
}
