import { must } from '#src/kernel/assert.ts';
import type { ReferenceBundle } from '#src/areas/reference/domain/reference-data.ts';

export type Mutable<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T;
export type MutableBundle = Mutable<ReferenceBundle>;

/** A defect: what it is, how it comes in, and the place that has to be named. */
export interface PlantedDefect {
  readonly name: string;
  readonly plant: (bundle: MutableBundle) => readonly [file: string, pointer: string];
}

/** A row by its slug, with its place in the list. */
function rowOf<Row extends { slug: string }>(rows: Row[], slug: string): [row: Row, index: number] {
  const index = rows.findIndex((row) => row.slug === slug);
  return [must(rows[index], `the data has a ${slug}`), index];
}

const first = <Value>(values: readonly Value[]): Value => must(values[0], 'the list has an element');

const defect = (name: string, plant: PlantedDefect['plant']): PlantedDefect => ({ name, plant });

/** A change of one item type, whose fault is expected at the path inside the item. */
const inItem = (
  name: string,
  slug: string,
  path: string,
  change: (item: MutableBundle['catalogue']['items'][number]) => void,
): PlantedDefect =>
  defect(name, ({ catalogue }) => {
    const [item, index] = rowOf(catalogue.items, slug);
    change(item);
    return ['catalogue.json', `/items/${index}${path}`];
  });

const inRegime = (
  name: string,
  slug: string,
  path: string,
  change: (regime: MutableBundle['regimes']['regimes'][number]) => void,
): PlantedDefect =>
  defect(name, ({ regimes }) => {
    const [regime, index] = rowOf(regimes.regimes, slug);
    change(regime);
    return ['regimes.json', `/regimes/${index}${path}`];
  });

const inObstacleKind = (
  name: string,
  path: string,
  change: (kind: MutableBundle['obstacles']['obstacle_kinds'][number]) => void,
): PlantedDefect =>
  defect(name, ({ obstacles }) => {
    const [kind, index] = rowOf(obstacles.obstacle_kinds, 'embargo-basis-undetermined');
    change(kind);
    return ['obstacles.json', `/obstacle_kinds/${index}${path}`];
  });

const inMilestone = (
  name: string,
  path: string,
  change: (milestone: MutableBundle['milestones']['milestones'][number]) => void,
): PlantedDefect =>
  defect(name, ({ milestones }) => {
    const [milestone, index] = rowOf(milestones.milestones, 'customs-cleared');
    change(milestone);
    return ['milestones.json', `/milestones/${index}${path}`];
  });

const inSite = (name: string, path: string, change: (site: MutableBundle['sites']['sites'][number]) => void): PlantedDefect =>
  defect(name, ({ sites }) => {
    const [site, index] = rowOf(sites.sites, 'ras-ajdir');
    change(site);
    return ['sites.json', `/sites/${index}${path}`];
  });

const inSubstitutions = (
  name: string,
  path: string,
  item: string,
  substitute: string,
  note = { en: 'A note.', ar: 'ملاحظة.' },
): PlantedDefect =>
  defect(name, ({ substitutions: { substitutions } }) => [
    'substitutions.json',
    `/substitutions/${substitutions.push({ item, substitute, note }) - 1}${path}`,
  ]);

const requirementOf = (item: string) => ({ type: 'spares', item, quantity: 1, per: 1, criticality: 'required' as const });

/** An item type in a military-list category without any condition. */
const inCategory = (category: string) => (item: MutableBundle['catalogue']['items'][number]) => {
  item.control.military_list = [{ list: 'eu-common-military-list', category, applies: 'always', when: null, confidence: 'high' }];
};

