import { getTableColumns, getTableName, sql } from 'drizzle-orm';
import type { PgTable } from 'drizzle-orm/pg-core';
import type { OrganisationId } from '../../../kernel/id.ts';
import { must } from '../../../kernel/assert.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { findFaults } from '../domain/cross-references.ts';
import { FaultyReferenceData } from '../domain/fault.ts';
import type { LoadReport, TableReport } from '../domain/load-report.ts';
import type { OrganisationRow, ReferenceBundle } from '../domain/reference-data.ts';
import { rowsOf } from '../domain/reference-rows.ts';
import * as tables from '../tables.ts';

/** A column's key in its drizzle table → its name in the database. */
type Row = Readonly<Record<string, unknown>>;

/** Tables whose rows are loaded as they are, references first; organisations come between, because their ids are ours. */
const PLAIN = [
  'regions',
  'districts',
  'neighbours',
  'siteKinds',
  'sites',
  'unitTypes',
  'capabilityAreas',
  'unitsOfMeasure',
  'enumerations',
  'attributes',
  'itemTypes',
  'itemDependencies',
  'itemSubstitutions',
  'exclusions',
  'complianceDocuments',
  'milestones',
  'regimes',
  'playbookSteps',
  'obstacleGroups',
  'obstacleKinds',
  'vocabularyTerms',
  'glossaryTerms',
] as const;

/**
 * Brings the reference tables to what the files say, and tells per table what it did. Nothing is written when anything is
 * wrong with the files: {@link FaultyReferenceData} names every fault. Rows that the files no longer have stay, because
 * records may point to them, and are reported. Loading twice changes nothing the second time.
 */
export async function loadReferenceData(tx: Tx, bundle: ReferenceBundle): Promise<LoadReport> {
  const faults = findFaults(bundle);
  if (faults.length > 0) throw new FaultyReferenceData(faults);
  const rows = rowsOf(bundle);
  const report: TableReport[] = [await loadOrganisations(tx, rows.organisations)];
  for (const table of PLAIN) report.push(await upsert(tx, tables[table], rows[table]));
  return report;
}

/** An organisation keeps its id for good: the slug finds it again. Parents are set when all of them are there. */
async function loadOrganisations(tx: Tx, organisations: readonly OrganisationRow[]): Promise<TableReport> {
  const present = await tx.select({ id: tables.organisations.id, slug: tables.organisations.slug }).from(tables.organisations);
  const idOf = new Map<string, OrganisationId>(present.map(({ slug, id }) => [slug, id]));
  for (const { slug } of organisations) if (!idOf.has(slug)) idOf.set(slug, newId<'organisation'>());
  const inOrder = parentsFirst(organisations);
  return upsert(
    tx,
    tables.organisations,
    inOrder.map((organisation) => ({
      id: must(idOf.get(organisation.slug), 'every organisation was given an id'),
      slug: organisation.slug,
      kind: organisation.kind,
      otherRoles: [...organisation.other_roles],
      party: organisation.party,
      acronym: organisation.acronym,
      parentId: organisation.parent === null ? null : must(idOf.get(organisation.parent), 'a parent is an organisation'),
      names: organisation.names,
      publicRole: organisation.public_role,
    })),
  );
}

function parentsFirst(organisations: readonly OrganisationRow[]): OrganisationRow[] {
  const depthOf = (organisation: OrganisationRow): number => {
    const parent = organisations.find(({ slug }) => slug === organisation.parent);
    return parent ? depthOf(parent) + 1 : 0;
  };
  return [...organisations].sort((a, b) => depthOf(a) - depthOf(b));
}

const BATCH = 200;

async function upsert(tx: Tx, table: PgTable, rows: readonly Row[]): Promise<TableReport> {
  const columns = getTableColumns(table);
  const { keys, others } = partOf(table, Object.keys(rows[0] ?? {}));
  const nameOf = (key: string): string => must(columns[key], `column ${key}`).name;
  const excluded = (key: string) => sql.raw(`excluded.${nameOf(key)}`);
  const changed = sql`(${sql.join(others.map((key) => sql`${columns[key]}`), sql`, `)}) is distinct from (${sql.join(others.map(excluded), sql`, `)})`;
  let inserted = 0;
  let updated = 0;
  for (let start = 0; start < rows.length; start += BATCH) {
    const touched = await tx
      .insert(table)
      .values(rows.slice(start, start + BATCH) as never)
      .onConflictDoUpdate({
        target: keys.map((key) => must(columns[key], `column ${key}`)),
        set: Object.fromEntries(others.map((key) => [key, excluded(key)])),
        setWhere: changed,
      })
      .returning({ fresh: sql<boolean>`xmax = 0` });
    inserted += touched.filter(({ fresh }) => fresh).length;
    updated += touched.filter(({ fresh }) => !fresh).length;
  }
  return {
    table: getTableName(table),
    inserted,
    updated,
    unchanged: rows.length - inserted - updated,
    orphaned: await findOrphans(tx, table, keys, rows),
  };
}

/** The key of a table's rows: its primary key, or for organisations, whose id is ours, the slug. */
function partOf(table: PgTable, written: readonly string[]): { keys: string[]; others: string[] } {
  const composite: Readonly<Record<string, readonly string[]>> = {
    item_dependencies: ['itemType', 'neededItemType', 'type'],
    item_substitutions: ['itemType', 'substitute'],
    vocabulary_terms: ['vocabulary', 'slug'],
    organisations: ['id'],
  };
  const single = Object.entries(getTableColumns(table)).find(([, column]) => column.primary)?.[0];
  const keys = [...(composite[getTableName(table)] ?? [must(single, 'a table has a key')])];
  return { keys, others: written.filter((key) => !keys.includes(key)) };
}

async function findOrphans(tx: Tx, table: PgTable, keys: readonly string[], rows: readonly Row[]): Promise<string[]> {
  const columns = getTableColumns(table);
  const known = new Set(rows.map((row) => keys.map((key) => String(row[key])).join('/')));
  const key = sql<string>`concat_ws('/', ${sql.join(keys.map((name) => sql`${columns[name]}`), sql`, `)})`;
  const present = await tx.select({ key }).from(table);
  return present.map((row) => row.key).filter((present) => !known.has(present));
}

