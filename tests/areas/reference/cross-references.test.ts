import fc from 'fast-check';
import t from 'tap';
import { findFaults } from '#src/areas/reference/domain/cross-references.ts';
import { findCycles } from '#src/areas/reference/domain/cycles.ts';
import { findExcludedItems, isUnderCategory, isUnderHeading } from '#src/areas/reference/domain/exclusion-list.ts';
import { formatFault } from '#src/areas/reference/domain/fault.ts';
import { pointerTo } from '#src/kernel/json-pointer.ts';
import { valuesAt } from '#src/areas/reference/domain/placed-values.ts';
import { FILE_NAMES } from '#src/areas/reference/domain/reference-data.ts';
import { LISTS, REFERENCES } from '#src/areas/reference/domain/references.ts';
import { readReferenceBundle } from '#src/areas/reference/verbs/read-reference-bundle.ts';
import { must } from '#src/kernel/assert.ts';
import { asOften } from '#tests/support/effort.ts';
import { type MutableBundle, PLANTED_DEFECTS } from './planted-defects.ts';

const BUNDLE = await readReferenceBundle();
const copyOfBundle = (): MutableBundle => structuredClone(BUNDLE) as MutableBundle;

t.test('the data that comes with the program has no fault and no excluded item', async (t) => {
  t.same(findFaults(BUNDLE).map(formatFault), []);
  t.same(findExcludedItems(BUNDLE), []);
});

t.test('every planted defect is found at its place', async (t) => {
  for (const { name, plant } of PLANTED_DEFECTS) {
    const bundle = copyOfBundle();
    const [file, pointer] = plant(bundle);
    const faults = findFaults(bundle);
    t.ok(
      faults.some((fault) => fault.file === file && fault.pointer === pointer),
      `${name}: ${file}#${pointer}`,
      { found: faults.map(formatFault) },
    );
  }
});

t.test('every list and every reference that is declared occurs in the data', async (t) => {
  for (const [list, [file, path]] of Object.entries(LISTS)) t.ok(valuesAt(BUNDLE[file], path).length > 0, list);
  for (const [file, path] of REFERENCES) t.ok(valuesAt(BUNDLE[file], path).length > 0, `${file}: ${path}`);
});

t.test('any reference that is changed to a name that nothing has is found at its own place', async () => {
  const places = REFERENCES.filter(([, path]) => !path.includes('#')).flatMap(([file, path]) =>
    valuesAt(BUNDLE[file], path).map(({ pointer }) => ({ file, pointer })),
  );
  fc.assert(
    fc.property(fc.constantFrom(...places), ({ file, pointer }) => {
      const bundle = copyOfBundle();
      setAt(bundle[file], pointer, 'nothing-has-this-name');
      return findFaults(bundle).some((fault) => fault.file === FILE_NAMES[file] && fault.pointer === pointer);
    }),
    { numRuns: 50 },
  );
});

/** The lists whose rows can be dropped, with who names them: written out by hand, apart from the table that is under test. */
const NAMED_ROWS: readonly (readonly [rows: (bundle: MutableBundle) => { length: number }, names: () => string[]])[] = [
  [({ sites }) => sites.kinds, () => BUNDLE.sites.sites.map(({ kind }) => kind)],
  [({ sites }) => sites.regions, () => BUNDLE.sites.sites.map(({ region }) => region)],
  [({ sites }) => sites.districts, () => BUNDLE.sites.sites.flatMap(({ district_iso: iso }) => iso ?? [])],
  [({ sites }) => sites.neighbours, () => BUNDLE.sites.sites.flatMap(({ neighbour }) => neighbour ?? [])],
  [({ catalogue }) => catalogue.areas, () => BUNDLE.catalogue.items.map(({ area }) => area)],
  [({ catalogue }) => catalogue.units, () => BUNDLE.catalogue.items.map(({ unit }) => unit)],
  [({ catalogue }) => catalogue.units, () => BUNDLE.catalogue.attributes.flatMap(({ unit }) => unit ?? [])],
  [({ catalogue }) => catalogue.attributes, () => BUNDLE.catalogue.items.flatMap((item) => item.attributes.map(({ key }) => key))],
  [({ catalogue }) => catalogue.enumerations, () => BUNDLE.catalogue.attributes.flatMap((attribute) => attribute.enum ?? [])],
  [({ catalogue }) => catalogue.items, () => BUNDLE.catalogue.items.flatMap((item) => item.dependencies.map((needed) => needed.item))],
  [({ catalogue }) => catalogue.items, () => BUNDLE.substitutions.substitutions.flatMap((row) => [row.item, row.substitute])],
  [({ organisations }) => organisations.kinds, () => BUNDLE.organisations.organisations.map(({ kind }) => kind)],
  [({ organisations }) => organisations.organisations, () => BUNDLE.organisations.organisations.flatMap(({ parent }) => parent ?? [])],
  [({ organisations }) => organisations.organisations, () => BUNDLE.regimes.regimes.flatMap(({ issuers }) => issuers)],
  [({ regimes }) => regimes.documents, () => BUNDLE.regimes.regimes.flatMap((regime) => regime.documents_required)],
  [({ regimes }) => regimes.documents, () => BUNDLE.milestones.milestones.flatMap((milestone) => milestone.evidence_documents)],
  [({ regimes }) => regimes.outcomes, () => BUNDLE.regimes.regimes.flatMap(({ outcomes }) => outcomes)],
  [({ regimes }) => regimes.regimes, () => BUNDLE.obstacles.obstacle_kinds.flatMap((kind) => kind.regimes)],
  [({ regimes }) => regimes.regimes, () => BUNDLE.milestones.milestones.flatMap((milestone) => milestone.gating_regimes)],
  [({ milestones }) => milestones.milestones, () => BUNDLE.obstacles.obstacle_kinds.map((kind) => kind.blocks_milestone)],
  [({ milestones }) => milestones.milestones, () => BUNDLE.milestones.milestones.flatMap(({ predecessors }) => predecessors)],
  [({ obstacles }) => obstacles.groups, () => BUNDLE.obstacles.obstacle_kinds.map(({ group }) => group)],
  [({ obstacles }) => obstacles.playbook_steps, () => BUNDLE.obstacles.obstacle_kinds.flatMap(({ playbook }) => playbook)],
  [
    ({ vocabularies }) => must(vocabularies.vocabularies['roles'], 'there are roles').values,
    () => BUNDLE.obstacles.playbook_steps.map((step) => step.default_role),
  ],
];