export const PLANTED_DEFECTS: readonly PlantedDefect[] = [
  inSite('a site of an unknown kind', '/kind', (site) => (site.kind = 'castle')),
  inSite('a site in an unknown region', '/region', (site) => (site.region = 'atlantis')),
  inSite('a site in an unknown district', '/district_iso', (site) => (site.district_iso = 'LY-XX')),
  inSite('a site towards an unknown neighbour', '/neighbour', (site) => (site.neighbour = 'IT')),
  inSite('coordinates from an unknown source', '/coord_source', (site) => (site.coord_source = 'hearsay')),
  inSite('a site without a French name', '/names/fr', (site) => (site.names.fr = ' ')),
  defect('a site that is there twice', ({ sites: { sites } }) => [
    'sites.json',
    `/sites/${sites.push(structuredClone(first(sites))) - 1}/slug`,
  ]),

  inItem('an item of an unknown area', 'satellite-phone', '/area', (item) => (item.area = 'cavalry')),
  inItem('an item in an unknown unit', 'satellite-phone', '/unit', (item) => (item.unit = 'XYZ')),
  inItem('an item with an unknown attribute', 'satellite-phone', '/attributes/0/key', (item) => {
    first(item.attributes).key = 'charm';
  }),
  inItem('a typical value that the enumeration lacks', 'vehicle-4x4-pickup', '/attributes/0/typical', (item) => {
    first(item.attributes).typical = '8x8';
  }),
  inItem('a text where a number is typical', 'water-tank', '/attributes/0/typical', (item) => {
    first(item.attributes).typical = 'plenty';
  }),
  inItem('a fraction where whole numbers are meant', 'minibus-crew', '/attributes/0/typical', (item) => {
    first(item.attributes).typical = 15.5;
  }),
  inItem('a dependency on an unknown item', 'vehicle-4x4-pickup', '/dependencies/0/item', (item) => {
    first(item.dependencies).item = 'flying-carpet';
  }),
  inItem('an item that requires itself', 'water-tank', '/dependencies', (item) => {
    item.dependencies = [requirementOf('water-tank')];
  }),
  defect('two items that require each other', ({ catalogue: { items } }) => {
    const [boots, index] = rowOf(items, 'boots-desert');
    const [goggles] = rowOf(items, 'goggles-dust');
    boots.dependencies = [requirementOf('goggles-dust')];
    goggles.dependencies = [requirementOf('boots-desert')];
    return ['catalogue.json', `/items/${index}/dependencies`];
  }),
  inItem('a cost band upside down', 'water-tank', '/unit_cost_eur', (item) => {
    item.unit_cost_eur = { ...item.unit_cost_eur, low: 900, high: 100 };
  }),
  inItem('an item of an excluded lethality class', 'goggles-dust', '/lethality', (item) => {
    item.lethality = 'lethal-excluded';
  }),
  inItem('an item under an excluded HS heading', 'goggles-dust', '/hs/code', (item) => {
    item.hs = { code: '930200', edition: 'HS 2022', note: null };
  }),
  inItem(
    'an item under an excluded military-list category, without condition',
    'truck-cargo-4x4',
    '/control/military_list/0/category',
    inCategory('ML9.a'),
  ),
  inItem('an Arabic name in Latin letters', 'water-tank', '/names/ar', (item) => (item.names.ar = 'khazzan')),
  defect('an item that is there twice', ({ catalogue: { items } }) => [
    'catalogue.json',
    `/items/${items.push(structuredClone(first(items))) - 1}/slug`,
  ]),
  defect('an attribute of an unknown enumeration', ({ catalogue: { attributes } }) => {
    const index = attributes.findIndex(({ key }) => key === 'drivetrain');
    must(attributes[index], 'the data has a drivetrain').enum = 'wheels';
    return ['catalogue.json', `/attributes/${index}/enum`];
  }),
  defect('an attribute in an unknown unit', ({ catalogue: { attributes } }) => {
    const index = attributes.findIndex(({ key }) => key === 'weight_kg');
    must(attributes[index], 'the data has a weight').unit = 'STN';
    return ['catalogue.json', `/attributes/${index}/unit`];
  }),
  defect('an unordered enumeration compared by rank', ({ catalogue: { attributes } }) => {
    const index = attributes.findIndex(({ key }) => key === 'drivetrain');
    must(attributes[index], 'the data has a drivetrain').direction = 'ordinal';
    return ['catalogue.json', `/attributes/${index}/direction`];
  }),
  defect('two values of one rank', ({ catalogue: { enumerations } }) => {
    const [levels, index] = rowOf(enumerations, 'nij-level');
    must(levels.values[1], 'there are two levels').rank = first(levels.values).rank;
    return ['catalogue.json', `/enumerations/${index}/values/1/rank`];
  }),

  inSubstitutions('a substitute that the catalogue lacks', '/substitute', 'water-tank', 'bucket'),
  inItem('a course of which there are parts', 'course-offroad-driving', '/unit', (item) => {
    item.unit = 'E49';
  }),
  inSubstitutions('a substitute for an item that the catalogue lacks', '/item', 'bucket', 'water-tank'),
  inSubstitutions('an item that stands in for itself', '/substitute', 'water-tank', 'water-tank'),
  inSubstitutions('a substitute counted in another unit', '/substitute', 'uas-quadcopter', 'uas-fixed-wing'),
  inSubstitutions('a substitute of another area', '/substitute', 'water-tank', 'fuel-tank-bunded'),
  inSubstitutions('a substitution that is there twice', '/substitute', 'workstation-desktop', 'laptop-rugged'),
  inSubstitutions('a substitution without an Arabic note', '/note/ar', 'container-office', 'container-sanitary', {
    en: 'A note.',
    ar: '',
  }),

  defect('an organisation under an unknown one', ({ organisations: { organisations } }) => {
    const [organisation, index] = rowOf(organisations, 'ly-border-guard-agency');
    organisation.parent = 'camelot';
    return ['organisations.json', `/organisations/${index}/parent`];
  }),
  defect('an organisation above its own parent', ({ organisations: { organisations } }) => {
    const [ministry, index] = rowOf(organisations, 'ly-ministry-of-interior');
    ministry.parent = 'ly-border-guard-agency';
    return ['organisations.json', `/organisations/${index}/parent`];
  }),

  inRegime('a regime that requires an unknown document', 'un-hrddp', '/documents_required/0', (regime) => {
    regime.documents_required = ['laissez-passer'];
  }),
  inRegime('a regime with an unknown issuer', 'un-hrddp', '/issuers/0', (regime) => (regime.issuers = ['oracle'])),
  inRegime('a regime with an unknown outcome', 'un-hrddp', '/outcomes/0', (regime) => (regime.outcomes = ['shrugged'])),
  inRegime('a regime before an unknown milestone', 'un-hrddp', '/blocks_milestone', (regime) => {
    regime.blocks_milestone = 'doomsday';
  }),
  inRegime('a rule about an unknown field', 'un-hrddp', '/applies_when/field', (regime) => {
    regime.applies_when = { field: 'item.colour', op: 'eq', value: 'red' };
  }),
  inRegime('a rule about an unknown item, deep inside', 'un-hrddp', '/applies_when/all/0/not/value/1', (regime) => {
    regime.applies_when = { all: [{ not: { field: 'item.slug', op: 'in', value: ['water-tank', 'bucket'] } }] };
  }),
  inRegime('a rule about a flag that no item has', 'un-hrddp', '/applies_when/any/0/value/0', (regime) => {
    regime.applies_when = { any: [{ field: 'item.control.other', op: 'intersects', value: ['cursed'] }] };
  }),
  inRegime('a rule that compares a list with one value', 'un-hrddp', '/applies_when/value', (regime) => {
    regime.applies_when = { field: 'item.kind', op: 'in', value: 'equipment' };
  }),
  inRegime('a duration out of order', 'un-hrddp', '/duration_days', (regime) => {
    regime.duration_days = { min: 9, typical: 3, max: 10, basis: 'estimate' };
  }),
  inRegime('a summary without Arabic', 'un-hrddp', '/summary/ar', (regime) => (regime.summary.ar = '')),
  defect('a document issued by an unknown role', ({ regimes: { documents } }) => {
    first(documents).issuer_role = 'king';
    return ['regimes.json', '/documents/0/issuer_role'];
  }),
  defect('an outcome that is positive in one place only', ({ regimes: { outcomes } }) => {
    const [refused, index] = rowOf(outcomes, 'refused');
    refused.positive = true;
    return ['regimes.json', `/outcomes/${index}/positive`];
  }),

  inObstacleKind('an obstacle with an unknown playbook step', '/playbook/0', (kind) => (kind.playbook[0] = 'pray')),
  inObstacleKind('an obstacle of an unknown regime', '/regimes/0', (kind) => (kind.regimes = ['ancien'])),
  inObstacleKind('an obstacle of an unknown group', '/group', (kind) => (kind.group = 'weather')),
  inObstacleKind('an obstacle before an unknown milestone', '/blocks_milestone', (kind) => {
    kind.blocks_milestone = 'doomsday';
  }),
  inObstacleKind('an obstacle of an unknown organisation', '/typical_owner_organisations/0', (kind) => {
    kind.typical_owner_organisations = ['camelot'];
  }),
  inObstacleKind('an obstacle owned by an unknown role', '/default_owner_role', (kind) => {
    kind.default_owner_role = 'king';
  }),

  inMilestone('a milestone after an unknown one', '/predecessors/0', (milestone) => {
    milestone.predecessors = ['big-bang'];
  }),
  inMilestone('a milestone proved by an unknown document', '/evidence_documents/0', (milestone) => {
    milestone.evidence_documents = ['selfie'];
  }),
  inMilestone('a milestone gated by an unknown regime', '/gating_regimes/0', (milestone) => {
    milestone.gating_regimes = ['ancien'];
  }),
  inMilestone('a milestone under an unknown Incoterm', '/incoterm_owner/ABC', (milestone) => {
    milestone.incoterm_owner = { ABC: 'donor' };
  }),
  inMilestone('a milestone that goes with an unknown state', '/maps_to_states/delivery', (milestone) => {
    milestone.maps_to_states = { delivery: 'teleported' };
  }),
  defect('milestones in a circle', ({ milestones: { milestones } }) => {
    const [pledged, index] = rowOf(milestones, 'pledged');
    pledged.predecessors = ['customs-cleared'];
    return ['milestones.json', `/milestones/${index}/predecessors`];
  }),
  defect('a predecessor that comes later in the order', ({ milestones: { milestones } }) => {
    const [pledged, index] = rowOf(milestones, 'pledged');
    pledged.predecessors = ['customs-cleared'];
    return ['milestones.json', `/milestones/${index}/predecessors/0`];
  }),

  defect('a state that the glossary words otherwise', ({ vocabularies: { vocabularies } }) => {
    const [published, index] = rowOf(must(vocabularies['need_states'], 'needs have states').values, 'published');
    published.names.it = 'Diffuso';
    return ['vocabularies.json', `/vocabularies/need_states/values/${index}/names/it`];
  }),
  defect('a unit type without an English name', ({ unitTypes: { unit_types } }) => {
    first(unit_types).names.en = '';
    return ['unit-types.json', '/unit_types/0/names/en'];
  }),
  defect('a glossary row shifted by a stray comma', ({ glossary }) => {
    const term = must(glossary[3], 'the glossary has terms');
    Object.assign(term, { en: 'Gap', ar: ' in means', it: term.ar, fr: term.it });
    return ['glossary.csv', '/3/ar'];
  }),
];
