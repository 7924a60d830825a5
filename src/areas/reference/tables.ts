import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  boolean,
  check,
  date,
  doublePrecision,
  foreignKey,
  index,
  integer,
  jsonb,
  numeric,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { closedLists, literals } from '../../platform/db/closed-lists.ts';
import type { OrganisationId } from '../../kernel/id.ts';
import { MOST_DECIMALS } from '../../kernel/quantity.ts';
import type { TimeZone } from '../../kernel/time-zone.ts';
import { decimals } from '../../platform/db/columns.ts';
import type {
  BilingualText,
  Citation,
  Duration,
  HsCode,
  ItemControl,
  MilestoneStates,
  RegimeDetail,
  RuleCondition,
  Synonyms,
  TypicalAttribute,
  UnspscCode,
} from './domain/stored-json.ts';
import {
  ADMISSIBLE_LETHALITY,
  ATTRIBUTE_DIRECTIONS,
  ATTRIBUTE_TYPES,
  CONFIDENCES,
  DEPENDENCY_CRITICALITIES,
  ITEM_KINDS,
  type ItemKind,
  type SiteClass,
  SEVERITIES,
  ORGANISATION_KINDS,
  SITE_CLASSES,
} from './domain/vocabulary.ts';
import { enumerations, names } from './vocabulary-tables.ts';

/** Reference data: no organisation's secret, so without row-level security; keyed by the stable slugs of the data files. */

export const regions = pgTable('regions', { slug: text('slug').primaryKey(), names: names() });
export const districts = pgTable('districts', { iso: text('iso').primaryKey(), names: names() });
export const neighbours = pgTable('neighbours', { iso: text('iso').primaryKey(), names: names() });
export const siteKinds = pgTable('site_kinds', { slug: text('slug').primaryKey(), names: names() });

export const sites = pgTable(
  'sites',
  {
    slug: text('slug').primaryKey(),
    kind: text('kind')
      .notNull()
      .references(() => siteKinds.slug),
    region: text('region')
      .notNull()
      .references(() => regions.slug),
    district: text('district').references(() => districts.iso),
    neighbour: text('neighbour').references(() => neighbours.iso),
    names: names(),
    alsoKnownAs: text('also_known_as').array().notNull(),
    latitude: doublePrecision('latitude').notNull(),
    longitude: doublePrecision('longitude').notNull(),
    coordinatePrecisionKm: doublePrecision('coordinate_precision_km'),
    coordinateConfidence: text('coordinate_confidence', { enum: CONFIDENCES }).notNull(),
    unlocode: text('unlocode'),
    publicNote: text('public_note'),
    /** IANA; whose day it is there. */
    timeZone: text('time_zone').notNull().$type<TimeZone>(),
  },
  (table) => [
    ...closedLists(table),
    check('site_has_a_zone', sql`wasl.is_zone(${table.timeZone})`),
    index('sites_by_region').on(table.region),
  ],
);

/** The division of the sites by which a place is shown to who may not know it. A cell is never taken away: it is merged into another. */
export const cells = pgTable(
  'cells',
  {
    slug: text('slug').primaryKey(),
    names: names(),
    siteClasses: text('site_classes').array().notNull().$type<SiteClass[]>(),
    regions: text('regions').array().notNull(),
    south: integer('south').notNull(),
    west: integer('west').notNull(),
    north: integer('north').notNull(),
    east: integer('east').notNull(),
    /** How many sites of the newest list lie in it. */
    publicSites: integer('public_sites').notNull(),
    mergedInto: text('merged_into').references((): AnyPgColumn => cells.slug),
  },
  (table) => [
    check('cell_has_an_extent', sql`${table.south} <= ${table.north} and ${table.west} <= ${table.east}`),
    check('site_classes_are_listed', sql`${table.siteClasses} <@ array[${literals(SITE_CLASSES)}]`),
  ],
);
/** The cell that a site was given, for life. */
export const siteCells = pgTable('site_cells', {
  site: text('site')
    .primaryKey()
    .references(() => sites.slug),
  cell: text('cell')
    .notNull()
    .references(() => cells.slug),
});

