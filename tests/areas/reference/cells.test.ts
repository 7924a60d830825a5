import fc from 'fast-check';
import t from 'tap';
import {
  type DividedCell,
  type Division,
  LEAST_SITES,
  type PlacedSite,
  settleDivision,
  shownRegion,
  siteClassOf,
} from '#src/areas/reference/domain/cells.ts';
import { readReferenceBundle } from '#src/areas/reference/index.ts';
import { must } from '#src/kernel/assert.ts';
import { asOften } from '#tests/support/effort.ts';

const NOTHING: Division = { cells: [], cellOfSite: new Map() };
const REFERENCE: readonly PlacedSite[] = (await readReferenceBundle()).sites.sites.map(({ slug, kind, region, lat, lon }) => ({
  slug,
  kind,
  region,
  latitude: lat,
  longitude: lon,
}));

const standing = ({ cells, cellOfSite }: Division, site: string): DividedCell => {
  const given = must(
    cells.find(({ slug }) => slug === cellOfSite.get(site)),
    `${site} has a cell`,
  );
  return given.mergedInto === null
    ? given
    : must(
        cells.find(({ slug }) => slug === given.mergedInto),
        'what it was merged into',
      );
};

const isWithin = (cell: DividedCell, { kind, region, latitude, longitude }: PlacedSite): boolean =>
  cell.siteClasses.includes(siteClassOf(kind)) &&
  cell.regions.includes(region) &&
  cell.south <= latitude &&
  latitude <= cell.north &&
  cell.west <= longitude &&
  longitude <= cell.east;

/** What is wrong with a division over a list, in words. */
function faultsOf(division: Division, listed: readonly PlacedSite[]): string[] {
  const open = division.cells.filter(({ mergedInto }) => mergedInto === null);
  const few = open.flatMap((cell) => {
    const own = listed.filter(({ slug }) => standing(division, slug).slug === cell.slug);
    const most = Math.max(0, ...['land', 'sea', 'air', 'other'].map((one) => own.filter(({ kind }) => siteClassOf(kind) === one).length));
    return most >= LEAST_SITES || open.length === 1 ? [] : [`${cell.slug} has ${own.length} sites, ${most} of one class`];
  });
  const outside = listed
    .filter((site) => !isWithin(standing(division, site.slug), site))
    .map(({ slug }) => `${slug} lies outside its cell`);
  return [...few, ...outside];
}

t.test(
  'the reference sites: at least five of the class in each cell, and a region shown only where five of the class lie in it',
  async (t) => {
    const division = settleDivision(NOTHING, REFERENCE, []);
    t.strictSame(faultsOf(division, REFERENCE), []);
    t.strictSame(
      division.cells.map(({ siteClasses: [first], regions, publicSites }) => [first, regions.join(' and '), publicSites]),
      [
        ['land', 'cyrenaica', 9],
        ['land', 'fezzan', 7],
        ['land', 'fezzan', 8],
        ['land', 'tripolitania', 5],
        ['land', 'tripolitania', 7],
        ['sea', 'tripolitania', 5],
        ['sea', 'cyrenaica and tripolitania', 5],
        ['air', 'tripolitania', 5],
        ['air', 'cyrenaica and fezzan', 5],
      ],
    );
    for (const cell of division.cells) {
      const region = shownRegion(cell);
      if (region === null) continue;
      const [siteClass] = cell.siteClasses;
      t.ok(REFERENCE.filter((site) => site.region === region && siteClassOf(site.kind) === siteClass).length >= LEAST_SITES);
    }
  },
);

t.test('the four sites that are neither a border place nor a port nor an airport lie with those of the land', async (t) => {
  const division = settleDivision(NOTHING, REFERENCE, []);
  const others = REFERENCE.filter(({ kind }) => siteClassOf(kind) === 'other');
  t.equal(others.length, 4);
  t.ok(others.every(({ slug }) => standing(division, slug).siteClasses.includes('land')));
});

t.test('a port taken off the list merges its cell with the other of the coast, and a new one lies where its neighbours do', async (t) => {
  const first = settleDivision(NOTHING, REFERENCE, []);
  const isSirte = ({ slug }: PlacedSite): boolean => slug === 'port-sirte';
  const merged = settleDivision(
    first,
    REFERENCE.filter((site) => !isSirte(site)),
    REFERENCE.filter(isSirte),
  );
  t.equal(standing(merged, 'port-tobruk').slug, standing(merged, 'port-misrata').slug);
  t.equal(standing(merged, 'port-sirte').slug, standing(merged, 'port-misrata').slug, 'what may still lie there keeps its cell');
  t.match(standing(merged, 'port-tobruk'), { publicSites: 9, regions: ['cyrenaica', 'tripolitania'] });
  const back = settleDivision(merged, REFERENCE, []);
  t.equal(standing(back, 'port-tobruk').slug, standing(back, 'port-misrata').slug, 'cells only merge');
  const marsa: PlacedSite = { slug: 'port-new', kind: 'port', region: 'cyrenaica', latitude: 32.6, longitude: 22.6 };
  t.equal(standing(settleDivision(first, [...REFERENCE, marsa], []), 'port-new').slug, standing(first, 'port-derna').slug);
});

const aSite = fc.record({
  slug: fc.integer({ min: 0, max: 60 }).map((number) => `site-${number}`),
  kind: fc.constantFrom('land-crossing', 'border-town', 'port', 'airport', 'headquarters'),
  region: fc.constantFrom('east', 'south', 'west'),
  latitude: fc.integer({ min: 200, max: 340 }).map((tenths) => tenths / 10),
  longitude: fc.integer({ min: 90, max: 260 }).map((tenths) => tenths / 10),
});
const aList = fc.uniqueArray(aSite, { selector: ({ slug }) => slug, minLength: 1, maxLength: 60 });

t.test(
  'whatever lists follow each other, every cell has five sites of a class, no site changes its cell, and cells only merge and grow',
  async () => {
    fc.assert(
      fc.property(fc.array(aList, { minLength: 1, maxLength: 5 }), (lists) => {
        let division = NOTHING;
        const known = new Map<string, PlacedSite>();
        for (const listed of lists) {
          for (const site of listed) known.set(site.slug, site);
          const names = new Set(listed.map(({ slug }) => slug));
          const unlisted = [...known.values()].filter(({ slug }) => !names.has(slug));
          const next = settleDivision(division, listed, unlisted);
          if (faultsOf(next, listed).length > 0) return false;
          for (const [site, cell] of division.cellOfSite) if (next.cellOfSite.get(site) !== cell) return false;
          for (const before of division.cells.filter(({ mergedInto }) => mergedInto !== null)) {
            if (next.cells.find(({ slug }) => slug === before.slug)?.mergedInto === null) return false;
          }
          for (const site of division.cellOfSite.keys()) {
            const [was, is] = [standing(division, site), standing(next, site)];
            if (!was.regions.every((region) => is.regions.includes(region)) || is.south > was.south || is.east < was.east) return false;
          }
          division = next;
        }
        return true;
      }),
      { numRuns: asOften(500) },
    );
  },
);

t.test('the order of the list says nothing', async () => {
  const told = ({ cells, cellOfSite }: Division): string =>
    JSON.stringify([cells, [...cellOfSite].toSorted(([one], [other]) => (one < other ? -1 : 1))]);
  fc.assert(
    fc.property(aList, (listed) => told(settleDivision(NOTHING, listed, [])) === told(settleDivision(NOTHING, listed.toReversed(), []))),
    { numRuns: asOften(300) },
  );
});
