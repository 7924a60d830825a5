import { must } from '../../../kernel/assert.ts';
import type { OrganisationId } from '../../../kernel/id.ts';
import { zoneOfParty } from '../../../kernel/time-zone.ts';
import type { Tx } from '../../../platform/db/transaction.ts';
import { newId } from '../../../platform/ids.ts';
import { findFaults } from '../domain/cross-references.ts';
import { FaultyReferenceData } from '../domain/fault.ts';
import type { LoadReport, TableReport } from '../domain/load-report.ts';
import type { OrganisationRow, ReferenceBundle } from '../domain/reference-data.ts';
import { namesOfRegions, rowsOf } from '../domain/reference-rows.ts';
import {
  attributes,
  capabilityAreas,
  cells,
  complianceDocuments,
  districts,
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
  siteCells,
  siteKinds,
  sites,
  unitsOfMeasure,
  unitTypes,
} from '../tables.ts';
import { enumerations, exclusions, glossaryTerms, vocabularyTerms } from '../vocabulary-tables.ts';
import { eachTold, type OnProgress, unheard } from '../../../platform/progress.ts';
import { settleDivisionOf } from './settle-division.ts';
import { upsertRows } from './upsert-rows.ts';

/**
 * Brings the reference tables to what the files say, and tells per table what it did. Nothing is written when anything is
 * wrong with the files: {@link FaultyReferenceData} names every fault. Rows that the files no longer have stay, because
 * records may point to them, and are reported. Loading twice changes nothing the second time.
 *
 * Two loads at once would give a new organisation two ids, and the later one's children the wrong parent: the caller holds a
 * lock. Without it the foreign key refuses the later load as a whole.
 */
export async function loadReferenceData(tx: Tx, bundle: ReferenceBundle, onProgress: OnProgress = unheard): Promise<LoadReport> {
  const faults = findFaults(bundle);
  if (faults.length > 0) throw new FaultyReferenceData(faults);
  const rows = rowsOf(bundle);
  let cellsOfSites: readonly { readonly site: string; readonly cell: string }[] = [];
  const settleCells = async (): Promise<TableReport> => {
    const { cells: settled, cellOfSite } = await settleDivisionOf(tx, rows.sites);
    cellsOfSites = [...cellOfSite].map(([site, cell]) => ({ site, cell }));
    return upsertRows(
      tx,
      cells,
      settled.map((cell) => ({
        ...cell,
        names: namesOfRegions(cell.regions, rows.regions),
        siteClasses: [...cell.siteClasses],
        regions: [...cell.regions],
      })),
    );
  };
  // In an order in which a row's references are there before it.
  const loads: readonly (() => Promise<TableReport>)[] = [
    () => upsertRows(tx, regions, rows.regions),
    () => upsertRows(tx, districts, rows.districts),
    () => upsertRows(tx, neighbours, rows.neighbours),
    () => upsertRows(tx, siteKinds, rows.siteKinds),
    () => upsertRows(tx, sites, rows.sites),
    () => settleCells(),
    () => upsertRows(tx, siteCells, cellsOfSites),
    () => loadOrganisations(tx, rows.organisations),
    () => upsertRows(tx, unitTypes, rows.unitTypes),
    () => upsertRows(tx, capabilityAreas, rows.capabilityAreas),
    () => upsertRows(tx, unitsOfMeasure, rows.unitsOfMeasure),
    () => upsertRows(tx, enumerations, rows.enumerations),
    () => upsertRows(tx, attributes, rows.attributes),
    () => upsertRows(tx, itemTypes, rows.itemTypes),
    () => upsertRows(tx, itemDependencies, rows.itemDependencies),
    () => upsertRows(tx, itemSubstitutions, rows.itemSubstitutions),
    () => upsertRows(tx, exclusions, rows.exclusions),
    () => upsertRows(tx, complianceDocuments, rows.complianceDocuments),
    () => upsertRows(tx, milestones, rows.milestones),
    () => upsertRows(tx, regimes, rows.regimes),
    () => upsertRows(tx, playbookSteps, rows.playbookSteps),
    () => upsertRows(tx, obstacleGroups, rows.obstacleGroups),
    () => upsertRows(tx, obstacleKinds, rows.obstacleKinds),
    () => upsertRows(tx, vocabularyTerms, rows.vocabularyTerms),
    () => upsertRows(tx, glossaryTerms, rows.glossaryTerms),
  ];
  const report: TableReport[] = [];
  await eachTold(loads, 'Reference data', onProgress, async (load) => {
    report.push(await load());
  });
  return report;
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
      timeZone: row.time_zone ?? zoneOfParty(row.party),
    })),
    ['slug'],
  );
}