export const organisations = pgTable(
  'organisations',
  {
    id: uuid('id').primaryKey().$type<OrganisationId>(),
    slug: text('slug').notNull().unique(),
    kind: text('kind', { enum: ORGANISATION_KINDS }).notNull(),
    otherRoles: text('other_roles').array().notNull(),
    party: text('party').notNull(),
    acronym: text('acronym'),
    parentId: uuid('parent_id')
      .$type<OrganisationId>()
      .references((): AnyPgColumn => organisations.id),
    names: names(),
    publicRole: text('public_role').notNull(),
    /** IANA; whose day it is there. */
    timeZone: text('time_zone').notNull().$type<TimeZone>(),
  },
  (table) => [...closedLists(table), check('organisation_has_a_zone', sql`wasl.is_zone(${table.timeZone})`)],
);

/** What a row tells of the organisation that it names: columns of its join, by whatever alias that has. */
export const nameColumns = <Table extends Record<'id' | 'slug' | 'names', AnyPgColumn>>(
  organisation: Table,
): Pick<Table, 'id' | 'slug' | 'names'> => ({ id: organisation.id, slug: organisation.slug, names: organisation.names });

export const unitTypes = pgTable('unit_types', { slug: text('slug').primaryKey(), names: names() });

export const capabilityAreas = pgTable('capability_areas', {
  slug: text('slug').primaryKey(),
  position: integer('position').notNull(),
  names: names(),
  scope: jsonb('scope').notNull().$type<BilingualText>(),
});
export const unitsOfMeasure = pgTable(
  'units_of_measure',
  {
    code: text('code').primaryKey(),
    names: names(),
    /** Places that a quantity of it may have: the service holds whole steps of 10^-decimals of the unit. */
    decimals: decimals(),
  },
  (table) => [
    check('unit_has_few_decimals', sql`${table.decimals} between 0 and ${sql.raw(String(MOST_DECIMALS))}`),
    unique('one_unit_with_its_decimals').on(table.code, table.decimals),
  ],
);
export const attributes = pgTable(
  'attributes',
  {
    key: text('key').primaryKey(),
    type: text('type', { enum: ATTRIBUTE_TYPES }).notNull(),
    unit: text('unit').references(() => unitsOfMeasure.code),
    direction: text('direction', { enum: ATTRIBUTE_DIRECTIONS }).notNull(),
    enumeration: text('enumeration').references(() => enumerations.slug),
    names: names(),
  },
  (table) => closedLists(table),
);