t.test('dropping any row that another names is found, and the fault says the name', async () => {
  const droppable = NAMED_ROWS.flatMap(([rows, names]) => [...new Set(names())].map((name) => ({ rows, name })));
  fc.assert(
    fc.property(fc.constantFrom(...droppable), ({ rows, name }) => {
      const bundle = copyOfBundle();
      const list = rows(bundle) as Record<'slug' | 'iso' | 'code' | 'key', string>[];
      const index = list.findIndex((row) => [row.slug, row.iso, row.code, row.key].includes(name));
      list.splice(must(index < 0 ? null : index, `${name} is a row`), 1);
      return findFaults(bundle).some(({ message }) => message.startsWith('there is no') && message.includes(`"${name}"`));
    }),
    { numRuns: 75 },
  );
});

t.test('a condition keeps an item, a wider code keeps an item, and a military-list category falls under its own only', async (t) => {
  const bundle = copyOfBundle();
  const item = must(
    bundle.catalogue.items.find(({ slug }) => slug === 'truck-cargo-4x4'),
    'the data has a truck',
  );
  const hint = must(item.control.military_list[0], 'the truck may be a military one');
  t.same([hint.category, hint.applies], ['ML6.a', 'conditional'], 'an excluded category, under a condition');
  hint.applies = 'always';
  t.match(findExcludedItems(bundle), [{ item: 'truck-cargo-4x4', exclusion: 'armed-vehicles' }]);
  hint.category = 'ML13.d';
  t.same(findExcludedItems(bundle), [], 'ML13 is not under ML1');

  t.ok(isUnderCategory('ML9.a', 'ML9') && isUnderCategory('ML5.a', 'ML5.a'));
  t.notOk(isUnderCategory('ML10.c', 'ML1') || isUnderCategory('ML5.b', 'ML5.a') || isUnderCategory('ML5', 'ML5.a'));
  t.ok(isUnderHeading('871000', '8710') && isUnderHeading('8710', '8710'));
  t.notOk(isUnderHeading('9013', '901310'), '9013 is wider than the weapon sights in it');
});

t.test('a graph has a cycle exactly when it can’t be put in order', async () => {
  const nodes = ['a', 'b', 'c', 'd', 'e', 'f'];
  const edges = fc.uniqueArray(fc.constantFrom(...nodes), { maxLength: 3 });
  fc.assert(
    fc.property(fc.tuple(...nodes.map(() => edges)), (targets) => {
      const graph = new Map(nodes.map((node, index) => [node, targets[index] ?? []]));
      const cycles = findCycles(graph);
      const areReal = cycles.every((cycle) => cycle.length > 1 && cycle.at(0) === cycle.at(-1) && isPath(graph, cycle));
      return areReal && (cycles.length === 0) === canBeOrdered(graph);
    }),
    { numRuns: asOften(2000) },
  );
});

const isPath = (graph: ReadonlyMap<string, readonly string[]>, path: readonly string[]): boolean =>
  path.slice(1).every((node, index) => graph.get(path[index] ?? '')?.includes(node));

/** Kahn's algorithm: takes away, again and again, what points to nothing that is left. */
function canBeOrdered(graph: ReadonlyMap<string, readonly string[]>): boolean {
  const left = new Map(graph);
  for (;;) {
    const free = [...left].filter(([, targets]) => !targets.some((target) => left.has(target)));
    if (free.length === 0) return left.size === 0;
    for (const [node] of free) left.delete(node);
  }
}

/** Writes a value at a JSON pointer. */
function setAt(document: unknown, pointer: string, value: unknown): void {
  const segments = pointer.split('/').slice(1);
  const last = must(segments.pop(), 'the pointer leads inside');
  const holder = segments.reduce((inner, segment) => (inner as Record<string, unknown>)[segment], document);
  (holder as Record<string, unknown>)[last] = value;
}

t.test('a pointer escapes what would be read as its own signs', async (t) => {
  t.equal(pointerTo('items', 3, 'a/b~c'), '/items/3/a~1b~0c');
});
