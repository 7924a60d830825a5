import { must } from '../../../kernel/assert.ts';
import { compareText } from '../../../kernel/compare-text.ts';
import { groupBy } from '../../../kernel/group-by.ts';
import { SITE_CLASSES, type SiteClass } from './vocabulary.ts';

/*
 * Where something is needed is shown as a cell: a part of a fixed division of the publicly known sites, with at least LEAST_SITES of them in
 * each. All that is said about a place is a function of its cell, so whoever knows the division, the list of sites and everything that
 * was ever answered is left with all sites of that cell. A position displaced at random does worse: what a few of them leave, together with the
 * region and the list, is often one crossing.
 */

/** No cell has fewer publicly known sites of its class, unless there are fewer altogether. */
export const LEAST_SITES = 5;

/** What is known of a site by its kind: crossings, posts, border towns and sectors can't be told from each other. */
const CLASS_OF_KIND: Readonly<Record<string, SiteClass>> = {
  'land-crossing': 'land',
  'border-town': 'land',
  'border-post': 'land',
  'patrol-sector': 'land',
  port: 'sea',
  airport: 'air',
};

export const siteClassOf = (kind: string): SiteClass => CLASS_OF_KIND[kind] ?? 'other';

/** A site, in degrees of WGS 84. */
export interface PlacedSite {
  readonly slug: string;
  readonly kind: string;
  readonly region: string;
  readonly latitude: number;
  readonly longitude: number;
}

export interface DividedCell {
  readonly slug: string;
  readonly siteClasses: readonly SiteClass[];
  readonly regions: readonly string[];
  /** Whole degrees around all of its sites, each of which it has had. */
  readonly south: number;
  readonly west: number;
  readonly north: number;
  readonly east: number;
  /** How many sites of the list lie in it. */
  readonly publicSites: number;
  /** The cell that it is part of since it had too few sites of its own; null while it stands. */
  readonly mergedInto: string | null;
}

/** What a cell says of the region: which one where it lies within one, and null for several. */
export const shownRegion = ({ regions, publicSites }: Pick<DividedCell, 'regions' | 'publicSites'>): string | null =>
  regions.length === 1 && publicSites >= LEAST_SITES ? (regions[0] ?? null) : null;

export interface Division {
  readonly cells: readonly DividedCell[];
  /** The cell that each site was given, for life; it may have been merged into another since. */
  readonly cellOfSite: ReadonlyMap<string, string>;
}

/**
 * Carries a division over to a list of sites: the first one divides them, and from then on no site changes its cell. One that is new goes to the
 * nearest of its class, and of its region where there is such a cell; a cell of which too few sites are left on the list is merged into the
 * nearest of its class. What is of a class with too few sites altogether lies with the class that has most. `unlisted` are sites that the list no longer has and that something may still lie at. The order of neither matters.
 */
export function settleDivision(before: Division, listed: readonly PlacedSite[], unlisted: readonly PlacedSite[]): Division {
  const [known, kept] = [inOrder(listed), inOrder(unlisted)];
  const alike = classesAlike(known);
  const cellOfSite = new Map(before.cellOfSite);
  const mergedInto = new Map(before.cells.map(({ slug, mergedInto: into }) => [slug, into]));
  const standing = (slug: string): string => mergedInto.get(slug) ?? slug;
  const sitesOf = (cell: string, sites: readonly PlacedSite[]): PlacedSite[] =>
    sites.filter(({ slug }) => cellOfSite.has(slug) && standing(must(cellOfSite.get(slug), 'it has a cell')) === cell);
  const all = [...known, ...kept];

  if (mergedInto.size === 0) {
    for (const [index, part] of divide(known, alike).entries()) {
      const cell = `cell-${index + 1}`;
      mergedInto.set(cell, null);
      for (const { slug } of part) cellOfSite.set(slug, cell);
    }
  }
  for (const site of all.filter(({ slug }) => !cellOfSite.has(slug))) {
    const neighbours = all.filter(({ slug }) => cellOfSite.has(slug));
    cellOfSite.set(site.slug, standing(must(cellOfSite.get(nearestOf([site], neighbours, alike).slug), 'a neighbour has a cell')));
  }
  for (;;) {
    const open = [...mergedInto].flatMap(([slug, into]) => (into === null ? [slug] : []));
    const few = open
      .map((cell) => ({ cell, count: mostOfOneClass(sitesOf(cell, known)) }))
      .filter(({ count }) => count < LEAST_SITES)
      .toSorted((one, other) => one.count - other.count || compareText(one.cell, other.cell))[0];
    const own = few === undefined ? [] : sitesOf(few.cell, all);
    const others = all.filter(({ slug }) => few !== undefined && standing(must(cellOfSite.get(slug), 'each site has a cell')) !== few.cell);
    if (few === undefined || own.length === 0 || others.length === 0) break;
    const into = standing(must(cellOfSite.get(nearestOf(own, others, alike).slug), 'each site has a cell'));
    for (const [slug, target] of mergedInto) if (slug === few.cell || target === few.cell) mergedInto.set(slug, into);
  }

  const earlier = new Map(before.cells.map((cell) => [cell.slug, cell]));
  const cells = [...mergedInto].map(([slug, into]) => {
    const parts = [...mergedInto].flatMap(([part, target]) => (part === slug || target === slug ? (earlier.get(part) ?? []) : []));
    const was = earlier.get(slug);
    if (into !== null && was !== undefined) return { ...was, mergedInto: into };
    return { slug, ...outlineOf(sitesOf(slug, all), parts), publicSites: sitesOf(slug, known).length, mergedInto: into };
  });
  return { cells, cellOfSite };
}

type Outline = Pick<DividedCell, 'siteClasses' | 'regions' | 'south' | 'west' | 'north' | 'east'>;