export const itemTypes = pgTable(
  'item_types',
  {
    slug: text('slug').primaryKey(),
    area: text('area')
      .notNull()
      .references(() => capabilityAreas.slug),
    kind: text('kind', { enum: ITEM_KINDS }).notNull(),
    names: names(),
    synonyms: jsonb('synonyms').notNull().$type<Synonyms>(),
    unitOfMeasure: text('unit_of_measure').notNull(),
    /** Those of its unit, repeated here because every quantity of the item is read with them; they never change (its steps would). */
    decimals: decimals(),
    lethality: text('lethality', { enum: ADMISSIBLE_LETHALITY }).notNull(),
    attributes: jsonb('attributes').notNull().$type<readonly TypicalAttribute[]>(),
    unspsc: jsonb('unspsc').$type<UnspscCode>(),
    hs: jsonb('hs').$type<HsCode>(),
    control: jsonb('control').notNull().$type<ItemControl>(),
    unitCostLowEur: numeric('unit_cost_low_eur', { precision: 12, scale: 2, mode: 'number' }).notNull(),
    unitCostHighEur: numeric('unit_cost_high_eur', { precision: 12, scale: 2, mode: 'number' }).notNull(),
    note: text('note'),
  },
  (table) => [
    ...closedLists(table),
    index('item_types_by_area').on(table.area),
    foreignKey({
      name: 'item_has_the_decimals_of_its_unit',
      columns: [table.unitOfMeasure, table.decimals],
      foreignColumns: [unitsOfMeasure.code, unitsOfMeasure.decimals],
    }),
    check('courses_are_whole', sql`${table.kind} <> 'training' or ${table.decimals} = 0`),
    check('unit_cost_is_a_band', sql`${table.unitCostLowEur} between 0 and ${table.unitCostHighEur}`),
  ],
);
export const itemDependencies = pgTable(
  'item_dependencies',
  {
    itemType: text('item_type')
      .notNull()
      .references(() => itemTypes.slug),
    neededItemType: text('needed_item_type')
      .notNull()
      .references(() => itemTypes.slug),
    type: text('type').notNull(),
    quantity: doublePrecision('quantity').notNull(),
    per: doublePrecision('per').notNull(),
    criticality: text('criticality', { enum: DEPENDENCY_CRITICALITIES }).notNull(),
  },
  (table) => [
    ...closedLists(table),
    primaryKey({ name: 'one_dependency_per_pair', columns: [table.itemType, table.neededItemType, table.type] }),
  ],
);
export const itemSubstitutions = pgTable(
  'item_substitutions',
  {
    itemType: text('item_type')
      .notNull()
      .references(() => itemTypes.slug),
    substitute: text('substitute')
      .notNull()
      .references(() => itemTypes.slug),
    note: jsonb('note').notNull().$type<BilingualText>(),
  },
  (table) => [
    primaryKey({ name: 'one_substitution_per_pair', columns: [table.itemType, table.substitute] }),
    check('substitute_is_another_item', sql`${table.itemType} <> ${table.substitute}`),
  ],
);
export const milestones = pgTable('milestones', {
  slug: text('slug').primaryKey(),
  position: integer('position').notNull(),
  names: names(),
  definition: jsonb('definition').notNull().$type<BilingualText>(),
  predecessors: text('predecessors').array().notNull(),
  appliesToKinds: text('applies_to_kinds').array().notNull().$type<ItemKind[]>(),
  defaultOwnerRole: text('default_owner_role').notNull(),
  incotermOwner: jsonb('incoterm_owner').$type<Readonly<Record<string, string>>>(),
  durationDays: jsonb('duration_days').notNull().$type<Duration>(),
  evidenceDocuments: text('evidence_documents').array().notNull(),
  mapsToStates: jsonb('maps_to_states').notNull().$type<MilestoneStates>(),
  optionalWhen: text('optional_when'),
  gatingRegimes: text('gating_regimes').array().notNull(),
});
export const complianceDocuments = pgTable('compliance_documents', {
  slug: text('slug').primaryKey(),
  names: names(),
  issuerRole: text('issuer_role').notNull(),
  note: text('note'),
});
export const regimes = pgTable(
  'regimes',
  {
    slug: text('slug').primaryKey(),
    level: text('level').notNull(),
    effect: text('effect').notNull(),
    names: names(),
    summary: jsonb('summary').notNull().$type<BilingualText>(),
    appliesWhen: jsonb('applies_when').notNull().$type<RuleCondition>(),
    documentsRequired: text('documents_required').array().notNull(),
    outcomes: text('outcomes').array().notNull(),
    blocksMilestone: text('blocks_milestone').references(() => milestones.slug),
    citations: jsonb('citations').notNull().$type<readonly Citation[]>(),
    confidence: text('confidence', { enum: CONFIDENCES }).notNull(),
    asOf: date('as_of', { mode: 'string' }).notNull(),
    validUntil: date('valid_until', { mode: 'string' }),
    detail: jsonb('detail').notNull().$type<RegimeDetail>(),
  },
  (table) => closedLists(table),
);
export const playbookSteps = pgTable('playbook_steps', {
  slug: text('slug').primaryKey(),
  defaultRole: text('default_role').notNull(),
  typicalDays: integer('typical_days').notNull(),
  names: names(),
});
export const obstacleGroups = pgTable('obstacle_groups', { slug: text('slug').primaryKey(), names: names() });
export const obstacleKinds = pgTable(
  'obstacle_kinds',
  {
    slug: text('slug').primaryKey(),
    group: text('group')
      .notNull()
      .references(() => obstacleGroups.slug),
    companionCode: text('companion_code'),
    names: names(),
    defaultSeverity: text('default_severity', { enum: SEVERITIES }).notNull(),
    defaultOwnerRole: text('default_owner_role').notNull(),
    typicalOwnerOrganisations: text('typical_owner_organisations').array().notNull(),
    blocksMilestone: text('blocks_milestone')
      .notNull()
      .references(() => milestones.slug),
    blockingByDefault: boolean('blocking_by_default').notNull(),
    playbook: text('playbook').array().notNull(),
    durationDays: jsonb('duration_days').notNull().$type<Duration>(),
    regimes: text('regimes').array().notNull(),
    autoDetection: text('auto_detection'),
  },
  (table) => closedLists(table),
);
