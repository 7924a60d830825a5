import { eq, sql } from 'drizzle-orm';
import t from 'tap';
import { FaultyReferenceData } from '#src/areas/reference/domain/fault.ts';
import { totalOf } from '#src/areas/reference/domain/load-report.ts';
import type { ReferenceBundle } from '#src/areas/reference/domain/reference-data.ts';
import { formatLoadReport, loadReferenceData, readReferenceBundle } from '#src/areas/reference/index.ts';
import {
  itemDependencies,
  itemSubstitutions,
  itemTypes,
  milestones,
  obstacleKinds,
  organisations,
  regimes,
  regions,
  sites,
  unitsOfMeasure,
} from '#src/areas/reference/tables.ts';
import { glossaryTerms, vocabularyTerms } from '#src/areas/reference/vocabulary-tables.ts';
import { must } from '#src/kernel/assert.ts';
import { asOwner } from '#src/platform/db/owner.ts';
import type { Tx } from '#src/platform/db/transaction.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import type { MutableBundle } from './planted-defects.ts';

const { logins } = await createTestDatabase(t, { template: 'migrated' });
const BUNDLE = await readReferenceBundle();

class RolledBack extends Error {}

/** Runs the work in a transaction of which nothing stays, so that each test finds what the template holds. */
async function andRollBack(work: (tx: Tx) => Promise<void>): Promise<void> {
  await asOwner(logins.owner, async (tx) => {
    await work(tx);
    throw new RolledBack();
  }).catch((error: unknown) => {
    if (!(error instanceof RolledBack)) throw error;
  });
}

/** The data with one change. */
function changed(change: (bundle: MutableBundle) => void): ReferenceBundle {
  const bundle = structuredClone(BUNDLE) as MutableBundle;
  change(bundle);
  return bundle;
}

const emptyAllTables = (tx: Tx) =>
  tx.execute(sql`
  truncate regions, districts, neighbours, site_kinds, cells, organisations, unit_types, capability_areas, units_of_measure, enumerations,
    exclusions, compliance_documents, milestones, playbook_steps, obstacle_groups, vocabulary_terms, glossary_terms cascade`);

t.test('empty tables are filled with everything that the files hold', (t) =>
  andRollBack(async (tx) => {
    await emptyAllTables(tx);
    const report = await loadReferenceData(tx, BUNDLE);
    const total = totalOf(report);
    t.equal(total.updated + total.unchanged, 0);
    t.same(total.orphaned, []);
    for (const [table, count] of [
      [sites, BUNDLE.sites.sites.length],
      [organisations, BUNDLE.organisations.organisations.length],
      [itemTypes, BUNDLE.catalogue.items.length],
      [itemDependencies, BUNDLE.catalogue.items.flatMap(({ dependencies }) => dependencies).length],
      [itemSubstitutions, BUNDLE.substitutions.substitutions.length],
      [regimes, BUNDLE.regimes.regimes.length],
      [milestones, BUNDLE.milestones.milestones.length],
      [obstacleKinds, BUNDLE.obstacles.obstacle_kinds.length],
      [glossaryTerms, BUNDLE.glossary.length],
    ] as const) {
      t.equal(await tx.$count(table), count);
    }
  }),
);

t.test('what was loaded is what the files say', (t) =>
  asOwner(logins.owner, async (db) => {
    const [diesel] = await db
      .select({ low: itemTypes.unitCostLowEur, control: itemTypes.control, unit: itemTypes.unitOfMeasure })
      .from(itemTypes)
      .where(eq(itemTypes.slug, 'diesel-fuel'));
    t.match(diesel, { low: 0.05, unit: 'LTR', control: { euBoatsAndMotors: false, other: ['dangerous-goods-un1202'] } });
    const [agency] = await db
      .select({ id: organisations.id, parentId: organisations.parentId })
      .from(organisations)
      .where(eq(organisations.slug, 'ly-border-guard-agency'));
    const [ministry] = await db
      .select({ id: organisations.id })
      .from(organisations)
      .where(eq(organisations.slug, 'ly-ministry-of-interior'));
    t.equal(agency?.parentId, ministry?.id);
    t.match(agency?.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4/, 'a UUIDv4');
    const states = await db
      .select({ slug: vocabularyTerms.slug, terminal: vocabularyTerms.terminal })
      .from(vocabularyTerms)
      .where(eq(vocabularyTerms.vocabulary, 'offer_states'))
      .orderBy(vocabularyTerms.position);
    t.same(
      states,
      must(BUNDLE.vocabularies.vocabularies['offer_states'], 'offers have states').values.map(({ slug, terminal }) => ({
        slug,
        terminal: terminal ?? false,
      })),
    );
  }),
);

t.test('a second load touches no row', (t) =>
  andRollBack(async (tx) => {
    await loadReferenceData(tx, BUNDLE);
    const rowVersions = () =>
      tx.execute<{ xmin: string }>(
        sql`select distinct xmin::text from (select xmin from item_types union all select xmin from organisations) rows`,
      );
    const before = await rowVersions();
    const total = totalOf(await loadReferenceData(tx, BUNDLE));
    t.match(total, { inserted: 0, updated: 0, orphaned: [] });
    t.ok(total.unchanged > 1000);
    t.same(await rowVersions(), before);
  }),
);

