import { must } from '../../../kernel/assert.ts';
import type { OrganisationId } from '../../../kernel/id.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { findFaults } from '../domain/cross-references.ts';
import { FaultyReferenceData } from '../domain/fault.ts';
import type { LoadReport, TableReport } from '../domain/load-report.ts';
import type { OrganisationRow, ReferenceBundle } from '../domain/reference-data.ts';
import { rowsOf } from '../domain/reference-rows.ts';
import {
  attributes,
  capabilityAreas,
  complianceDocuments,
  districts,
  enumerations,
  exclusions,
  glossaryTerms,
  itemDependencies,
  itemSubstitutions,
  itemTypes,
  milestones,
  neighbours,
  obstacleGroups,
  obstacleKinds,
  organisations,
  playbookSteps,
  regimes,
  regions,
  siteKinds,
  sites,
  unitsOfMeasure,
  unitTypes,
  vocabularyTerms,
} from '../tables.ts';
import { upsertRows } from './upsert-rows.ts';

/**
 * Brings the reference tables to what the files say, and tells per table what it did. Nothing is written when anything is
 * wrong with the files: {@link FaultyReferenceData} names every fault. Rows that the files no longer have stay, because
 * records may point to them, and are reported. Loading twice changes nothing the second time.
 *
 * Two loads at once would give a new organisation two ids, and the later one's children the wrong parent: the caller holds a
 * lock. Without it the foreign key refuses the later load as a whole.
 */
export async function loadReferenceData(tx: Tx, bundle: ReferenceBundle): Promise<LoadReport> {
  const faults = findFaults(bundle);
  if (faults.length > 0) throw new FaultyReferenceData(faults);
  const rows = rowsOf(bundle);
  // In an order in which a row's references are there before it.
  return [
    await upsertRows(tx, regions, rows.regions),
    await upsertRows(tx, districts, rows.districts),
    await upsertRows(tx, neighbours, rows.neighbours),
    await upsertRows(tx, siteKinds, rows.siteKinds),
    await upsertRows(tx, sites, rows.sites),
    await loadOrganisations(tx, rows.organisations),
    await upsertRows(tx, unitTypes, rows.unitTypes),
    await upsertRows(tx, capabilityAreas, rows.capabilityAreas),
    await upsertRows(tx, unitsOfMeasure, rows.unitsOfMeasure),
    await upsertRows(tx, enumerations, rows.enumerations),
    await upsertRows(tx, attributes, rows.attributes),
    await upsertRows(tx, itemTypes, rows.itemTypes),
    await upsertRows(tx, itemDependencies, rows.itemDependencies),
    await upsertRows(tx, itemSubstitutions, rows.itemSubstitutions),
    await upsertRows(tx, exclusions, rows.exclusions),
    await upsertRows(tx, complianceDocuments, rows.complianceDocuments),
    await upsertRows(tx, milestones, rows.milestones),
    await upsertRows(tx, regimes, rows.regimes),
    await upsertRows(tx, playbookSteps, rows.playbookSteps),
    await upsertRows(tx, obstacleGroups, rows.obstacleGroups),
    await upsertRows(tx, obstacleKinds, rows.obstacleKinds),
    await upsertRows(tx, vocabularyTerms, rows.vocabularyTerms),
    await upsertRows(tx, glossaryTerms, rows.glossaryTerms),
  ];
}

/** An organisation keeps its id for good: the slug finds it again. */
async function loadOrganisations(tx: Tx, rows: readonly OrganisationRow[]): Promise<TableReport> {
  const present = await tx.select({ slug: organisations.slug, id: organisations.id }).from(organisations);
  const idOf = new Map<string, OrganisationId>(present.map(({ slug, id }) => [slug, id]));
  for (const { slug } of rows) {
    if (!idOf.has(slug)) idOf.set(slug, newId<'organisation'>());
  }
  return upsertRows(
    tx,
    organisations,
    rows.map((row) => ({
      id: must(idOf.get(row.slug), 'every organisation was given an id'),
      slug: row.slug,
      kind: row.kind,
      otherRoles: [...row.other_roles],
      party: row.party,
      acronym: row.acronym,
      parentId: row.parent === null ? null : must(idOf.get(row.parent), 'a parent is an organisation'),
      names: row.names,
      publicRole: row.public_role,
    })),
    ['slug'],
  );
}