/** A cell only grows: it keeps what it has covered, whatever a later list says of a site in it. */
function outlineOf(sites: readonly PlacedSite[], parts: readonly Outline[]): Outline {
  const classes = new Set([...sites.map(({ kind }) => siteClassOf(kind)), ...parts.flatMap(({ siteClasses }) => siteClasses)]);
  const regions = new Set([...sites.map(({ region }) => region), ...parts.flatMap((part) => part.regions)]);
  return {
    siteClasses: SITE_CLASSES.filter((one) => classes.has(one)),
    regions: [...regions].toSorted(compareText),
    south: Math.min(...sites.map(({ latitude }) => Math.floor(latitude)), ...parts.map(({ south }) => south)),
    west: Math.min(...sites.map(({ longitude }) => Math.floor(longitude)), ...parts.map(({ west }) => west)),
    north: Math.max(...sites.map(({ latitude }) => Math.ceil(latitude)), ...parts.map(({ north }) => north)),
    east: Math.max(...sites.map(({ longitude }) => Math.ceil(longitude)), ...parts.map(({ east }) => east)),
  };
}

type Alike = ReadonlyMap<SiteClass, SiteClass>;

/** Each class, and the one that it can't be told from: itself, or where it has too few sites that of which there are most. */
function classesAlike(sites: readonly PlacedSite[]): Alike {
  const counts = SITE_CLASSES.map((one) => ({ one, count: sites.filter(({ kind }) => siteClassOf(kind) === one).length }));
  const most = counts.reduce((best, next) => (next.count > best.count ? next : best));
  return new Map(counts.map(({ one, count }) => [one, count < LEAST_SITES ? most.one : one]));
}

const classIn = (alike: Alike, { kind }: PlacedSite): SiteClass => must(alike.get(siteClassOf(kind)), 'each class has its like');

const mostOfOneClass = (sites: readonly PlacedSite[]): number =>
  Math.max(0, ...[...groupBy(sites, ({ kind }) => siteClassOf(kind)).values()].map(({ length }) => length));

/**
 * The sites of each class in parts of at least {@link LEAST_SITES}, each of one region wherever there are enough of them. Those of a class
 * that has too few are left out, and find their cell as a new site does; where all have too few, everything is one part.
 */
function divide(sites: readonly PlacedSite[], alike: Alike): PlacedSite[][] {
  const own = sites.filter((site) => classIn(alike, site) === siteClassOf(site.kind));
  const groups = groupBy(own.length < LEAST_SITES ? sites : own, (site) => classIn(alike, site));
  return SITE_CLASSES.flatMap((one) => ofRegions(groups.get(one) ?? []).flatMap(halve));
}

/** By region. Regions with too few are put together, and with the nearest region where they still are too few. */
function ofRegions(sites: readonly PlacedSite[]): PlacedSite[][] {
  const groups = [...groupBy(sites, ({ region }) => region)]
    .toSorted(([one], [other]) => compareText(one, other))
    .map(([, group]) => group);
  const large = groups.filter(({ length }) => length >= LEAST_SITES);
  const rest = groups.filter(({ length }) => length < LEAST_SITES).flat();
  if (rest.length === 0) return large;
  if (rest.length >= LEAST_SITES || large.length === 0) return [...large, rest];
  const near = nearestOfBoth(rest, large.flat());
  return large.map((group) => (group.includes(near) ? inOrder([...group, ...rest]) : group));
}

/** Halves a group across its longer side for as long as both halves are large enough. */
function halve(sites: PlacedSite[]): PlacedSite[][] {
  if (sites.length < 2 * LEAST_SITES) return [sites];
  const spread = (of: (site: PlacedSite) => number): number => Math.max(...sites.map(of)) - Math.min(...sites.map(of));
  const along = spread(eastOf) > spread(northOf) ? eastOf : northOf;
  const sorted = sites.toSorted((one, other) => along(one) - along(other) || compareText(one.slug, other.slug));
  const middle = Math.ceil(sites.length / 2);
  return [...halve(sorted.slice(0, middle)), ...halve(sorted.slice(middle))];
}

const inOrder = (sites: readonly PlacedSite[]): PlacedSite[] => sites.toSorted((one, other) => compareText(one.slug, other.slug));

/** Places in degrees of latitude; near enough for saying what lies nearer. */
const northOf = ({ latitude }: PlacedSite): number => latitude;
const eastOf = ({ latitude, longitude }: PlacedSite): number => longitude * Math.cos((latitude * Math.PI) / 180);
const distance = (one: PlacedSite, other: PlacedSite): number => (northOf(one) - northOf(other)) ** 2 + (eastOf(one) - eastOf(other)) ** 2;

/** The one of the others that lies nearest to any of these; of two as near, the first by name. */
const nearestOfBoth = (sites: readonly PlacedSite[], others: readonly PlacedSite[]): PlacedSite =>
  must(
    others
      .map((other) => ({ other, far: Math.min(...sites.map((site) => distance(site, other))) }))
      .toSorted((one, two) => one.far - two.far || compareText(one.other.slug, two.other.slug))[0],
    'there are others',
  ).other;

/** The nearest of their class and region, else of their class, else of all. */
function nearestOf(sites: readonly PlacedSite[], others: readonly PlacedSite[], alike: Alike): PlacedSite {
  const classes = sites.map((site) => classIn(alike, site));
  const regions = sites.map(({ region }) => region);
  const ofClass = others.filter((other) => classes.includes(classIn(alike, other)));
  const ofBoth = ofClass.filter(({ region }) => regions.includes(region));
  return nearestOfBoth(sites, [ofBoth, ofClass, others].find(({ length }) => length > 0) ?? []);
}