t.test('what differs is updated, and nothing else', (t) =>
  andRollBack(async (tx) => {
    const renamed = changed(({ sites: { regions: rows } }) => {
      must(rows[0], 'there is a region').names.it = 'Tripolitania';
    });
    const report = await loadReferenceData(tx, renamed);
    t.strictSame(
      report.filter(({ inserted, updated }) => inserted + updated > 0).map(({ table }) => table),
      ['regions', 'cells'],
      'the region, and the cells that are named after it',
    );
    t.match(
      report.find(({ table }) => table === 'regions'),
      { updated: 1, unchanged: BUNDLE.sites.regions.length - 1 },
    );
    const [region] = await tx.select({ names: regions.names }).from(regions).where(eq(regions.slug, 'tripolitania'));
    t.equal(region?.names.it, 'Tripolitania');
  }),
);

t.test('an organisation keeps its id through every change, its parent included', (t) =>
  andRollBack(async (tx) => {
    const idsBySlug = async () =>
      Object.fromEntries(
        (await tx.select({ slug: organisations.slug, id: organisations.id }).from(organisations)).map((row) => [row.slug, row.id]),
      );
    const before = await idsBySlug();
    const moved = changed(({ organisations: { organisations: rows } }) => {
      must(
        rows.find(({ slug }) => slug === 'ly-border-guard-agency'),
        'the data has the agency',
      ).parent = 'ly-ministry-of-defence';
    });
    t.match(totalOf(await loadReferenceData(tx, moved)), { inserted: 0, updated: 1 });
    t.same(await idsBySlug(), before);
  }),
);

t.test('a child may be listed before its parent', (t) =>
  andRollBack(async (tx) => {
    await emptyAllTables(tx);
    const reversed = changed(({ organisations: file }) => {
      file.organisations = file.organisations.toReversed();
    });
    t.match(
      (await loadReferenceData(tx, reversed)).find(({ table }) => table === 'organisations'),
      { inserted: BUNDLE.organisations.organisations.length },
    );
  }),
);

t.test('rows that the files no longer have are named and stay', (t) =>
  andRollBack(async (tx) => {
    const shortened = changed((bundle) => {
      bundle.glossary = bundle.glossary.filter(({ key }) => key !== 'need-capability');
      bundle.substitutions.substitutions.shift();
      bundle.organisations.organisations = bundle.organisations.organisations.filter(({ slug }) => slug !== 'ly-civil-aviation');
      bundle.obstacles.obstacle_kinds = bundle.obstacles.obstacle_kinds.map((kind) => ({
        ...kind,
        typical_owner_organisations: kind.typical_owner_organisations.filter((slug) => slug !== 'ly-civil-aviation'),
      }));
      bundle.regimes.regimes = bundle.regimes.regimes.map((regime) => ({
        ...regime,
        issuers: regime.issuers.filter((slug) => slug !== 'ly-civil-aviation'),
      }));
    });
    const report = await loadReferenceData(tx, shortened);
    t.same(totalOf(report).orphaned, [
      'organisations/ly-civil-aviation',
      'item_substitutions/vehicle-4x4-pickup/vehicle-4x4-station-wagon',
      'glossary_terms/need-capability',
    ]);
    t.match(formatLoadReport(report), /no longer in the files, kept: need-capability/);
    t.equal(await tx.$count(glossaryTerms, eq(glossaryTerms.key, 'need-capability')), 1);
  }),
);

t.test('faulty data is refused before anything is written, with every fault', (t) =>
  andRollBack(async (tx) => {
    const faulty = changed(({ sites: { sites: rows }, catalogue: { items } }) => {
      const site = must(rows[0], 'there is a site');
      site.names.en = 'Renamed';
      site.region = 'atlantis';
      must(items[1], 'there are items').lethality = 'lethal-excluded';
    });
    await t.rejects(loadReferenceData(tx, faulty), {
      name: FaultyReferenceData.name,
      message: /sites\.json#\/sites\/0\/region: .*\n.*catalogue\.json#\/items\/1\/lethality: /,
      faults: [
        { file: 'sites.json', pointer: '/sites/0/region' },
        { file: 'catalogue.json', pointer: '/items/1/lethality' },
      ],
    });
    t.equal(await tx.$count(sites, sql`names ->> 'en' = 'Renamed'`), 0);
  }),
);

t.test('the database refuses a lethal item too', (t) =>
  andRollBack(async (tx) => {
    await t.rejects(tx.update(itemTypes).set({ lethality: sql`'lethal-excluded'` }), {
      cause: { constraint_name: 'lethality_is_listed' },
    });
  }),
);

t.test('the steps of an item never change their size, nor what may stand in for it its unit, whoever writes', (t) =>
  andRollBack(async (tx) => {
    await t.rejects(tx.update(itemTypes).set({ unitOfMeasure: 'H87', decimals: 0 }).where(eq(itemTypes.slug, 'diesel-fuel')), {
      cause: { constraint_name: 'item_keeps_its_decimals' },
    });
  }),
);

t.test('a unit of measure has the decimals that its items have, and no more than three', async (t) => {
  await andRollBack(async (tx) => {
    await t.rejects(tx.update(unitsOfMeasure).set({ decimals: 1 }).where(eq(unitsOfMeasure.code, 'LTR')), {
      cause: { constraint_name: 'item_has_the_decimals_of_its_unit' },
    });
  });
  await andRollBack(async (tx) => {
    await t.rejects(
      tx
        .update(unitsOfMeasure)
        .set({ decimals: sql`4` })
        .where(eq(unitsOfMeasure.code, 'KGM')),
      {
        cause: { constraint_name: 'unit_has_few_decimals' },
      },
    );
  });
});

t.test('what may stand in for an item is in its unit', (t) =>
  andRollBack(async (tx) => {
    const note = { en: 'For a test', ar: 'للاختبار' };
    await t.rejects(tx.insert(itemSubstitutions).values({ itemType: 'diesel-fuel', substitute: 'perimeter-fence', note }), {
      cause: { constraint_name: 'substitute_is_in_the_same_unit' },
    });
  }),
);
