import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import t from 'tap';
import { deriveParts, type Dependency } from '#src/areas/packages/domain/parts.ts';
import { steps } from '#src/kernel/quantity.ts';
import { asOften } from '#tests/support/effort.ts';

interface CatalogueFile {
  readonly items: readonly {
    readonly slug: string;
    readonly dependencies: readonly {
      readonly item: string;
      readonly type: string;
      readonly quantity: number;
      readonly per: number;
      readonly criticality: 'required' | 'recommended';
    }[];
  }[];
}
const file = new URL('../../../src/areas/reference/data/catalogue.json', import.meta.url);
const catalogue = JSON.parse(await readFile(file, 'utf8')) as CatalogueFile;
const dependencies: Dependency[] = catalogue.items.flatMap(({ slug, dependencies: own }) =>
  own.map(({ item, type, quantity, per, criticality }) => ({ item: slug, needs: item, type, quantity, per, criticality })),
);
const quantitiesOf = (main: string, quantity: number, without: readonly string[] = []) =>
  Object.fromEntries(
    deriveParts({ itemType: main, quantity: steps(quantity) }, dependencies, without).map((part) => [part.itemType, part.quantity]),
  );

t.test('what six pick-ups need, reckoned by hand from the catalogue', async (t) => {
  t.strictSame(quantitiesOf('vehicle-4x4-pickup', 6), {
    'vehicle-4x4-pickup': 6,
    'vehicle-spares-package': 6, // 1 for each
    'maintenance-contract-vehicle': 6, // 1 for each
    'tyre-set-desert': 6, // 1 for each
    'course-offroad-driving': 1, // 1 for every 12
    'radio-vhf-mobile': 6, // 1 for each
    'course-radio-operator': 1, // 1 for every 20 radios
    'radio-vhf-repeater': 1, // 1 for every 30 radios
    'radio-mast-antenna': 1, // 1 for each repeater
    'solar-hybrid-system': 1, // 1 for each repeater
    'maintenance-contract-electronics': 1, // 1 for every 2 repeaters and 1 for every 4 solar systems: 0.5 + 0.25
  });
});

t.test('thirteen need a second course; forty a second repeater with all that stands on it', async (t) => {
  t.equal(quantitiesOf('vehicle-4x4-pickup', 12)['course-offroad-driving'], 1);
  t.equal(quantitiesOf('vehicle-4x4-pickup', 13)['course-offroad-driving'], 2);
  t.match(quantitiesOf('vehicle-4x4-pickup', 40), {
    'course-radio-operator': 2,
    'radio-vhf-repeater': 2,
    'radio-mast-antenna': 2,
    'solar-hybrid-system': 2,
    'maintenance-contract-electronics': 2, // 1 + 0.5
  });
});

t.test('a part is required where required dependencies lead to it, else recommended; the main item is neither', async (t) => {
  const parts = new Map(
    deriveParts({ itemType: 'vehicle-4x4-pickup', quantity: steps(6) }, dependencies).map((part) => [part.itemType, part]),
  );
  t.match(parts.get('vehicle-4x4-pickup'), { criticality: 'main', dependencyTypes: [], neededFor: [] });
  t.match(parts.get('vehicle-spares-package'), { criticality: 'required', dependencyTypes: ['spares'], neededFor: ['vehicle-4x4-pickup'] });
  t.match(parts.get('course-radio-operator'), {
    criticality: 'recommended',
    dependencyTypes: ['training'],
    neededFor: ['radio-vhf-mobile'],
  });
  t.strictSame(parts.get('maintenance-contract-electronics')?.neededFor, ['radio-vhf-repeater', 'solar-hybrid-system']);
});

t.test('what is left out takes along what it alone would need; what is required stays', async (t) => {
  t.strictSame(Object.keys(quantitiesOf('vehicle-4x4-pickup', 6, ['radio-vhf-mobile', 'vehicle-spares-package'])).sort(), [
    'course-offroad-driving',
    'maintenance-contract-vehicle',
    'tyre-set-desert',
    'vehicle-4x4-pickup',
    'vehicle-spares-package',
  ]);
});

t.test('a circle of recommendations ends where it began: a kit and the course for it ask for each other once', async (t) => {
  t.strictSame(quantitiesOf('first-line-document-kit', 45), { 'first-line-document-kit': 45, 'course-document-security': 2 });
  t.strictSame(quantitiesOf('course-document-security', 3), { 'course-document-security': 3, 'first-line-document-kit': 3 });
});

t.test('every item of the catalogue has its parts, each once, after all that need them', async (t) => {
  for (const { slug } of catalogue.items) {
    const parts = deriveParts({ itemType: slug, quantity: steps(7) }, dependencies);
    const order = parts.map(({ itemType }) => itemType);
    t.equal(new Set(order).size, order.length, slug);
    for (const part of parts) {
      for (const parent of part.neededFor) if (order.indexOf(parent) >= order.indexOf(part.itemType)) t.fail(`${slug}: ${part.itemType}`);
    }
  }
});

const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const dependency: fc.Arbitrary<Dependency> = fc.record({
  item: fc.constantFrom(...names),
  needs: fc.constantFrom(...names),
  type: fc.constantFrom('training', 'spares'),
  quantity: fc.integer({ min: 1, max: 9 }),
  per: fc.integer({ min: 1, max: 9 }),
  criticality: fc.constantFrom('required', 'recommended'),
});
const graph = fc.uniqueArray(dependency, { maxLength: 14, selector: ({ item, needs, type }) => `${item} ${needs} ${type}` });

t.test(
  'of any dependencies, circles included: everything that can be reached is a part, with at least what each parent needs',
  async () => {
    fc.assert(
      fc.property(graph, fc.integer({ min: 1, max: 200 }), (edges, quantity) => {
        const parts = deriveParts({ itemType: 'a', quantity: steps(quantity) }, edges);
        const of = new Map(parts.map((part) => [part.itemType, part]));
        const reached = new Set(['a']);
        for (let before = -1; before !== reached.size;) {
          before = reached.size;
          for (const { item, needs } of edges) if (reached.has(item)) reached.add(needs);
        }
        const isEach = [...reached].every((item) => of.has(item)) && parts.length === reached.size;
        const isEnough = parts.every((part) =>
          part.neededFor.every((parent) =>
            edges
              .filter(({ item, needs }) => item === parent && needs === part.itemType)
              .every((edge) => part.quantity * edge.per >= (of.get(parent)?.quantity ?? 0) * edge.quantity),
          ),
        );
        return isEach && isEnough;
      }),
      { numRuns: asOften(2000) },
    );
  },
);

t.test('no order of the dependencies shows in the parts, and more of the main item never needs less of a part', async () => {
  fc.assert(
    fc.property(
      graph.chain((edges) => fc.tuple(fc.constant(edges), fc.shuffledSubarray(edges, { minLength: edges.length }))),
      fc.integer({ min: 1, max: 99 }),
      fc.integer({ min: 0, max: 99 }),
      ([edges, shuffled], quantity, more) => {
        const parts = deriveParts({ itemType: 'a', quantity: steps(quantity) }, edges);
        const again = deriveParts({ itemType: 'a', quantity: steps(quantity) }, shuffled);
        const greater = deriveParts({ itemType: 'a', quantity: steps(quantity + more) }, edges);
        return (
          JSON.stringify(parts) === JSON.stringify(again) &&
          parts.every((part, index) => (greater[index]?.quantity ?? 0) >= part.quantity && greater[index]?.itemType === part.itemType)
        );
      },
    ),
    { numRuns: asOften(2000) },
  );
});
