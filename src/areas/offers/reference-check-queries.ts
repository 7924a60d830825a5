import type { PgColumn, PgTable } from 'drizzle-orm/pg-core';
import { type FieldFault, Refusal } from '../../kernel/refusal.ts';
import { oneOf } from '../../platform/db/one-of.ts';
import type { Tx } from '../../platform/db/transaction.ts';
import { capabilityAreas, itemTypes, organisations, regions, siteKinds, sites, unitTypes } from '../reference/tables.ts';
import type { OfferCondition } from './domain/conditions.ts';

interface Named {
  readonly pointer: string;
  readonly slug: string;
}

/** Of a line, what money of it may buy: goods name nothing of the kind. */
interface LineOfPurposes {
  readonly kind?: string;
  readonly mayBuyAreas?: readonly string[] | undefined;
  readonly mayBuyItemTypes?: readonly string[] | undefined;
}

/** Refuses an offer whose conditions, place, implementer or purposes name something that doesn't exist, with every such pointer. */
export async function checkOfferReferences(
  tx: Tx,
  offer: {
    readonly incotermPlace?: string | null | undefined;
    readonly implementerId?: string | null | undefined;
    readonly conditions?: readonly OfferCondition[] | undefined;
    readonly lines?: readonly LineOfPurposes[] | undefined;
    readonly addedLines?: readonly LineOfPurposes[] | undefined;
  },
): Promise<void> {
  const conditions = (offer.conditions ?? []).map((condition, index) => ({ condition, at: `/conditions/${index}` }));
  const named = (pick: (condition: OfferCondition) => readonly string[], field: string): Named[] =>
    conditions.flatMap(({ condition, at }) => pick(condition).map((slug, place) => ({ pointer: `${at}/${field}/${place}`, slug })));
  const purposes = (field: 'mayBuyAreas' | 'mayBuyItemTypes'): Named[] =>
    (['lines', 'addedLines'] as const).flatMap((list) =>
      (offer[list] ?? []).flatMap((line, index) =>
        (line[field] ?? []).map((slug, place) => ({ pointer: `/${list}/${index}/${field}/${place}`, slug })),
      ),
    );
  const faults = [
    ...(await missing(
      tx,
      regions,
      regions.slug,
      named((one) => (one.type === 'region-only' ? one.regions : []), 'regions'),
    )),
    ...(await missing(
      tx,
      siteKinds,
      siteKinds.slug,
      named((one) => (one.type === 'site-kind-only' ? one.siteKinds : []), 'siteKinds'),
    )),
    ...(await missing(
      tx,
      unitTypes,
      unitTypes.slug,
      named((one) => (one.type === 'unit-type-only' ? one.unitTypes : []), 'unitTypes'),
    )),
    ...(await missing(
      tx,
      organisations,
      organisations.slug,
      named((one) => (one.type === 'recipient-only' ? one.organisations : []), 'organisations'),
    )),
    ...(await missing(tx, capabilityAreas, capabilityAreas.slug, [
      ...named((one) => (one.type === 'area-only' ? one.areas : []), 'areas'),
      ...purposes('mayBuyAreas'),
    ])),
    ...(await missing(tx, itemTypes, itemTypes.slug, purposes('mayBuyItemTypes'))),
    ...(await missing(
      tx,
      sites,
      sites.slug,
      offer.incotermPlace == null ? [] : [{ pointer: '/incotermPlace', slug: offer.incotermPlace }],
    )),
    ...(await missing(
      tx,
      organisations,
      organisations.id,
      offer.implementerId == null ? [] : [{ pointer: '/implementerId', slug: offer.implementerId }],
    )),
  ];
  if (faults.length > 0) throw new Refusal('reference-unknown', { fields: faults });
}

async function missing(tx: Tx, table: PgTable, column: PgColumn, named: readonly Named[]): Promise<FieldFault[]> {
  if (named.length === 0) return [];
  const rows = await tx
    .select({ slug: column })
    .from(table)
    .where(
      oneOf(
        column,
        named.map(({ slug }) => slug),
      ),
    );
  const known = new Set(rows.map(({ slug }) => String(slug)));
  return named.filter(({ slug }) => !known.has(slug)).map(({ pointer }) => ({ pointer, code: 'reference-unknown' }));
}
