import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { type FieldFault, Refusal, refuseField } from '../../kernel/refusal.ts';
import { TwoKeySet } from '../../kernel/two-key-map.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { capabilityAreas, itemTypes, organisations, regions, siteKinds, unitTypes } from '../reference/tables.ts';
import type { PartnershipCondition } from './domain/conditions.ts';

/** In which field a condition names records, of which table, and what it names. */
const NAMED: readonly {
  readonly field: string;
  readonly table: PgTable;
  readonly column: PgColumn;
  readonly namesIn: (condition: PartnershipCondition) => readonly string[];
}[] = [
  { field: 'regions', table: regions, column: regions.slug, namesIn: (one) => (one.type === 'region-only' ? one.regions : []) },
  { field: 'siteKinds', table: siteKinds, column: siteKinds.slug, namesIn: (one) => (one.type === 'site-kind-only' ? one.siteKinds : []) },
  { field: 'unitTypes', table: unitTypes, column: unitTypes.slug, namesIn: (one) => (one.type === 'unit-type-only' ? one.unitTypes : []) },
  {
    field: 'organisations',
    table: organisations,
    column: organisations.slug,
    namesIn: (one) => (one.type === 'recipient-only' ? one.organisations : []),
  },
  { field: 'areas', table: capabilityAreas, column: capabilityAreas.slug, namesIn: (one) => (one.type === 'area-only' ? one.areas : []) },
  { field: 'itemTypes', table: itemTypes, column: itemTypes.slug, namesIn: (one) => (one.type === 'item-type-only' ? one.itemTypes : []) },
];

interface Named {
  readonly pointer: string;
  readonly value: string;
}

/** Refuses conditions that name something that doesn't exist, with every such pointer. */
export async function checkConditionReferences(tx: Tx, conditions: readonly PartnershipCondition[]): Promise<void> {
  const faults: FieldFault[] = [];
  for (const { field, table, column, namesIn } of NAMED) {
    const named = conditions.flatMap((condition, index) =>
      namesIn(condition).map((value, place) => ({ pointer: `/conditions/${index}/${field}/${place}`, value })),
    );
    faults.push(...(await unknown(tx, table, column, named)));
  }
  if (faults.length > 0) throw new Refusal('reference-unknown', { fields: faults });
}

/** Refuses parties that don't exist or stand there twice in the same part. */
export async function checkPartyReferences(
  tx: Tx,
  parties: readonly { readonly organisationId: string; readonly part: string }[],
): Promise<void> {
  const named = new TwoKeySet<string, string>();
  for (const [index, { organisationId, part }] of parties.entries()) {
    if (named.has(organisationId, part)) throw refuseField('invalid-field', `/parties/${index}`, 'named-twice');
    named.add(organisationId, part);
  }
  const faults = await unknown(
    tx,
    organisations,
    organisations.id,
    parties.map(({ organisationId }, index) => ({ pointer: `/parties/${index}/organisationId`, value: organisationId })),
  );
  if (faults.length > 0) throw new Refusal('reference-unknown', { fields: faults });
}

async function unknown(tx: Tx, table: PgTable, column: PgColumn, named: readonly Named[]): Promise<FieldFault[]> {
  if (named.length === 0) return [];
  const rows = await tx
    .select({ value: column })
    .from(table)
    .where(
      oneOf(
        column,
        named.map(({ value }) => value),
      ),
    );
  const known = new Set(rows.map(({ value }) => String(value)));
  return named.filter(({ value }) => !known.has(value)).map(({ pointer }) => ({ pointer, code: 'reference-unknown' }));
}
